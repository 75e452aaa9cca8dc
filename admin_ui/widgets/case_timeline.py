"""What happened in a case, as a plain readable list, newest first."""

import json
from collections.abc import Sequence
from typing import Final

import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import HistoryItem, JsonObject
from admin_ui.plain_text import plain
from admin_ui.time_text import moment_text

SHOWN_AT_FIRST: Final = 30
SYSTEM_ACTORS: Final = frozenset({None, "", "system", "worker"})


def show_timeline(history: Sequence[HistoryItem]) -> None:
    """Each entry with time, what, who."""
    if not history:
        st.caption("还没有办理记录。")
        return
    newest_first = list(reversed(history))
    whole = len(newest_first) <= SHOWN_AT_FIRST or st.toggle(
        f"显示全部 {len(newest_first)} 条记录", key="whole-timeline"
    )
    entries = newest_first if whole else newest_first[:SHOWN_AT_FIRST]
    st.markdown("\n".join(_line(entry) for entry in entries))


def _line(entry: HistoryItem) -> str:
    kind = labels.label(labels.HISTORY_KINDS, entry["kind"])
    who = "系统" if entry["actor"] in SYSTEM_ACTORS else entry["actor"]
    name = entry["name"] or ""
    what = f"**{plain(kind)}** {plain(name)}" if name != kind else f"**{plain(kind)}**"
    detail = _detail_words(entry["detail"])
    return f"- {plain(moment_text(entry['at']))} · {what} · {plain(who)}" + (f"  \n  {plain(detail)}" if detail else "")


def _detail_words(detail: str | JsonObject | None) -> str:
    if not detail:
        return ""
    if isinstance(detail, str):
        return detail
    return "；".join(f"{name}：{_value_words(value)}" for name, value in detail.items())


def _value_words(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
