"""新线索: somebody in need was found; the clue is looked into before anybody has to apply."""

import streamlit as st

from admin_ui.api_shapes import JsonObject, OpenedInstance
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.clue_form import clue_body, clue_schema
from admin_ui.intake_form import field_of, not_filled_in
from admin_ui.links import go_to, link_to
from admin_ui.pending_writes import send_once
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.views.intake import FORM_WIDTH, known_places
from admin_ui.views.task_outcome import wants_next_task
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

_PREFIX = "clue"
_OPENED = "clue-opened"


def show() -> None:
    """The page of a new clue."""
    st.title("新线索")
    opened: OpenedInstance | None = st.session_state.get(_OPENED)
    if opened is not None:
        _show_opened(opened)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("登记发现的困难线索，先联系核实，再决定是否立案；立案后不再重复询问。", width="content")
        link_to("intake", "本人或代办申请请到“新登记”")
    _show_form()


@page_part
def _show_form() -> None:
    places = known_places()
    schema = clue_schema(places)
    errors = FormErrors(_PREFIX)
    with st.container(width=FORM_WIDTH):
        errors.show_on_top(schema)
        entry = SchemaForm(_PREFIX, schema, _initial(places), CasePapers(None, "clue")).show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("登记线索", type="primary", key=f"{_PREFIX}/submit"):
        _open(schema, entry, errors)


def _initial(places: dict[str, str]) -> JsonObject:
    only_place = next(iter(places)) if len(places) == 1 else None
    return {"household_size": 1, "discovered_at": visit().now.isoformat(), "division": only_place}


def _open(schema: JsonObject, entry: FormEntry, errors: FormErrors) -> None:
    wrong = not_filled_in(schema, entry.data) | {one.path: one.message for one in entry.problems}
    if wrong:
        errors.keep(wrong, entry.typed)
        run_part_again()
    client, body = visit().client, clue_body(entry.data)
    try:
        opened = send_once("open_instance", body, lambda key: client.open_instance(body, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({field_of(one.path.removeprefix("data.")): one.message for one in problem.errors}, entry.typed)
        run_part_again()
    st.session_state[_OPENED] = opened
    forget_form(_PREFIX)
    st.rerun(scope="app")


def _show_opened(opened: OpenedInstance) -> None:
    st.success("线索已登记。")
    for task in opened["tasks"]:
        if wants_next_task(task):
            st.session_state.pop(_OPENED)
            go_to("task", task=task["task_id"])
    with st.container(horizontal=True):
        if st.button("查看线索", type="primary"):
            st.session_state.pop(_OPENED)
            go_to("case", case=opened["case_id"])
        if st.button("再登记一条"):
            st.session_state.pop(_OPENED)
            st.rerun()
