"""Idempotency keys of writes under way, kept until the answer is there: a double click or a rerun repeats the key."""

import json
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

import streamlit as st

from admin_ui.client import ApiProblem

Answer = TypeVar("Answer")


def send_once(action: str, body: object, send: Callable[[str], Answer]) -> Answer:
    """The answer of `send(key)`; `action` and `body` name the write, a judged one gives its key back.

    Where no answer came (connection lost, server busy), the next try of the same write carries the same key.
    """
    slot = f"write:{action}:{json.dumps(body, sort_keys=True, ensure_ascii=False, default=str)}"
    key = st.session_state.setdefault(slot, str(uuid4()))
    try:
        answer = send(key)
    except ApiProblem as problem:
        if problem.is_final:
            st.session_state.pop(slot, None)
        raise
    st.session_state.pop(slot, None)
    return answer
