"""Tries what must not happen, at the moment when it could: each in a transaction that is undone afterwards."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.cli.replay.trials_of_decisions import (
    above_the_cap,
    award_for_building,
    award_without_minutes,
    conference_form,
    refused_without_reason,
    same_person,
)
from engine.cli.replay.trials_of_intake import duplicate_of_another_office, turned_away_for_hukou
from engine.cli.replay.trials_of_notices import (
    never_asked,
    objector_shown,
    second_supplement,
    stop_form,
    stop_unheard,
)
from engine.cli.replay.trials_of_payments import empty_fund, paid_unchecked
from engine.cli.replay.trying import HAPPENED, form_without, refusal_of_form, refusal_of_operation, undone
from engine.services.instance_facts import withdraw
from engine.services.unit_of_work import UnitOfWork
from engine.store import guard_trials, processes

PAPERWORK_FIELDS: Final = ("relief_object", "relief_cause", "relief_amount_fen", "handler_signature")


def trials_before(player: Player, completion: Completion) -> Iterator[Trial]:
    """What is tried just before a human task is completed."""
    yield from same_person(player, completion)
    for trial in TRIALS.get(completion.element_id, ()):
        yield from trial(player, completion)


def trials_before_message(player: Player, case_id: UUID, message: str, data: Mapping[str, Any]) -> Iterator[Trial]:
    """What is tried just before a message reaches a case."""
    if message == "objection_filed":
        yield from objector_shown(player, case_id, data)


def trials_afterwards(player: Player, case_id: UUID, town_code: str) -> Iterator[Trial]:
    """What must be refused once the case is over, some of it by the database itself."""
    with undone(player.resources) as work:
        for subject, statement in guard_trials.changes_of_breaches(work.session, case_id):
            yield Trial("breach_kept", subject, _guarded(work, statement))
        for subject, statement in guard_trials.changes_of_payments(work.session, case_id):
            yield Trial("payment_kept", subject, _guarded(work, statement))
        yield Trial("fund_overdrawn", town_code, _guarded(work, guard_trials.overdraft(town_code)))
        yield from second_supplement(work, case_id)


def _guarded(work: UnitOfWork, statement: Any) -> str | None:
    return "database" if guard_trials.is_refused(work.session, statement) else HAPPENED


def _paperwork_form(player: Player, completion: Completion) -> Iterator[Trial]:
    return form_without(player, completion, PAPERWORK_FIELDS)


def _paperwork_filed(player: Player, completion: Completion) -> Iterator[Trial]:
    """Signed and filed although one of the facts has been lost."""
    for name in PAPERWORK_FIELDS:

        def lose(work: UnitOfWork, name: str = name) -> None:
            locked = processes.lock_task(work.session, completion.task_id)
            if locked is not None:
                withdraw(locked.instance, name)
                work.session.flush()

        yield Trial("filed_without", name, refusal_of_form(player, completion, completion.data, before=lose))


def _consent(player: Player, completion: Completion) -> Iterator[Trial]:
    """A referral sent without consent: by the form, and by the operation itself."""
    if completion.data.get("decision") != "send":
        return
    yield from form_without(player, completion, ("consent",))
    with undone(player.resources) as work:
        locked = processes.lock_task(work.session, completion.task_id)
        inputs = {"referral_id": locked.instance.inputs["referral_id"]} if locked else {}
    refusal = refusal_of_operation(player, completion, "send_referral", inputs, {"consent_missing"})
    yield Trial("sent_without", "consent", refusal)


Tried = Callable[[Player, Completion], Iterator[Trial]]
AWARDS: Final[tuple[Tried, ...]] = (above_the_cap, award_for_building)

TRIALS: Final[Mapping[str, tuple[Tried, ...]]] = {
    "decide_acceptance": (turned_away_for_hukou, duplicate_of_another_office),
    "check_materials": (never_asked,),
    "township_relief_first_decision": (empty_fund,),
    "county_relief_first_decision": (empty_fund,),
    "township_approval": (*AWARDS, refused_without_reason),
    "county_approval": (*AWARDS, refused_without_reason),
    "hold_conference": (conference_form,),
    "sign_minutes": (*AWARDS, award_without_minutes),
    "pay_cash": (empty_fund,),
    "precheck_instalment": (paid_unchecked,),
    "decide_stop": (stop_form, stop_unheard),
    "draft_referral": (_consent,),
    "complete_paperwork": (_paperwork_form,),
    "sign_paperwork": (_paperwork_filed,),
}
