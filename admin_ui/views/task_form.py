"""The form of a task: saved while typing, completed once, errors beside the fields, nothing typed lost."""

import streamlit as st

from admin_ui.api_shapes import TaskDetail
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.pending_writes import send_once
from admin_ui.problems import show_problem
from admin_ui.reruns import page_part, run_part_again
from admin_ui.session import visit
from admin_ui.views.task_handling import keep_refusal, newest_revision, remember_revision
from admin_ui.views.task_outcome import keep_outcome
from admin_ui.widgets.case_papers import CasePapers
from admin_ui.widgets.form_errors import FormErrors
from admin_ui.widgets.schema_form import FormEntry, SchemaForm, forget_form


@page_part
def show_form(task: TaskDetail) -> None:
    """The form with its draft and its way out; reruns alone, so that conditional fields appear at once."""
    prefix = _prefix(task["task_id"])
    form = SchemaForm(
        prefix=prefix,
        schema=task["form"]["schema"],
        initial={**task["data"], **(task["draft"] or {})},
        services=CasePapers(task["case_id"], task["element_id"]),
        layout=task["form"].get("layout"),
        facts=task.get("facts", {}),
    )
    errors = FormErrors(prefix)
    errors.show_on_top(task["form"]["schema"])
    entry = form.show(errors)
    _save_draft(task, entry)
    errors.typed_now(entry.typed)
    errors.show_at_button(task["form"]["schema"])
    if st.button("提交办结", type="primary", key=f"{prefix}/submit"):
        _complete(task, entry, errors)


def _prefix(task_id: str) -> str:
    return f"task/{task_id}"


def _complete(task: TaskDetail, entry: FormEntry, errors: FormErrors) -> None:
    """Complete the task; what the server refuses is shown beside the fields."""
    prefix, task_id, revision = _prefix(task["task_id"]), task["task_id"], newest_revision(task)
    if entry.problems:
        errors.keep({one.path: one.message for one in entry.problems}, entry.typed)
        run_part_again()
    client = visit().client
    try:
        answer = send_once(
            f"complete:{task_id}", entry.data, lambda key: client.complete(task_id, entry.data, revision, key)
        )
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        if not problem.errors:
            keep_refusal(task_id, problem)
            st.rerun(scope="app")
        errors.keep({one.path.removeprefix("data."): one.message for one in problem.errors}, entry.typed)
        run_part_again()
    keep_outcome(task, answer)
    forget_form(prefix)
    st.rerun(scope="app")


def _save_draft(task: TaskDetail, entry: FormEntry) -> None:
    """Save what is typed whenever it differs from what was saved last, and say so."""
    prefix = _prefix(task["task_id"])
    slot = f"{prefix}/draft"
    if st.session_state.setdefault(slot, entry.typed) != entry.typed:
        try:
            saved = visit().client.save_draft(task["task_id"], entry.typed, newest_revision(task))
        except NotSignedInProblem:
            raise
        except ApiProblem as problem:
            st.warning("草稿未能自动保存，请先不要关闭本页。")
            show_problem(problem)
            return
        st.session_state[slot] = entry.typed
        st.session_state[f"{prefix}/saved"] = True
        remember_revision(task["task_id"], saved["revision"])
    if st.session_state.get(f"{prefix}/saved") or task["draft"]:
        st.caption("草稿已自动保存")
