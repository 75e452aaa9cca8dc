"""Pages of a list that the API hands out by cursor."""

from collections.abc import Hashable

import streamlit as st


class Paging:
    """The cursors a person passed in one list; other filters start again at the first page."""

    def __init__(self, name: str, filters: Hashable) -> None:
        self._slot = f"paging/{name}"
        state = st.session_state.get(self._slot)
        if state is None or state["filters"] != filters:
            st.session_state[self._slot] = {"filters": filters, "cursors": [None]}

    @property
    def _cursors(self) -> list[str | None]:
        cursors: list[str | None] = st.session_state[self._slot]["cursors"]
        return cursors

    @property
    def cursor(self) -> str | None:
        """The cursor of the page now shown; None for the first."""
        return self._cursors[-1]

    def show(self, next_cursor: str | None) -> None:
        """Buttons to the page before and after, where there are any."""
        if len(self._cursors) == 1 and next_cursor is None:
            return
        with st.container(horizontal=True, vertical_alignment="center"):
            back = st.button("上一页", key=f"{self._slot}/back", disabled=len(self._cursors) == 1)
            st.text(f"第 {len(self._cursors)} 页")
            forward = st.button("下一页", key=f"{self._slot}/forward", disabled=next_cursor is None)
        if back:
            self._cursors.pop()
            st.rerun()
        if forward:
            self._cursors.append(next_cursor)
            st.rerun()
