"""A matter before it is a case: a clue or visit about a household, kept like a case so that nothing is asked twice."""

from datetime import datetime
from typing import Final
from uuid import UUID

from engine.domain.case_codes import CaseStatus
from engine.domain.local_time import local_date
from engine.services import audit
from engine.services.case_facts import policy_date_of
from engine.services.personal_data import copied_person
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, processes
from engine.store.tables.cases import CaseRow

NOT_COPIED: Final = frozenset({"id", "county_code", "reference", "applicant_id", "immediate_reason", "revision"})


def is_before_a_case(case: CaseRow) -> bool:
    """Whether the matter has not been registered as a case yet."""
    return case.status in cases.BEFORE_A_CASE


def register(work: UnitOfWork, matter: CaseRow, *, discovered_at: datetime) -> None:
    """Let a matter become a case now; it is pinned to the bundle in force today."""
    matter.status = CaseStatus.REGISTERED.value
    matter.discovered_at = min(discovered_at, matter.discovered_at or discovered_at)
    matter.received_at = matter.registered_at = work.now
    matter.closed_at = matter.track = None
    matter.policy_date = policy_date_of(matter.discovered_at, None, matter.received_at)
    audit.record(work, "case_registered", case=matter, object_id=matter.id, detail={"channel": matter.channel})


def end_unless_followed(work: UnitOfWork, matter: CaseRow) -> None:
    """End a matter that never became a case once nothing runs in it any more: no clue, no visit (ADR-0012)."""
    if matter.status == CaseStatus.CLUE.value and not processes.has_unfinished(work.session, matter.id):
        matter.status, matter.closed_at = CaseStatus.CLUE_CLOSED.value, work.now


def successor_of(work: UnitOfWork, matter: CaseRow) -> CaseRow:
    """The matter itself, open again if it had ended as a clue; after a closed case a new one of the same household."""
    if is_before_a_case(matter):
        matter.status, matter.closed_at = CaseStatus.CLUE.value, None
    if matter.closed_at is None:
        return matter
    applicant = cases.applicant_of(work.session, matter)
    year = local_date(work.now).year
    number = cases.next_number(work.session, matter.county_code, year)
    copied = {
        column.key: getattr(matter, column.key)
        for column in CaseRow.__mapper__.column_attrs
        if column.key not in NOT_COPIED
    }
    case_id: UUID = work.new_id()
    new = CaseRow(
        id=case_id,
        county_code=matter.county_code,
        reference=f"{matter.county_code}-{year}-{number:06d}",
        applicant_id=work.new_id(),
        **copied,
    )
    new.status, new.track, new.policy = CaseStatus.CLUE.value, None, {}
    new.discovered_at = new.received_at = new.registered_at = work.now
    new.accepted_at = new.emergency_relieved_at = new.decided_at = new.served_at = new.closed_at = None
    new.check_authorised_until = None
    new.policy_date = local_date(work.now)
    new.bundle_number = work.resources.bundles.number_in_force(work.session, new.policy_date)
    new.registered_by = work.actor
    cipher = work.resources.cipher
    clear = cipher.decrypt(matter.description, table="relief_case", row_id=matter.id, column="description")
    new.description = cipher.encrypt(clear, table="relief_case", row_id=case_id, column="description")
    work.session.add(new)
    work.session.flush()
    work.session.add(copied_person(cipher, applicant, new.applicant_id, new.id))
    work.session.flush()
    return new
