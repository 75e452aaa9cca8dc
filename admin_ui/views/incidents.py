"""异常: what cannot go on without an administrator, and the button that tries again."""

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import Incident
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import link_to
from admin_ui.pending_writes import send_once
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem
from admin_ui.session import visit
from admin_ui.time_text import moment_text

_NEWS = "incidents/news"


def show() -> None:
    """The open incidents."""
    st.title("异常")
    st.caption("流程无法自动继续的个案。核对原因并排除后点击“重试”，个案从中断处继续，不会重复已完成的步骤。")
    _show_news()
    found = visit().client.incidents(status="open")
    if not found:
        st.success("目前没有待处理的异常。")
    for incident in found:
        _show_incident(incident)


def _show_incident(incident: Incident) -> None:
    with st.container(border=True):
        what, action = st.columns([6, 1.6], vertical_alignment="center")
        with what:
            st.markdown(f"**{plain(incident.get('name') or incident['element_id'] or incident['code'])}**")
            st.text(incident["message"])
            tries = f"已尝试 {incident['attempts']} 次" if incident.get("attempts") else None
            status = labels.label(labels.INCIDENT_STATUSES, incident["status"])
            parts = [status, moment_text(incident["opened_at"]), tries, incident["code"]]
            st.caption(" · ".join(plain(part) for part in parts if part))
            if incident["case_id"]:
                link_to("case", f"查看个案 {plain(incident.get('reference'))}", case=incident["case_id"])
        if action.button("重试", key=f"retry-{incident['incident_id']}", width="stretch"):
            _retry(incident)


def _retry(incident: Incident) -> None:
    client, incident_id = visit().client, incident["incident_id"]
    try:
        send_once(f"retry:{incident_id}", None, lambda key: client.retry_incident(incident_id, key))
    except NotSignedInProblem:
        raise
    except ApiProblem as problem:
        st.session_state[_NEWS] = problem
    else:
        st.session_state[_NEWS] = None
    st.rerun()


def _show_news() -> None:
    if _NEWS not in st.session_state:
        return
    problem = st.session_state.pop(_NEWS)
    if problem is None:
        st.success("已重试。若仍无法继续，异常会再次出现在下方。")
    else:
        show_problem(problem)
