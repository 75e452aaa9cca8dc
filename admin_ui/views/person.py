"""One person for administrators: roles with their dates, password, lock-out, sessions, and the work in their hands."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any, Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import AdministeredDetail, GrantShown
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.refusals import Outcome

_QUEUE: Final = ""


def show(staff_id: str) -> None:
    """Everything about the person `staff_id`, and what may be changed."""
    one: AdministeredDetail = visit().client.listed(f"/api/staff/people/{staff_id}")
    outcome = Outcome(f"person/{staff_id}")
    st.header(one_line(one["name"]))
    marks = [
        one["username"],
        labels.label(labels.STAFF_STATUSES, one["status"]),
        "登录已锁定" if one["locked_out"] else "",
        "尚未修改初始密码" if one["must_change_password"] else "",
    ]
    st.caption(" · ".join(plain(mark) for mark in marks if mark))
    Outcome("new-person").show()
    outcome.show()
    _show_roles(one, outcome)
    _show_new_role(one, outcome)
    _show_account(one, outcome)
    _show_work(one, outcome)


def _show_roles(one: AdministeredDetail, outcome: Outcome) -> None:
    st.subheader("岗位")
    if not one["grants"]:
        st.info("还没有岗位。请在下方授予。")
    today = visit().now.date()
    for grant in one["grants"]:
        with st.container(border=True):
            what, action = st.columns([6, 1.6], vertical_alignment="center")
            what.markdown(f"**{plain(grant['label'])}** · {plain(grant['unit_name'])}")
            what.caption(plain(_period(grant, today)))
            if grant["valid_to"] and date.fromisoformat(grant["valid_to"]) <= today:
                continue
            with action:
                question = f"撤销后自今天起不再有效，{plain(one['name'])}须重新登录。"
                if confirmed("撤销", question, f"revoke/{grant['grant_id']}"):
                    path = f"/api/staff/roles/{grant['grant_id']}"
                    outcome.carry_out(partial(visit().client.changed, "DELETE", path), "已撤销岗位。")
                    st.rerun()


def _period(grant: GrantShown, today: date) -> str:
    begins, ends = date.fromisoformat(grant["valid_from"]), grant["valid_to"]
    if ends and date.fromisoformat(ends) <= today:
        return f"{grant['valid_from']} 起，{ends} 终止（已终止）"
    state = "尚未生效" if begins > today else "有效"
    return f"{grant['valid_from']} 起" + (f"，至 {ends} 前" if ends else "") + f"（{state}）"


def _show_new_role(one: AdministeredDetail, outcome: Outcome) -> None:
    drawer = st.expander("授予岗位", on_change="rerun", key="new-role")
    if not drawer.open:
        return
    units = {unit["code"]: unit["name"] for unit in visit().client.units()}
    with drawer, st.form("new-role-form", border=False):
        role = st.selectbox("岗位", list(labels.ROLES), format_func=labels.ROLES.__getitem__, key="new-role/role")
        outcome.beside("role")
        unit = st.selectbox(
            "单位", list(units), format_func=lambda code: f"{one_line(units[code])}（{code}）", key="new-role/unit"
        )
        outcome.beside("unit")
        begins, ends = st.columns(2)
        valid_from = begins.date_input("起始日", value=visit().now.date(), key="new-role/from")
        valid_to = ends.date_input("终止日（可不填，到该日不再有效）", value=None, key="new-role/to")
        outcome.beside("valid_to")
        if st.form_submit_button("授予", type="primary"):
            body = {"role": role, "unit": unit, "valid_from": _iso(valid_from), "valid_to": _iso(valid_to)}
            path = f"/api/staff/{one['staff_id']}/roles"
            outcome.carry_out(lambda: visit().client.changed("POST", path, body), "已授予岗位，本人须重新登录。")
            st.rerun()


def _iso(on: Any) -> str | None:
    return on.isoformat() if isinstance(on, date) else None


def _show_account(one: AdministeredDetail, outcome: Outcome) -> None:
    st.subheader("账号")
    client, path = visit().client, f"/api/staff/{one['staff_id']}"
    if one["sessions"]:
        latest = moment_text(one["sessions"][0]["last_seen_at"])
        st.caption(f"当前有 {len(one['sessions'])} 个登录会话，最近使用：{latest}")
    else:
        st.caption("当前没有登录会话。")
    if one["locked_out"] and confirmed("解除锁定", "解除后可立即用原密码登录。", "unlock"):
        outcome.carry_out(lambda: client.changed("POST", f"{path}/unlock"), "已解除登录锁定。")
        st.rerun()
    if one["sessions"] and confirmed("结束登录会话", "本人须重新登录，未提交的草稿已自动保存。", "end-sessions"):
        outcome.carry_out(lambda: client.changed("DELETE", f"{path}/sessions"), "已结束登录会话。")
        st.rerun()
    if one["status"] == "active":
        if confirmed("停用账号", "停用后立即不能登录，访问令牌同时失效。请先移交其手中的待办。", "disable"):
            outcome.carry_out(lambda: client.changed("PUT", f"{path}/status", {"status": "disabled"}), "账号已停用。")
            st.rerun()
    elif confirmed("恢复账号", "恢复后可以再次登录。", "enable"):
        outcome.carry_out(lambda: client.changed("PUT", f"{path}/status", {"status": "active"}), "账号已恢复。")
        st.rerun()
    _show_new_password(path, outcome)


def _show_new_password(path: str, outcome: Outcome) -> None:
    drawer = st.expander("重置密码", on_change="rerun", key="new-password")
    if not drawer.open:
        return
    with drawer, st.form("new-password-form", border=False, clear_on_submit=True):
        st.caption("重置后本人的所有会话立即结束，下次登录须修改密码；同时解除登录锁定。")
        password = st.text_input("新的初始密码", type="password", autocomplete="new-password", key="new-password/text")
        outcome.beside("password")
        if st.form_submit_button("重置密码", type="primary"):
            outcome.carry_out(
                lambda: visit().client.changed("PUT", f"{path}/password", {"password": password}), "密码已重置。"
            )
            st.rerun()


def _show_work(one: AdministeredDetail, outcome: Outcome) -> None:
    st.subheader("手中的待办")
    if not one["held_tasks"]:
        st.info("没有签收中的待办。")
        return
    st.caption(f"共 {one['held_tasks']} 件。离职、请假或岗位变动时，可一次移交给同事，或退回待签收；草稿随任务保留。")
    people = _colleagues(one)
    to = st.selectbox(
        "移交给", [_QUEUE, *people], format_func=lambda name: people.get(name, "退回待签收"), key="hand-over/to"
    )
    outcome.beside("to")
    reason = st.selectbox(
        "原因",
        list(labels.WORK_HANDOVER_REASONS),
        format_func=labels.WORK_HANDOVER_REASONS.__getitem__,
        key="hand-over/reason",
    )
    question = f"将移交 {one['held_tasks']} 件待办。对方不能办理的（岗位、单位或回避）退回待签收。"
    if confirmed("移交全部待办", question, "hand-over"):
        _hand_over(one, to, reason, outcome)
        st.rerun()


def _colleagues(one: AdministeredDetail) -> dict[str, str]:
    """Active colleagues in the person's units, by username."""
    units: set[str | None] = {role["unit"] for role in one["roles"]}
    found: dict[str, str] = {}
    for unit in units or {None}:
        page = visit().client.listed("/api/staff", {"unit": unit, "limit": 100})
        found |= {item["username"]: one_line(item["name"]) for item in page["items"]}
    found.pop(one["username"], None)
    return found


def _hand_over(one: Mapping[str, Any], to: str, reason: str, outcome: Outcome) -> None:
    path, body = f"/api/staff/{one['staff_id']}/tasks/hand-over", {"to": to or None, "reason": reason}
    slot = f"hand-over/{one['staff_id']}"
    outcome.carry_out(
        lambda: send_once(slot, body, lambda key: visit().client.changed("POST", path, body, key)),
        lambda counts: f"已移交 {counts['handed_over']} 件，退回待签收 {counts['returned']} 件。",
    )
