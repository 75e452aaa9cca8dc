"""Reads the facts of a played case from the database."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.cli.replay.amounts import amounts_of
from engine.cli.replay.driving import Player
from engine.cli.replay.observed import (
    Alert,
    Award,
    Breach,
    Clock,
    Fund,
    Message,
    Notice,
    Observed,
    PauseSpan,
    Payment,
    Posted,
    ProgrammeLink,
    Recovery,
    Referral,
    Trial,
    Visit,
    Work,
)
from engine.cli.replay.openers import openers_of
from engine.domain.deadlines import pause_uses
from engine.domain.local_time import local_date
from engine.domain.roles import Role
from engine.domain.working_calendar import WorkingCalendar
from engine.services.clock_marks import listed
from engine.services.clocks import deadline_from
from engine.services.personal_data import person_fields
from engine.services.unit_of_work import UnitOfWork
from engine.store import bundles, case_record, cases, deadlines, followups, incidents, processes, relief
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlinePauseRow, DeadlineRow
from engine.store.tables.processes import DecisionRecordRow, SubmissionRow

PERSONAL_FIELDS: Final = ("name", "id_number", "phone")
FINE_CEILING: Final = "fine_ceiling"
COUNTED_WHEN_COMPLETED: Final = frozenset({"userTask", "manualTask", "receiveTask", "boundaryEvent"})
CASE_MOMENTS: Final = (
    "discovered_at",
    "received_at",
    "accepted_at",
    "emergency_relieved_at",
    "decided_at",
    "served_at",
)


def gathered(work: UnitOfWork, player: Player, case_id: UUID, fund_before: int, trials: Sequence[Trial]) -> Observed:
    """Everything that is compared of a played case."""
    session = work.session
    case = cases.case_of(session, case_id)
    if case is None:
        raise LookupError(f"case {case_id} is gone")
    bundle = work.resources.bundles.of(session, case.bundle_number)
    instances = processes.instances_of(session, case_id)
    roots = {one.id: one.process_id for one in instances}
    work_done = tuple(_work(work, bundle, case_id, roots))
    records = processes.decisions_of(session, case_id)
    return Observed(
        status=case.status,
        track=case.track,
        moments={name: getattr(case, name) for name in CASE_MOMENTS},
        is_local=case.is_local,
        linked_programme=case.linked_programme,
        linked_reference=case.linked_reference,
        programme_links=tuple(
            ProgrammeLink(row.programme, row.reference, row.result)
            for row in case_record.programme_links_of(session, case_id)
        ),
        town_code=case.town_code,
        policy_date=case.policy_date,
        policy_versions=_policy_versions(work, case, records),
        bundle_number=case.bundle_number,
        bundle_in_force=bundles.number_in_force(session, local_date(case.received_at)),
        bundles_used=frozenset([*(one.bundle_number for one in instances), *(one.bundle_number for one in records)]),
        processes=tuple(one.process_id for one in instances),
        visits=tuple(_visits(work, bundle, case_id, roots)),
        work=work_done,
        openers=tuple(openers_of(work, bundle, case_id)),
        clocks=tuple(_clocks(work, case_id)),
        breaches=tuple(
            Breach(row.key, row.due_at, row.completed_late_at) for row in deadlines.breaches_of(session, case_id)
        ),
        alerts=tuple(Alert(row.key, row.level, row.role, row.at) for row in deadlines.alerts_of(session, case_id)),
        awards=tuple(_awards(work, case_id, work_done)),
        payments=tuple(_payments(work, case_id)),
        fund=_fund(work, case.town_code, fund_before),
        amounts=amounts_of(work, case, bundle),
        decisions=_by_decision([(one.decision_id, one.result) for one in records]),
        notices=tuple(_notices(work, case_id)),
        messages=tuple(Message(one.kind, one.payload.get("target"), frozenset(one.payload)) for one in player.sent),
        posted=tuple(Posted(row.content) for row in followups.public_notices_of(session, case_id)),
        personal=tuple(_personal(work, case)),
        referrals=tuple(
            Referral(row.target, row.sent_at, row.closed_at) for row in relief.referrals_of(session, case_id)
        ),
        recoveries=tuple(_recoveries(work, case_id)),
        trials=tuple(trials),
        left_open=tuple(_left_open(work, case)),
    )


def _policy_versions(work: UnitOfWork, case: CaseRow, records: Sequence[DecisionRecordRow]) -> tuple[str, ...]:
    """The codes of the texts in force on the case's policy date, the oldest first (policy D0).

    What is taken back, and the fine, follow the date of the act (policy 2.1, rule 4).
    """
    acts = [record.inputs["act_on"] for record in records if record.decision_id == FINE_CEILING]
    in_force = work.reference.texts_on(date.fromisoformat(acts[-1]) if acts else case.policy_date)
    dated = sorted(work.reference.texts, key=lambda text: (text.effective_from, text.code))
    return tuple(text.code for text in dated if text.code in in_force)


def _visits(work: UnitOfWork, bundle: Bundle, case_id: UUID, roots: Mapping[UUID, str]) -> Iterator[Visit]:
    for row in processes.visits_of(work.session, case_id):
        kind = bundle.elements[row.element_id].kind
        counted_at = "completed" if kind in COUNTED_WHEN_COMPLETED else "reached"
        yield Visit(
            row.element_id, row.process_id, roots[row.instance_id], row.kind, row.at, counts=row.kind == counted_at
        )


def _work(work: UnitOfWork, bundle: Bundle, case_id: UUID, roots: Mapping[UUID, str]) -> Iterator[Work]:
    filled = {
        (row.instance_id, row.element_id, row.submitted_at): _submitted(work, row)
        for row in processes.submissions_of(work.session, case_id)
    }
    for task in case_record.tasks_of(work.session, case_id):
        data = filled.get((task.instance_id, task.element_id, task.completed_at or task.created_at), {})
        yield Work(
            element_id=task.element_id,
            process_id=task.process_id,
            root=roots[task.instance_id],
            state=task.state,
            role=task.role,
            level=Role(task.role).level.value,
            performer=task.completed_by,
            created_at=task.created_at,
            completed_at=task.completed_at,
            decision=data.get("decision"),
            reason_code=data.get("reason_code"),
            distinct_from=listed(bundle.elements[task.element_id], "distinct_from"),
        )


def _submitted(work: UnitOfWork, row: SubmissionRow) -> dict[str, Any]:
    text = work.resources.cipher.decrypt(row.data, table="submission", row_id=row.id, column="data")
    return dict(json.loads(text))


def _clocks(work: UnitOfWork, case_id: UUID) -> Iterator[Clock]:
    rows = deadlines.deadlines_of(work.session, case_id)
    pauses = deadlines.pauses_of(work.session, [row.id for row in rows])
    calendar = work.reference.calendar
    for row in rows:
        yield _clock(row, [pause for pause in pauses if pause.deadline_id == row.id], calendar)


def _clock(row: DeadlineRow, pauses: Sequence[DeadlinePauseRow], calendar: WorkingCalendar) -> Clock:
    life = deadline_from(row, pauses, calendar)
    uses = pause_uses(life.limit, row.started_at, life.pauses, calendar)
    return Clock(
        key=row.key,
        instalment=row.instalment_no,
        kind=row.kind,
        status=row.status,
        element_id=row.element_id,
        limit=life.limit,
        started_at=row.started_at,
        initial_due_at=row.initial_due_at,
        due_at=row.due_at,
        provisional=row.provisional,
        is_breached=row.is_breached,
        pauses=tuple(PauseSpan(use.paused_at, use.resumed_at, use.elapsed_before) for use in uses),
        paused_by=frozenset(pause.element_id for pause in pauses),
    )


def _awards(work: UnitOfWork, case_id: UUID, done: Sequence[Work]) -> Iterator[Award]:
    for row in relief.awards_of(work.session, case_id):
        yield Award(
            kind=row.kind,
            level=row.level,
            decider_level=next(
                (one.level for one in done if (one.performer, one.completed_at) == (row.decided_by, row.decided_at)),
                None,
            ),
            amount_fen=row.amount_fen,
            in_kind_value_fen=row.in_kind_value_fen,
            lines=tuple((line["method"], line["amount_fen"]) for line in row.lines),
            purposes=frozenset(_purposes(row.lines)),
            proposed_by=row.proposed_by,
            decided_by=row.decided_by,
            decided_at=row.decided_at,
        )


def _purposes(lines: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for line in lines:
        for part in (line, *(line.get("stages") or ()), *(line.get("goods") or ())):
            if part.get("purpose"):
                yield part["purpose"]


def _payments(work: UnitOfWork, case_id: UUID) -> Iterator[Payment]:
    numbers = {row.id: number for number, row in enumerate(relief.awards_of(work.session, case_id))}
    for row in relief.disbursements_of(work.session, case_id):
        yield Payment(
            award_no=numbers[row.award_id],
            line_no=row.line_no,
            instalment_no=row.instalment_no,
            method=row.method,
            fund_source=row.fund_source,
            amount_fen=row.amount_fen,
            status=row.status,
            paid_by=row.paid_by,
            paid_at=row.paid_at,
        )


def _fund(work: UnitOfWork, town_code: str, before_fen: int) -> Fund:
    rows = case_record.fund_movements(work.session, town_code)
    balance = relief.balance_of(work.session, town_code)
    return Fund(before_fen, balance, tuple((row.amount_fen, row.balance_fen) for row in rows))


def _notices(work: UnitOfWork, case_id: UUID) -> Iterator[Notice]:
    for row in relief.notices_of(work.session, case_id):
        text = work.resources.cipher.decrypt(row.content, table="notice", row_id=row.id, column="content")
        yield Notice(row.kind, row.reason_code, row.basis, bool(json.loads(text).get("remedies")))


def _personal(work: UnitOfWork, case: CaseRow) -> Iterator[str]:
    for person in cases.people_of(work.session, case.id):
        yield from person_fields(work, person, PERSONAL_FIELDS).values()
    yield work.resources.cipher.decrypt(case.description, table="relief_case", row_id=case.id, column="description")


def _recoveries(work: UnitOfWork, case_id: UUID) -> Iterator[Recovery]:
    for row in followups.recoveries_of(work.session, case_id):
        entries = tuple((entry.kind, entry.amount_fen) for entry in followups.recovery_entries(work.session, row.id))
        yield Recovery(row.receivable_fen, row.balance_fen, entries)


def _by_decision(records: Sequence[tuple[str, Any]]) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for decision_id, result in records:
        found[decision_id] = (*found.get(decision_id, ()), result)
    return found


def _left_open(work: UnitOfWork, case: CaseRow) -> Iterator[str]:
    """What still waits in the case or its linked processes, by what it is and where."""
    session = work.session
    yield from (f"human task {row.element_id}" for row in processes.open_tasks_of(session, case.id))
    yield from (f"timer {row.element_id}" for row in case_record.waiting_timers_of(session, case.id))
    yield from (f"wait for message {row.message}" for row in case_record.waits_of(session, case.id))
    yield from (f"job {row.kind} {row.state}" for row in case_record.unsent_of(session, case.id))
    for instance in processes.instances_of(session, case.id):
        if instance.status != "finished":
            yield f"process {instance.process_id} {instance.status}"
    for incident in incidents.incidents_of(session, case.id):
        if incident.state == "open":
            yield f"incident {incident.code}"
    for clock in deadlines.deadlines_of(session, case.id):
        if clock.kind == "duty" and clock.stopped_at is None:
            yield f"deadline {clock.key} {clock.status}"
    pauses = deadlines.pauses_of(session, [row.id for row in deadlines.deadlines_of(session, case.id)])
    yield from (f"pause by {row.element_id}" for row in pauses if row.resumed_at is None)
