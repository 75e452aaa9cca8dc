"""The tables of a report, and a chart over the one figure that people ask for first."""

from dataclasses import dataclass
from typing import Any, Final

import altair as alt
import streamlit as st

from admin_ui.api_shapes import ReportTable
from admin_ui.plain_text import one_line, plain
from admin_ui.report_text import line_texts
from admin_ui.widgets.url_filters import url_segments

GROUPS_SHOWN: Final = 20
LINES_SHOWN: Final = 100
_BLUE, _GREEN, _ORANGE, _RED = "#0b57a4", "#2e7d4f", "#c2610c", "#b3261e"
_BAR_WIDTH, _BAR_STEP = 20, 36


@dataclass(frozen=True, slots=True)
class _Series:
    """The figures one chart shows together, each with its colour; `per` turns the API's units into those of people."""

    title: str
    axis: str
    columns: dict[str, tuple[str, str]]
    per: int = 1
    sign: str = ",d"
    """How numbers of the axis are written."""


_CHARTS: Final[dict[str, dict[str, _Series]]] = {
    "relief": {
        "persons": _Series("人次", "救助人次", {"persons": ("救助人次", _BLUE)}),
        "money": _Series(
            "金额", "金额（元）", {"paid_fen": ("发放金额", _BLUE), "in_kind_fen": ("实物折价", _GREEN)}, per=100
        ),
        "cases": _Series("件数", "登记件数", {"registered": ("登记件数", _BLUE)}),
    },
    "relief-first": {
        "relief": _Series("先行救助", "先行救助件数", {"relieved_first": ("先行救助", _BLUE)}),
        "paperwork": _Series(
            "补齐手续",
            "先行救助件数",
            {
                "filed_in_time": ("按时补齐", _GREEN),
                "filed_late": ("逾期补齐", _ORANGE),
                "overdue": ("逾期未补齐", _RED),
                "in_time_still": ("补齐期限内", _BLUE),
            },
        ),
    },
    "timeliness": {
        "settled": _Series(
            "件数",
            "职责时限件数",
            {
                "met": ("按时办结", _GREEN),
                "late": ("超时限办结", _ORANGE),
                "still_open": ("超时限未办结", _RED),
            },
        ),
        "used": _Series("用时", "自然日", {"median_seconds": ("用时中位数", _BLUE)}, per=86_400, sign=",.1f"),
    },
}


def show_table(table: ReportTable) -> None:
    """The lines with the totals below; text of its own kind stands left, figures right."""
    lines = [*table["lines"][:LINES_SHOWN], *([table["totals"]] if table["totals"] else [])]
    has_figures = table["totals"] is not None
    with st.container(key=f"report-{'figures' if has_figures else 'words'}-{table['name']}"):
        st.table([_plain_line(table, line) for line in lines], hide_index=True)
    if len(table["lines"]) > LINES_SHOWN:
        st.caption(f"共 {len(table['lines'])} 行，屏幕显示前 {LINES_SHOWN} 行，导出文件含全部。")


def _plain_line(table: ReportTable, line: dict[str, Any]) -> dict[str, str]:
    return {title: plain(text) for title, text in line_texts(table["columns"], line).items()}


def show_chart(table: ReportTable, report: str) -> None:
    """Bars of the figure that is chosen, for the reports that have one."""
    names = {column["name"] for column in table["columns"]}
    charts = {key: one for key, one in _CHARTS.get(report, {}).items() if names.issuperset(one.columns)}
    if not charts:
        return
    chosen = charts[url_segments(st.container(), "图示", "chart", charts, lambda key: charts[key].title)]
    shown = table["lines"][:GROUPS_SHOWN]
    rows = [
        {"组": one_line(line["name"]), "项目": words, "数值": int(line.get(column) or 0) / chosen.per, "次序": at}
        for line in shown
        for at, (column, (words, _)) in enumerate(chosen.columns.items())
    ]
    _draw(rows, chosen, table["columns"][0]["title"])
    if len(table["lines"]) > GROUPS_SHOWN:
        st.caption(f"图中显示前 {GROUPS_SHOWN} 组，全部见下表。")


def _draw(rows: list[dict[str, Any]], series: _Series, title: str) -> None:
    words = [words for words, _ in series.columns.values()]
    colours = [colour for _, colour in series.columns.values()]
    chart = (
        alt.Chart({"values": rows})
        .mark_bar(size=_BAR_WIDTH)
        .encode(
            y=alt.Y("组:N", title=title, sort=None, axis=alt.Axis(labelLimit=150)),
            x=alt.X(
                "数值:Q",
                title=series.axis,
                axis=alt.Axis(tickMinStep=1, tickCount=5, format=series.sign),
            ),
            color=alt.Color(
                "项目:N",
                title=None,
                scale=alt.Scale(domain=words, range=colours),
                legend=alt.Legend(orient="top", columns=2) if len(words) > 1 else None,
            ),
            order=alt.Order("次序:Q"),
            tooltip=["组:N", "项目:N", alt.Tooltip("数值:Q", format=",.2f" if series.per > 1 else ",d")],
        )
        .properties(height=alt.Step(_BAR_STEP))
    )
    # The table below speaks for the chart: what the chart says of itself is English.
    st.altair_chart(chart.configure(aria=False), width="stretch", alt="各组数字见下面的表格")
