"""The Streamlit application's main script: who is here, which pages they have, and the one they asked for."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from admin_ui import labels
from admin_ui.client import ApiProblem, NotSignedInProblem
from admin_ui.links import remember_pages
from admin_ui.page_list import home_of, locked_pages, pages_for
from admin_ui.problems import show_problem
from admin_ui.session import forget_visit, open_visit
from admin_ui.views import signed_out
from admin_ui.views.landing import landing_page
from admin_ui.widgets.frame import show_frame, show_sign_out

ICON = Path(__file__).parent / "static" / "icon.png"


def run() -> None:
    """Show the page the browser asked for, or the way to sign in."""
    st.set_page_config(page_title=labels.SYSTEM, page_icon=str(ICON), layout="wide", initial_sidebar_state="auto")
    show_frame()
    try:
        visit = open_visit()
    except NotSignedInProblem:
        _run_locked(signed_out.show)
        return
    except ApiProblem as problem:
        _run_locked(partial(show_problem, problem))
        return
    home = home_of(visit)
    pages = pages_for(visit)
    remember_pages(pages)
    show_home = landing_page(home.address)
    landing = st.Page(show_home, title=labels.SYSTEM, url_path="start", default=True, visibility="hidden")
    page = st.navigation([landing, *pages])
    show_sign_out(visit)
    try:
        page.run()
    except NotSignedInProblem:
        forget_visit()
        st.rerun()  # then nobody is here, and no menu either
    except ApiProblem as problem:
        show_problem(problem)


def _run_locked(show: Callable[[], None]) -> None:
    default = st.Page(show, title=labels.SYSTEM, url_path="start", default=True, visibility="hidden")
    st.navigation([default, *locked_pages(show)], position="hidden").run()


run()
