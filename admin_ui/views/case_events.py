"""Outside events that staff tell a case of, such as 急难情况已缓解."""

from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import AwaitedMessage, CaseView, FormDefinition, JsonObject
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form

# Who registers a case may also tell it of events (policy reference, section 8): the API refuses all others.
_TELLERS: Final = frozenset({"new_case"})


def show_events(case: CaseView) -> None:
    """A form for each outside event that the case awaits and this person can tell."""
    _show_told(case)
    if not visit().may_see(_TELLERS):
        return
    for message in case["awaited_messages"]:
        with st.expander(f"登记：{plain(event_name(message))}"):
            _show_form(case["case_id"], message["name"], message["form"])


def event_name(message: AwaitedMessage) -> str:
    """What an outside event is called; the title of its receiver where the screens have no word of their own."""
    return labels.MESSAGES.get(message["name"], message["title"])


@page_part
def _show_form(case_id: str, name: str, definition: FormDefinition) -> None:
    prefix, schema = f"event/{case_id}/{name}", definition["schema"]
    errors = FormErrors(prefix)
    errors.show_on_top(schema)
    form = SchemaForm(prefix, schema, _initial(schema), CasePapers(case_id, name), definition.get("layout"))
    entry = form.show(errors)
    errors.typed_now(entry.typed)
    errors.show_at_button(schema)
    if st.button("登记", type="primary", key=f"{prefix}/send"):
        _send(case_id, name, entry, errors)


def _initial(schema: JsonObject) -> JsonObject:
    """The present time where the form says so."""
    now = visit().now.replace(second=0, microsecond=0).isoformat()
    return {name: now for name, one in schema["properties"].items() if one.get("x-default") == "now"}


def _send(case_id: str, name: str, entry: FormEntry, errors: FormErrors) -> None:
    if entry.problems:
        errors.keep({one.path: one.message for one in entry.problems}, entry.typed)
        run_part_again()
    client = visit().client
    try:
        send_once(
            f"message:{case_id}:{name}", entry.data, lambda key: client.send_message(case_id, name, entry.data, key)
        )
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            show_problem(problem)
            return
        errors.keep({one.path.removeprefix("data."): one.message for one in problem.errors}, entry.typed)
        run_part_again()
    forget_form(f"event/{case_id}/{name}")
    st.session_state[f"told/{case_id}"] = name
    st.rerun(scope="app")


def _show_told(case: CaseView) -> None:
    name = st.session_state.pop(f"told/{case['case_id']}", None)
    if name:
        st.success(f"已登记：{labels.label(labels.MESSAGES, name)}。")
