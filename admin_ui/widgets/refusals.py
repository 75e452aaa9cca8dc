"""What came of a write: kept over the rerun that follows it, shown once, errors of fields beside their fields."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.plain_text import plain
from admin_ui.problems import show_problem


class Outcome:
    """The last write of one part of a page, named `name`."""

    def __init__(self, name: str) -> None:
        self._news, self._errors = f"{name}/news", f"{name}/errors"

    def carry_out(self, act: Callable[[], Any], done: str | Callable[[Any], str]) -> bool:
        """Do it, and keep what to say at the next rerun: `done` (safe Markdown, perhaps of the answer), or why not."""
        st.session_state.pop(self._errors, None)
        try:
            answer = act()
        except NotSignedInProblem:
            raise
        except ApiProblem as problem:
            st.session_state[self._errors] = {one.path: one.message for one in problem.errors}
            st.session_state[self._news] = problem
            return False
        st.session_state[self._news] = done if isinstance(done, str) else done(answer)
        return True

    def show(self) -> None:
        """Say once what came of it."""
        news = st.session_state.pop(self._news, None)
        if isinstance(news, ApiProblem):
            show_problem(news)
            for path, message in self._kept().items():
                if path.count("."):
                    st.caption(f"· {plain(message)}")
        elif news:
            st.success(news)

    def beside(self, path: str) -> None:
        """What is wrong with the field `path`, to be called below its widget."""
        message = self._kept().get(path)
        if message:
            st.markdown(f":red[需修改：{plain(message)}]")

    def _kept(self) -> dict[str, str]:
        errors: dict[str, str] = st.session_state.get(self._errors, {})
        return errors
