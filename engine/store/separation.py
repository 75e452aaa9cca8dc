"""Separation of duties as queries: who did or opened what a human task must be kept apart from.

A task carries the names it is kept apart from (`human_task.apart_from`): ids of elements that somebody has completed in
the case, and ids of processes that somebody has opened in it. Names stand between commas, also at both ends.
"""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from engine.store.database import ask
from engine.store.tables.processes import HumanTaskRow, ProcessInstanceRow, SubmissionRow

SEPARATOR: Final = ","

# Asked at every claim: put together once.
_DONE = union(
    select(SubmissionRow.element_id).where(
        SubmissionRow.case_id == bindparam("case_id"),
        SubmissionRow.element_id.in_(bindparam("names", expanding=True)),
        SubmissionRow.submitted_by == bindparam("username"),
    ),
    select(ProcessInstanceRow.process_id).where(
        ProcessInstanceRow.case_id == bindparam("case_id"),
        ProcessInstanceRow.process_id.in_(bindparam("names", expanding=True)),
        ProcessInstanceRow.opened_by == bindparam("username"),
    ),
)


def listed(names: Collection[str]) -> str | None:
    """The names as a task carries them; None where it is kept apart from nothing."""
    return f"{SEPARATOR}{SEPARATOR.join(names)}{SEPARATOR}" if names else None


def names_in(apart_from: str | None) -> list[str]:
    """The element and process ids that a task carries."""
    return [name for name in (apart_from or "").split(SEPARATOR) if name]


def done_by(session: Session, task: HumanTaskRow, username: str) -> set[str]:
    """Those of the elements and processes a task is kept apart from that the person did or opened in its case."""
    names = names_in(task.apart_from)
    if not names:
        return set()
    rows = ask(session, _DONE, {"case_id": task.case_id, "names": names, "username": username})
    return {name for (name,) in rows}


def barred_among(session: Session, task_ids: Collection[UUID], username: str) -> set[UUID]:
    """Those of the given human tasks that this person may not do, whatever the person's roles."""
    if not task_ids:
        return set()
    return set(session.scalars(select(HumanTaskRow.id).where(HumanTaskRow.id.in_(task_ids), barred_to(username))))


def barred_to(username: str) -> ColumnElement[bool]:
    """Tasks kept apart from something that this person did or opened in the case."""
    did = exists().where(
        SubmissionRow.case_id == HumanTaskRow.case_id,
        SubmissionRow.submitted_by == username,
        _names(SubmissionRow.element_id),
    )
    opened = exists().where(
        ProcessInstanceRow.case_id == HumanTaskRow.case_id,
        ProcessInstanceRow.opened_by == username,
        _names(ProcessInstanceRow.process_id),
    )
    return and_(HumanTaskRow.apart_from.is_not(None), or_(did, opened))


def _names(name: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Whether the task carries the name: taking it out would leave another text (`LIKE` reads `_` as any letter)."""
    between = SEPARATOR + name + SEPARATOR
    return func.replace(HumanTaskRow.apart_from, between, "") != HumanTaskRow.apart_from
