"""Default deny: only a signed-in person passes, but for a short list of public paths; pages and websocket included."""

import logging
import time
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.api.current_person import bearer_token, cookie_token
from engine.api.error_responses import CrossSiteRefusedError, PasswordChangeRequiredError
from engine.api.request_scope import headers_of, is_api, is_from_here, set_person
from engine.clock import real_now
from engine.domain.local_time import local_date
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotSignedInError, UnavailableError
from engine.services import sign_in
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, glance, write

logger = logging.getLogger(__name__)

LOGIN_PAGE = "/auth/login"
PASSWORD_PAGE = "/auth/password"  # noqa: S105 - a path
PUBLIC = frozenset(
    {
        ("POST", "/api/login"),
        ("GET", LOGIN_PAGE),
        ("POST", LOGIN_PAGE),
        ("GET", "/health/live"),
        ("GET", "/health/ready"),
    }
)
PUBLIC_FOLDER = "/ui-assets/"
FIGURES = "/metrics"
OPEN_BEFORE_PASSWORD_CHANGE = frozenset({"/api/me", "/api/me/password", "/api/logout", PASSWORD_PAGE, "/auth/logout"})
WEBSOCKET_RECHECK_SECONDS = 5.0
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_OWN_SITES = ("same-origin", "none")
_CLOSE_POLICY = 1008


def is_public(method: str, path: str) -> bool:
    """Whether nobody needs to be signed in for this."""
    if path.startswith(PUBLIC_FOLDER):
        return method in ("GET", "HEAD")
    return ("GET" if method == "HEAD" else method, path) in PUBLIC


class SignInGate:
    """Lets signed-in people pass and notes who they are; sends browsers to the sign-in page."""

    def __init__(self, application: ASGIApp, *, resources: Resources, passwords: Passwords) -> None:
        self._application = application
        self._resources = resources
        self._passwords = passwords

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on if it may."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._application(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        method, path = scope["method"], scope["path"]
        if bearer_token(scope) is None and method not in _SAFE_METHODS:
            require_own_site(scope)
        if is_public(method, path) or (path == FIGURES and is_from_here(scope)):
            await self._application(scope, receive, send)
            return
        try:
            person = await self._signed_in(scope)
        except NotSignedInError:
            if not _is_page(scope):
                raise
            await _to_page(LOGIN_PAGE, scope)(scope, receive, send)
            return
        if person.must_change_password and path not in OPEN_BEFORE_PASSWORD_CHANGE:
            if not _is_page(scope):
                raise PasswordChangeRequiredError("the password has to be changed first")
            await _to_page(PASSWORD_PAGE, scope)(scope, receive, send)
            return
        set_person(scope, person)
        await self._application(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a signed-in person's websocket pass, and end it soon after the session has ended."""
        try:
            require_own_site(scope)
            person = await self._signed_in(scope)
        except (NotSignedInError, CrossSiteRefusedError):
            await _refuse_websocket(receive, send)
            return
        if person.must_change_password:
            await _refuse_websocket(receive, send)
            return
        set_person(scope, person)
        checked_at = time.monotonic()

        async def receive_while_signed_in() -> Message:
            nonlocal checked_at
            message = await receive()
            if message["type"] != "websocket.receive" or time.monotonic() - checked_at < WEBSOCKET_RECHECK_SECONDS:
                return message
            try:
                await self._signed_in(scope)
            except NotSignedInError:
                await send({"type": "websocket.close", "code": _CLOSE_POLICY})
                return {"type": "websocket.disconnect", "code": _CLOSE_POLICY}
            checked_at = time.monotonic()
            return message

        await self._application(scope, receive_while_signed_in, send)

    async def _signed_in(self, scope: Scope) -> SignedInPerson:
        token = bearer_token(scope) or cookie_token(scope, is_secure=self._resources.settings.secure_cookies)
        if not token:
            raise NotSignedInError("the request carries no token")
        return await run_in_threadpool(self._person_of, token)

    def _person_of(self, token: str) -> SignedInPerson:
        now = real_now()
        person = glance(
            self._resources,
            lambda work: sign_in.person_of(
                work.session,
                work.resources.settings,
                self._passwords,
                token=token,
                now=now,
                on=local_date(work.now),
            ),
        )
        if sign_in.needs_touch(person, now):
            try:
                write(self._resources, lambda work: sign_in.touch(work.session, person, now))
            except UnavailableError:
                logger.info("session_not_touched session_id=%s", person.session_id)  # the next request will
        return person


def require_own_site(scope: Scope) -> None:
    """Refuse what a browser sends for another site; programs send neither of these headers.

    With SameSite=Lax cookies this is the second of two fences against cross-site requests.
    """
    headers = headers_of(scope)
    if headers.get("sec-fetch-site", "none") not in _OWN_SITES:
        raise CrossSiteRefusedError("the browser says that another site sent this")
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host", ""):
        raise CrossSiteRefusedError("the origin is another site")


def _is_page(scope: Scope) -> bool:
    """Whether a person's browser asks for a page, rather than a program for data."""
    return (
        scope["method"] in ("GET", "HEAD")
        and not is_api(scope["path"])
        and "text/html" in headers_of(scope).get("accept", "")
    )


def _to_page(page: str, scope: Scope) -> RedirectResponse:
    query = scope.get("query_string", b"").decode("latin-1")
    asked = scope["path"] + (f"?{query}" if query else "")
    return RedirectResponse(f"{page}?next={quote(asked, safe='')}", status_code=303)


async def _refuse_websocket(receive: Receive, send: Send) -> None:
    """Close before accepting, which the browser sees as 403."""
    await receive()
    await send({"type": "websocket.close", "code": _CLOSE_POLICY})
