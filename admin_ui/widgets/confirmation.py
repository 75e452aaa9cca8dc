"""Asking once more before something is written that many people feel."""

import streamlit as st


def confirmed(label: str, question: str, key: str, *, disabled: bool = False) -> bool:
    """Whether the button `label` was pressed and then `question` (safe Markdown) was agreed to, in this rerun."""
    slot = f"{key}/asked"
    if not st.session_state.get(slot):
        if st.button(label, key=key, disabled=disabled):
            st.session_state[slot] = True
            st.rerun()
        return False
    with st.container(border=True, key=f"{key}/question"):
        st.warning(question)
        with st.container(horizontal=True):
            agreed = st.button("确认", type="primary", key=f"{key}/yes")
            declined = st.button("取消", key=f"{key}/no")
    if agreed or declined:
        st.session_state.pop(slot)
    if declined:
        st.rerun()
    return agreed
