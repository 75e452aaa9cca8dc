"""Time left, shown by words and colour."""

from typing import Literal

import streamlit as st

from admin_ui import labels
from admin_ui.session import visit, working_days
from admin_ui.time_text import Level, TimeLeft, time_left

_COLOURS: dict[Level, Literal["green", "orange", "red", "violet", "gray"]] = {
    "calm": "green",
    "soon": "orange",
    "breached": "red",
    "paused": "violet",
    "none": "gray",
}
OPEN_STATUSES = frozenset({"running", "warned", "paused", "breached"})


def show_time_left(due_at: str | None, status: str | None) -> None:
    """A badge with the time left of an open deadline."""
    left = time_left_of(due_at, status)
    st.badge(left.text, color=_COLOURS[left.level])


def time_left_of(due_at: str | None, status: str | None) -> TimeLeft:
    """The time left of an open deadline, or the status of a finished one."""
    if status in labels.DEADLINE_STATUSES and status not in OPEN_STATUSES:
        return TimeLeft(labels.DEADLINE_STATUSES[status], "none")
    return time_left(due_at, status, visit().now, working_days())
