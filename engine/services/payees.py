"""Who a bank is to pay: the account stated last in the process, else the one given at registration."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

from engine.domain.bank_account import normalised_account
from engine.services.personal_data import person_fields
from engine.store import cases, payments

if TYPE_CHECKING:
    from engine.services.steps import Step

SUBMISSION_TABLE: Final = "submission"
ACCOUNT: Final = "payee_account"
HOLDER: Final = "payee_holder"


@dataclass(frozen=True, slots=True)
class Payee:
    """An account and who holds it, in clear; never shown by `repr`."""

    account: str = field(repr=False)
    holder: str = field(repr=False)


def payee_of(step: Step) -> Payee | None:
    """The account of the household as it is known now; nothing when nobody has stated one."""
    known = person_fields(step.work, cases.applicant_of(step.work.session, step.case), ("name", ACCOUNT, HOLDER))
    account = _stated(step, ACCOUNT) or known.get(ACCOUNT)
    if not account:
        return None
    holder = _stated(step, HOLDER) or known.get(HOLDER) or known["name"]
    return Payee(normalised_account(account), holder.strip())


def _stated(step: Step, fact_name: str) -> str | None:
    """A personal fact of this process, read from the encrypted submission that states it."""
    stated = step.instance.facts.get(fact_name) or {}
    if "submission" not in stated:
        return None
    step.work.session.flush()
    row = payments.submission(step.work.session, UUID(stated["submission"]))
    if row is None:
        return None
    text = step.work.resources.cipher.decrypt(row.data, table=SUBMISSION_TABLE, row_id=row.id, column="data")
    value = json.loads(text).get(stated["field"])
    return str(value) if value else None
