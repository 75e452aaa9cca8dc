"""Tries what must not happen when an application is looked at first."""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID, uuid4

from engine.bpmn.decisions import evaluate_decision
from engine.bpmn.host import OperationCall
from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.cli.replay.trying import HAPPENED, case_of_task, refusal_of_form, undone
from engine.errors import JiuzhuError
from engine.feel import from_json
from engine.services import case_views, history, human_tasks
from engine.services.case_facts import case_facts
from engine.services.operation_registry import operation_named
from engine.services.steps import Step
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases

HUKOU_REASONS: Final = ("HUKOU", "NOT_LOCAL_HUKOU", "NO_RESIDENCE_PERMIT")
MAY_BE_SHOWN: Final = frozenset({"same_cause", "same_year", "same_county", "owning_office", "registered_on"})
BLOCKING: Final = frozenset({"not_accept", "hold_for_override"})
OVERRIDE: Final = "decide_repeat_override"
ANOTHER_CAUSE: Final = b"another cause"


def turned_away_for_hukou(player: Player, completion: Completion) -> Iterator[Trial]:
    """A household turned away because of where it is registered: as a reason, and as a proposal of the tables."""
    for reason in HUKOU_REASONS:
        data = {"decision": "not_accept", "reason_code": reason}
        refusal = refusal_of_form(player, completion, data, about="reason_code")
        yield Trial("not_accepted_for", reason, refusal)
    with undone(player.resources, completion.actor) as work:
        step = case_of_task(work, completion.task_id)
        proposals = []
        for local in (True, False, None):
            step.case.is_local = local
            scope = {"case": from_json(case_facts(work, step.case))}
            proposals.append(evaluate_decision(step.bundle, "classify_track", scope).result)
        same = all(proposal == proposals[0] for proposal in proposals)
        yield Trial("proposal_depends_on", "hukou", "same_proposal" if same else HAPPENED)


def duplicate_of_another_office(player: Player, completion: Completion) -> Iterator[Trial]:
    """Where the same cause was found elsewhere: nothing of that case is seen, and a new cause is not held up."""
    with undone(player.resources, completion.actor) as work:
        step = case_of_task(work, completion.task_id)
        found = _found(step)
        if not found["same_cause"]:
            return
        more = sorted(found.keys() - MAY_BE_SHOWN)
        yield Trial("prior_case_shown", "answer", HAPPENED if more else "office_and_date_only")
        for other_id in player.case_ids.values():
            if other_id != completion.case_id:
                yield from _hidden(work, completion.case_id, other_id)
        step.case.cause_key = ANOTHER_CAUSE
        work.session.flush()
        yield Trial("new_cause", "proposal", _not_blocked(step))
    yield Trial(
        "new_cause", "accepted", _led_to(player, completion, {"decision": "accept", "track": "expenditure"}, None)
    )
    yield Trial("new_cause", OVERRIDE, _led_to(player, completion, {"decision": "request_override"}, OVERRIDE))


def _found(step: Step) -> dict[str, Any]:
    call = OperationCall("find_prior_cases", "find_prior_cases", step.instance.process_id, uuid4(), {}, {}, None)
    return dict(operation_named(call.operation).carry_out(step, call))


def _hidden(work: UnitOfWork, case_id: UUID, other_id: UUID) -> Iterator[Trial]:
    """The other case can neither be read nor be recognised in one's own."""
    other = cases.case_of(work.session, other_id)
    try:
        case_views.case_detail(work, other_id)
    except JiuzhuError as error:
        yield Trial("prior_case_shown", "by reading it", error.code)
    else:
        yield Trial("prior_case_shown", "by reading it", HAPPENED)
    shown = json.dumps([case_views.case_detail(work, case_id), history.history_of_case(work, case_id)])
    marks = [str(other_id), other.reference, str(other.applicant_id)] if other else [""]
    found = any(mark in shown for mark in marks)
    yield Trial("prior_case_shown", "in one's own case", HAPPENED if found else "not_shown")


def _not_blocked(step: Step) -> str | None:
    answer = _found(step)
    result = evaluate_decision(step.bundle, "repeat_application", {"find_prior_cases": from_json(answer)}).result
    blocked = answer["same_cause"] or result["result"] in BLOCKING
    return HAPPENED if blocked else str(result["result"])


def _led_to(player: Player, completion: Completion, data: dict[str, Any], element_id: str | None) -> str | None:
    """That completing the task with `data` is allowed, and leads to an element; nothing when it does not."""
    with undone(player.resources, completion.actor) as work:
        try:
            answer = human_tasks.complete(work, completion.task_id, data, None)
        except JiuzhuError:
            return HAPPENED
    reached = [task["element_id"] for task in answer["next_tasks"]]
    return "open" if element_id is None or element_id in reached else HAPPENED
