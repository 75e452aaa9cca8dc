"""Which column of a ledger is what: guessed from the header, corrected by a person."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

import streamlit as st

from admin_ui.api_shapes import JsonObject, LedgerColumn, LedgerImportView
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.plain_text import one_line, plain
from admin_ui.problems import show_problem
from admin_ui.session import visit

Answer = TypeVar("Answer")
NO_COLUMN: Final = -1
COLUMNS_ABREAST: Final = 3


def show_columns(one: LedgerImportView) -> None:
    """The mapping as a form; reading begins anew when it is changed."""
    with (
        st.expander("列的对应", expanded=one["status"] == "mapping"),
        st.form(f"columns-{one['import_id']}", border=False),
    ):
        sheets = {sheet["number"]: _sheet_name(sheet["name"], is_hidden=sheet["is_hidden"]) for sheet in one["sheets"]}
        numbers = list(sheets)
        left, right = st.columns(2)
        sheet = left.selectbox("工作表", numbers, index=numbers.index(one["sheet"]), format_func=sheets.__getitem__)
        header_row = right.number_input("表头在第几行", 1, 20, one["header_row"])
        chosen = _ask_each(one, one["columns"], _ask_column)
        st.caption("文件没有某一列，或某行没有填时，统一填写：")
        constants = _ask_each(one, [column for column in one["columns"] if column["may_be_constant"]], _ask_constant)
        is_sent = st.form_submit_button("按此重新读取")
    if is_sent:
        _send(one["import_id"], {"sheet": sheet, "header_row": header_row, "columns": chosen, "constants": constants})


def _ask_each(
    one: LedgerImportView,
    columns: Sequence[LedgerColumn],
    ask: Callable[[LedgerImportView, LedgerColumn], Answer | None],
) -> dict[str, Answer]:
    """The answers by field, the questions abreast in the order of reading; what has no answer is left out."""
    answers: dict[str, Answer] = {}
    for begin in range(0, len(columns), COLUMNS_ABREAST):
        line = columns[begin : begin + COLUMNS_ABREAST]
        for place, column in zip(st.columns(COLUMNS_ABREAST), line, strict=False):
            with place:
                answer = ask(one, column)
            if answer is not None:
                answers[column["field"]] = answer
    return answers


def _ask_column(one: LedgerImportView, column: LedgerColumn) -> int | None:
    words = {NO_COLUMN: "（没有这一列）"} | {
        place: one_line(text) for place, text in enumerate(one["headers"]) if text.strip()
    }
    options = list(words)
    known = column["column"]
    index = options.index(known) if known in words else 0
    label = column["label"] + (" *" if column["is_needed"] else "")
    key = f"{one['import_id']}/{column['field']}"
    picked = st.selectbox(label, options, index=index, format_func=words.__getitem__, key=key)
    return None if picked == NO_COLUMN else picked


def _ask_constant(one: LedgerImportView, column: LedgerColumn) -> str | None:
    key = f"{one['import_id']}/{column['field']}/constant"
    return st.text_input(column["label"], column["constant"] or "", max_chars=50, key=key).strip() or None


def _send(import_id: str, body: JsonObject) -> None:
    try:
        visit().client.change_ledger_layout(import_id, body)
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        for error in problem.errors:
            st.error(plain(error.message))
        return
    st.rerun()


def _sheet_name(name: str, *, is_hidden: bool) -> str:
    shown = one_line(name) or "CSV"
    return f"{shown}（隐藏）" if is_hidden else shown
