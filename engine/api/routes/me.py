"""The signed-in person."""

from uuid import UUID

from fastapi import APIRouter

from engine.api.current_person import AppPasswords, AppResources, CurrentPerson
from engine.api.routes.staff_shapes import roles_shown
from engine.schemas.staff import ApiTokenItem, ApiTokenList, LoginAnswer, Me, NewApiToken, PasswordChange
from engine.services import api_tokens, staff
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/me", tags=["sign-in"])


@router.get("")
async def me(person: CurrentPerson, resources: AppResources) -> Me:
    """Who is signed in, with roles, units and the screens that make sense for them."""
    return Me(
        username=person.username,
        name=person.display_name,
        roles=roles_shown(person.grants),
        views=list(staff.views_for(person)),
        must_change_password=person.must_change_password,
        now=resources.clock.now(),
    )


@router.post("/password", status_code=204)
def change_password(
    entered: PasswordChange, person: CurrentPerson, resources: AppResources, passwords: AppPasswords
) -> None:
    """Choose another password; other sessions of the person end."""
    staff.change_own_password(resources, passwords, person, present=entered.present, new=entered.new)


@router.get("/tokens")
def list_tokens(person: CurrentPerson, resources: AppResources) -> ApiTokenList:
    """The live tokens of the person's programs."""
    tokens = read(resources, api_tokens.own_tokens, person=person)
    return ApiTokenList(
        items=[
            ApiTokenItem(
                token_id=token.id,
                name=token.name,
                created_at=token.created_at,
                expires_at=token.expires_at,
                last_used_at=token.last_used_at,
            )
            for token in tokens
        ]
    )


@router.post("/tokens", status_code=201)
def create_token(entered: NewApiToken, person: CurrentPerson, resources: AppResources) -> LoginAnswer:
    """A token for a program; it is shown this once."""
    opened = write(
        resources, lambda work: api_tokens.create_token(work, name=entered.name, days=entered.days), person=person
    )
    return LoginAnswer(token=opened.token, expires_at=opened.expires_at)


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: UUID, person: CurrentPerson, resources: AppResources) -> None:
    """End a token."""
    write(resources, lambda work: api_tokens.revoke_token(work, token_id), person=person)
