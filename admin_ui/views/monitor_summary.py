"""The counters and the chart of the monitor; they alone refresh by themselves, the list below keeps still."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import altair as alt
import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import DeadlineGroup
from admin_ui.client import ApiProblem
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.session import visit

REFRESH_SECONDS: Final = 60
GROUPS_SHOWN: Final = 15
TILE_WIDTH: Final = 168  # two abreast on a phone
_GROUPINGS: Final = {"division": "按属地", "element": "按环节", "key": "按时限", "day": "按到期日"}
_TILES: Final = {
    "warned": "临近时限，需要尽快办理",
    "breached": "已超过法定或规定时限",
    "paused": "依法暂停计时",
    "running": "正常计时",
    "provisional": "到期日所在年份的日历尚未公布，公布后可能变动",
}
_COLOURS: Final = {"breached": "#b3261e", "warned": "#c2610c", "paused": "#8b6fc0", "running": "#0b57a4"}


@st.fragment(run_every=REFRESH_SECONDS)
def show_summary() -> None:
    """Counters by status, and the same by unit, limit or day as a chart and as a table."""
    grouping = st.segmented_control(
        "汇总方式", list(_GROUPINGS), format_func=_GROUPINGS.__getitem__, default="division", required=True, key="by"
    )
    try:
        groups = visit().client.deadline_summary(grouping or "division")["items"]
    except ApiProblem as problem:
        show_problem(problem)
        return
    _show_tiles(groups)
    if groups:
        _show_groups(groups, grouping or "division")


def totals(groups: Sequence[DeadlineGroup]) -> Counter[str]:
    """How many deadlines are in which status, over all groups."""
    total: Counter[str] = Counter()
    for group in groups:
        total.update(group["counts"])
    return total


def _show_tiles(groups: Sequence[DeadlineGroup]) -> None:
    total = totals(groups)
    with st.container(horizontal=True):
        for status, meaning in _TILES.items():
            st.metric(labels.MONITORED[status], total[status], border=True, help=meaning, width=TILE_WIDTH)


def _show_groups(groups: Sequence[DeadlineGroup], grouping: str) -> None:
    ordered = groups if grouping == "day" else _most_pressing_first(groups)
    shown = ordered[:GROUPS_SHOWN]
    chart, table = st.columns(2, gap="medium")
    with chart:
        _show_chart(shown, grouping)
    with table:
        _show_table(shown, grouping)
    if len(ordered) > GROUPS_SHOWN:
        st.caption(f"共 {len(ordered)} 组，显示前 {GROUPS_SHOWN} 组。")


def _most_pressing_first(groups: Sequence[DeadlineGroup]) -> list[DeadlineGroup]:
    return sorted(groups, key=lambda one: (-one["counts"].get("breached", 0), -one["counts"].get("warned", 0)))


def _name(group: DeadlineGroup, grouping: str) -> str:
    if grouping == "key":
        return labels.deadline_label(group["group"])
    return group.get("name") or group["group"]


def _show_chart(groups: Sequence[DeadlineGroup], grouping: str) -> None:
    rows = [
        {"组": _name(group, grouping), "状态": labels.DEADLINE_STATUSES[status], "数量": group["counts"].get(status, 0)}
        for group in groups
        for status in _COLOURS
    ]
    words = [labels.DEADLINE_STATUSES[status] for status in _COLOURS]
    chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            y=alt.Y("组:N", title=_GROUPINGS[grouping].removeprefix("按"), sort=None, axis=alt.Axis(labelLimit=160)),
            x=alt.X("数量:Q", title="时限数量", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "状态:N",
                title="状态",
                scale=alt.Scale(domain=words, range=list(_COLOURS.values())),
                legend=alt.Legend(orient="top", columns=2),
            ),
            tooltip=["组:N", "状态:N", "数量:Q"],
        )
    )
    # The table beside it speaks for the chart: what the chart says of itself is English.
    st.altair_chart(chart.configure(aria=False), width="stretch", alt="各组时限数量，数字见旁边的表格")


def _show_table(groups: Sequence[DeadlineGroup], grouping: str) -> None:
    title = _GROUPINGS[grouping].removeprefix("按")
    rows = [
        {
            title: plain(_name(group, grouping)),
            **{labels.MONITORED[status]: group["counts"].get(status, 0) for status in _TILES},
        }
        for group in groups
    ]
    st.table(rows, hide_index=True)
