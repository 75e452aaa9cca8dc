"""What somebody without a session sees, whatever address they asked for."""

import streamlit as st

from admin_ui import labels


def show() -> None:
    """The way to the sign-in page; the tab is left, so that the new session is read afresh."""
    st.title(labels.SYSTEM)
    st.info("您尚未登录，或登录已失效。已自动保存的草稿不会丢失，重新登录后可继续填写。")
    st.html('<a class="jz-sign-in" href="/auth/login" target="_self">前往登录</a>')
