"""What went wrong, in the words of the office, and what to do next."""

import streamlit as st

from admin_ui import labels
from admin_ui.client import ApiProblem
from admin_ui.plain_text import plain

SERVER_FAULT = 500


def show_problem(problem: ApiProblem) -> None:
    """Say what the API refused, who is concerned, and what the person can do."""
    show = st.warning if problem.status in {0, 409} else st.error
    show(problem_text(problem))


def problem_text(problem: ApiProblem) -> str:
    """The problem as safe Markdown."""
    text = labels.PROBLEMS.get(problem.code) or _text_by_status(problem)
    who = problem.facts.get("assignee_name") or problem.facts.get("assignee") or problem.facts.get("completed_by")
    if who:
        text += f"\n\n办理人:{plain(who)}"
    return text


def _text_by_status(problem: ApiProblem) -> str:
    if problem.status >= SERVER_FAULT:
        return labels.PROBLEMS["unavailable"]
    return f"未能办理:{plain(problem.detail or problem.code)}"
