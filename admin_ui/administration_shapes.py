"""What the API answers to administrators, as their pages read it."""

from typing import TypedDict

from admin_ui.api_shapes import JsonObject, UnitItem


class RoleShown(TypedDict):
    """A role held in a unit today."""

    role: str
    label: str
    unit: str
    unit_name: str


class AdministeredPerson(TypedDict):
    """Somebody in an administrator's list of people."""

    staff_id: str
    username: str
    name: str
    status: str
    locked_out: bool
    roles: list[RoleShown]


class GrantShown(TypedDict):
    """A role from a day until before another."""

    grant_id: str
    role: str
    label: str
    unit: str
    unit_name: str
    valid_from: str
    valid_to: str | None


class AdministeredDetail(AdministeredPerson):
    """One person with all roles, sessions and the number of tasks in their hands."""

    grants: list[GrantShown]
    sessions: list[JsonObject]
    held_tasks: int
    must_change_password: bool


class UnitShown(UnitItem):
    """A unit with its dates and its successor."""

    valid_from: str
    valid_to: str | None
    successor: str | None


class UnitChangePreview(TypedDict):
    """What a change of units would move, and what stands against it."""

    places: list[JsonObject]
    cases: int
    tasks: int
    held_tasks: int
    ending_grants: list[JsonObject]
    uncovered: list[JsonObject]
    fund_fen: int
    stock: list[JsonObject]
    problems: list[JsonObject]


class UnitChangeItem(TypedDict):
    """A change of units in a list."""

    change_id: str
    kind: str
    unit: str
    unit_name: str | None
    effective_on: str
    reason: str
    status: str
    is_due: bool
    proposed_by: str
    proposed_by_name: str | None
    proposed_at: str
    confirmed_by_name: str | None
    confirmed_at: str | None
    ended_at: str | None
    result: dict[str, int] | None


class UnitChangeDetail(UnitChangeItem):
    """A change of units with all it holds."""

    new_name: str | None
    moves: list[JsonObject]
    new_units: list[JsonObject]
    grants: list[JsonObject]
    preview: UnitChangePreview | None


class CaseHandover(TypedDict):
    """A case that one unit offers to another."""

    handover_id: str
    case_id: str
    reference: str | None
    source: str
    source_name: str | None
    target: str
    target_name: str | None
    reason: str
    note: str | None
    status: str
    proposed_by: str
    proposed_by_name: str | None
    proposed_at: str
    answered_by_name: str | None
    answered_at: str | None
    answer: str | None


class CalendarPreview(TypedDict):
    """What importing a year would move."""

    year: int
    recomputed: int
    cases: int
    days_added: list[JsonObject]
    days_removed: list[JsonObject]
    moves: list[JsonObject]


class DueWorkSummary(TypedDict):
    """What is due, late and failed, and who works."""

    now: str
    counts: dict[str, int]
    oldest_due_at: str | None
    is_late: bool
    workers: list[JsonObject]


class TimerShown(TypedDict):
    """A timer of a diagram."""

    timer_id: str
    case_id: str
    reference: str | None
    name: str
    due_at: str
    state: str
    is_late: bool


class EffectShown(TypedDict):
    """An effect on another system."""

    effect_id: str
    case_id: str | None
    reference: str | None
    kind: str
    state: str
    created_at: str
    next_at: str
    attempts: int
    problem: str | None


class AuditEntry(TypedDict):
    """Somebody's act in the record."""

    entry_id: str
    at: str
    actor: str
    actor_name: str | None
    role: str | None
    action: str
    name: str
    county_code: str | None
    case_id: str | None
    object_id: str | None
    element_id: str | None
    detail: JsonObject
