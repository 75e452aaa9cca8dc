"""The few pages that stand before the screens: sign in, sign out, change the password."""

import secrets
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from engine.api.current_person import (
    AppPasswords,
    AppResources,
    CurrentPerson,
    clear_session_cookie,
    set_session_cookie,
)
from engine.api.error_responses import CrossSiteRefusedError, status_of
from engine.api.request_scope import address_of
from engine.api.security_headers import NO_STORE
from engine.api.sign_in_gate import LOGIN_PAGE
from engine.clock import real_now
from engine.errors import InvalidInputError, JiuzhuError, UnavailableError
from engine.labels import error_text
from engine.services import sign_in, staff
from engine.services.sign_in import LockedOutError, LoginFailedError
from engine.services.unit_of_work import write

CSRF_COOKIE = "jiuzhu_csrf"
HOME = "/"
_MAX_ENTERED = 1000
_SEE_OTHER = 303

router = APIRouter(prefix="/auth", include_in_schema=False, default_response_class=HTMLResponse)
_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
)
Entered = Annotated[str, Form(max_length=_MAX_ENTERED)]


@router.get("/login")
async def login_page(request: Request, next: str = HOME) -> Response:  # noqa: A002 - its name in the address
    """The form to sign in."""
    return _page(request, "login.html", next=local_address(next), username="", message="")


@router.post("/login")
def log_in(
    request: Request,
    resources: AppResources,
    passwords: AppPasswords,
    csrf: Entered,
    username: Entered,
    password: Entered,
    next: Entered = HOME,  # noqa: A002 - its name in the form
) -> Response:
    """Open a session and go on to where the person wanted to go, or show the form again."""
    _require_own_form(request, csrf)
    try:
        opened = sign_in.sign_in(
            resources,
            passwords,
            username=username,
            password=password,
            address=address_of(request.scope),
            now=real_now(),
        )
    except (LoginFailedError, LockedOutError, UnavailableError) as error:
        return _page(
            request, "login.html", error, next=local_address(next), username=username, message=_words_of(error)
        )
    response = RedirectResponse(local_address(next), status_code=_SEE_OTHER)
    set_session_cookie(response, opened, is_secure=resources.settings.secure_cookies)
    return response


@router.get("/logout")
async def logout_page(request: Request, person: CurrentPerson) -> Response:
    """Ask whether to sign out."""
    return _page(request, "logout.html", name=person.display_name)


@router.post("/logout")
def log_out(request: Request, person: CurrentPerson, resources: AppResources, csrf: Entered) -> Response:
    """End the session and go back to the form to sign in."""
    _require_own_form(request, csrf)
    write(resources, lambda work: sign_in.sign_out(work.session, person, real_now()), person=person)
    response = RedirectResponse(LOGIN_PAGE, status_code=_SEE_OTHER)
    clear_session_cookie(response, is_secure=resources.settings.secure_cookies)
    return response


@router.get("/password")
async def password_page(
    request: Request,
    person: CurrentPerson,
    passwords: AppPasswords,
    next: str = HOME,  # noqa: A002 - its name in the address
) -> Response:
    """The form to choose another password."""
    return _page(
        request,
        "password.html",
        next=local_address(next),
        username=person.username,
        profile=passwords.profile,
        is_forced=person.must_change_password,
        messages=(),
    )


@router.post("/password")
def change_password(
    request: Request,
    person: CurrentPerson,
    resources: AppResources,
    passwords: AppPasswords,
    csrf: Entered,
    present: Entered,
    new: Entered,
    next: Entered = HOME,  # noqa: A002 - its name in the form
) -> Response:
    """Change the password and go on, or show the form again with what is wrong."""
    _require_own_form(request, csrf)
    try:
        staff.change_own_password(resources, passwords, person, present=present, new=new)
    except InvalidInputError as error:
        return _page(
            request,
            "password.html",
            error,
            next=local_address(next),
            username=person.username,
            profile=passwords.profile,
            is_forced=person.must_change_password,
            messages=tuple(one.message for one in error.errors),
        )
    return RedirectResponse(local_address(next), status_code=_SEE_OTHER)


def local_address(asked: str) -> str:
    """Where to go after signing in: a path of this site, else the start page (no open redirects)."""
    is_path = asked.startswith("/") and not asked.startswith(("//", "/\\")) and asked.isprintable()
    if not is_path or "\\" in asked:
        return HOME
    parts = urlsplit(asked)
    return HOME if parts.scheme or parts.netloc else asked


def _page(request: Request, template: str, error: JiuzhuError | None = None, **shown: object) -> Response:
    """A page with its own strict policy and a token that only this site's form can send back."""
    csrf = request.cookies.get(CSRF_COOKIE) or secrets.token_urlsafe(32)
    nonce = secrets.token_urlsafe(16)
    content = _templates.get_template(template).render(csrf=csrf, nonce=nonce, **shown)
    response = HTMLResponse(content, status_code=status_of(type(error)) if error else 200)
    response.headers["Cache-Control"] = NO_STORE
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; img-src data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    is_secure = request.app.state.resources.settings.secure_cookies
    response.set_cookie(CSRF_COOKIE, csrf, path="/auth", secure=is_secure, httponly=True, samesite="strict")
    return response


def _require_own_form(request: Request, csrf: str) -> None:
    """Refuse a form that another site filled in for the person, signing in included."""
    kept = request.cookies.get(CSRF_COOKIE, "")
    if not kept or not secrets.compare_digest(kept.encode(), csrf.encode()):
        raise CrossSiteRefusedError("the form does not carry the token of its page")


def _words_of(error: JiuzhuError) -> str:
    return error_text(error.code).advice
