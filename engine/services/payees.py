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
    """The account of the household as it is known now; nothing when nobody has stated one.

    A holder belongs to the account that it was stated with; without one the applicant holds the account.
    """
    known = person_fields(step.work, cases.applicant_of(step.work.session, step.case), ("name", ACCOUNT, HOLDER))
    stated = _stated(step)
    account = stated.get(ACCOUNT) or known.get(ACCOUNT)
    if not account:
        return None
    holder = stated.get(HOLDER) if ACCOUNT in stated else known.get(HOLDER)
    return Payee(normalised_account(account), (holder or known["name"]).strip())


def _stated(step: Step) -> dict[str, str]:
    """The account stated last in this process, with its holder, read from the encrypted submission that states them."""
    account, holder = (step.instance.facts.get(name) or {} for name in (ACCOUNT, HOLDER))
    if "submission" not in account:
        return {}
    step.work.flush()
    row = payments.submission(step.work.session, UUID(account["submission"]))
    if row is None:
        return {}
    text = step.work.resources.cipher.decrypt(row.data, table=SUBMISSION_TABLE, row_id=row.id, column="data")
    filled = json.loads(text)
    named = {ACCOUNT: account["field"]}
    if holder.get("submission") == account["submission"]:
        named[HOLDER] = holder["field"]
    return {name: str(filled[field]) for name, field in named.items() if filled.get(field)}
