"""The deadlines of a case: as short rows beside a form, as bars and a table on the case page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import altair as alt
import streamlit as st

from admin_ui import labels
from admin_ui.api_shapes import DeadlineItem, Pause
from admin_ui.plain_text import plain
from admin_ui.session import visit
from admin_ui.time_text import LOCAL, moment, moment_text
from admin_ui.widgets.countdown import OPEN_STATUSES, show_time_left, time_left_of

_BAR_COLOURS = {"已用": "#0b57a4", "剩余": "#b9cfe6", "暂停": "#8b6fc0", "超时限": "#b3261e"}
_DAYS = alt.Axis(format="%m-%d", tickCount={"interval": "day", "step": 1}, labelOverlap=True)
_FAR = "9999"


def soonest_first(deadlines: Sequence[DeadlineItem]) -> list[DeadlineItem]:
    """Open deadlines before finished ones, the soonest first, those without a date last."""
    return sorted(deadlines, key=lambda one: (one["status"] not in OPEN_STATUSES, one["due_at"] or _FAR))


def show_deadline_rows(deadlines: Sequence[DeadlineItem]) -> None:
    """One line a deadline: what is owed, how long is left, when it is due."""
    if not deadlines:
        st.caption("这个个案目前没有时限。")
    for one in soonest_first(deadlines):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(plain(labels.deadline_label(one["key"])), width="content")
            show_time_left(one["due_at"], one["status"])
            st.caption(due_words(one), width="content")


def due_words(one: DeadlineItem) -> str:
    """When a deadline is due, and whether that may still move."""
    if one["status"] == "paused":
        return "计时暂停，恢复后重新计算到期时间"
    provisional = "（暂定，当年日历公布后重算）" if one["provisional"] else ""
    return f"{moment_text(one['due_at'])}{provisional}"


def show_deadline_bars(deadlines: Sequence[DeadlineItem]) -> None:
    """Each deadline as a bar from start to due time with its pauses; the table beside it says the same in words."""
    pieces = [piece for one in soonest_first(deadlines) for piece in _pieces(one, visit().now)]
    if not pieces:
        return
    chart = (
        alt.Chart({"values": [piece.record for piece in pieces]})
        .mark_bar(height=14, cornerRadius=2)
        .encode(
            x=alt.X("from:T", title="时间", axis=_DAYS),
            x2="to:T",
            y=alt.Y("name:N", title=None, sort=None, axis=alt.Axis(labelLimit=220)),
            color=alt.Color(
                "state:N",
                title="状态",
                scale=alt.Scale(domain=list(_BAR_COLOURS), range=list(_BAR_COLOURS.values())),
                legend=alt.Legend(orient="top", columns=4),
            ),
            tooltip=[alt.Tooltip("name:N", title="时限"), alt.Tooltip("state:N", title="状态")],
        )
    )
    # The table beside it speaks for the chart: what the chart says of itself is English.
    st.altair_chart(chart.configure(aria=False), width="stretch", alt="各项时限的起止与暂停，文字见下表")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of a deadline's bar."""

    name: str
    state: str
    begin: datetime
    end: datetime

    @property
    def record(self) -> dict[str, str]:
        """For the chart; local times without a zone, or it would show them in the browser's own."""
        begin, end = (at.astimezone(LOCAL).replace(tzinfo=None).isoformat() for at in (self.begin, self.end))
        return {"name": self.name, "state": self.state, "from": begin, "to": end}


def _pieces(one: DeadlineItem, now: datetime) -> list[_Piece]:
    """The bar of one deadline: what was used up, cut at its pauses, what is left, and what lies beyond the due time."""
    started, due = moment(one["started_at"]), moment(one["due_at"])
    if started is None:
        return []
    ended = moment(one.get("met_at") or one.get("stopped_at")) or now
    name = labels.deadline_label(one["key"])
    pieces, at = [], started
    for pause in one["pauses"]:
        begin, end = moment(pause["paused_at"]) or now, moment(pause["resumed_at"]) or now
        pieces += [_Piece(name, "已用", at, begin), _Piece(name, "暂停", begin, end)]
        at = end
    limit = due or ended
    pieces += [
        _Piece(name, "已用", at, min(ended, limit)),
        _Piece(name, "剩余", max(at, ended), limit),
        _Piece(name, "超时限", max(at, limit), ended),
    ]
    return [piece for piece in pieces if piece.begin < piece.end]


def show_deadline_table(deadlines: Sequence[DeadlineItem]) -> None:
    """Every deadline in words: limit, start, due time, status, pauses, clause."""
    rows = [
        {
            "时限": labels.deadline_label(one["key"]),
            "状态": labels.label(labels.DEADLINE_STATUSES, one["status"]),
            "剩余": time_left_of(one["due_at"], one["status"]).text,
            "起算": moment_text(one["started_at"]),
            "到期": due_words(one),
            "暂停": _pauses_words(one["pauses"]),
            "依据": one.get("basis") or "—",
        }
        for one in soonest_first(deadlines)
    ]
    st.table([{name: plain(cell) for name, cell in row.items()} for row in rows], hide_index=True)


def _pauses_words(pauses: Sequence[Pause]) -> str:
    words = [
        f"{pause.get('reason') or '暂停'} {moment_text(pause['paused_at'])} 至 "
        f"{moment_text(pause['resumed_at']) if pause['resumed_at'] else '今'}"
        for pause in pauses
    ]
    return "；".join(words) or "—"
