"""台账 on the screen: the most asked columns page by page; the files hold all of them."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import LedgerPage
from admin_ui.links import link_to
from admin_ui.plain_text import plain
from admin_ui.report_text import Period, line_texts
from admin_ui.reruns import page_part
from admin_ui.session import visit
from admin_ui.views.report_downloads import FORMATS, choose_format, offer_file
from admin_ui.widgets.paging import Paging

PAGE_SIZE: Final = 20
_SHOWN: Final = (
    *("reference", "registered_on", "applicant", "township", "category", "track", "cause"),
    *("decided_on", "awarded_fen", "paid_fen", "status"),
)


def show(period: Period, division: str, *, may_see_names: bool) -> None:
    """A page of the ledger, and the whole of it as a file."""
    asked = {"since": period.since.isoformat(), "until": period.until.isoformat(), "division": division}
    paging = Paging("ledger", tuple(asked.values()))
    page = visit().client.ledger(limit=PAGE_SIZE, cursor=paging.cursor, **asked)
    st.caption(f"共 {page['total']} 件，按登记日期排列；屏幕上列出主要栏目，导出文件含全部栏目。")
    if not page["items"]:
        st.info("这一期间没有登记的个案。请放宽期间，或选择其他单位。")
        return
    _show_lines(page)
    paging.show(page["next_cursor"])
    _show_export(asked, page["total"], may_see_names=may_see_names)


def _show_lines(page: LedgerPage) -> None:
    columns = {column["name"]: column for column in page["columns"]}
    shown = [columns[name] for name in _SHOWN]
    with st.container(key="report-words-ledger"):
        texts = [line_texts(shown, line) for line in page["items"]]
        st.table([{title: plain(text) for title, text in line.items()} for line in texts], hide_index=True)
    with st.expander("打开个案"), st.container(horizontal=True):
        for line in page["items"]:
            link_to("case", plain(line["reference"]), case=str(line["case_id"]))


@page_part
def _show_export(asked: dict[str, str], total: int, *, may_see_names: bool) -> None:
    """The ledger as a file; who may see full names says what for, and the export is recorded."""
    purpose = ""
    if may_see_names:
        purposes = list(labels.LEDGER_PURPOSES)
        purpose = st.selectbox(
            "导出文件中的姓名",
            purposes,
            format_func=labels.LEDGER_PURPOSES.__getitem__,
            key="ledger-purpose",
            filter_mode=None,
            help="身份证号始终脱敏；每次导出都记入办理记录。",
        )
    chosen = choose_format("ledger")
    if chosen is not None:
        wanted = {name: value for name, value in {**asked, "purpose": purpose}.items() if value}
        offer_file(_made(wanted | {"format": chosen}, total), f"临时救助台账-{asked['since']}-{asked['until']}", chosen)


def _made(wanted: dict[str, str], total: int) -> bytes:
    """The file, with the lines that have arrived in view; a workbook arrives only when all of it is made."""
    progress = st.progress(0.0, f"正在生成 {FORMATS[wanted['format']]}，共 {total} 行……")
    content, lines = bytearray(), 0
    for piece in visit().client.ledger_pieces(wanted):
        content += piece
        lines += piece.count(b"\r\n") if wanted["format"] == "csv" else 0
        if lines:
            progress.progress(min(lines / (total + 1), 1.0), f"已生成 {min(lines, total)} / {total} 行")
    progress.empty()
    return bytes(content)
