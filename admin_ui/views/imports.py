"""台账导入: bring a ledger of former years, see what is wrong with it, and let another person confirm it."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import LedgerImportItem, LedgerImportView
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import go_to, link_to
from admin_ui.money_text import yuan_text
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line, plain
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.time_text import moment_text
from admin_ui.views.import_columns import show_columns
from admin_ui.views.import_rows import show_preview, show_problems
from admin_ui.widgets.paging import Paging

REFRESH_SECONDS: Final = 2
TILE_WIDTH: Final = 168  # two abreast on a phone
TOTAL_WIDTH: Final = 2 * TILE_WIDTH + 16
IMPORT: Final = "import"
UPLOADERS: Final = frozenset({"township_handler", "township_leader", "county_handler", "county_section_chief"})
UNDER_WAY: Final = frozenset({"reading", "applying"})
_BADGES: Final = {"applied": "green", "checked": "blue", "failed": "red", "discarded": "gray", "mapping": "orange"}


def show() -> None:
    """One ledger where the address names it, else the form to bring one and the list."""
    st.title("台账导入")
    import_id = st.query_params.get(IMPORT)
    if import_id:
        link_to("imports", "全部导入记录")
        _show_import(visit().client.ledger_import(import_id))
        return
    st.caption(
        "把过去用电子表格登记的救助台账导入为已结案的历史个案，用于查重、查询和统计；"
        "不产生流程、待办和时限。一人上传，另一人核对确认；有一行不对就一行也不导入。"
    )
    if visit().roles & UPLOADERS:
        _show_upload()
    _show_list()


def _show_upload() -> None:
    places = {one["code"]: one["name"] for one in visit().client.units() if one["kind"] != "city"}
    with st.form("upload-ledger", border=True):
        unit = st.selectbox("台账所属单位", list(places), format_func=lambda code: one_line(f"{places[code]} {code}"))
        picked = st.file_uploader("台账文件（不超过 20 兆、50,000 行）", type=["xlsx", "csv"], key="ledger-file")
        st.caption("须有：姓名、身份证号、困难原因、救助金额、发放方式、发放日期；可有：村（社区）、人数、救助类型等。")
        is_sent = st.form_submit_button("上传并核对", type="primary")
    if not is_sent:
        return
    if picked is None or unit is None:
        st.warning("请先选择台账文件。")
        return
    content, client = picked.getvalue(), visit().client
    try:
        brought = send_once(
            "upload-ledger",
            [unit, picked.file_id],
            lambda key: client.upload_ledger(unit, picked.name, content, key),
        )
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        for error in problem.errors:
            st.error(plain(error.message))
        return
    go_to("imports", **{IMPORT: brought["import_id"]})


def _show_list() -> None:
    st.subheader("导入记录")
    paging = Paging("imports", "")
    page = visit().client.ledger_imports(cursor=paging.cursor, limit=20)
    if not page["items"]:
        st.info("还没有导入过台账。")
    for one in page["items"]:
        with st.container(border=True):
            link_to("imports", f"**{plain(one['file_name'])}**", **{IMPORT: one["import_id"]})
            _show_line(one)
    paging.show(page["next_cursor"])


def _show_line(one: LedgerImportItem) -> None:
    status = labels.label(labels.LEDGER_STATUSES, one["status"])
    counts = f"{one['record_count']} 行，{yuan_text(one['total_fen'])} 元" if one["record_count"] else None
    errors = f"{one['error_rows']} 行有错误" if one["error_rows"] else None
    unit = one["unit_name"] or one["unit"]
    who = f"{one['uploaded_by_name'] or one['uploaded_by']} 上传于 {moment_text(one['uploaded_at'])}"
    confirmed = f"{one['confirmed_by_name'] or one['confirmed_by']} 确认" if one["confirmed_by"] else None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f":{_BADGES.get(one['status'], 'blue')}-badge[{plain(status)}]", width="content")
        st.caption(" · ".join(plain(part) for part in (unit, counts, errors, who, confirmed) if part))


def _show_import(one: LedgerImportView) -> None:
    st.subheader(plain(one["file_name"]))
    _show_line(one)
    if one["status"] in UNDER_WAY:
        _show_progress(one["import_id"], one["status"])
        return
    if one["failure"]:
        st.error(plain(one["failure"]))
    if one["status"] == "mapping":
        st.warning("有必填的栏目没有找到对应的列，请在下面指定，或统一填写。")
    if one["status"] == "checked":
        _show_result(one)
    if one["status"] == "applied":
        st.success(f"已导入 {one['record_count']} 个历史个案。")
    show_problems(one)
    if one["can_change"]:
        show_columns(one)
    if one["status"] not in {"discarded", "failed"}:
        show_preview(one)


@st.fragment(run_every=REFRESH_SECONDS)
def _show_progress(import_id: str, status: str) -> None:
    """How far the work has come; the page runs again when it is done."""
    try:
        one = visit().client.ledger_import(import_id)
    except ApiProblem as problem:
        show_problem(problem)
        return
    if one["status"] != status:
        st.rerun(scope="app")
    word = "正在读取" if status == "reading" else "正在导入"
    share = min(one["done"] / one["total"], 1.0) if one["total"] else 0.0
    st.progress(share, text=f"{word}：{one['done']} / {one['total'] or '?'} 行。可以离开此页，后台会继续。")


def _show_result(one: LedgerImportView) -> None:
    with st.container(horizontal=True):
        st.metric("可导入（行）", one["record_count"], border=True, width=TILE_WIDTH)
        st.metric("有错误（行）", one["error_rows"], border=True, width=TILE_WIDTH)
        skipped = "合计行、空行、重复的表头和表下的说明"
        st.metric("跳过（行）", one["skipped_rows"], border=True, width=TILE_WIDTH, help=skipped)
        st.metric("金额合计（元）", yuan_text(one["total_fen"]), border=True, width=TOTAL_WIDTH)
    if one["error_rows"]:
        st.error("有一行不对就一行也不导入：请按清单在表格中更正，放弃这次导入，再上传更正后的文件。")
    elif not one["can_confirm"]:
        st.info("核对无误。请另一位有权限的人员（乡镇负责人、区县科长或分管领导）打开本页确认导入。")
    with st.container(horizontal=True):
        if one["can_confirm"] and st.button("确认导入", type="primary"):
            _act("confirm", one["import_id"])
        if st.button("放弃这次导入"):
            _act("discard", one["import_id"])


def _act(action: str, import_id: str) -> None:
    client = visit().client
    try:
        if action == "confirm":
            send_once(f"confirm-ledger:{import_id}", None, lambda key: client.confirm_ledger(import_id, key))
        else:
            client.discard_ledger(import_id)
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        return
    st.rerun()
