"""What charities gave for a case: shown apart from fiscal relief, booked, and taken back by a counter-entry."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from admin_ui import policy_labels
from admin_ui.api_shapes import CaseView, NonfiscalEntry, PartnerItem
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.labels import label
from admin_ui.money_text import yuan_text
from admin_ui.partner_form import gift_schema
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

_BOOKERS: Final = frozenset(
    {"township_handler", "township_leader", "county_handler", "county_section_chief", "finance_officer"}
)
MOST_PROJECTS: Final = 200


def show_gifts(case: CaseView, names: Mapping[str, str]) -> None:
    """The entries of the case with their sum; for those who book, the form of a new one."""
    entries = case.get("nonfiscal") or []
    _show_news(case["case_id"])
    if entries:
        total = yuan_text(case.get("nonfiscal_fen") or 0)
        st.markdown(f"**慈善帮扶（非财政资金）** 合计 {total} 元，不计入财政救助")
        st.table([_row(one, names) for one in entries], hide_index=True)
    if _BOOKERS & visit().roles:
        with st.expander("登记慈善帮扶"):
            _show_form(case["case_id"])
        open_entries = _not_taken_back(entries)
        if open_entries:
            with st.expander("冲销登记错误"):
                _show_counter(case["case_id"], open_entries)


def _row(one: NonfiscalEntry, names: Mapping[str, str]) -> dict[str, str]:
    return {
        "日期": one["given_on"],
        "来源": plain(one["partner"] or label(policy_labels.NONFISCAL_SOURCES, one["fund_source"])),
        "形式": label(policy_labels.NONFISCAL_KINDS, one["kind"]) + ("（冲销）" if one["counters_id"] else ""),
        "金额（元）": yuan_text(one["amount_fen"]),
        "凭证": plain(one["voucher_number"] or "—"),
        "说明": plain(one["note"] or "—"),
        "登记人": plain(names.get(one["actor"], one["actor"])),
    }


def _not_taken_back(entries: list[NonfiscalEntry]) -> list[NonfiscalEntry]:
    settled = {one["counters_id"] for one in entries}
    return [one for one in entries if one["counters_id"] is None and one["entry_id"] not in settled]


@page_part
def _show_form(case_id: str) -> None:
    prefix = f"gift/{case_id}"
    schema, errors = gift_schema(_projects()), FormErrors(prefix)
    errors.show_on_top(schema)
    initial = {"given_on": visit().now.date().isoformat()}
    entry = SchemaForm(prefix, schema, initial, CasePapers(case_id, "nonfiscal")).show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("登记帮扶", type="primary", key=f"{prefix}/submit"):
        _book(case_id, entry, errors)


def _projects() -> list[PartnerItem]:
    return visit().client.partners(limit=MOST_PROJECTS)["items"]


def _book(case_id: str, entry: FormEntry, errors: FormErrors) -> None:
    if entry.problems:
        errors.keep({one.path: one.message for one in entry.problems}, entry.typed)
        run_part_again()
    client = visit().client
    try:
        booked = send_once(f"gift:{case_id}", entry.data, lambda key: client.book_nonfiscal(case_id, entry.data, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({one.path: one.message for one in problem.errors}, entry.typed)
        run_part_again()
    forget_form(f"gift/{case_id}")
    _remember(case_id, booked["warning"])


@page_part
def _show_counter(case_id: str, entries: list[NonfiscalEntry]) -> None:
    known = {one["entry_id"]: f"{one['given_on']} {yuan_text(one['amount_fen'])} 元" for one in entries}
    entry_id = st.selectbox("冲销哪一笔", list(known), format_func=known.__getitem__, key=f"counter/{case_id}/entry")
    note = st.text_area("冲销原因", key=f"counter/{case_id}/note", max_chars=300, height=96)
    if st.button("冲销", key=f"counter/{case_id}/submit", disabled=not note.strip()):
        client = visit().client
        send_once(
            f"counter:{entry_id}", note, lambda key: client.counter_nonfiscal(case_id, entry_id, note.strip(), key)
        )
        _remember(case_id, None)


def _remember(case_id: str, warning: Any) -> None:
    st.session_state[f"gift-news/{case_id}"] = warning or "booked"
    st.rerun(scope="app")


def _show_news(case_id: str) -> None:
    news = st.session_state.pop(f"gift-news/{case_id}", None)
    if news == "booked":
        st.success("已登记。")
    elif news:
        st.warning(f"已登记。请核对：{label(policy_labels.AMOUNT_WARNINGS, news)}。")
