"""Deadlines as the API gives them; `started_at` is the anchor the limit counts from."""

from datetime import date, datetime
from uuid import UUID

from engine.schemas.entered import JsonObject, Shown


class PauseShown(Shown):
    """An interval in which the clock stood still, with the days of the limit that were used before it."""

    paused_at: datetime
    resumed_at: datetime | None
    reason: str
    elements: list[str]
    elapsed_before: int


class BreachShown(Shown):
    """A duty that was not done in time; `completed_late_at` says when it was done after all."""

    due_at: datetime
    recorded_at: datetime
    unit: str
    assignee: str | None
    calendar_version: str
    provisional: bool
    completed_late_at: datetime | None


class AlertShown(Shown):
    """A notice to a role of the escalation ladder."""

    level: int
    kind: str
    role: str
    unit: str
    at: datetime


class DeadlineItem(Shown):
    """One clock of a case; `due_at` is empty while it is paused, `limits` are all rules that apply to it."""

    deadline_id: UUID
    case_id: UUID
    instance_id: UUID
    reference: str
    division: str
    division_name: str | None
    key: str
    occurrence: int
    instalment: int | None
    element_id: str
    started_at: datetime
    initial_due_at: datetime | None
    due_at: datetime | None
    status: str
    kind: str
    basis: str
    limits: list[JsonObject]
    provisional: bool
    level: int
    pauses: list[PauseShown]
    met_at: datetime | None
    stopped_at: datetime | None
    stop_reason: str | None
    breach: BreachShown | None
    alerts: list[AlertShown]


class DeadlinePage(Shown):
    """A page of deadlines, soonest due first; alerts only in the list of one case."""

    items: list[DeadlineItem]
    next_cursor: str | None


class DeadlineGroup(Shown):
    """How many deadlines of one group stand in which status; `provisional` ones are counted beside the statuses."""

    group: str
    name: str | None
    counts: dict[str, int]


class DeadlineSummary(Shown):
    """Open and breached deadlines by group."""

    items: list[DeadlineGroup]


class TrendDay(Shown):
    """One day in Asia/Shanghai: duties that began, were done in time, were done late, and fell due undone."""

    day: date
    started: int
    met: int
    done_late: int
    breached: int


class DeadlineTrend(Shown):
    """The days asked for, each of them, in order."""

    items: list[TrendDay]


class ForecastItem(Shown):
    """An open duty and its risk, in thousandths; by the two moments half and nine tenths of like duties were done."""

    case_id: UUID
    reference: str
    division: str
    division_name: str | None
    key: str
    element_id: str
    element: str
    due_at: datetime
    risk: int
    median_done_at: datetime
    ninetieth_done_at: datetime
    compared_with: int


class ForecastBand(Shown):
    """Past duties with a forecast between two bounds: their mean forecast and the share breached, in thousandths."""

    lower: int
    upper: int
    number: int
    forecast: int
    breached: int


class BreachForecasts(Shown):
    """The most endangered duties, how many were forecast and how many could not be, and how forecasts turned out."""

    items: list[ForecastItem]
    forecast: int
    without_history: int
    compared: int
    calibration: list[ForecastBand]
