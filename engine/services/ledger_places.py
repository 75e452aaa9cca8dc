"""The units that a ledger may name, with successors in the place of units that were dissolved."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from engine.domain.divisions import Division, division_of
from engine.domain.ledger.places import LedgerPlaces, PlaceUnit
from engine.domain.local_time import local_date
from engine.domain.roles import UnitKind
from engine.services.unit_of_work import UnitOfWork
from engine.store import staff
from engine.store.tables.people import OrgUnit

MOST_SUCCESSIONS: Final = 10
_KINDS: Final = (UnitKind.TOWNSHIP.value, UnitKind.VILLAGE.value)


def places_within(work: UnitOfWork, scope: Division) -> LedgerPlaces:
    """The townships and villages of the county around `scope`, by the names they had when a ledger was written."""
    units = {unit.code: unit for unit in staff.units_of_county(work.session, scope.county_code)}
    return LedgerPlaces(scope, _places(units, local_date(work.now)))


def _places(known: Mapping[str, OrgUnit], today: date) -> Iterator[PlaceUnit]:
    """Each unit under its name; one that was split or simply ended says no longer where a household lives."""
    for unit in known.values():
        present = _present(unit, known)
        if unit.kind in _KINDS and (present.valid_to is None or present.valid_to > today):
            yield PlaceUnit(unit.name, UnitKind(unit.kind), division_of(present.code))


def _present(unit: OrgUnit, known: Mapping[str, OrgUnit]) -> OrgUnit:
    """The unit that has taken over from `unit`, itself while it exists."""
    for _ in range(MOST_SUCCESSIONS):
        if unit.successor is None or unit.successor not in known:
            break
        unit = known[unit.successor]
    return unit
