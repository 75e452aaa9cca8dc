"""Tries what must not happen, at the moment when it could: each in a transaction that is undone afterwards."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from uuid import UUID, uuid4

from engine.bpmn.decisions import evaluate_decision
from engine.bpmn.host import OperationCall
from engine.cli.replay.driving import Completion, Player
from engine.cli.replay.observed import Trial
from engine.domain.signed_in import SignedInPerson
from engine.errors import InvalidInputError, JiuzhuError
from engine.feel import from_json
from engine.services import human_tasks, installation, steps
from engine.services.case_facts import case_facts
from engine.services.instance_facts import withdraw
from engine.services.operation_registry import operation_named
from engine.services.unit_of_work import Resources, UnitOfWork
from engine.store import guard_trials, processes, relief

PAPERWORK_FIELDS: Final = ("relief_object", "relief_cause", "relief_amount_fen", "handler_signature")
HUKOU_REASONS: Final = ("HUKOU", "NOT_LOCAL_HUKOU", "NO_RESIDENCE_PERMIT")
HAPPENED: Final = None
"""The refusal of something that was not refused."""


def trials_before(player: Player, completion: Completion) -> Iterator[Trial]:
    """What is tried just before a human task is completed."""
    for trial in TRIALS.get(completion.element_id, ()):
        yield from trial(player, completion)


def trials_afterwards(player: Player, case_id: UUID, town_code: str) -> Iterator[Trial]:
    """What the database itself must refuse once the case is over."""
    with _undone(player.resources) as work:
        for subject, statement in guard_trials.changes_of_breaches(work.session, case_id):
            yield Trial("breach_kept", subject, _guarded(work, statement))
        for subject, statement in guard_trials.changes_of_payments(work.session, case_id):
            yield Trial("payment_kept", subject, _guarded(work, statement))
        yield Trial("fund_overdrawn", town_code, _guarded(work, guard_trials.overdraft(town_code)))


def _guarded(work: UnitOfWork, statement: Any) -> str | None:
    return "database" if guard_trials.is_refused(work.session, statement) else HAPPENED


def _form_without(player: Player, completion: Completion, fields: tuple[str, ...]) -> Iterator[Trial]:
    """The task completed with one field left out: the form must name that field."""
    for name in fields:
        data = {key: value for key, value in completion.data.items() if key != name}
        yield Trial("form_without", name, _refusal(player, completion, data, about=name))


def _paperwork_form(player: Player, completion: Completion) -> Iterator[Trial]:
    return _form_without(player, completion, PAPERWORK_FIELDS)


def _paperwork_filed(player: Player, completion: Completion) -> Iterator[Trial]:
    """Signed and filed although one of the facts has been lost."""
    for name in PAPERWORK_FIELDS:

        def lose(work: UnitOfWork, name: str = name) -> None:
            locked = processes.lock_task(work.session, completion.task_id)
            if locked is not None:
                withdraw(locked.instance, name)
                work.session.flush()

        yield Trial("filed_without", name, _refusal(player, completion, completion.data, before=lose))


def _consent(player: Player, completion: Completion) -> Iterator[Trial]:
    """A referral sent without consent: by the form, and by the operation itself."""
    if completion.data.get("decision") != "send":
        return
    yield from _form_without(player, completion, ("consent",))
    yield Trial("sent_without", "consent", _sent_without_consent(player, completion))


def _sent_without_consent(player: Player, completion: Completion) -> str | None:
    with _undone(player.resources, completion.actor) as work:
        locked = processes.lock_task(work.session, completion.task_id)
        if locked is None:
            return HAPPENED
        step = steps.step_of(work, locked.case, locked.instance)
        call = OperationCall(
            operation="send_referral",
            element_id="send_referral",
            process_id=locked.instance.process_id,
            task_id=uuid4(),
            inputs={"referral_id": locked.instance.inputs["referral_id"]},
            variables={},
            message_data=None,
        )
        try:
            operation_named(call.operation).carry_out(step, call)
        except JiuzhuError as error:
            return error.code
    return HAPPENED


def _hukou(player: Player, completion: Completion) -> Iterator[Trial]:
    """A household turned away because of where it is registered: as a reason, and as a proposal of the tables."""
    for reason in HUKOU_REASONS:
        data = {"decision": "not_accept", "reason_code": reason}
        yield Trial("not_accepted_for", reason, _refusal(player, completion, data, about="reason_code"))
    with _undone(player.resources, completion.actor) as work:
        locked = processes.lock_task(work.session, completion.task_id)
        if locked is None:
            return
        case, bundle = locked.case, work.resources.bundles.of(work.session, locked.case.bundle_number)
        proposals = []
        for local in (True, False, None):
            case.is_local = local
            scope = {"case": from_json(case_facts(work, case))}
            proposals.append(evaluate_decision(bundle, "classify_track", scope).result)
        same = all(proposal == proposals[0] for proposal in proposals)
        yield Trial("proposal_depends_on", "hukou", "same_proposal" if same else HAPPENED)


def _empty_fund(player: Player, completion: Completion) -> Iterator[Trial]:
    """Paid although the township's cash has gone meanwhile: refused, or paid from elsewhere, never below zero."""
    town_code = player.town_of(completion.case_id)

    def empty(work: UnitOfWork) -> None:
        installation.set_fund(work, town_code, 0)

    below_zero: list[int] = []

    def after(work: UnitOfWork) -> None:
        below_zero.append(relief.balance_of(work.session, town_code))

    refusal = _refusal(player, completion, completion.data, before=empty, after=after)
    if refusal is HAPPENED and below_zero == [0]:
        refusal = "paid_from_elsewhere"
    yield Trial("fund_overdrawn", completion.element_id, refusal)


def _refusal(
    player: Player,
    completion: Completion,
    data: Mapping[str, Any],
    *,
    about: str | None = None,
    before: Callable[[UnitOfWork], None] | None = None,
    after: Callable[[UnitOfWork], None] | None = None,
) -> str | None:
    """The code with which completing the task is refused; where `about` is given, that field must be named."""
    with _undone(player.resources, completion.actor) as work:
        if before:
            before(work)
        try:
            human_tasks.complete(work, completion.task_id, data, None)
        except InvalidInputError as error:
            named = about is None or about in {field.path for field in error.errors}
            return error.code if named else HAPPENED
        except JiuzhuError as error:
            return error.code if about is None else HAPPENED
        if after:
            after(work)
    return HAPPENED


@contextmanager
def _undone(resources: Resources, person: SignedInPerson | None = None) -> Iterator[UnitOfWork]:
    """A unit of work whose changes never reach the disk."""
    session = resources.database.writing()
    session.begin()
    try:
        yield UnitOfWork(session, resources, resources.clock.now(), person)
    finally:
        session.rollback()
        session.close()


TRIALS: Final[Mapping[str, tuple[Callable[[Player, Completion], Iterator[Trial]], ...]]] = {
    "decide_acceptance": (_hukou,),
    "township_relief_first_decision": (_empty_fund,),
    "county_relief_first_decision": (_empty_fund,),
    "pay_cash": (_empty_fund,),
    "draft_referral": (_consent,),
    "complete_paperwork": (_paperwork_form,),
    "sign_paperwork": (_paperwork_filed,),
}
