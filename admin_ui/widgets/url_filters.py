"""Choices that live in the page's address as codes, so that a filtered list can be shared and found again.

Streamlit's own binding writes the words of the options into the address; words change (they hold counts), codes stay.
"""

from collections.abc import Callable, Iterable
from datetime import date

import streamlit as st
from streamlit.delta_generator import DeltaGenerator


def chosen_in_url(name: str, options: Iterable[str], default: str) -> str:
    """The code now chosen under `name`, known before the widget that changes it is shown."""
    known = list(options)
    chosen = st.session_state.get(_key(name), st.query_params.get(name, default))
    return chosen if chosen in known else default


def url_select(
    where: DeltaGenerator, title: str, name: str, options: Iterable[str], words: Callable[[str], str]
) -> str:
    """A select box whose first option is the one that stands for no filter."""
    known = list(options)
    _start(name, known, known[0])
    where.selectbox(
        title, known, format_func=words, key=_key(name), on_change=_write, args=(name, known[0]), filter_mode=None
    )
    return chosen_in_url(name, known, known[0])


def url_segments(
    where: DeltaGenerator, title: str, name: str, options: Iterable[str], words: Callable[[str], str]
) -> str:
    """A row of choices, one of which always holds; the first where the address names none."""
    known = list(options)
    _start(name, known, known[0])
    where.segmented_control(
        title,
        known,
        format_func=words,
        key=_key(name),
        on_change=_write,
        args=(name, known[0]),
        required=True,
        label_visibility="collapsed",
    )
    return chosen_in_url(name, known, known[0])


def url_day(where: DeltaGenerator, title: str, name: str, default: date) -> date:
    """A day; the one of the address where it names one."""
    if _key(name) not in st.session_state:
        st.session_state[_key(name)] = _day_in_url(name) or default
    where.date_input(title, key=_key(name), format="YYYY-MM-DD", on_change=_write_day, args=(name, default))
    chosen: date | None = st.session_state[_key(name)]
    return chosen or default


def _day_in_url(name: str) -> date | None:
    try:
        return date.fromisoformat(st.query_params.get(name, ""))
    except ValueError:
        return None


def _write_day(name: str, default: date) -> None:
    chosen: date | None = st.session_state[_key(name)]
    if chosen is None or chosen == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen.isoformat()


def url_text(where: DeltaGenerator, title: str, name: str, placeholder: str = "") -> str:
    """A line of text; empty where the address names none."""
    if _key(name) not in st.session_state:
        st.session_state[_key(name)] = st.query_params.get(name, "")
    where.text_input(title, key=_key(name), placeholder=placeholder, max_chars=100, on_change=_write_text, args=(name,))
    return str(st.session_state[_key(name)]).strip()


def _write_text(name: str) -> None:
    st.session_state[_key(name)] = str(st.session_state[_key(name)]).strip()
    _write(name, "")


def _key(name: str) -> str:
    return f"url-{name}"


def _start(name: str, known: list[str], default: str) -> None:
    if st.session_state.get(_key(name)) not in known:
        st.session_state[_key(name)] = chosen_in_url(name, known, default)


def _write(name: str, default: str) -> None:
    chosen = st.session_state[_key(name)]
    if chosen == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = chosen
