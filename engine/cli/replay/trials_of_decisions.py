"""Tries decisions that nobody may take: alone, without minutes, above the cap, for a building, without a reason."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from engine.bpmn.decisions import evaluate_decision
from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.cli.replay.openers import openers_of
from engine.cli.replay.trying import (
    HAPPENED,
    case_of_task,
    form_without,
    refusal_of_form,
    refusal_of_operation,
    undone,
)
from engine.domain.local_time import local_date
from engine.feel import from_json
from engine.services.clock_marks import listed
from engine.store import case_record

CONFERENCE_FIELDS: Final = ("held_at", "units", "reason", "amount_fen", "minutes_doc")
SINGLE_LEVELS: Final = ("township", "county")
ABOVE: Final = frozenset({"award_above_authority", "award_above_ceiling"})
ONE_YUAN_FEN: Final = 100
REFUSE: Final = "refuse"
BUILDING: Final = "building"


def same_person(player: Player, completion: Completion) -> Iterator[Trial]:
    """The task done by who did one of those it must be kept apart from, if only the role were theirs."""
    with undone(player.resources) as work:
        step = case_of_task(work, completion.task_id)
        apart = listed(step.bundle.elements[completion.element_id], "distinct_from")
        tasks = case_record.tasks_of(work.session, completion.case_id) if apart else ()
        done = {task.element_id: task.completed_by for task in tasks if task.completed_by}
        done |= dict(openers_of(work, step.bundle, completion.case_id)) if apart else {}
    for element_id in apart:
        if element_id in done:
            same = replace(completion.actor, username=done[element_id])
            refusal = refusal_of_form(player, completion, completion.data, by=same)
            allowed = refusal if refusal == "separation_of_duties" else HAPPENED
            yield Trial("done_by_same_person", f"{completion.element_id} and {element_id}", allowed)


def conference_form(player: Player, completion: Completion) -> Iterator[Trial]:
    """A conference held without saying when, by whom, why and how much, or without its minutes."""
    yield from form_without(player, completion, CONFERENCE_FIELDS)


def award_without_minutes(player: Player, completion: Completion) -> Iterator[Trial]:
    """An award of the coordination mechanism that rests on nothing, or gives nothing."""
    if completion.data.get("decision") != "grant":
        return
    asked = _award(completion.data.get("decided_fen"), "county_mechanism", minutes_id="minutes")
    for name, codes in {"minutes_id": {"minutes_missing"}, "amount_fen": {"form_invalid"}}.items():
        without = {key: value for key, value in asked.items() if key != name}
        refusal = refusal_of_operation(player, completion, "register_award", without, codes)
        yield Trial("awarded_without", name, refusal)


def above_the_cap(player: Player, completion: Completion) -> Iterator[Trial]:
    """One yuan above the cap, decided by one authority alone."""
    with undone(player.resources) as work:
        step = case_of_task(work, completion.task_id)
        scope = {"case": step.case_facts(), "policy": step.policy()}
        rates = evaluate_decision(step.bundle, "award_rates", {key: from_json(one) for key, one in scope.items()})
        cap_fen = int(step.case_facts()["standard_fen"] * rates.result["cap_x"])
    for level in SINGLE_LEVELS:
        asked = _award(cap_fen + ONE_YUAN_FEN, level)
        refusal = refusal_of_operation(player, completion, "register_award", asked, ABOVE)
        yield Trial("awarded_above_cap", f"{level} at {completion.element_id}", refusal)


def award_for_building(player: Player, completion: Completion) -> Iterator[Trial]:
    """An award whose line says that the money is for a building."""
    today = local_date(player.resources.clock.now()).isoformat()
    plan = [{"no": 1, "amount_fen": ONE_YUAN_FEN, "pay_on": today, "purpose": BUILDING}]
    asked = _award(ONE_YUAN_FEN, "county", plan=plan)
    refusal = refusal_of_operation(player, completion, "register_award", asked, {"award_for_building"})
    yield Trial("awarded_for", BUILDING, refusal)


def refused_without_reason(player: Player, completion: Completion) -> Iterator[Trial]:
    """A household turned down without a reason: by the form, and by the document itself."""
    if completion.data.get("decision") == REFUSE:
        yield from form_without(player, completion, ("reason_code",))
        refusal = refusal_of_operation(
            player, completion, "issue_notice", {"kind": "refusal", "reason_code": None}, {"notice_incomplete"}
        )
        yield Trial("notice_without", "reason of refusal", refusal)


def _award(amount_fen: int | None, level: str, **more: Any) -> dict[str, Any]:
    return {"kind": "trial", "amount_fen": amount_fen, "level": level, **more}
