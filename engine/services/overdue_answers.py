"""Orders and requests without an answer for too long: an administrator is told once, nothing is sent again."""

from datetime import timedelta
from typing import Final

from engine.services import incidents
from engine.services.unit_of_work import UnitOfWork
from engine.store import followups, payments

BANK_OVERDUE: Final = "bank_answer_overdue"
CHECK_OVERDUE: Final = "check_answer_overdue"


def note_overdue(work: UnitOfWork) -> int:
    """Open an alarm for each order and request that waits for too long (settings `…_answer_hours`); how many are new.

    The alarm ends by itself with the answer (`answered`). One that an administrator has given up is not opened again.
    """
    settings = work.resources.settings
    ordered_before = work.now - timedelta(hours=settings.bank_answer_hours)
    asked_before = work.now - timedelta(hours=settings.check_answer_hours)
    alarms = [
        (order.county_code, order.case_id, BANK_OVERDUE, f"{BANK_OVERDUE}:{order.key}")
        for order in payments.unanswered_orders(work.session)
        if order.ordered_at < ordered_before
    ] + [
        (check.county_code, check.case_id, CHECK_OVERDUE, f"{CHECK_OVERDUE}:{check.id}")
        for check in followups.unanswered_checks(work.session)
        if check.requested_at < asked_before
    ]
    return sum(incidents.alarm(work, *alarm) for alarm in alarms)


def answered(work: UnitOfWork, code: str, key: str) -> None:
    """End the alarm about an order or request that has its answer now."""
    incidents.end_alarm(work, f"{code}:{key}")
