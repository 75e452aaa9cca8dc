"""Running the page again, or only the part of it that is running now."""

from typing import NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx


def run_part_again() -> NoReturn:
    """Run the present fragment again; the whole page where it is the page that runs."""
    context = get_script_run_ctx()
    in_fragment = context is not None and bool(context.fragment_ids_this_run)
    st.rerun(scope="fragment" if in_fragment else "app")
