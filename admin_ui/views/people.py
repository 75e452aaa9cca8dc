"""机构与人员: people with their roles, units with their dates, changes of units; one part at a time."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import AdministeredPerson
from admin_ui.links import link_to
from admin_ui.plain_text import one_line, plain
from admin_ui.session import visit
from admin_ui.views import new_person, person, unit_change_list, unit_list
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.url_filters import url_segments, url_select, url_text

PAGE_SIZE: Final = 20
_PARTS: Final = {"people": "人员与岗位", "units": "机构", "changes": "机构调整"}
_STATUSES: Final = {"": "全部状态", "active": "在岗", "disabled": "已停用"}


def show() -> None:
    """The part that the address names; one person where it names one."""
    st.title("机构与人员")
    if "person" in st.query_params:
        link_to("people", "← 返回人员列表")
        person.show(st.query_params["person"])
        return
    part = url_segments(st.container(), "内容", "part", _PARTS, _PARTS.__getitem__)
    if part == "units":
        unit_list.show()
    elif part == "changes":
        unit_change_list.show()
    else:
        _show_people()


def _show_people() -> None:
    filters = _choose_filters()
    new_person.show()
    paging = Paging("people", tuple(filters.values()))
    page = visit().client.listed("/api/staff/people", {**filters, "limit": PAGE_SIZE, "cursor": paging.cursor})
    if not page["items"]:
        st.info("没有符合条件的人员。请更改筛选条件，或新增人员。")
    for one in page["items"]:
        _show_person(one)
    paging.show(page["next_cursor"])


def _choose_filters() -> dict[str, str]:
    name, unit, role, status = st.columns([2, 2, 2, 1.4], vertical_alignment="bottom")
    units = {one["code"]: one["name"] for one in visit().client.units()}
    return {
        "q": url_text(name, "姓名或用户名", "q", "输入后按回车"),
        "unit": url_select(unit, "单位", "unit", ["", *units], lambda code: one_line(units.get(code, "全部单位"))),
        "role": url_select(
            role, "岗位", "role", ["", *labels.ROLES], lambda code: labels.label(labels.ROLES, code, missing="全部岗位")
        ),
        "status": url_select(status, "状态", "status", _STATUSES, _STATUSES.__getitem__),
    }


def _show_person(one: AdministeredPerson) -> None:
    with st.container(border=True):
        who, roles, way = st.columns([2.4, 5, 1.4], vertical_alignment="center")
        with who:
            st.markdown(f"**{plain(one['name'])}**")
            marks = [
                one["username"],
                "已停用" if one["status"] == "disabled" else "",
                "登录锁定" if one["locked_out"] else "",
            ]
            st.caption(" · ".join(plain(mark) for mark in marks if mark))
        held = [f"{role['label']}（{role['unit_name']}）" for role in one["roles"]]
        roles.text("、".join(one_line(text) for text in held) or "目前没有岗位")
        with way:
            link_to("people", "管理", person=one["staff_id"])
