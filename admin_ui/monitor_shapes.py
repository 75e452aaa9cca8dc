"""What the API answers about breaches and the deadline monitor, as far as the screens read it."""

from typing import TypedDict


class BreachNote(TypedDict):
    """Something written about a breach."""

    kind: str
    words: str | None
    written_by: str
    written_by_name: str | None
    written_at: str


class BreachItem(TypedDict):
    """A duty that was not done in time."""

    breach_id: str
    case_id: str
    reference: str
    key: str
    element: str
    due_at: str
    unit: str
    unit_name: str | None
    assignee: str | None
    assignee_name: str | None
    completed_late_at: str | None
    is_open: bool
    late_seconds: int
    late_working_days: int
    state: str
    notes: list[BreachNote]
    can_explain: bool
    can_sign_off: bool


class BreachPage(TypedDict):
    """A page of the register with the number of breaches by state."""

    items: list[BreachItem]
    next_cursor: str | None
    counts: dict[str, int]


class TrendDay(TypedDict):
    """What happened to duties on one day."""

    day: str
    started: int
    met: int
    done_late: int
    breached: int


class ForecastItem(TypedDict):
    """An open duty and how likely it is to be breached, in thousandths."""

    case_id: str
    reference: str
    division: str
    division_name: str | None
    key: str
    element: str
    due_at: str
    risk: int
    median_done_at: str
    ninetieth_done_at: str
    compared_with: int


class ForecastBand(TypedDict):
    """How forecasts between two bounds turned out."""

    lower: int
    upper: int
    number: int
    forecast: int
    breached: int


class BreachForecasts(TypedDict):
    """The forecasts of an area with their calibration."""

    items: list[ForecastItem]
    forecast: int
    without_history: int
    compared: int
    calibration: list[ForecastBand]
