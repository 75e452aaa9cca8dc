"""Payments as the lines of a register, one beside the place where the recipient signs."""

from collections.abc import Iterable
from typing import Final

from engine.domain.case_codes import Cause
from engine.domain.masking import masked_identity_number
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.papers import PaymentLine
from engine.services.printing.shown import EMPTY, shown_date, shown_day, shown_yuan
from engine.store import cases
from engine.store.tables.relief import DisbursementRow

AWARD_KINDS: Final = {
    "relief_first": "先行救助",
    "topup": "追加救助",
    "expenditure": "支出型救助",
    "conference": "一事一议",
}
METHODS: Final = {"cash": "现金", "bank": "银行代发", "in_kind": "实物"}
STATUSES: Final = {
    "planned": "待发放",
    "ordered": "已提交代发",
    "returned": "银行退回",
    "paid": "已发放",
    "cancelled": "已取消",
}


def payment_lines(sources: CaseSources, rows: Iterable[DisbursementRow], first: int = 1) -> list[PaymentLine]:
    """The lines of a case's payments, numbered from `first`; the identity number masked, no account."""
    person = sources.fields_of(cases.applicant_of(sources.work.session, sources.case), "name", "id_number")
    number = person["id_number"]
    return [
        PaymentLine(
            number=str(place),
            reference=sources.case.reference,
            name=person["name"],
            id_number=number if number == EMPTY else masked_identity_number(number),
            cause=Cause(sources.case.cause).label,
            method=METHODS[row.method],
            amount=shown_yuan(row.amount_fen),
            status=STATUSES[row.status],
            paid_on=shown_day(row.paid_at) if row.paid_at else f"计划 {shown_date(row.planned_on)}",
            payer=sources.staff_name(row.paid_by),
        )
        for place, row in enumerate(rows, start=first)
    ]
