"""Units of the person's areas."""

from typing import Annotated

from fastapi import APIRouter, Query

from engine.api.current_person import AppResources, CurrentPerson
from engine.domain.roles import UnitKind
from engine.labels import UNIT_KINDS
from engine.schemas.staff import NewUnit, UnitItem, UnitList
from engine.services import staff
from engine.services.unit_of_work import read, write
from engine.store.tables.people import OrgUnit

router = APIRouter(prefix="/api/units", tags=["staff"])


@router.get("")
def list_units(
    person: CurrentPerson,
    resources: AppResources,
    ended: Annotated[bool, Query(description="with units that exist no longer or not yet")] = False,
) -> UnitList:
    """The units of today within the person's own areas, by code."""
    units = read(resources, lambda work: staff.own_units(work, with_ended=ended), person=person)
    return UnitList(items=[_item(unit) for unit in units])


@router.post("", status_code=201)
def create_unit(entered: NewUnit, person: CurrentPerson, resources: AppResources) -> UnitItem:
    """Add a unit under a parent inside the administrator's area."""
    unit = write(
        resources,
        lambda work: staff.create_unit(
            work,
            code=entered.code,
            name=entered.name,
            kind=UnitKind(entered.kind),
            parent=entered.parent,
            valid_from=entered.valid_from,
        ),
        person=person,
    )
    return _item(unit)


def _item(unit: OrgUnit) -> UnitItem:
    return UnitItem(
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        label=UNIT_KINDS[unit.kind],
        parent=unit.parent,
        valid_from=unit.valid_from,
        valid_to=unit.valid_to,
        successor=unit.successor,
    )
