"""The signed-in person."""

from fastapi import APIRouter

from engine.api.current_person import AppPasswords, AppResources, CurrentPerson
from engine.api.routes.staff_shapes import roles_shown
from engine.schemas.staff import Me, PasswordChange
from engine.services import staff

router = APIRouter(prefix="/api/me", tags=["sign-in"])


@router.get("")
async def me(person: CurrentPerson) -> Me:
    """Who is signed in, with roles, units and the screens that make sense for them."""
    return Me(
        username=person.username,
        name=person.display_name,
        roles=roles_shown(person.grants),
        views=list(staff.views_for(person)),
        must_change_password=person.must_change_password,
    )


@router.post("/password", status_code=204)
def change_password(
    entered: PasswordChange, person: CurrentPerson, resources: AppResources, passwords: AppPasswords
) -> None:
    """Choose another password; other sessions of the person end."""
    staff.change_own_password(resources, passwords, person, present=entered.present, new=entered.new)
