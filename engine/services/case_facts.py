"""The read-only facts of a case that diagrams and tables see as `case.*` (flows 1.1)."""

from datetime import date, datetime
from typing import Any, Final

from engine.domain.case_codes import CaseStatus, Category, Cause
from engine.domain.local_time import local_date
from engine.errors import CannotGoOnError
from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.cases import CaseRow

PROPOSED_TRACK: Final = "classify_track"
OPINION_OVERLAY: Final = "NAT-2026-OPINION"


class MissingStandardError(CannotGoOnError):
    """No local standard is entered for that kind of area and day: policy 2.1, rule 5, never a default."""

    code = "local_standard_missing"

    def __init__(self, area_type: str, on: date) -> None:
        super().__init__(f"no local standard for {area_type} on {on.isoformat()}")
        self.area_type, self.on = area_type, on


def case_facts(work: UnitOfWork, case: CaseRow) -> dict[str, Any]:
    """The members of `case.*`: codes, booleans, whole numbers of fen, dates as ISO text; null where not known."""
    standard_fen = work.reference.standard_fen(case.town_code, case.area_type, case.policy_date)
    if standard_fen is None:
        raise MissingStandardError(case.area_type, case.policy_date)
    return {
        "cause": case.cause,
        "cause_sudden": Cause(case.cause).is_sudden,
        "category": case.category,
        "category_confirmed": case.category_confirmed,
        "category_listed": case.category is not None and Category(case.category).is_listed,
        "over_capacity": case.over_capacity,
        "needs_immediate": case.needs_immediate,
        "persons": case.household_size,
        "standard_fen": standard_fen,
        "requested_fen": case.requested_fen,
        "policy_date": case.policy_date,
        "opinion": OPINION_OVERLAY in work.reference.texts_on(case.policy_date),
        "track": track_of(case),
        "local": case.is_local,
        "linked_programme": case.linked_programme,
        "check_authorised": case.check_authorised_until is not None
        and case.check_authorised_until >= local_date(work.now),
        "division": case.village_code or case.town_code,
        "county_code": case.county_code,
    }


def track_of(case: CaseRow) -> str | None:
    """The decided track, before acceptance the proposal of the decision table (flows 1.1)."""
    if case.status == CaseStatus.CLUE.value:
        return case.track
    proposal: dict[str, Any] = case.policy.get(PROPOSED_TRACK) or {}
    return case.track or proposal.get("track")


def policy_date_of(discovered_at: datetime | None, accepted_at: datetime | None, received_at: datetime) -> date:
    """The day whose policy applies: the earlier of discovery and acceptance, registration before acceptance."""
    known = [at for at in (discovered_at, accepted_at or received_at) if at is not None]
    return local_date(min(known))
