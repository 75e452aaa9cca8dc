"""机构: units with their dates and successors, and a form for a new one."""

import streamlit as st

from admin_ui.administration_shapes import UnitShown
from admin_ui.plain_text import one_line
from admin_ui.session import visit
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.url_filters import url_segments, url_text

_KINDS = {"city": "市", "county": "区县", "township": "乡镇（街道）", "village": "村（社区）"}
_BELOW = {"city": "county", "county": "township", "township": "village"}
_WHICH = {"today": "现有机构", "all": "含已撤销和未设立"}
MOST_SHOWN = 200


def show() -> None:
    """The units of the person's area, and how to add one."""
    outcome = Outcome("units")
    outcome.show()
    which = url_segments(st.container(), "范围", "which", _WHICH, _WHICH.__getitem__)
    text = url_text(st.container(), "名称或代码", "unit-text", "输入后按回车")
    units: list[UnitShown] = visit().client.listed("/api/units", {"ended": "true" if which == "all" else None})["items"]
    found = [one for one in units if text in one["name"] or one["code"].startswith(text)]
    if not found:
        st.info("没有符合条件的机构。")
    else:
        _show_table(found, {one["code"]: one["name"] for one in units})
    _show_new_unit(units, outcome)
    st.caption("撤并、分设、更名请到“机构调整”，个案、待办、备用金和物资会一并移交。")


def _show_table(found: list[UnitShown], names: dict[str, str]) -> None:
    if len(found) > MOST_SHOWN:
        st.warning(f"共 {len(found)} 个机构，只显示前 {MOST_SHOWN} 个，请输入名称或代码缩小范围。")
    rows = [
        {
            "代码": one["code"],
            "名称": one_line(one["name"]),
            "级别": _KINDS[one["kind"]],
            "上级": one_line(names.get(one["parent"] or "", one["parent"] or "—")),
            "设立": one["valid_from"],
            "撤销": one["valid_to"] or "—",
            "承接单位": one_line(names.get(one["successor"] or "", one["successor"] or "—")),
        }
        for one in found[:MOST_SHOWN]
    ]
    st.table(rows)


def _show_new_unit(units: list[UnitShown], outcome: Outcome) -> None:
    drawer = st.expander("新增机构", on_change="rerun", key="new-unit")
    if not drawer.open:
        return
    parents = {one["code"]: one for one in units if one["kind"] in _BELOW and not one["valid_to"]}
    with drawer, st.form("new-unit-form", border=False):
        parent = st.selectbox(
            "上级单位",
            list(parents),
            format_func=lambda code: f"{one_line(parents[code]['name'])}（{code}）",
            key="new-unit/parent",
        )
        outcome.beside("parent")
        code = st.text_input("代码（乡镇 9 位，村 12 位）", key="new-unit/code", max_chars=12)
        outcome.beside("code")
        name = st.text_input("名称", key="new-unit/name", max_chars=100)
        outcome.beside("name")
        if st.form_submit_button("新增机构", type="primary") and parent:
            body = {"code": code, "name": name, "kind": _BELOW[parents[parent]["kind"]], "parent": parent}
            outcome.carry_out(lambda: visit().client.changed("POST", "/api/units", body), "已新增机构。")
            st.rerun()
