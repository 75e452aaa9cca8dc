"""Signing in and out for programs."""

from fastapi import APIRouter, Request, Response

from engine.api.current_person import (
    AppPasswords,
    AppResources,
    CurrentPerson,
    clear_session_cookie,
    set_session_cookie,
)
from engine.api.request_scope import address_of
from engine.clock import real_now
from engine.schemas.staff import Login, LoginAnswer
from engine.services import sign_in
from engine.services.unit_of_work import write

router = APIRouter(prefix="/api", tags=["sign-in"])


@router.post("/login")
def login(
    entered: Login, request: Request, response: Response, resources: AppResources, passwords: AppPasswords
) -> LoginAnswer:
    """Open a session: its token is in the answer and in an HttpOnly cookie."""
    opened = sign_in.sign_in(
        resources,
        passwords,
        username=entered.username,
        password=entered.password,
        address=address_of(request.scope),
        now=real_now(),
    )
    set_session_cookie(response, opened, is_secure=resources.settings.secure_cookies)
    return LoginAnswer(token=opened.token, expires_at=opened.expires_at)


@router.post("/logout", status_code=204)
def logout(person: CurrentPerson, response: Response, resources: AppResources) -> None:
    """End the session; its token is worth nothing from now on."""
    write(resources, lambda work: sign_in.sign_out(work.session, person, real_now()), person=person)
    clear_session_cookie(response, is_secure=resources.settings.secure_cookies)
