"""Outside events that staff tell a case of, such as 急难情况已缓解."""

from datetime import datetime
from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import CaseView, JsonObject
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.pending_writes import send_once
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.time_text import LOCAL

TIME_FIELDS: Final = {"emergency_relieved": "relieved_at"}
_HANDLING: Final = frozenset({"inbox"})


def show_events(case: CaseView) -> None:
    """A form for each outside event that the case waits for and staff can tell."""
    for name in case["awaited_messages"]:
        if name in TIME_FIELDS and visit().may_see(_HANDLING):
            _show_event(case, name)


def _show_event(case: CaseView, name: str) -> None:
    words = labels.MESSAGES[name]
    sent = f"sent/{case['case_id']}/{name}"
    if st.session_state.pop(sent, False):
        st.success(f"已登记：{words}。")
    with st.expander(f"登记：{words}"):
        now = visit().now.astimezone(LOCAL).replace(tzinfo=None, second=0, microsecond=0)
        slot = f"{case['case_id']}/{name}"
        at = st.datetime_input("发生时间", value=now, format="YYYY-MM-DD", step=60, key=f"{slot}/at")
        note = st.text_input("说明（可不填）", key=f"{slot}/note", max_chars=200)
        if st.button("登记", key=f"{slot}/send") and at is not None:
            _send(case["case_id"], name, _data(name, at, note))
            st.session_state[sent] = True
            st.rerun()


def _data(name: str, at: datetime, note: str) -> JsonObject:
    data: JsonObject = {TIME_FIELDS[name]: at.replace(tzinfo=LOCAL).isoformat()}
    return {**data, "note": note.strip()} if note.strip() else data


def _send(case_id: str, name: str, data: JsonObject) -> None:
    client = visit().client
    try:
        send_once(f"message:{case_id}:{name}", data, lambda key: client.send_message(case_id, name, data, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        show_problem(problem)
        st.stop()
