"""Units of the person's areas."""

from fastapi import APIRouter

from engine.api.current_person import AppResources, CurrentPerson
from engine.domain.roles import UnitKind
from engine.labels import UNIT_KINDS
from engine.schemas.staff import NewUnit, UnitItem, UnitList
from engine.services import staff
from engine.services.unit_of_work import read, write

router = APIRouter(prefix="/api/units", tags=["staff"])


@router.get("")
def list_units(person: CurrentPerson, resources: AppResources) -> UnitList:
    """The units of today within the person's own areas, by code."""
    units = read(resources, staff.own_units, person=person)
    return UnitList(
        items=[
            UnitItem(code=unit.code, name=unit.name, kind=unit.kind, label=UNIT_KINDS[unit.kind], parent=unit.parent)
            for unit in units
        ]
    )


@router.post("", status_code=201)
def create_unit(entered: NewUnit, person: CurrentPerson, resources: AppResources) -> UnitItem:
    """Add a unit under a parent inside the administrator's area."""
    write(
        resources,
        lambda work: staff.create_unit(
            work, code=entered.code, name=entered.name, kind=UnitKind(entered.kind), parent=entered.parent
        ),
        person=person,
    )
    return UnitItem(
        code=entered.code,
        name=entered.name,
        kind=entered.kind,
        label=UNIT_KINDS[entered.kind],
        parent=entered.parent,
    )
