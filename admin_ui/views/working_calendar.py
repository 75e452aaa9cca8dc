"""日历: the official list of a year, and its import: first every due time that would move, then the import itself."""

from datetime import date
from typing import Any, Final

import streamlit as st

from admin_ui import labels
from admin_ui.administration_shapes import CalendarPreview
from admin_ui.api_shapes import JsonObject
from admin_ui.calendar_text import HolidayList, read_holiday_list
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.plain_text import one_line, plain
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.spreadsheet_text import csv_of
from admin_ui.time_text import WEEKDAYS, moment_text
from admin_ui.widgets.confirmation import confirmed
from admin_ui.widgets.refusals import Outcome
from admin_ui.widgets.url_filters import url_select

SHOWN_MOVES: Final = 50
LARGEST_FILE: Final = 100_000
_TITLES: Final = ("个案编号", "时限", "状态", "原到期", "新到期", "是否暂定")


def show() -> None:
    """The year that the address names, and the import for who may."""
    st.title("日历")
    this_year = visit().now.year
    years = [str(year) for year in (this_year, this_year + 1, this_year - 1, this_year - 2)]
    year = int(url_select(st.container(width=240), "年份", "year", years, lambda text: f"{text} 年"))
    outcome = Outcome("calendar")
    outcome.show()
    _show_year(visit().client.listed(f"/api/calendar/{year}"))
    if "city_admin" in visit().roles:
        _show_import(year, outcome)
    else:
        st.caption("日历由市级管理员导入。")


def _show_year(known: JsonObject) -> None:
    if not known["published"]:
        st.warning(f"{known['year']} 年的放假安排尚未导入：该年的到期时间按双休日和固定节日推算，标为“暂定”。")
        return
    st.caption(f"来源：{plain(known['source'])} · {moment_text(known['imported_at'])} 导入")
    st.table([{"日期": _day_text(one["on"]), "安排": labels.DAY_KINDS[one["kind"]]} for one in known["days"]])


def _day_text(on: str) -> str:
    return f"{on} 周{WEEKDAYS[date.fromisoformat(on).weekday()]}"


def _show_import(year: int, outcome: Outcome) -> None:
    st.subheader(f"导入 {year} 年放假安排")
    st.caption(
        "每行一天或一段：“2027-02-06至2027-02-12,放假”“2027-02-14,上班”。周末不必列出，但放假区间内的周末可以列出。"
    )
    file = st.file_uploader("放假安排文件（CSV 或文本，UTF-8）", type=["csv", "txt"], key="calendar/file")
    typed = st.text_area("或直接粘贴", key="calendar/text", height=140, max_chars=20_000)
    source = st.text_input("来源（通知名称和文号）", key="calendar/source", max_chars=200)
    outcome.beside("source")
    text = _text_of(file) if file else typed
    if text is None:
        st.error("读不出文件中的文字，请按上面要求的编码另存后再上传。")
        return
    if not text.strip():
        return
    listed = read_holiday_list(text, year)
    for problem in listed.problems:
        st.error(problem)
    if listed.problems:
        return
    if not source.strip():
        st.info("请填写来源，再预览影响。")
        return
    _show_effects(year, listed, source.strip(), outcome)


def _text_of(file: Any) -> str | None:
    try:
        return str(file.getvalue()[:LARGEST_FILE].decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None


def _show_effects(year: int, listed: HolidayList, source: str, outcome: Outcome) -> None:
    body = {"off": listed.off, "makeup": listed.makeup, "source": source}
    try:
        foreseen: CalendarPreview = visit().client.changed("POST", f"/api/calendar/{year}/preview", body)
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        for one in problem.errors:
            st.caption(f"· {plain(one.message)}")
        return
    added, removed, moved, cases = st.columns(4)
    added.metric("新列日期", len(foreseen["days_added"]))
    removed.metric("不再列出", len(foreseen["days_removed"]))
    moved.metric("到期时间变化", foreseen["recomputed"])
    cases.metric("涉及个案", foreseen["cases"])
    _show_moves(year, foreseen)
    question = f"导入后立即重算 {foreseen['recomputed']} 个时限，每个变化都记入个案的办理记录。"
    if confirmed(f"导入 {year} 年放假安排", question, "calendar/import"):
        outcome.carry_out(
            lambda: visit().client.changed("PUT", f"/api/calendar/{year}", body),
            lambda answer: f"已导入，重算了 {answer['recomputed']} 个时限。",
        )
        st.rerun()


def _show_moves(year: int, foreseen: CalendarPreview) -> None:
    if not foreseen["moves"]:
        st.info("没有在办时限会因此变化。")
        return
    rows = [_move_row(one) for one in foreseen["moves"]]
    st.table([dict(zip(_TITLES, row, strict=True)) for row in rows[:SHOWN_MOVES]])
    if len(rows) > SHOWN_MOVES:
        st.caption(f"以上为前 {SHOWN_MOVES} 个，全部 {foreseen['recomputed']} 个请下载核对（最多列 {len(rows)} 个）。")
    st.download_button(
        "下载变化清单", csv_of(_TITLES, rows), file_name=f"日历变化-{year}.csv", mime="text/csv", key="calendar/moves"
    )


def _move_row(one: JsonObject) -> tuple[str, ...]:
    return (
        one_line(one["reference"]),
        labels.deadline_label(one["key"]),
        labels.label(labels.DEADLINE_STATUSES, one["status"]),
        moment_text(one["due_at"]),
        moment_text(one["new_due_at"]),
        "暂定" if one["new_provisional"] else "确定",
    )
