"""Running diagrams: instances, human tasks, waits and what they left behind."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.store.orm import Base
from engine.store.tables.case_scope import CaseScoped, belongs_to, one_of

INSTANCE_STATUSES = ("registered", "running", "finished", "stopped")
TASK_STATES = ("open", "completed", "cancelled")
PASSED = "passed"
_OPEN = text("state = 'open'")
_WAITING = text("state = 'waiting'")


def _open_index(name: str, *columns: str) -> Index:
    return Index(name, *columns, sqlite_where=_OPEN, postgresql_where=_OPEN)


class ProcessInstanceRow(CaseScoped, Base):
    """One run of a root or linked diagram; `state` is compressed JSON without specs (ADR-0003)."""

    __tablename__ = "process_instance"
    __table_args__ = (
        CheckConstraint(one_of("status", INSTANCE_STATUSES), name="status"),
        belongs_to("relief_case", "case_id"),
        Index("ix_process_instance_case_id", "case_id"),
    )

    case_id: Mapped[uuid.UUID]
    process_id: Mapped[str]
    bundle_number: Mapped[int] = mapped_column(ForeignKey("bundle.number"))
    status: Mapped[str]
    state: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_state: Mapped[bytes | None] = mapped_column(LargeBinary)
    state_format: Mapped[int]
    library_version: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    origin_task_id: Mapped[uuid.UUID | None]
    opened_by: Mapped[str]
    """Who registered the case, recorded the clue, or did what made the diagram start."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What forms stated for the operations of this instance, with who stated it; never personal."""
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class HumanTaskRow(CaseScoped, Base):
    """One piece of work that waits for a person; group membership is decided when it is asked for."""

    __tablename__ = "human_task"
    __table_args__ = (
        CheckConstraint(one_of("state", TASK_STATES), name="state"),
        belongs_to("process_instance", "instance_id"),
        Index("ix_human_task_case_id", "case_id"),
        Index("ix_human_task_instance_id", "instance_id"),
        # The assignee stands last, so that what nobody holds is counted and found without looking at the rows.
        _open_index("ix_human_task_role_town", "role", "town_code", "due_at", "id", "assignee"),
        _open_index("ix_human_task_role_county", "role", "county_code", "due_at", "id", "assignee"),
        _open_index("ix_human_task_role_village", "role", "village_code", "due_at", "id", "assignee"),
        _open_index("ix_human_task_assignee", "assignee", "due_at", "id"),
        _open_index("ix_human_task_town", "town_code", "due_at", "id"),
        _open_index("ix_human_task_county", "county_code", "due_at", "id"),
        _open_index("ix_human_task_last_worked", "last_worked_at", "id"),
        _open_index("ix_human_task_due", "due_at", "id", "county_code"),
        _open_index("ix_human_task_name", "name", "due_at", "id"),
        _open_index("ix_human_task_element", "element_id", "due_at", "id"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    process_id: Mapped[str]
    element_id: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    town_code: Mapped[str | None]
    village_code: Mapped[str | None]
    case_reference: Mapped[str]
    masked_applicant: Mapped[str]
    state: Mapped[str]
    assignee: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    apart_from: Mapped[str | None]
    """What its performer must not have done in the case (`distinct_from`), as engine.store.separation lists it."""
    due_at: Mapped[datetime]
    deadline_key: Mapped[str | None]
    last_worked_at: Mapped[datetime | None]
    """When whoever holds the task last showed that they work on it: a claim, a draft, the day it was put off to."""

    follow_up_on: Mapped[date | None]
    """The day on which whoever holds the task wants to see it again."""

    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str | None]
    draft: Mapped[bytes | None] = mapped_column(LargeBinary)
    revision: Mapped[int] = mapped_column(Integer)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - declared by SQLAlchemy as a class attribute


class TimerRow(CaseScoped, Base):
    """A BPMN timer that waits for its moment; the id is the engine's task id."""

    __tablename__ = "timer"
    __table_args__ = (
        belongs_to("process_instance", "instance_id"),
        Index("ix_timer_due", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_timer_instance_id", "instance_id"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    element_id: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str]


class EventWaitRow(CaseScoped, Base):
    """A node that waits for a message; the id is the engine's task id."""

    __tablename__ = "event_wait"
    __table_args__ = (
        belongs_to("process_instance", "instance_id"),
        Index("ix_event_wait_case_id", "case_id", "message"),
        Index("ix_event_wait_instance_id", "instance_id"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    element_id: Mapped[str]
    message: Mapped[str]


class KeptMessageRow(CaseScoped, Base):
    """A message for a case; kept until somebody waits for it."""

    __tablename__ = "kept_message"
    __table_args__ = (belongs_to("relief_case", "case_id"), Index("ix_kept_message_case_id", "case_id", "name"))

    case_id: Mapped[uuid.UUID]
    name: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime]
    sent_by: Mapped[str]
    delivered_at: Mapped[datetime | None]
    instance_id: Mapped[uuid.UUID | None]


class SubmissionRow(CaseScoped, Base):
    """What a person filled in, whole and encrypted; never changed."""

    __tablename__ = "submission"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        Index("ix_submission_case_id", "case_id", "element_id", "submitted_at"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    element_id: Mapped[str]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    submitted_by: Mapped[str]
    submitted_at: Mapped[datetime]


class DecisionRecordRow(CaseScoped, Base):
    """One evaluation of a decision table: what went in, which rows matched, what came out."""

    __tablename__ = "decision_record"
    __table_args__ = (
        belongs_to("relief_case", "case_id"),
        Index("ix_decision_record_case_id", "case_id", "decided_at"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    decision_id: Mapped[str]
    element_id: Mapped[str]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    matched: Mapped[list[Any]] = mapped_column(JSON)
    result: Mapped[Any] = mapped_column(JSON)
    bundle_number: Mapped[int]
    decided_at: Mapped[datetime]


class ElementVisitRow(CaseScoped, Base):
    """One node that a process reached, completed or left; the path a case took.

    What is reached and completed at once, which most nodes are, is one row of the kind `passed`.
    """

    __tablename__ = "element_visit"
    __table_args__ = (
        belongs_to("process_instance", "instance_id"),
        Index("ix_element_visit_case_id", "case_id", "id"),
    )

    case_id: Mapped[uuid.UUID]
    instance_id: Mapped[uuid.UUID]
    process_id: Mapped[str]
    element_id: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    actor: Mapped[str | None]


class IdempotencyAnswerRow(Base):
    """The answer given to a request that carried a key; the same key gets the same answer."""

    __tablename__ = "idempotency_answer"
    __table_args__ = (Index("ix_idempotency_answer_answered_at", "answered_at"),)

    person: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    answer: Mapped[Any] = mapped_column(JSON)
    answered_at: Mapped[datetime]
