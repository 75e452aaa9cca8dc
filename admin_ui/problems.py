"""What went wrong, in the words of the office, and what to do next."""

import streamlit as st

from admin_ui import labels
from admin_ui.client import ApiProblem
from admin_ui.plain_text import plain

NOT_THEIR_FAULT = frozenset({0, 409, 503})


def show_problem(problem: ApiProblem) -> None:
    """Say what the API refused, who is concerned, and what the person can do."""
    show = st.warning if problem.status in NOT_THEIR_FAULT else st.error
    show(problem_text(problem))


def problem_text(problem: ApiProblem) -> str:
    """The problem as safe Markdown: the API's words, and what the page can add to them."""
    title, detail = plain(problem.facts.get("title") or "未能办理"), plain(problem.detail)
    text = f"**{title}** {detail}"
    who = problem.facts.get("assignee_name") or problem.facts.get("assignee")
    lines = [text, labels.ADVICE.get(problem.code), f"办理人：{plain(who)}" if who else None, _request_words(problem)]
    return "\n\n".join(line for line in lines if line)


def _request_words(problem: ApiProblem) -> str | None:
    """The number by which an administrator finds the request, where nothing the person did is wrong."""
    number = problem.facts.get("request_id")
    return f"请求编号：{plain(number)}" if number and not problem.is_final else None
