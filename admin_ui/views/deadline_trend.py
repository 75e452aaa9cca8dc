"""每日趋势: how many duties began, were done and were breached on each day, as lines and as a table."""

from datetime import timedelta
from typing import Final

import altair as alt
import streamlit as st

from admin_ui import labels
from admin_ui.monitor_shapes import TrendDay
from admin_ui.plain_text import one_line
from admin_ui.session import visit
from admin_ui.spreadsheet_text import csv_of
from admin_ui.time_text import LOCAL
from admin_ui.widgets.url_filters import url_segments, url_select

_LENGTHS: Final = {"30": "近 30 天", "14": "近 14 天", "90": "近 90 天"}
_SERIES: Final = {"新开始": "#0b57a4", "按时办结": "#2e7d4f", "补办": "#c2610c", "超时限": "#b3261e"}
_DASHES: Final = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])
TABLE_HEIGHT: Final = 360
_YEAR: Final = len("2026-")


def show() -> None:
    """The figures of the days chosen; what is chosen lives in the URL."""
    days = _asked_days()
    if not any(any(_figures(day)) for day in days):
        st.info("这段时间没有时限开始、办结或超时限。可以放宽期间或筛选条件。")
        return
    chart, table = st.columns(2, gap="medium")
    with chart:
        _draw(days)
    with table, st.container(height=TABLE_HEIGHT):
        st.table([{**_line(day), "日期": day["day"][_YEAR:]} for day in reversed(days)], hide_index=True)
    content = csv_of(("日期", *_SERIES), [tuple(_line(day).values()) for day in days])
    name = f"时限每日趋势-{days[0]['day']}-{days[-1]['day']}.csv"
    st.download_button("下载 CSV", content, file_name=name, mime="text/csv", key="trend-file")


def _asked_days() -> list[TrendDay]:
    length = int(url_segments(st.container(), "期间", "days", _LENGTHS, _LENGTHS.__getitem__))
    key, division = st.columns(2, vertical_alignment="bottom")
    places = {unit["code"]: unit["name"] for unit in visit().client.units()}
    asked = {
        "since": _days_before_today(length - 1),
        "until": _days_before_today(0),
        "key": url_select(
            key,
            "时限",
            "key",
            ["", *labels.DEADLINE_KEYS],
            lambda code: labels.label(labels.DEADLINE_KEYS, code, missing="全部时限"),
        ),
        "division": url_select(
            division, "属地", "division", ["", *places], lambda code: one_line(places.get(code, "全部属地"))
        ),
    }
    found: list[TrendDay] = visit().client.listed("/api/deadlines/trend", asked)["items"]
    return found


def _days_before_today(number: int) -> str:
    return (visit().now.astimezone(LOCAL).date() - timedelta(days=number)).isoformat()


def _line(day: TrendDay) -> dict[str, str]:
    figures = zip(_SERIES, _figures(day), strict=True)
    return {"日期": day["day"], **{words: str(number) for words, number in figures}}


def _figures(day: TrendDay) -> tuple[int, int, int, int]:
    """The figures of a day in the order of `_SERIES`."""
    return day["started"], day["met"], day["done_late"], day["breached"]


def _draw(days: list[TrendDay]) -> None:
    rows = [
        {"日期": line["日期"], "项目": words, "数量": int(line[words])}
        for line in map(_line, days)
        for words in _SERIES
    ]
    words = list(_SERIES)
    chart = (
        alt.Chart({"values": rows})
        .mark_line(point=True)
        .encode(
            x=alt.X("日期:T", title="日期", axis=alt.Axis(format="%m-%d", labelOverlap=True)),
            y=alt.Y("数量:Q", title="时限数量", axis=alt.Axis(tickMinStep=1, format="d")),
            color=alt.Color(
                "项目:N",
                title=None,
                scale=alt.Scale(domain=words, range=list(_SERIES.values())),
                legend=alt.Legend(orient="top", columns=2),
            ),
            strokeDash=alt.StrokeDash("项目:N", scale=alt.Scale(domain=words, range=_DASHES), legend=None),
            tooltip=[alt.Tooltip("日期:T", format="%Y-%m-%d"), "项目:N", "数量:Q"],
        )
    )
    # The table beside it speaks for the chart: what the chart says of itself is English.
    st.altair_chart(chart.configure(aria=False), width="stretch", alt="每日时限数量，数字见旁边的表格")
