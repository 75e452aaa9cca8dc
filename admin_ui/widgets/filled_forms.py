"""What was filled in before, newest first: whoever decides reads what they decide on."""

from collections.abc import Sequence

import streamlit as st

from admin_ui.api_shapes import FilledForm
from admin_ui.plain_text import plain
from admin_ui.time_text import moment_text


def show_filled_forms(forms: Sequence[FilledForm]) -> None:
    """Each filled-in form with who handed it in and when."""
    for form in reversed(forms):
        who = form["submitted_by_name"] or form["submitted_by"]
        st.markdown(f"**{plain(form['title'])}**")
        st.caption(plain(f"{who} · {moment_text(form['submitted_at'])}"))
        lines = [f"- {plain(one['title'])}：{_words(one['answer'])}" for one in form["answers"]]
        st.markdown("\n".join(lines) or "没有填写内容")


def _words(answer: str) -> str:
    return "；".join(plain(line) for line in answer.splitlines())
