"""What happened in a case, as a plain readable list, newest first."""

from collections.abc import Callable, Sequence
from typing import Any, Final

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
    who = "系统" if entry["actor"] in SYSTEM_ACTORS else entry.get("actor_name") or entry["actor"]
    detail = _detail_words(entry["detail"] or {})
    parts = [plain(moment_text(entry["at"])), _what(entry), plain(who), plain(detail)]
    return "- " + " · ".join(part for part in parts if part)


def _what(entry: HistoryItem) -> str:
    kind, name = labels.HISTORY_KINDS.get(entry["kind"]), entry["name"] or ""
    if kind is None:
        return f"**{plain(name or entry['kind'])}**"
    return f"**{plain(kind)}** {plain(name)}" if name else f"**{plain(kind)}**"


def _detail_words(detail: JsonObject) -> str:
    """What of an entry's detail says something to people; codes and digests are for the audit."""
    known: dict[str, Callable[[Any], str]] = {
        "reason": lambda value: f"原因：{value}",
        "role": lambda value: f"已通知{labels.label(labels.ROLES, value)}",
        "to": lambda value: f"转给 {value}",
        "message": lambda value: labels.label(labels.MESSAGES, value),
        "attempts": lambda value: f"已尝试 {value} 次",
    }
    return "；".join(say(detail[name]) for name, say in known.items() if detail.get(name))
