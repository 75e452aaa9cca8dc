"""Who sends a request: the token in it, and what routes ask for."""

from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import Scope

from engine.api.request_scope import headers_of, person_of_request
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotSignedInError
from engine.services.passwords import Passwords
from engine.services.sign_in import OpenedSession
from engine.services.unit_of_work import Resources

COOKIE = "jiuzhu_session"
SECURE_COOKIE = "__Host-jiuzhu_session"
_BEARER = "bearer "


def cookie_name(*, is_secure: bool) -> str:
    """The name of the session cookie; `__Host-` binds it to this host and to TLS."""
    return SECURE_COOKIE if is_secure else COOKIE


def bearer_token(scope: Scope) -> str | None:
    """The token of the Authorization header."""
    authorization = headers_of(scope).get("authorization", "")
    if authorization.lower().startswith(_BEARER):
        return authorization[len(_BEARER) :].strip()
    return None


def cookie_token(scope: Scope, *, is_secure: bool) -> str | None:
    """The token of the session cookie."""
    return cookie_parser(headers_of(scope).get("cookie", "")).get(cookie_name(is_secure=is_secure))


def set_session_cookie(response: Response, opened: OpenedSession, *, is_secure: bool) -> None:
    """Let the browser keep the session, out of reach of scripts and of other sites' forms."""
    response.set_cookie(
        cookie_name(is_secure=is_secure),
        opened.token,
        expires=opened.expires_at,
        path="/",
        secure=is_secure,
        httponly=True,
        samesite="lax",
    )


def clear_session_cookie(response: Response, *, is_secure: bool) -> None:
    """Let the browser forget the session."""
    response.delete_cookie(cookie_name(is_secure=is_secure), path="/", secure=is_secure, httponly=True, samesite="lax")


async def current_person(request: Request) -> SignedInPerson:
    """The person the gate let in."""
    person = person_of_request(request.scope)
    if person is None:
        raise NotSignedInError("this route needs a signed-in person")
    return person


async def resources(request: Request) -> Resources:
    """What this process shares."""
    return cast("Resources", request.app.state.resources)


async def passwords(request: Request) -> Passwords:
    """The hasher of this process."""
    return cast("Passwords", request.app.state.passwords)


CurrentPerson = Annotated[SignedInPerson, Depends(current_person)]
AppResources = Annotated[Resources, Depends(resources)]
AppPasswords = Annotated[Passwords, Depends(passwords)]
