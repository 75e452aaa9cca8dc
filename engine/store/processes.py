"""Queries over running processes: instances, human tasks, waits and what they left behind."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, bindparam, case, delete, select, update
from sqlalchemy.orm import Session

from engine.store.database import append_rows, save_rows
from engine.store.orm import values_of
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import (
    PASSED,
    DecisionRecordRow,
    ElementVisitRow,
    EventWaitRow,
    HumanTaskRow,
    KeptMessageRow,
    ProcessInstanceRow,
    SubmissionRow,
    TimerRow,
)


@dataclass(frozen=True, slots=True)
class LockedTask:
    """A human task with the instance and case it belongs to, all locked."""

    task: HumanTaskRow
    instance: ProcessInstanceRow
    case: CaseRow


@dataclass(frozen=True, slots=True)
class LockedInstance:
    """A process instance with its case, both locked."""

    instance: ProcessInstanceRow
    case: CaseRow


_INSTANCE_OF_TASK = and_(
    ProcessInstanceRow.id == HumanTaskRow.instance_id, ProcessInstanceRow.county_code == HumanTaskRow.county_code
)
_CASE_OF_INSTANCE = and_(
    CaseRow.id == ProcessInstanceRow.case_id, CaseRow.county_code == ProcessInstanceRow.county_code
)
# Queries of every step are put together once: doing it each time costs as much as asking them.
_TASK = (
    select(HumanTaskRow, ProcessInstanceRow, CaseRow)
    .join(ProcessInstanceRow, _INSTANCE_OF_TASK)
    .join(CaseRow, _CASE_OF_INSTANCE)
    .where(HumanTaskRow.id == bindparam("task_id"))
)
_LOCKED_TASK = _TASK.with_for_update()
_KEPT_MESSAGES = (
    select(KeptMessageRow)
    .where(
        KeptMessageRow.case_id == bindparam("case_id"),
        KeptMessageRow.name.in_(bindparam("names", expanding=True)),
        KeptMessageRow.delivered_at.is_(None),
    )
    .order_by(KeptMessageRow.received_at, KeptMessageRow.id)
)
_OPEN_TASKS = (
    select(HumanTaskRow)
    .where(HumanTaskRow.case_id == bindparam("case_id"), HumanTaskRow.state == "open")
    .order_by(HumanTaskRow.due_at, HumanTaskRow.id)
)


def lock_task(session: Session, task_id: UUID) -> LockedTask | None:
    """The task, its instance and its case, locked until the transaction ends."""
    found = session.execute(_LOCKED_TASK, {"task_id": task_id}).one_or_none()
    return LockedTask(*found) if found else None


def task_of(session: Session, task_id: UUID) -> LockedTask | None:
    """The task, its instance and its case, unlocked, for showing."""
    found = session.execute(_TASK, {"task_id": task_id}).one_or_none()
    return LockedTask(*found) if found else None


def lock_instance(session: Session, instance_id: UUID) -> LockedInstance | None:
    """The instance and its case, locked until the transaction ends."""
    found = session.execute(
        select(ProcessInstanceRow, CaseRow)
        .join(CaseRow, _CASE_OF_INSTANCE)
        .where(ProcessInstanceRow.id == instance_id)
        .with_for_update()
    ).one_or_none()
    return LockedInstance(*found) if found else None


def instances_of(session: Session, case_id: UUID) -> Sequence[ProcessInstanceRow]:
    """All instances of a case, the main one first."""
    return session.scalars(
        select(ProcessInstanceRow)
        .where(ProcessInstanceRow.case_id == case_id)
        .order_by(ProcessInstanceRow.started_at, ProcessInstanceRow.id)
    ).all()


def instances_by_id(session: Session, instance_ids: Collection[UUID]) -> dict[UUID, ProcessInstanceRow]:
    """Process instances by id."""
    if not instance_ids:
        return {}
    rows = session.scalars(select(ProcessInstanceRow).where(ProcessInstanceRow.id.in_(instance_ids)))
    return {row.id: row for row in rows}


def tasks_by_id(session: Session, task_ids: Collection[UUID]) -> Sequence[HumanTaskRow]:
    """The given human tasks."""
    return session.scalars(select(HumanTaskRow).where(HumanTaskRow.id.in_(task_ids))).all() if task_ids else ()


def open_tasks_of(session: Session, case_id: UUID) -> Sequence[HumanTaskRow]:
    """The open human tasks of a case, soonest due first."""
    return session.scalars(_OPEN_TASKS, {"case_id": case_id}).all()


def work_held_up(session: Session, case_id: UUID, instance_id: UUID, key: str) -> HumanTaskRow | None:
    """The open human task that an instance stands at: one due by the clock of `key` before others, then the oldest."""
    return session.scalar(
        select(HumanTaskRow)
        .where(HumanTaskRow.case_id == case_id, HumanTaskRow.instance_id == instance_id, HumanTaskRow.state == "open")
        .order_by(case((HumanTaskRow.deadline_key == key, 0), else_=1), HumanTaskRow.created_at, HumanTaskRow.id)
        .limit(1)
    )


def open_tasks_among(session: Session, task_ids: Collection[UUID]) -> Sequence[HumanTaskRow]:
    """Those of the given human tasks that are open."""
    if not task_ids:
        return ()
    return session.scalars(
        select(HumanTaskRow).where(HumanTaskRow.id.in_(task_ids), HumanTaskRow.state == "open")
    ).all()


def latest_decision(session: Session, case_id: UUID, decision_id: str) -> DecisionRecordRow | None:
    """The last evaluation of a decision for a case."""
    return session.scalar(
        select(DecisionRecordRow)
        .where(DecisionRecordRow.case_id == case_id, DecisionRecordRow.decision_id == decision_id)
        .order_by(DecisionRecordRow.decided_at.desc(), DecisionRecordRow.id.desc())
        .limit(1)
    )


def running_instance(session: Session, case_id: UUID, process_id: str) -> ProcessInstanceRow | None:
    """The instance of a process that runs for a case."""
    return session.scalar(
        select(ProcessInstanceRow).where(
            ProcessInstanceRow.case_id == case_id,
            ProcessInstanceRow.process_id == process_id,
            ProcessInstanceRow.status != "finished",
        )
    )


def has_unfinished(session: Session, case_id: UUID) -> bool:
    """Whether any process of a case has not come to its end."""
    query = select(ProcessInstanceRow.id).where(
        ProcessInstanceRow.case_id == case_id, ProcessInstanceRow.status != "finished"
    )
    return session.scalar(query.limit(1)) is not None


def cancel_tasks(session: Session, task_ids: Collection[UUID], at: datetime) -> None:
    """Close human tasks that the process has withdrawn."""
    session.execute(
        update(HumanTaskRow)
        .where(HumanTaskRow.id.in_(task_ids), HumanTaskRow.state == "open")
        .values(state="cancelled", completed_at=at, revision=HumanTaskRow.revision + 1)
    )


def add_tasks(session: Session, tasks: Sequence[HumanTaskRow]) -> None:
    """Write new human tasks; the rows stay outside the session and are not to be changed."""
    if tasks:
        append_rows(session, HumanTaskRow, [values_of(task) for task in tasks])


def close_timers(session: Session, task_ids: Collection[UUID], state: str) -> None:
    """Mark timers that fired or that nobody waits for any more."""
    session.execute(update(TimerRow).where(TimerRow.id.in_(task_ids), TimerRow.state != "fired").values(state=state))


def save_timers(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Write timers as they are now, new ones and known ones together."""
    if rows:
        save_rows(session, TimerRow, rows, changing=("due_at", "state"))


def add_waits(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Write nodes that have begun to wait for a message."""
    if rows:
        append_rows(session, EventWaitRow, rows)


def end_waits(session: Session, task_ids: Collection[UUID]) -> None:
    """Forget nodes that no longer wait for a message."""
    session.execute(delete(EventWaitRow).where(EventWaitRow.id.in_(task_ids)))


def instance_waiting_for(session: Session, case_id: UUID, message: str) -> UUID | None:
    """The instance of a case in which a node waits for `message`."""
    return session.scalar(
        select(EventWaitRow.instance_id)
        .where(EventWaitRow.case_id == case_id, EventWaitRow.message == message)
        .order_by(EventWaitRow.id)
        .limit(1)
    )


def kept_messages(session: Session, case_id: UUID, names: Collection[str]) -> Sequence[KeptMessageRow]:
    """Messages of a case that nobody has received yet, oldest first."""
    return session.scalars(_KEPT_MESSAGES, {"case_id": case_id, "names": list(names)}).all()


def latest_submission(session: Session, case_id: UUID, element_id: str) -> SubmissionRow | None:
    """What was last filled in for an element of the case."""
    return session.scalar(
        select(SubmissionRow)
        .where(SubmissionRow.case_id == case_id, SubmissionRow.element_id == element_id)
        .order_by(SubmissionRow.submitted_at.desc(), SubmissionRow.id.desc())
        .limit(1)
    )


def submissions_of(session: Session, case_id: UUID) -> Sequence[SubmissionRow]:
    """Everything filled in for a case, oldest first."""
    return session.scalars(
        select(SubmissionRow)
        .where(SubmissionRow.case_id == case_id)
        .order_by(SubmissionRow.submitted_at, SubmissionRow.id)
    ).all()


@dataclass(frozen=True, slots=True)
class PathVisit:
    """A node that was reached, completed or cancelled; `id` is the row's, whose order is that of what happened."""

    id: UUID
    instance_id: UUID
    process_id: str
    element_id: str
    kind: str
    at: datetime
    actor: str | None


def visits_of(session: Session, case_id: UUID) -> list[PathVisit]:
    """The path of a case through all its processes, in the order in which it happened (ids are made in order)."""
    rows = session.execute(
        select(*(getattr(ElementVisitRow, name) for name in PathVisit.__slots__))
        .where(ElementVisitRow.case_id == case_id)
        .order_by(ElementVisitRow.id)
    )
    return [visit for row in rows for visit in _visits_in(PathVisit(*row))]


def _visits_in(row: PathVisit) -> Iterable[PathVisit]:
    return [replace(row, kind=kind) for kind in ("reached", "completed")] if row.kind == PASSED else (row,)


def decisions_of(session: Session, case_id: UUID) -> Sequence[DecisionRecordRow]:
    """The evaluated decision tables of a case, in order."""
    return session.scalars(
        select(DecisionRecordRow)
        .where(DecisionRecordRow.case_id == case_id)
        .order_by(DecisionRecordRow.decided_at, DecisionRecordRow.id)
    ).all()


def messages_awaited(session: Session, case_id: UUID) -> list[str]:
    """The names of the messages for which nodes of the case wait now."""
    query = select(EventWaitRow.message).where(EventWaitRow.case_id == case_id).order_by(EventWaitRow.message)
    return list(session.scalars(query.distinct()))


def due_timers(session: Session, until: datetime, limit: int) -> list[tuple[datetime, UUID, UUID]]:
    """Timers that wait and are due by `until`, oldest first: moment, timer, case."""
    rows = session.execute(
        select(TimerRow.due_at, TimerRow.id, TimerRow.case_id)
        .where(TimerRow.state == "waiting", TimerRow.due_at <= until)
        .order_by(TimerRow.due_at, TimerRow.id)
        .limit(limit)
    )
    return [(at, timer_id, case_id) for at, timer_id, case_id in rows]


def next_timer_at(session: Session) -> datetime | None:
    """When the next waiting timer is due."""
    return session.scalar(select(TimerRow.due_at).where(TimerRow.state == "waiting").order_by(TimerRow.due_at).limit(1))


def timer_of(session: Session, timer_id: UUID) -> TimerRow | None:
    """One timer."""
    return session.scalar(select(TimerRow).where(TimerRow.id == timer_id))


def instance_started_by(session: Session, origin_task_id: UUID, process_id: str) -> UUID | None:
    """The instance that a service task started."""
    return session.scalar(
        select(ProcessInstanceRow.id).where(
            ProcessInstanceRow.origin_task_id == origin_task_id, ProcessInstanceRow.process_id == process_id
        )
    )
