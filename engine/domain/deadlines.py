"""Counting of legal limits: from an anchor, a limit and the pauses to the due time.

The counting rule is that of the policy reference, section 4.2; its points are named where they are applied.
Terms: day 0 is the local date of the anchor; a pause uses up the day on which it begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from engine.domain.local_time import local_date, utc_of
from engine.domain.working_calendar import WorkingCalendar
from engine.errors import FieldError, InvalidInputError

END_OF_DAY: Final = time(23, 59, 59)
ONE_SECOND: Final = timedelta(seconds=1)
LONGEST_AMOUNT: Final = 10_000  # of any unit: a slip of the keyboard must not count into the next century


class LimitUnit(StrEnum):
    """What a limit counts; the values are those of the decision `deadline_limits`."""

    WORKING_DAYS = "WD"
    NATURAL_DAYS = "ND"
    HOURS = "H"


class DeadlineKind(StrEnum):
    """A duty can be breached; a period only elapses (notice period, waiting time, time for remedies)."""

    DUTY = "duty"
    PERIOD = "period"


class Anchor(StrEnum):
    """The fact from which a limit counts."""

    REACHED = "reached"
    RECEIVED_AT = "received_at"
    ACCEPTED_AT = "accepted_at"
    EARLIEST_KNOWN = "earliest_known"
    EMERGENCY_RELIEVED_AT = "emergency_relieved_at"
    DECIDED_AT = "decided_at"
    INSTALMENT_DUE = "instalment_due"
    SERVED_AT = "served_at"
    VISIT_DUE = "visit_due"


class InvalidLimitError(InvalidInputError):
    """A row of `deadline_limits` makes no limit; `errors` names each cell and why."""

    code = "deadline_limit_invalid"


class InvalidPauseError(InvalidInputError):
    """A pause ends before it begins, or names no reason or no evidence."""

    code = "deadline_pause_invalid"


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of `deadline_limits`; a negative `amount` counts back from the anchor, `warn_at` is in percent."""

    amount: int
    unit: LimitUnit
    roll: bool = False
    kind: DeadlineKind = DeadlineKind.DUTY
    pausable: bool = False
    warn_at: int = 80
    anchor: Anchor = Anchor.REACHED
    basis: str = ""

    def __post_init__(self) -> None:
        errors = list(_limit_errors(self))
        if errors:
            raise InvalidLimitError(errors)

    @classmethod
    def from_row(cls, row: Mapping[str, object]) -> "Limit":
        """The limit of a result row of the decision, or of `as_row`; cells left empty take their default."""
        try:
            return cls(
                amount=_whole_number(row.get("amount"), "amount"),
                unit=LimitUnit(str(row.get("unit"))),
                roll=row.get("roll") is True,
                kind=DeadlineKind(str(_or_default(row.get("kind"), DeadlineKind.DUTY))),
                pausable=row.get("pausable") is True,
                warn_at=_whole_number(_or_default(row.get("warn_at"), 80), "warn_at"),
                anchor=Anchor(str(_or_default(row.get("anchor"), Anchor.REACHED))),
                basis=str(_or_default(row.get("basis"), "")),
            )
        except ValueError as error:
            raise InvalidLimitError([FieldError("deadline_limits", f"时限表取值无效：{error}")]) from error

    def as_row(self) -> dict[str, str | int | bool]:
        """The limit as plain JSON values."""
        return {
            "amount": self.amount,
            "unit": self.unit.value,
            "roll": self.roll,
            "kind": self.kind.value,
            "pausable": self.pausable,
            "warn_at": self.warn_at,
            "anchor": self.anchor.value,
            "basis": self.basis,
        }


@dataclass(frozen=True, slots=True)
class Pause:
    """An interval in which a clock stands still; `resumed_at` is empty while it lasts.

    `source` names who keeps it open (the id of a node of the diagram), so that the same one can end it.
    """

    paused_at: datetime
    resumed_at: datetime | None = None
    source: str = ""
    reason: str = ""
    evidence: str = ""

    def __post_init__(self) -> None:
        if self.resumed_at is not None and self.resumed_at < self.paused_at:
            raise InvalidPauseError([FieldError("resumed_at", "恢复计时的时间早于中止计时的时间")])


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends (UTC); `provisional` when it was counted through a year without an official list."""

    due_at: datetime
    provisional: bool

    @property
    def breach_at(self) -> datetime:
        """The first moment that is too late: what is done in the due second itself is in time (point 11)."""
        return self.due_at + ONE_SECOND


@dataclass(frozen=True, slots=True)
class PauseUse:
    """A merged pause and how many days (of the limit's unit) were used in total when it began."""

    paused_at: datetime
    resumed_at: datetime | None
    elapsed_before: int


@dataclass(frozen=True, slots=True)
class StartedLimit:
    """A limit with the moment of its anchor (UTC)."""

    limit: Limit
    anchor_at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """The limit that ends first among several of one clock, and when."""

    started: StartedLimit
    due: Due


@dataclass(frozen=True, slots=True)
class DayCount:
    """So many days, ending at a time of day; `unit` is working days or natural days."""

    amount: int
    unit: LimitUnit
    at: time
    roll: bool = False

    def last_day(self, day_0: date, amount: int, calendar: WorkingCalendar) -> date:
        """The date `amount` days of this unit after `day_0`, before any roll (points 3, 4 and 6)."""
        if self.unit is LimitUnit.NATURAL_DAYS:
            return day_0 + timedelta(days=amount)
        if amount == 0:
            return calendar.roll_forward(day_0)
        if amount < 0:
            return calendar.nth_working_day_before(day_0, -amount)
        return calendar.nth_working_day_after(day_0, amount)

    def days_used(self, after: date, until: date, calendar: WorkingCalendar) -> int:
        """How many days of this unit lie after `after`, up to and including `until`."""
        if self.unit is LimitUnit.NATURAL_DAYS:
            return max(0, (until - after).days)
        return calendar.working_days_between(after, until)


def due_of(limit: Limit, anchor: datetime, pauses: Iterable[Pause], calendar: WorkingCalendar) -> Due | None:
    """When `limit` ends, or nothing while it is paused (point 9)."""
    effective = merged(pauses) if limit.pausable else ()
    if limit.unit is LimitUnit.HOURS:
        return count_time(timedelta(hours=limit.amount), anchor, effective)
    closing = calendar.closes_at if limit.unit is LimitUnit.WORKING_DAYS else END_OF_DAY
    return count_days(DayCount(limit.amount, limit.unit, closing, limit.roll), anchor, effective, calendar)


def ruling(limits: Iterable[StartedLimit], pauses: Iterable[Pause], calendar: WorkingCalendar) -> Ruling | None:
    """The limit with the earliest due time (point 10; the first row of equals), or nothing while all are paused."""
    known = tuple(pauses)
    found = [
        Ruling(started, due)
        for started in limits
        if (due := due_of(started.limit, started.anchor_at, known, calendar)) is not None
    ]
    return min(found, key=lambda one: one.due.due_at, default=None)


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, overlapping and adjoining ones as one from the first start to the last end (point 8)."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: one.paused_at):
        last = result[-1] if result else None
        if last is None or (last.resumed_at is not None and last.resumed_at < pause.paused_at):
            result.append(Pause(pause.paused_at, pause.resumed_at))
        elif last.resumed_at is not None:
            ends = None if pause.resumed_at is None else max(last.resumed_at, pause.resumed_at)
            result[-1] = Pause(last.paused_at, ends)
    return tuple(result)


def paused_time(pauses: Iterable[Pause], now: datetime) -> timedelta:
    """For how long the clock has stood still by `now`."""
    return sum(
        ((pause.resumed_at or max(now, pause.paused_at)) - pause.paused_at for pause in merged(pauses)), timedelta()
    )


def count_time(length: timedelta, anchor: datetime, pauses: Sequence[Pause]) -> Due | None:
    """The end of a length of elapsed time (point 5), moved by the merged `pauses` that began before it."""
    due = Due(anchor.astimezone(UTC) + length, provisional=False)
    for pause in pauses:
        if pause.paused_at >= due.breach_at:
            break
        if pause.resumed_at is None:
            return None
        due = Due(due.due_at + max(timedelta(), pause.resumed_at - max(pause.paused_at, anchor)), provisional=False)
    return due


def count_days(count: DayCount, anchor: datetime, pauses: Sequence[Pause], calendar: WorkingCalendar) -> Due | None:
    """The end of a number of days with merged `pauses` (points 1, 3, 4, 6 and 7), or nothing while one lasts."""
    day_0 = local_date(anchor)
    due = _due(count, day_0, count.last_day(day_0, count.amount, calendar), calendar)
    for use, counted_from in _uses(count, anchor, pauses, calendar):
        if use.paused_at >= due.breach_at:  # point 9: a later pause does not undo a breach
            break
        if use.resumed_at is None:
            return None
        remaining = max(1, count.amount - use.elapsed_before)
        due = _due(count, day_0, count.last_day(counted_from, remaining, calendar), calendar)
    return due


def pause_uses(
    limit: Limit, anchor: datetime, pauses: Iterable[Pause], calendar: WorkingCalendar
) -> tuple[PauseUse, ...]:
    """The merged pauses of a limit in days, with the days used in total when each began; none if not pausable."""
    if not limit.pausable or limit.unit is LimitUnit.HOURS:
        return ()
    count = DayCount(limit.amount, limit.unit, END_OF_DAY, limit.roll)
    return tuple(use for use, _ in _uses(count, anchor, merged(pauses), calendar))


def _uses(
    count: DayCount, anchor: datetime, pauses: Sequence[Pause], calendar: WorkingCalendar
) -> Iterable[tuple[PauseUse, date]]:
    """Each pause that reaches past the anchor, and the date after which counting goes on (point 7)."""
    counted_from, used = local_date(anchor), 0
    for pause in pauses:
        if pause.resumed_at is not None and pause.resumed_at <= anchor:
            continue
        used += count.days_used(counted_from, local_date(pause.paused_at), calendar)
        if pause.resumed_at is not None:
            counted_from = local_date(pause.resumed_at)
        yield PauseUse(pause.paused_at, pause.resumed_at, used), counted_from


def _due(count: DayCount, day_0: date, last_day: date, calendar: WorkingCalendar) -> Due:
    """The due time on the last day, rolled if asked for; provisional when an unlisted year was looked up."""
    if count.unit is LimitUnit.NATURAL_DAYS and not count.roll:
        return Due(utc_of(last_day, count.at), provisional=False)
    on = calendar.roll_forward(last_day) if count.roll else last_day
    first = last_day if count.roll else day_0 + timedelta(days=(count.amount > 0) - (count.amount < 0))
    years = range(min(first, on).year, max(first, on).year + 1)
    return Due(utc_of(on, count.at), provisional=not all(calendar.is_published(year) for year in years))


def _limit_errors(limit: Limit) -> Iterable[FieldError]:
    if abs(limit.amount) > LONGEST_AMOUNT:
        yield FieldError("amount", f"时限数值不能超过 {LONGEST_AMOUNT}")
    if not 1 <= limit.warn_at <= 100:
        yield FieldError("warn_at", "预警比例应为 1 至 100（百分比）")
    if limit.roll and limit.unit is not LimitUnit.NATURAL_DAYS:
        yield FieldError("roll", "只有自然日时限可以遇休息日顺延")
    if limit.pausable and limit.amount < 0:
        yield FieldError("pausable", "倒计的时限不能中止计时")


def _whole_number(cell: object, name: str) -> int:
    """The whole number of a cell; FEEL hands over decimals, JSON integers."""
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal) or cell != int(cell):
        raise ValueError(f"{name} = {cell!r}")
    return int(cell)


def _or_default(cell: object, default: object) -> object:
    return default if cell is None else cell
