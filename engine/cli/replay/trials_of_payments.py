"""Tries to pay what must not be paid."""

from collections.abc import Iterator
from typing import Final

from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.cli.replay.stage import person
from engine.cli.replay.trying import HAPPENED, refusal_of_form, refusal_of_operation, undone
from engine.domain.roles import Role
from engine.services import installation
from engine.services.case_relief import UNPAID
from engine.services.unit_of_work import UnitOfWork
from engine.store import relief

THIRD_PERSON: Final = 3


def empty_fund(player: Player, completion: Completion) -> Iterator[Trial]:
    """Paid although the township's cash has gone meanwhile: refused, or paid from elsewhere, never below zero."""
    town_code = player.town_of(completion.case_id)

    def empty(work: UnitOfWork) -> None:
        installation.set_fund(work, town_code, 0)

    below_zero: list[int] = []

    def after(work: UnitOfWork) -> None:
        below_zero.append(relief.balance_of(work.session, town_code))

    refusal = refusal_of_form(player, completion, completion.data, before=empty, after=after)
    if refusal is HAPPENED and below_zero == [0]:
        refusal = "paid_from_elsewhere"
    yield Trial("fund_overdrawn", completion.element_id, refusal)


def paid_unchecked(player: Player, completion: Completion) -> Iterator[Trial]:
    """A later stage paid by a third person while its check is still open."""
    with undone(player.resources) as work:
        rows = [row for row in relief.disbursements_of(work.session, completion.case_id) if row.status in UNPAID]
        stages = sorted((row.line_no, row.instalment_no, str(row.id)) for row in rows if row.is_staged)
    if not stages:
        return
    _, number, payment_id = stages[0]
    payer = person(Role.TOWNSHIP_HANDLER, player.town_of(completion.case_id), THIRD_PERSON)
    refusal = refusal_of_operation(
        player, completion, "record_payment", {"payment_id": payment_id}, {"instalment_not_prechecked"}, by=payer
    )
    yield Trial("paid_unchecked", f"instalment {number}", refusal)
