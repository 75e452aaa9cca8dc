"""What no award may do: relieve a person twice for one cause in a year, or go above an entered limit.

Both are settled by rows that the transaction of the award locks, so that two approvals at once are one after the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from engine.domain.local_time import local_date
from engine.errors import ConflictError
from engine.services.instance_facts import fact
from engine.store import payments
from engine.store.tables.payments import AwardClaimRow

if TYPE_CHECKING:
    from engine.services.steps import Step

MONEY: Final = "money"
IN_KIND: Final = "in_kind"
OVERRIDE: Final = "repeat_override"
GRANTED: Final = "grant"


class DuplicateAwardError(ConflictError):
    """Another case relieves the same person for the same cause in the same year, and no override was granted."""

    code = "award_duplicate"


class AwardAboveLimitError(ConflictError):
    """The award would go above the limit of the person's year, of the approver's day or of the township's day."""

    code = "award_above_limit"


def refuse_duplicate(step: Step, amount_fen: int) -> None:
    """Claim the person, cause and year for this case; money and goods apart (policy 12, rule 6).

    An applicant without an identity number cannot be recognised: nothing is claimed.

    Raises:
        DuplicateAwardError: another case holds the claim and the county has not let this one through.
    """
    case, session = step.case, step.work.session
    applicant = step.applicant
    if applicant.identity_index is None or case.cause_key is None:
        return
    year = local_date(case.received_at).year
    held = payments.claims_on(session, applicant.identity_index, case.cause_key, year)
    own = {claim.line_kind for claim in held if claim.case_id == case.id}
    others = {claim.line_kind for claim in held if claim.case_id != case.id}
    is_let_through = fact(step.instance, OVERRIDE) == GRANTED
    for kind in sorted(_line_kinds(step, amount_fen) - own):
        if kind in others and not is_let_through:
            raise DuplicateAwardError(f"another case holds the claim for {kind} in {year}")
        session.add(
            AwardClaimRow(
                identity_index=applicant.identity_index,
                cause_key=case.cause_key,
                year=year,
                line_kind=kind,
                override_of=str(case.id) if kind in others else "",
                case_id=case.id,
                county_code=case.county_code,
                claimed_at=step.now,
            )
        )


def refuse_above_limits(step: Step, amount_fen: int) -> None:
    """Count the award to the person's year, the approver's day and the township's day.

    Goods are valued beside it (policy 12, rule 7).

    Raises:
        AwardAboveLimitError: a limit that somebody has entered would be exceeded.
    """
    applicant = step.applicant
    today = local_date(step.now)
    rows = [
        ("approver_day", step.work.actor, today.isoformat()),
        ("area_day", step.case.town_code, today.isoformat()),
    ]
    if applicant.identity_index is not None:
        rows.append(("person_year", applicant.identity_index.hex(), str(local_date(step.case.received_at).year)))
    totals = payments.add_to_tallies(step.work.session, rows, amount_fen)
    limits = step.work.reference.award_limits(step.case.town_code, today)
    for kind, total_fen in sorted(totals.items()):
        if kind in limits and total_fen > limits[kind]:
            raise AwardAboveLimitError(f"{kind}: {total_fen} fen are above {limits[kind]} fen")


def _line_kinds(step: Step, amount_fen: int) -> set[str]:
    kinds = {MONEY} if amount_fen else set()
    if fact(step.instance, "in_kind_lines"):
        kinds.add(IN_KIND)
    return kinds
