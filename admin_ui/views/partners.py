"""合作单位: charities, funds and their projects, and the ledger of what they gave."""

from typing import Final

import streamlit as st

from admin_ui import labels, policy_labels
from admin_ui.api_shapes import JsonObject, PartnerItem
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.labels import label
from admin_ui.links import link_to
from admin_ui.money_text import yuan_text
from admin_ui.partner_form import partner_schema
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import one_line, plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.paging import Paging
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

PAGE_SIZE: Final = 20
FORM_WIDTH: Final = 760
_KEPT: Final = "partners/kept"
_KEEPERS: Final = frozenset({"county_handler", "county_section_chief", "city_admin"})


def show() -> None:
    """The register, the form of an entry, and the ledger."""
    st.title("合作单位")
    st.caption("慈善组织、公益基金及其项目。转介时按去向和事由自动对应；给付的款物记入非财政台账，不计入财政救助。")
    _show_kept()
    register, ledger = st.tabs(["项目目录", "非财政台账"])
    with register:
        _show_register()
    with ledger:
        _show_ledger()


def _show_register() -> None:
    paging = Paging("partners", ())
    page = visit().client.partners(limit=PAGE_SIZE, cursor=paging.cursor)
    if not page["items"]:
        st.info("还没有登记项目。")
    for one in page["items"]:
        _show_project(one)
    paging.show(page["next_cursor"])
    if _KEEPERS & visit().roles:
        with st.expander("登记新项目"):
            _show_form(None)


def _show_project(one: PartnerItem) -> None:
    with st.container(border=True, key=f"partner-{one['partner_id']}"):
        st.markdown(f"**{plain(one['organisation'])}·{plain(one['project'])}**")
        st.text(_scope(one))
        parts = [f"联系方式 {one['contact']}", _validity(one), "已联网" if one["base_url"] else "未联网"]
        st.caption(" · ".join(plain(part) for part in parts))
        if _KEEPERS & visit().roles:
            with st.expander("变更"):
                _show_form(one)


def _scope(one: PartnerItem) -> str:
    causes = "、".join(label(labels.CAUSES, code) for code in one["causes"]) or "不限事由"
    lowest = f"{yuan_text(one['min_fen'])} 元起" if one["min_fen"] is not None else ""
    highest = f"{yuan_text(one['max_fen'])} 元以内" if one["max_fen"] is not None else ""
    parts = [
        label(policy_labels.REFERRAL_TARGETS, one["target"]),
        label(policy_labels.NONFISCAL_SOURCES, one["fund_source"]),
        causes,
        " ".join(part for part in (lowest, highest) if part) or "金额不限",
    ]
    return one_line(" · ".join(parts))


def _validity(one: PartnerItem) -> str:
    return f"{one['valid_from']} 起" + (f"，{one['valid_to']} 停止" if one["valid_to"] else "")


@page_part
def _show_form(one: PartnerItem | None) -> None:
    prefix = f"partner/{one['partner_id'] if one else 'new'}"
    schema, errors = partner_schema(), FormErrors(prefix)
    initial: JsonObject = {**one} if one else {"valid_from": visit().now.date().isoformat()}
    with st.container(width=FORM_WIDTH):
        errors.show_on_top(schema)
        entry = SchemaForm(prefix, schema, initial, CasePapers(None, "partner")).show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("保存" if one else "登记项目", type="primary", key=f"{prefix}/submit"):
        _keep(one, entry, errors, prefix)


def _keep(one: PartnerItem | None, entry: FormEntry, errors: FormErrors, prefix: str) -> None:
    if entry.problems:
        errors.keep({found.path: found.message for found in entry.problems}, entry.typed)
        run_part_again()
    client = visit().client
    body = {**entry.data, "revision": one["revision"]} if one else entry.data
    partner_id = one["partner_id"] if one else None
    try:
        kept = send_once(prefix, body, lambda key: client.keep_partner(partner_id, body, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({found.path: found.message for found in problem.errors}, entry.typed)
        run_part_again()
    st.session_state[_KEPT] = kept
    forget_form(prefix)
    st.rerun(scope="app")


def _show_kept() -> None:
    kept = st.session_state.pop(_KEPT, None)
    if kept is None:
        return
    st.success(f"已保存：{plain(kept['organisation'])}·{plain(kept['project'])}。")
    if kept["secret"]:
        st.warning("以下签名密钥只显示这一次，请当面或用加密方式交给对方单位的系统管理员。")
        st.code(kept["secret"], language=None)


def _show_ledger() -> None:
    paging = Paging("nonfiscal", ())
    try:
        ledger = visit().client.nonfiscal_ledger(limit=PAGE_SIZE, cursor=paging.cursor)
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        return
    totals = ledger["totals"]
    words = "，".join(
        f"{label(policy_labels.NONFISCAL_SOURCES, code)} {yuan_text(fen)} 元" for code, fen in totals.items()
    )
    st.markdown(f"本年合计 **{yuan_text(sum(totals.values()))} 元**" + (f"：{plain(words)}" if words else ""))
    for one in ledger["items"]:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            link_to("case", plain(one["reference"]), case=one["case_id"])
            parts = [
                one["given_on"],
                one["partner"] or label(policy_labels.NONFISCAL_SOURCES, one["fund_source"]),
                label(policy_labels.NONFISCAL_KINDS, one["kind"]),
                f"{yuan_text(one['amount_fen'])} 元",
                "冲销" if one["counters_id"] else "",
            ]
            st.text(one_line(" · ".join(part for part in parts if part)))
    paging.show(ledger["next_cursor"])
