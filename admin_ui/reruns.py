"""Running the page again, or only the part of it that is running now."""

from collections.abc import Callable
from functools import wraps
from typing import NoReturn, ParamSpec

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.problems import show_problem
from admin_ui.session import forget_visit

Given = ParamSpec("Given")


def run_part_again() -> NoReturn:
    """Run the present fragment again; the whole page where it is the page that runs."""
    st.rerun(scope="fragment" if _in_part() else "app")


def page_part(show: Callable[Given, None]) -> Callable[Given, None]:
    """A fragment that says what the API refuses: alone, it has no page around it that would.

    Where the session has ended, the whole page runs again and leads to the sign-in.
    """

    @wraps(show)
    def shown(*args: Given.args, **kwargs: Given.kwargs) -> None:
        try:
            show(*args, **kwargs)
        except NotSignedInProblem:
            if not _in_part():
                raise
            forget_visit()
            st.rerun(scope="app")
        except ApiProblem as problem:
            show_problem(problem)

    fragment: Callable[Given, None] = st.fragment(shown)
    return fragment


def _in_part() -> bool:
    """Whether a fragment runs without its page."""
    context = get_script_run_ctx()
    return context is not None and bool(context.fragment_ids_this_run)
