"""新登记: a guided form that registers a case and shows what happens next."""

from typing import Any

import streamlit as st

from admin_ui.api_shapes import CreatedCase, JsonObject
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.intake_form import body_of, field_of, intake_schema, not_filled_in
from admin_ui.links import go_to, link_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.views.task_outcome import wants_next_task
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

_PREFIX = "intake"
FORM_WIDTH = 760
_CREATED = "intake-created"
_KINDS_OF_PLACES = frozenset({"township", "village"})


def show() -> None:
    """The page of a new case."""
    st.title("新登记")
    created: CreatedCase | None = st.session_state.get(_CREATED)
    if created is not None:
        _show_created(created)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("只有带 * 的内容必须现在填写，其余可以事后补充。急难情形请尽快登记，救助不等材料。", width="content")
        link_to("clue", "只是发现线索、尚未申请，请到“新线索”")
    _show_form()


@page_part
def _show_form() -> None:
    places = known_places()
    schema = intake_schema(places)
    errors = FormErrors(_PREFIX)
    with st.container(width=FORM_WIDTH):
        errors.show_on_top(schema)
        entry = SchemaForm(_PREFIX, schema, _initial(places), CasePapers(None, "intake")).show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("登记", type="primary", key=f"{_PREFIX}/submit"):
        _register(schema, entry, errors)


def _initial(places: dict[str, str]) -> dict[str, Any]:
    only_place = next(iter(places)) if len(places) == 1 else None
    received_at = visit().now.isoformat()
    return {"household_size": 1, "channel": "window", "received_at": received_at, "division": only_place}


def known_places() -> dict[str, str]:
    """The places this person may register for; none where the API has no list, then the code is typed."""
    try:
        return {unit["code"]: unit["name"] for unit in visit().client.units() if unit["kind"] in _KINDS_OF_PLACES}
    except NotSignedInProblem:
        raise
    except ApiProblem:
        return {}


def _register(schema: JsonObject, entry: FormEntry, errors: FormErrors) -> None:
    wrong = not_filled_in(schema, entry.data) | {one.path: one.message for one in entry.problems}
    if wrong:
        errors.keep(wrong, entry.typed)
        run_part_again()
    client, body = visit().client, body_of(entry.data)
    try:
        created = send_once("register_case", body, lambda key: client.register_case(body, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({field_of(one.path): one.message for one in problem.errors}, entry.typed)
        run_part_again()
    st.session_state[_CREATED] = created
    forget_form(_PREFIX)
    st.rerun(scope="app")


def _show_created(created: CreatedCase) -> None:
    st.success(f"已登记，个案编号 {plain(created['reference'])}。")
    if created["tasks"]:
        st.subheader("接下来")
    for task in created["tasks"]:
        if wants_next_task(task):
            st.session_state.pop(_CREATED)
            go_to("task", task=task["task_id"])
    with st.container(horizontal=True):
        if st.button("查看个案", type="primary"):
            st.session_state.pop(_CREATED)
            go_to("case", case=created["case_id"])
        if st.button("再登记一件"):
            st.session_state.pop(_CREATED)
            st.rerun()
