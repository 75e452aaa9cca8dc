"""The register of cash handed out by a unit in a period, with room for every signature (policy 12, rule 5)."""

import hashlib
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Final

from engine.domain import authority
from engine.domain.authority import Action
from engine.domain.divisions import Division
from engine.domain.local_time import local_date, utc_of
from engine.domain.papers import PaperKind
from engine.domain.roles import UnitKind
from engine.errors import FieldError, InvalidInputError, NotFoundError
from engine.services import audit
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.pages import PaperFormat, Printed
from engine.services.printing.papers import DisbursementRegister, PaymentLine
from engine.services.printing.payment_lines import payment_lines
from engine.services.printing.printing import rendered
from engine.services.printing.shown import shown_capitals, shown_date, shown_yuan
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, relief, staff
from engine.store.tables.people import OrgUnit
from engine.store.tables.relief import DisbursementRow

KIND: Final = PaperKind.DISBURSEMENT_REGISTER
TITLE: Final = "临时救助现金发放登记表"
LONGEST_DAYS: Final = 366
MOST_PAYMENTS: Final = 1000


class UnitNotKnownError(NotFoundError):
    """There is no such county or township, or not in this person's area."""

    code = "unit_not_found"


def print_cash_register(
    work: UnitOfWork, unit_code: str, since: date, until: date, paper_format: PaperFormat
) -> Printed:
    """Cash that a county or township handed out from `since` to `until`, both days included.

    Raises:
        UnitNotKnownError: the person may not see the people of this unit.
        InvalidInputError: the period is turned round or too long, or holds more payments than one register takes.
    """
    unit = _unit(work, unit_code)
    _check_period(since, until)
    rows = relief.cash_paid(
        work.session,
        unit_code,
        utc_of(since, time(0)),
        utc_of(until + timedelta(days=1), time(0)),
        limit=MOST_PAYMENTS + 1,
    )
    if len(rows) > MOST_PAYMENTS:
        raise InvalidInputError([FieldError("until", f"期间内超过 {MOST_PAYMENTS} 笔，请缩短期间")])
    total_fen = sum(row.amount_fen for row in rows)
    register = DisbursementRegister(
        title=TITLE,
        office=unit.name,
        dated=shown_date(local_date(work.now)),
        scope=f"发放期间：{shown_date(since)}至{shown_date(until)}",
        payments=tuple(_lines(work, rows)),
        total=shown_yuan(total_fen),
        total_capital=shown_capitals(total_fen),
        rules=(),
    )
    content, origin = rendered(work, KIND, register, paper_format, [unit_code])
    audit.record(
        work,
        "paper_printed",
        county_code=_division(unit).county_code,
        object_id=unit_code,
        detail={
            "paper": KIND.value,
            "format": paper_format.value,
            "template": origin,
            "since": since.isoformat(),
            "until": until.isoformat(),
            "rows": len(rows),
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
    return Printed(f"{TITLE}-{unit.name}-{since:%Y%m%d}-{until:%Y%m%d}.{paper_format}", content, paper_format)


def _unit(work: UnitOfWork, unit_code: str) -> OrgUnit:
    """The county or township, when the person may see the people of its cases."""
    unit = staff.unit(work.session, unit_code)
    kinds = (UnitKind.COUNTY, UnitKind.TOWNSHIP)
    grants = work.require_person().grants
    if (
        unit is None
        or unit.kind not in kinds
        or not authority.allow(grants, Action.REVEAL_PERSONAL_DATA, _division(unit))
    ):
        raise UnitNotKnownError("no such unit in the person's area")
    return unit


def _division(unit: OrgUnit) -> Division:
    if unit.kind == UnitKind.COUNTY:
        return Division(unit.code)
    return Division(unit.parent or unit.code[:6], unit.code)


def _check_period(since: date, until: date) -> None:
    if until < since:
        raise InvalidInputError([FieldError("until", "结束日期早于开始日期")])
    if (until - since).days >= LONGEST_DAYS:
        raise InvalidInputError([FieldError("until", "期间最长为一年")])


def _lines(work: UnitOfWork, rows: Sequence[DisbursementRow]) -> list[PaymentLine]:
    lines: list[PaymentLine] = []
    found = {case.id: case for case in cases.cases_with(work.session, {row.case_id for row in rows})}
    for row in rows:
        lines += payment_lines(CaseSources(work, found[row.case_id]), [row], first=len(lines) + 1)
    return lines
