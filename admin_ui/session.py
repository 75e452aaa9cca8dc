"""Who is looking at the page: asked of the API every few seconds; a session that has ended ends here at the next call.

Every page calls the API on every rerun, so a 401 is seen at once even while the person is still remembered.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import streamlit as st

from admin_ui.api_shapes import JsonObject, Me
from admin_ui.client import ApiClient, ApiProblem, NotSignedInProblem
from admin_ui.connection import http_client
from admin_ui.time_text import WorkingDays

COOKIE = "jiuzhu_session"
SECURE_COOKIE = "__Host-jiuzhu_session"
_VISIT = "visit"
_REMEMBERED = "visit/remembered"
REMEMBER_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Remembered:
    """Who the API said this is, and when (monotonic seconds)."""

    token: str | None
    me: Me
    asked_at: float


@dataclass(frozen=True, slots=True)
class Visit:
    """The signed-in person with their client; `now` is the server's business time, at most a few seconds old."""

    client: ApiClient
    me: Me
    now: datetime

    @property
    def roles(self) -> frozenset[str]:
        """The role codes this person holds anywhere."""
        return frozenset(grant["role"] for grant in self.me["roles"])

    def may_see(self, views: frozenset[str]) -> bool:
        """Whether one of these screens is for this person; what they may do on it the API decides."""
        return not views.isdisjoint(self.me["views"])


def session_token() -> str | None:
    """The session cookie the browser sent when it connected."""
    cookies = st.context.cookies
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE)


def open_visit() -> Visit:
    """The visit of this rerun, kept for the fragments of the page; raises where nobody is signed in."""
    client = ApiClient(http_client(), session_token())
    me = _remembered(client).me
    visit = Visit(client, me, datetime.fromisoformat(me["now"]))
    st.session_state[_VISIT] = visit
    return visit


def forget_visit() -> None:
    """Ask the API anew who this is, at the next rerun."""
    st.session_state.pop(_REMEMBERED, None)


def _remembered(client: ApiClient) -> "_Remembered":
    known: _Remembered | None = st.session_state.get(_REMEMBERED)
    now = time.monotonic()
    if known is None or known.token != client.token or now - known.asked_at > REMEMBER_SECONDS:
        known = _Remembered(client.token, client.me(), now)
        st.session_state[_REMEMBERED] = known
    return known


def close_visit() -> None:
    """Forget everything this tab knew of the person."""
    st.session_state.clear()


def visit() -> Visit:
    """The visit of this rerun."""
    current: Visit = st.session_state[_VISIT]
    return current


def working_days() -> WorkingDays:
    """The official calendar of this year and the next; plain weeks for a year the API does not know."""
    now = visit().now
    this_year, next_year = (_working_days_of(year) for year in (now.year, now.year + 1))
    return WorkingDays(this_year.off | next_year.off, this_year.makeup | next_year.makeup)


def _working_days_of(year: int) -> WorkingDays:
    try:
        days = _special_days(year, visit().client)
    except NotSignedInProblem:
        raise
    except ApiProblem:
        return WorkingDays(frozenset(), frozenset())
    off, makeup = (
        frozenset(date.fromisoformat(day["on"]) for day in days if day["kind"] == kind) for kind in ("off", "makeup")
    )
    return WorkingDays(off, makeup)


@st.cache_data(ttl=3600, show_spinner=False)
def _special_days(year: int, _client: ApiClient) -> list[JsonObject]:
    return _client.calendar_days(year)
