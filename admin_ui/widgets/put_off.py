"""Until when a task has been put off."""

import streamlit as st

from admin_ui.api_shapes import TaskItem
from admin_ui.session import visit
from admin_ui.time_text import LOCAL, day_text


def show_put_off(task: TaskItem) -> None:
    """A badge where whoever holds the task wants to see it on a later day."""
    until = task.get("follow_up_on")
    if until and until > visit().now.astimezone(LOCAL).date().isoformat():
        st.badge(f"已挂起至 {day_text(until)}", color="blue")
