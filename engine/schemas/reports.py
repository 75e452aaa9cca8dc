"""Reports as the API gives them; money in fen."""

from datetime import date

from engine.schemas.entered import Shown


class ReliefLine(Shown):
    """One group of a relief report."""

    group: str | None
    cases: int
    persons: int
    awarded_fen: int
    paid_fen: int
    in_kind_fen: int


class ReliefReport(Shown):
    """Relief by group, and in all."""

    since: date
    until: date
    items: list[ReliefLine]
    totals: dict[str, int]


class TimelinessLine(Shown):
    """The duties of one deadline key that have ended or been breached."""

    key: str
    ended: int
    met: int
    breached: int
    met_percent: int


class TimelinessReport(Shown):
    """How far duties were done in time."""

    since: date
    until: date
    items: list[TimelinessLine]
