"""Who has consented to the means check: shown line by line, entered, and taken back."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from admin_ui import policy_labels
from admin_ui.api_shapes import CaseView, ConsentLine
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.consent_form import SCOPES, consent_body, consent_schema
from admin_ui.labels import label
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

GIVEN: Final = "given"


def show_consents(case: CaseView, names: Mapping[str, str], *, may_enter: bool) -> None:
    """A line for each member and supporter; for those who register cases, the forms of an answer and a withdrawal."""
    lines = case["check_consents"]
    st.table([_row(one, names) for one in lines], hide_index=True)
    st.caption("只核对已同意且在有效期内的人；未单独登记的家庭成员，以家庭签字的授权书为准。")
    if not may_enter:
        return
    with st.expander("登记各人的答复"):
        _show_form(case["case_id"], lines)
    standing = [one for one in lines if one["status"] == GIVEN]
    if standing:
        with st.expander("撤回同意"):
            _show_withdrawal(case["case_id"], standing)


def _row(one: ConsentLine, names: Mapping[str, str]) -> dict[str, str]:
    by = one["entered_by"] or ""
    return {
        "姓名": plain(one["name"]),
        "身份": plain(_who(one)),
        "答复": _answer(one),
        "内容": "、".join(label(SCOPES, code) for code in one["scope"]) or "—",
        "答复日期": one["answered_on"] or "—",
        "有效期至": one["valid_until"] or ("长期" if one["status"] == GIVEN else "—"),
        "授权书": "已上传" if one["paper_id"] else "—",
        "登记人": plain(names.get(by, by) or "—"),
    }


def _who(one: ConsentLine) -> str:
    party = label(policy_labels.CONSENT_PARTIES, one["party"])
    return f"{party}（{one['relation']}）" if one["relation"] else party


def _answer(one: ConsentLine) -> str:
    answer = label(policy_labels.CONSENT_STATUSES, one["status"])
    if one["withdrawn_on"]:
        return f"{answer} {one['withdrawn_on']}"
    return f"{answer}（监护人签字）" if one["by_guardian"] else answer


@page_part
def _show_form(case_id: str, lines: list[ConsentLine]) -> None:
    prefix = f"consent/{case_id}"
    members = {one["person_id"]: one["name"] for one in lines if one["person_id"] and one["status"] != GIVEN}
    schema, errors = consent_schema(members), FormErrors(prefix)
    errors.show_on_top(schema)
    initial = {"answered_on": visit().now.date().isoformat()}
    entry = SchemaForm(prefix, schema, initial, CasePapers(case_id, "check_consent")).show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("登记答复", type="primary", key=f"{prefix}/submit"):
        _enter(case_id, entry, errors)


def _enter(case_id: str, entry: FormEntry, errors: FormErrors) -> None:
    if entry.problems:
        errors.keep({one.path: one.message for one in entry.problems}, entry.typed)
        run_part_again()
    client, body = visit().client, consent_body(entry.data)
    try:
        send_once(f"consent:{case_id}", body, lambda key: client.enter_check_consent(case_id, body, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({one.path: one.message for one in problem.errors}, entry.typed)
        run_part_again()
    forget_form(f"consent/{case_id}")
    st.rerun(scope="app")


@page_part
def _show_withdrawal(case_id: str, standing: list[ConsentLine]) -> None:
    known = {one["consent_id"]: f"{one['name']} {_who(one)}" for one in standing if one["consent_id"]}
    consent_id = st.selectbox("何人撤回", list(known), format_func=known.__getitem__, key=f"withdraw/{case_id}/consent")
    st.caption("撤回后不再列入未发出的核对请求；已发出的请求请另行告知核对机构。")
    if st.button("撤回同意", key=f"withdraw/{case_id}/submit"):
        visit().client.withdraw_check_consent(case_id, consent_id)
        st.rerun(scope="app")
