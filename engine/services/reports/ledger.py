"""台账: one line for each case as offices keep it, drawn from the cases themselves."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final
from uuid import UUID

from engine.domain.authority import Action, grants_for
from engine.domain.case_codes import CaseStatus, Category, Cause, Track
from engine.domain.local_time import local_date
from engine.domain.masking import masked_identity_number
from engine.domain.report_days import Days
from engine.domain.roles import Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import FieldError, InvalidInputError, NotPermittedError
from engine.labels import AWARD_LEVELS, PAYMENT_METHODS
from engine.services import audit
from engine.services.case_facts import track_of
from engine.services.paging import cursor_of, dated_position_of, page_of
from engine.services.personal_data import person_fields
from engine.services.reports.asking import UNKNOWN, scope_of_person
from engine.services.reports.tables import Column, ColumnKind, Line
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import staff
from engine.store.reports import ledger
from engine.store.reports.ledger import RegisteredCase
from engine.store.reports.scope import Scope

EXPORT_PAGE: Final = 2_000
MOST_EXPORTED: Final = 100_000
TITLE: Final = "临时救助台账"
NOTES: Final = (
    "按登记日列出本辖区的个案；救助决定和发放为截至制表时的情况。",
    "身份证号始终脱敏；姓名默认脱敏，全名须说明用途，导出记入办理记录。",
)
COLUMNS: Final = (
    Column("number", "序号", ColumnKind.COUNT, 8),
    Column("reference", "个案编号", ColumnKind.TEXT, 20),
    Column("registered_on", "登记日期", ColumnKind.DATE),
    Column("applicant", "申请人", ColumnKind.TEXT, 12),
    Column("id_number", "身份证号", ColumnKind.TEXT, 22),
    Column("township", "乡镇（街道）", ColumnKind.TEXT, 18),
    Column("village", "村（社区）", ColumnKind.TEXT, 18),
    Column("persons", "人数", ColumnKind.COUNT, 8),
    Column("category", "对象类别", ColumnKind.TEXT, 20),
    Column("track", "救助类型", ColumnKind.TEXT, 10),
    Column("cause", "致困事由", ColumnKind.TEXT, 18),
    Column("relief_first", "先行救助", ColumnKind.TEXT, 10),
    Column("accepted_on", "受理日期", ColumnKind.DATE),
    Column("decided_on", "决定日期", ColumnKind.DATE),
    Column("awarded_fen", "决定金额（元）", ColumnKind.MONEY, 16),
    Column("in_kind_awarded_fen", "决定实物折价（元）", ColumnKind.MONEY, 20),
    Column("level", "审批层级", ColumnKind.TEXT, 14),
    Column("proposed_by", "经办人", ColumnKind.TEXT, 14),
    Column("decided_by", "审批人", ColumnKind.TEXT, 14),
    Column("methods", "救助方式", ColumnKind.TEXT, 18),
    Column("paid_fen", "发放金额（元）", ColumnKind.MONEY, 16),
    Column("in_kind_fen", "发放实物折价（元）", ColumnKind.MONEY, 20),
    Column("paid_on", "最近发放日期", ColumnKind.DATE),
    Column("status", "办理状态", ColumnKind.TEXT, 20),
    Column("closed_on", "办结日期", ColumnKind.DATE),
)


class LedgerPurpose(StrEnum):
    """What the full names in an exported ledger are needed for."""

    ARCHIVE = "archive"
    INSPECTION = "inspection"
    AUDIT = "audit"
    PAYMENT_CHECK = "payment_check"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class LedgerRequest:
    """What is exported; a purpose asks for full names, without one they are masked."""

    scope: Scope
    purpose: LedgerPurpose | None = None


def ledger_page(
    resources: Resources, person: SignedInPerson, days: Days, division: str | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of the ledger with masked names, in the order of registration; that an auditor has read it is recorded."""

    def page(work: UnitOfWork) -> dict[str, Any]:
        scope = scope_of_person(work, Action.READ_LEDGER, days, division)
        rows = ledger.cases_page(work.session, scope, dated_position_of(cursor), limit + 1)
        shown, next_cursor = page_of(rows, limit, lambda row: cursor_of(row.case.registered_at, row.case.id))
        return {
            "columns": COLUMNS[1:],
            "items": _lines(work, shown, has_full_names=False),
            "next_cursor": next_cursor,
            "total": ledger.number_of_cases(work.session, scope),
            "notes": NOTES,
        }

    def page_and_record(work: UnitOfWork) -> dict[str, Any]:
        audit.record(work, "ledger_read", county_code=_county_of(work), detail=_days(days) | {"division": division})
        return page(work)

    if Role.AUDITOR in person.roles:
        return write(resources, page_and_record, person=person)
    return read(resources, page, person=person)


def export_request(
    work: UnitOfWork, days: Days, division: str | None, purpose: LedgerPurpose | None, file_format: str
) -> tuple[LedgerRequest, int]:
    """What the person may export, and how many lines it has; that it is exported is recorded before a line leaves.

    Raises:
        NotPermittedError: the person may not read the ledger, or asks for full names without the right to them.
        InvalidInputError: it has more lines than one file takes.
    """
    scope = scope_of_person(work, Action.READ_LEDGER, days, division)
    if purpose is not None:
        if not grants_for(work.require_person().grants, Action.REVEAL_PERSONAL_DATA):
            raise NotPermittedError(f"{work.actor} may not see full names")
        scope = scope_of_person(work, Action.REVEAL_PERSONAL_DATA, days, division)
    request = LedgerRequest(scope, purpose)
    return request, record_export(work, request, file_format, county_code=_county_of(work))


def record_export(work: UnitOfWork, request: LedgerRequest, file_format: str, *, county_code: str = "") -> int:
    """How many lines the file will have; that it is made is recorded before the first of them leaves.

    Raises:
        InvalidInputError: there are more lines than one file takes.
    """
    scope, purpose = request.scope, request.purpose
    count = ledger.number_of_cases(work.session, scope)
    if count > MOST_EXPORTED:
        raise InvalidInputError([FieldError("since", f"共 {count} 件，一次最多导出 {MOST_EXPORTED} 件，请缩小期间")])
    detail = {"format": file_format, "lines": count, "purpose": purpose.value if purpose else None}
    asked = _days(scope.days) | {"division": scope.division}
    audit.record(work, "ledger_exported", county_code=county_code, detail=asked | detail)
    return count


def ledger_lines(resources: Resources, request: LedgerRequest) -> Iterator[Line]:
    """All lines in the order of registration, numbered from 1; each page is read in a transaction of its own."""
    number, after = 0, None
    while True:
        lines, after = read(resources, partial(_page_after, request=request, after=after))
        for line in lines:
            number += 1
            yield {"number": number, **line}
        if after is None:
            return


def _page_after(
    work: UnitOfWork, request: LedgerRequest, after: tuple[datetime, UUID] | None
) -> tuple[list[dict[str, Any]], tuple[datetime, UUID] | None]:
    """The next lines, and where the ones after them begin; nothing when there are no more."""
    rows = ledger.cases_page(work.session, request.scope, after, EXPORT_PAGE)
    lines = _lines(work, rows, has_full_names=request.purpose is not None)
    last = rows[-1].case if len(rows) == EXPORT_PAGE else None
    return lines, (last.registered_at, last.id) if last else None


def _lines(work: UnitOfWork, rows: Sequence[RegisteredCase], *, has_full_names: bool) -> list[dict[str, Any]]:
    places = staff.unit_names(work.session, {code for row in rows for code in _places(row) if code})
    people = staff.display_names(work.session, {name for row in rows for name in _staff(row)})
    return [
        {
            **_facts(row, places),
            **_person(work, row, has_full_name=has_full_names),
            **_award(row, people),
            **_payments(row),
        }
        for row in rows
    ]


def _facts(row: RegisteredCase, places: Mapping[str, str]) -> dict[str, Any]:
    case, track = row.case, track_of(row.case)
    return {
        "case_id": str(case.id),
        "reference": case.reference,
        "registered_on": _day(case.registered_at),
        "township": places.get(case.town_code, case.town_code),
        "village": places.get(case.village_code or "", case.village_code),
        "persons": case.household_size,
        "category": Category(case.category).label if case.category else None,
        "track": Track(track).label if track else UNKNOWN,
        "cause": Cause(case.cause).label,
        "accepted_on": _day(case.accepted_at),
        "status": CaseStatus(case.status).label,
        "closed_on": _day(case.closed_at),
    }


def _person(work: UnitOfWork, row: RegisteredCase, *, has_full_name: bool) -> dict[str, Any]:
    known = person_fields(work, row.applicant, ("name", "id_number") if has_full_name else ("id_number",))
    number = known.get("id_number")
    return {
        "applicant": known.get("name", row.case.masked_applicant),
        "id_number": masked_identity_number(number) if number else None,
    }


def _award(row: RegisteredCase, people: Mapping[str, str]) -> dict[str, Any]:
    """The awards together: money added up, people and levels each named once, the day of the last decision."""
    awards = row.awards
    return {
        "relief_first": "是" if any(award.kind == "relief_first" for award in awards) else "否",
        "decided_on": _day(max((award.decided_at for award in awards), default=None)),
        "awarded_fen": sum(award.amount_fen for award in awards) if awards else None,
        "in_kind_awarded_fen": sum(award.in_kind_value_fen for award in awards) if awards else None,
        "level": _joined(AWARD_LEVELS.get(award.level, award.level) for award in awards),
        "proposed_by": _joined(people.get(award.proposed_by, award.proposed_by) for award in awards),
        "decided_by": _joined(people.get(award.decided_by, award.decided_by) for award in awards),
    }


def _payments(row: RegisteredCase) -> dict[str, Any]:
    paid = [payment for payment in row.payments if payment.status == "paid"]
    return {
        "methods": _joined(PAYMENT_METHODS[payment.method] for payment in paid),
        "paid_fen": sum(one.amount_fen for one in paid if one.method != "in_kind") if paid else None,
        "in_kind_fen": sum(one.amount_fen for one in paid if one.method == "in_kind") if paid else None,
        "paid_on": _day(max((one.paid_at for one in paid if one.paid_at), default=None)),
    }


def _places(row: RegisteredCase) -> tuple[str | None, ...]:
    return row.case.town_code, row.case.village_code


def _staff(row: RegisteredCase) -> Iterator[str]:
    for award in row.awards:
        yield from (award.proposed_by, award.decided_by)


def _joined(words: Iterable[str]) -> str | None:
    return "、".join(dict.fromkeys(words)) or None


def _day(at: datetime | None) -> str | None:
    return local_date(at).isoformat() if at else None


def _days(days: Days) -> dict[str, Any]:
    return {"since": days.since.isoformat(), "until": days.until.isoformat()}


def _county_of(work: UnitOfWork) -> str:
    """The county whose record keeps that the ledger was read; none for the city."""
    grants = grants_for(work.require_person().grants, Action.READ_LEDGER)
    return next((grant.unit_code[:6] for grant in grants if grant.unit_kind is not UnitKind.CITY), "")
