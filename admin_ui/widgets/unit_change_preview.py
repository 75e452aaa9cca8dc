"""What a change of units would move, or has moved, as people read it."""

from collections.abc import Mapping

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import UnitChangePreview
from admin_ui.money_text import yuan_text
from admin_ui.plain_text import one_line, plain


def show_preview(foreseen: UnitChangePreview) -> None:
    """Counts, places, gaps in the staff, and what stands against the change."""
    st.subheader("将要移交")
    cases, tasks, held, fund = st.columns(4)
    cases.metric("在办个案", foreseen["cases"])
    tasks.metric("未办待办", foreseen["tasks"])
    held.metric("其中已签收", foreseen["held_tasks"])
    fund.metric("备用金（元）", yuan_text(foreseen["fund_fen"]))
    st.caption(
        "个案编号、所属区县、办理记录和已归档个案不变；办理时限不中止。签收人在承接单位没有相应岗位的，待办退回待签收。"
    )
    if foreseen["places"]:
        st.table(
            [
                {
                    "原单位": one_line(one["source_name"] or one["source"]),
                    "承接单位": one_line(one["target_name"] or one["target"]),
                    "个案": one["cases"],
                    "待办": one["tasks"],
                }
                for one in foreseen["places"]
            ]
        )
    if foreseen["stock"]:
        goods = [f"{one['item']} {one['quantity'] / 100:g} {one['unit']}" for one in foreseen["stock"]]
        st.text("库存物资：" + "、".join(one_line(text) for text in goods))
    names = {one["target"]: one["target_name"] for one in foreseen["places"]}
    for one in foreseen["uncovered"]:
        role = labels.label(labels.ROLES, one["role"])
        st.warning(f"{plain(names.get(one['unit']) or one['unit'])}没有人担任{role}，移交后的待办将无人可签收。")
    for problem in foreseen["problems"]:
        st.error(plain(problem["message"]))


def show_counts(result: Mapping[str, int]) -> None:
    """How much of each kind changed hands."""
    st.subheader("已移交")
    rows = [{"项目": word, "数量": str(result[name])} for name, word in labels.CHANGE_COUNTS.items() if name in result]
    if "fund_fen" in result:
        rows.append({"项目": "移交备用金（元）", "数量": yuan_text(result["fund_fen"])})
    st.table(rows)
