"""The legal clocks of a case: started, paused and stopped by the marks of the diagram, kept as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Element
from engine.domain import deadline_life
from engine.domain.deadline_life import Deadline, DeadlineStatus
from engine.domain.deadline_marks import WARNING_LEVEL, Mark, MarkKind
from engine.domain.deadlines import Limit, Pause, StartedLimit, ruling
from engine.domain.roles import Role, RoleLevel
from engine.domain.working_calendar import WorkingCalendar
from engine.services.alerts import raise_alerts
from engine.services.unit_of_work import UnitOfWork
from engine.store import deadlines, processes
from engine.store.case_clocks import ClockRecord, clocks_of, save_clocks
from engine.store.tables.cases import CaseRow
from engine.store.tables.deadlines import DeadlineBreachRow, DeadlinePauseRow, DeadlineRow

ALL_CLOCKS: Final = "*"
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A clock to be started: its key, where and when it was reached, and the limits that rule it."""

    key: str
    element_id: str
    limits: tuple[StartedLimit, ...]
    instalment_no: int | None


class CaseClocks:
    """All deadlines of one case, changed in memory during a step and written by `save`.

    A clock belongs to a key and a process instance (flows 1.1): starting one that runs, or stopping one that does
    not, changes nothing.
    """

    def __init__(self, work: UnitOfWork, case: CaseRow) -> None:
        self._work, self._case = work, case
        self._rows = clocks_of(work.session, case.id)
        self._pauses = pauses_by_deadline(work, self._rows)
        self._lives: dict[UUID, Deadline] = {}
        self._unsaved: dict[UUID, ClockRecord] = {}
        self._new_pauses: list[DeadlinePauseRow] = []
        self._passed_marks: list[tuple[ClockRecord, Deadline, Mark]] = []
        self._done_late: list[tuple[ClockRecord, datetime]] = []
        self.has_changed = False

    @property
    def calendar(self) -> WorkingCalendar:
        """The working calendar that the clocks are counted on."""
        return self._work.reference.calendar

    def start(self, clock: ClockStart, instance_id: UUID) -> None:
        """Start a clock of an instance, unless one of this key runs there or no limit applies."""
        if not clock.limits or self.running(clock.key, instance_id) is not None:
            return
        deadline = deadline_life.start(clock.key, clock.limits, self.calendar)
        row = ClockRecord(
            id=self._work.new_id(),
            county_code=self._case.county_code,
            case_id=self._case.id,
            instance_id=instance_id,
            town_code=self._case.town_code,
            case_reference=self._case.reference,
            key=clock.key,
            occurrence=1 + sum(row.key == clock.key and row.instance_id == instance_id for row in self._rows),
            instalment_no=clock.instalment_no,
            element_id=clock.element_id,
            initial_due_at=deadline.due.due_at if deadline.due else None,
        )
        self._rows.append(row)
        self._change(row, deadline)

    def stop(self, key: str, instance_id: UUID, at: datetime) -> None:
        """Stop the running clock of a key: its duty was done at `at`."""
        row = self.running(key, instance_id)
        if row is not None:
            self._change(row, deadline_life.stop(self._life(row), at, self.calendar))

    def cancel(self, row: ClockRecord, at: datetime, reason: str) -> None:
        """End a running clock without its duty being done."""
        self._change(row, deadline_life.cancel(self._life(row), at, reason, self.calendar))

    def pause(self, keys: Sequence[str], element: Element, evidence: str, at: datetime) -> None:
        """Let the pausable clocks among `keys` (or all) stand still while `element` is open."""
        new = Pause(at, source=element.id, reason=element.name, evidence=evidence)
        for row in self._open_rows(keys):
            self._change(row, deadline_life.pause(self._life(row), new, self.calendar))

    def resume(self, element_id: str, at: datetime) -> None:
        """End the pauses that `element_id` had opened."""
        for row in self._open_rows((ALL_CLOCKS,)):
            if any(pause.source == element_id and pause.resumed_at is None for pause in self._life(row).pauses):
                self._change(row, deadline_life.resume(self._life(row), at, element_id, self.calendar))

    def due_at(self, key: str, instance_id: UUID) -> datetime | None:
        """When the running clock of a key falls due; nothing when it is paused or does not run."""
        row = self.running(key, instance_id)
        return row.due_at if row else None

    def warning_at(self, key: str, instance_id: UUID) -> datetime | None:
        """When the running clock of a key reaches its orange mark."""
        row = self.running(key, instance_id)
        if row is None:
            return None
        ladder = deadline_life.marks(self._life(row), self.calendar)
        return next((mark.at for mark in ladder if mark.level == WARNING_LEVEL), None)

    def soonest(self, instance_id: UUID) -> ClockRecord | None:
        """The running duty of an instance that falls due first."""
        running = [
            row for row in self.open_rows if row.instance_id == instance_id and row.kind == "duty" and row.due_at
        ]
        return min(running, key=lambda row: row.due_at or _NEVER, default=None)

    @property
    def open_rows(self) -> list[ClockRecord]:
        """The clocks of the case that still run or are paused, whatever instance they belong to."""
        return [row for row in self._rows if row.stopped_at is None]

    @property
    def all_rows(self) -> Sequence[ClockRecord]:
        """All clocks of the case, in the order of their start."""
        return self._rows

    def recount(self, row: ClockRecord) -> None:
        """Count an open clock again on the present calendar."""
        self._change(row, deadline_life.recount(self._life(row), self.calendar))

    def pass_marks(self, row: ClockRecord, now: datetime) -> None:
        """Record the warnings and the breach that an open clock has passed by `now`."""
        self._change(row, deadline_life.pass_marks(self._life(row), now, self.calendar)[0])

    def _life(self, row: ClockRecord) -> Deadline:
        """The life of a clock, read from its row once."""
        if row.id not in self._lives:
            self._lives[row.id] = deadline_from(row, self._pauses.get(row.id, ()), self.calendar)
        return self._lives[row.id]

    def running(self, key: str, instance_id: UUID) -> ClockRecord | None:
        return next((row for row in self.open_rows if row.key == key and row.instance_id == instance_id), None)

    def _open_rows(self, keys: Sequence[str]) -> list[ClockRecord]:
        return [row for row in self.open_rows if ALL_CLOCKS in keys or row.key in keys]

    def _change(self, row: ClockRecord, after: Deadline) -> None:
        """Write the new life of a clock into its row, with the pauses, breach and alerts that follow from it."""
        due_at = after.due.due_at if after.due else None
        if after == self._lives.get(row.id) and row.due_at == due_at:
            return
        level_before = row.level
        self.has_changed = True
        self._lives[row.id] = after
        self._unsaved[row.id] = row
        row.revision += 1
        write_row(row, after, self.calendar)
        self._write_pauses(row, after)
        self._note_passed_marks(row, level_before, after)

    def save(self) -> None:
        """Write what has changed: the clocks first, then the pauses, breaches and alerts that belong to them."""
        if not self._unsaved:
            return
        session = self._work.session
        save_clocks(session, list(self._unsaved.values()))
        session.add_all(self._new_pauses)
        for row, after, mark in self._passed_marks:
            self._write_passed_mark(row, after, mark)
        if self._done_late:
            session.flush()
        for row, at in self._done_late:
            deadlines.note_late_completion(session, row.id, at)
        self._unsaved.clear()
        self._new_pauses.clear()
        self._passed_marks.clear()
        self._done_late.clear()

    def _write_pauses(self, row: ClockRecord, after: Deadline) -> None:
        kept = self._pauses.setdefault(row.id, [])
        for index, pause in enumerate(after.pauses):
            if index < len(kept):
                kept[index].resumed_at = pause.resumed_at
                continue
            new = DeadlinePauseRow(
                id=self._work.new_id(),
                county_code=row.county_code,
                case_id=row.case_id,
                deadline_id=row.id,
                element_id=pause.source,
                reason=pause.reason,
                evidence=pause.evidence,
                paused_at=pause.paused_at,
                resumed_at=pause.resumed_at,
            )
            kept.append(new)
            self._new_pauses.append(new)

    def _note_passed_marks(self, row: ClockRecord, level_before: int, after: Deadline) -> None:
        self._passed_marks += [
            (row, after, mark)
            for mark in deadline_life.marks(after, self.calendar)
            if level_before < mark.level <= after.level
        ]
        if after.is_breached and after.stopped_at is not None and after.stop_reason is None:
            self._done_late.append((row, after.stopped_at))

    def _write_passed_mark(self, row: ClockRecord, after: Deadline, mark: Mark) -> None:
        is_breach = mark.kind is MarkKind.BREACH
        if is_breach:
            self._record_breach(row, after, mark)
        at = row.due_at if is_breach and row.due_at else mark.at
        raise_alerts(self._work, self._case, row, mark.level, at, mark.kind.value)

    def _record_breach(self, row: ClockRecord, after: Deadline, mark: Mark) -> None:
        due_at = after.due.due_at if after.due else mark.at
        unit_code, assignee = self._responsible_for(row)
        self._work.session.add(
            DeadlineBreachRow(
                id=self._work.new_id(),
                county_code=row.county_code,
                case_id=row.case_id,
                deadline_id=row.id,
                key=row.key,
                due_at=due_at,
                recorded_at=self._work.now,
                unit_code=unit_code,
                assignee=assignee,
                calendar_version=self._work.reference.calendar_version,
                pauses=[
                    {"from": pause.paused_at.isoformat(), "to": pause.resumed_at and pause.resumed_at.isoformat()}
                    for pause in after.pauses
                ],
                provisional=row.provisional,
                completed_late_at=None,
            )
        )

    def _responsible_for(self, row: ClockRecord) -> tuple[str, str | None]:
        """The unit and the person at whose open task the process stands; the township where it waits for nobody."""
        task = processes.work_held_up(self._work.session, row.case_id, row.instance_id, row.key)
        if task is None:
            return self._case.town_code, None
        is_of_county = Role(task.role).level is RoleLevel.COUNTY
        return self._case.county_code if is_of_county else self._case.town_code, task.assignee


def write_row(row: ClockRecord, deadline: Deadline, calendar: WorkingCalendar) -> None:
    """Put the life of a deadline into its row's columns."""
    upcoming = deadline_life.next_mark(deadline, calendar)
    row.kind = deadline.limit.kind.value
    row.anchor = deadline.limit.anchor.value
    row.basis = deadline.limit.basis
    row.limits = [{**one.limit.as_row(), "anchor_at": one.anchor_at.isoformat()} for one in deadline.limits]
    row.started_at = deadline.started_at
    row.due_at = deadline.due.due_at if deadline.due else None
    row.provisional = deadline.due.provisional if deadline.due else False
    row.status = deadline.status.value
    row.level = deadline.level
    row.is_breached = deadline.is_breached
    row.stopped_at = deadline.stopped_at
    row.stop_reason = deadline.stop_reason
    row.next_mark_at = upcoming.at if upcoming else None
    row.next_level = upcoming.level if upcoming else None


def deadline_from(
    row: DeadlineRow | ClockRecord, pauses: Sequence[DeadlinePauseRow], calendar: WorkingCalendar
) -> Deadline:
    """The life of a deadline as its row and pauses keep it."""
    limits = tuple(_started_limit(entry) for entry in row.limits)
    kept = tuple(
        Pause(pause.paused_at, pause.resumed_at, pause.element_id, pause.reason, pause.evidence or "")
        for pause in pauses
    )
    return Deadline(
        key=row.key,
        limits=limits,
        ruling=ruling(limits, kept, calendar),
        status=DeadlineStatus(row.status),
        pauses=kept,
        level=row.level,
        stopped_at=row.stopped_at,
        stop_reason=row.stop_reason,
    )


def _started_limit(entry: Mapping[str, Any]) -> StartedLimit:
    return StartedLimit(Limit.from_row(entry), datetime.fromisoformat(entry["anchor_at"]))


def pauses_by_deadline(
    work: UnitOfWork, rows: Sequence[DeadlineRow | ClockRecord]
) -> dict[UUID, list[DeadlinePauseRow]]:
    """The pauses of deadlines, by deadline; those that cannot pause are not asked for."""
    pausable = [row.id for row in rows if any(entry["pausable"] for entry in row.limits)]
    found: dict[UUID, list[DeadlinePauseRow]] = {}
    for pause in deadlines.pauses_of(work.session, pausable):
        found.setdefault(pause.deadline_id, []).append(pause)
    return found
