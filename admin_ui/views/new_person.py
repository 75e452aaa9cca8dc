"""新增人员: an account with a first password, without any role yet."""

import streamlit as st

from admin_ui.links import go_to
from admin_ui.session import visit
from admin_ui.widgets.refusals import Outcome


def show() -> None:
    """The form, folded until it is wanted."""
    outcome = Outcome("new-person")
    outcome.show()
    drawer = st.expander("新增人员", on_change="rerun", key="new-person")
    if not drawer.open:
        return
    with drawer, st.form("new-person-form", border=False):
        st.caption("新增后请授予岗位。初始密码须在首次登录时修改，请当面或通过安全渠道告知本人。")
        username = st.text_input("用户名", key="new-person/username", max_chars=64)
        outcome.beside("username")
        name = st.text_input("姓名", key="new-person/name", max_chars=100)
        outcome.beside("name")
        password = st.text_input("初始密码", key="new-person/password", type="password", autocomplete="new-password")
        outcome.beside("password")
        if st.form_submit_button("新增", type="primary"):
            _create({"username": username, "name": name, "password": password}, outcome)


def _create(body: dict[str, str], outcome: Outcome) -> None:
    created: dict[str, str] = {}
    if outcome.carry_out(
        lambda: created.update(visit().client.changed("POST", "/api/staff", body)), "已新增人员，请在下方授予岗位。"
    ):
        go_to("people", person=created["staff_id"])
    st.rerun()
