"""People and money: what was registered, awarded, paid and handed over in a time, each by its own day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, case, func, literal, select
from sqlalchemy.orm import Session

from engine.store.reports.scope import Grouping, Scope
from engine.store.tables.cases import CaseRow
from engine.store.tables.relief import AwardRow, DisbursementRow, ReferralRow

IN_KIND = "in_kind"
REFERRAL = "referral"
_OF_AWARD = and_(AwardRow.case_id == CaseRow.id, AwardRow.county_code == CaseRow.county_code)
_OF_PAYMENT = and_(DisbursementRow.case_id == CaseRow.id, DisbursementRow.county_code == CaseRow.county_code)
_OF_REFERRAL = and_(ReferralRow.case_id == CaseRow.id, ReferralRow.county_code == CaseRow.county_code)


@dataclass(slots=True)
class ReliefFigures:
    """The figures of one group; money in fen."""

    registered: int = 0
    """Cases registered in the time."""
    relieved: int = 0
    """Cases that were paid something in the time."""
    persons: int = 0
    """The people of those cases' households."""
    awarded_fen: int = 0
    paid_fen: int = 0
    """Paid in cash or through a bank."""
    in_kind_fen: int = 0
    """Given in goods, at their value."""
    referrals: int = 0
    """Handed over to other bodies."""


def relief_by(session: Session, scope: Scope, grouping: Grouping | None) -> dict[str | None, ReliefFigures]:
    """The figures of each group; without a grouping those of all cases together, each case counted once.

    Neither registrations nor awards have a method of payment: counted by method they are 0.
    """
    found: dict[str | None, ReliefFigures] = {}
    for name, field, value in _figures(session, scope, grouping):
        setattr(found.setdefault(name, ReliefFigures()), field, int(value or 0))
    return found


def _figures(session: Session, scope: Scope, grouping: Grouping | None) -> Iterator[tuple[str | None, str, Any]]:
    if grouping is not Grouping.METHOD:
        for name, count in session.execute(_registered(scope, grouping)):
            yield name, "registered", count
        for name, amount in session.execute(_awarded(scope, grouping)):
            yield name, "awarded_fen", amount
    for name, count, persons, money, goods in session.execute(_paid(scope, grouping)):
        yield from ((name, "relieved", count), (name, "persons", persons))
        yield from ((name, "paid_fen", money), (name, "in_kind_fen", goods))
    for name, count in session.execute(_referred(scope, grouping)):
        yield name, "referrals", count


def _registered(scope: Scope, grouping: Grouping | None) -> Any:
    group = scope.group(grouping, CaseRow.registered_at)
    return select(group, func.count()).where(scope.cases, scope.during(CaseRow.registered_at)).group_by(group)


def _awarded(scope: Scope, grouping: Grouping | None) -> Any:
    group = scope.group(grouping, AwardRow.decided_at)
    amounts = select(group, func.sum(AwardRow.amount_fen)).select_from(CaseRow).join(AwardRow, _OF_AWARD)
    return amounts.where(scope.cases, scope.during(AwardRow.decided_at)).group_by(group)


def _paid(scope: Scope, grouping: Grouping | None) -> Any:
    """Payments are added up case by case first, so that a case paid in three stages is one case."""
    by_method = grouping is Grouping.METHOD
    group = DisbursementRow.method.label("name") if by_method else scope.group(grouping, DisbursementRow.paid_at)
    is_goods = DisbursementRow.method == IN_KIND
    by_case = (
        select(
            group,
            CaseRow.household_size.label("persons"),
            func.sum(case((is_goods, 0), else_=DisbursementRow.amount_fen)).label("money"),
            func.sum(case((is_goods, DisbursementRow.amount_fen), else_=0)).label("goods"),
        )
        .select_from(CaseRow)
        .join(DisbursementRow, _OF_PAYMENT)
        .where(scope.cases, DisbursementRow.status == "paid", scope.during(DisbursementRow.paid_at))
        .group_by(group, CaseRow.id, CaseRow.household_size)
        .subquery()
    )
    sums = (func.sum(by_case.c.persons), func.sum(by_case.c.money), func.sum(by_case.c.goods))
    return select(by_case.c.name, func.count(), *sums).group_by(by_case.c.name)


def _referred(scope: Scope, grouping: Grouping | None) -> Any:
    """A referral counts on the day it was sent; what was drafted and dropped is none."""
    is_method = grouping is Grouping.METHOD
    group = literal(REFERRAL).label("name") if is_method else scope.group(grouping, ReferralRow.sent_at)
    counts = select(group, func.count()).select_from(CaseRow).join(ReferralRow, _OF_REFERRAL)
    return counts.where(scope.cases, scope.during(ReferralRow.sent_at)).group_by(group)
