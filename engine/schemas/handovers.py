"""Changes of units, cases handed to another unit and work handed to another person, as the API takes and gives them."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from engine.domain.roles import Role
from engine.domain.unit_changes import ChangeKind, GrantToCreate, UnitChange, UnitMove, UnitToCreate
from engine.schemas.entered import Day, DivisionCode, Entered, Shown
from engine.schemas.problems import FieldProblem
from engine.schemas.tasks import TaskItem

MOST_VILLAGES = 300
MOST_GRANTS = 500
ChangeStatusName = Literal["proposed", "confirmed", "applied", "withdrawn", "stopped"]
HandoverStatusName = Literal["proposed", "accepted", "refused", "withdrawn"]
Words = Annotated[str, Field(max_length=500)]


class UnitToCreateEntered(Entered):
    """A township (9 digits) or village (12) that begins with the change."""

    code: DivisionCode
    name: Annotated[str, Field(min_length=1, max_length=100)]
    parent: DivisionCode


class UnitMoveEntered(Entered):
    """A unit that ends and the one that follows it."""

    source: DivisionCode
    target: DivisionCode


class GrantToCreateEntered(Entered):
    """A role that somebody holds from the day on."""

    staff_id: UUID
    role: Role
    unit: DivisionCode


class UnitChangeEntered(Entered):
    """A merger, split or renaming of a township or village from the first moment of a day on."""

    kind: ChangeKind
    unit: DivisionCode
    effective_on: Day
    reason: Annotated[str, Field(min_length=1, max_length=200)]
    new_name: Annotated[str | None, Field(max_length=100)] = None
    new_units: Annotated[tuple[UnitToCreateEntered, ...], Field(max_length=MOST_VILLAGES)] = ()
    moves: Annotated[tuple[UnitMoveEntered, ...], Field(max_length=MOST_VILLAGES)] = ()
    grants: Annotated[tuple[GrantToCreateEntered, ...], Field(max_length=MOST_GRANTS)] = ()

    def change(self) -> UnitChange:
        """The same as the services know it."""
        return UnitChange(
            kind=self.kind,
            unit_code=self.unit,
            effective_on=self.effective_on,
            reason=self.reason,
            new_name=self.new_name,
            new_units=tuple(UnitToCreate(one.code, one.name, one.parent) for one in self.new_units),
            moves=tuple(UnitMove(one.source, one.target) for one in self.moves),
            grants=tuple(GrantToCreate(one.staff_id, one.role, one.unit) for one in self.grants),
        )


class PlaceMoving(Shown):
    """What moves from one unit to another."""

    source: str
    source_name: str | None
    target: str
    target_name: str | None
    cases: int
    tasks: int


class EndingGrant(Shown):
    """A role that ends with its unit; `continues_in` is the unit that follows."""

    staff_id: UUID
    username: str
    name: str
    role: str
    unit: str
    continues_in: str | None


class UncoveredRole(Shown):
    """A role that moving work needs and nobody would hold in the unit."""

    unit: str
    role: str


class StockMoving(Shown):
    """Goods that move, in hundredths of `unit`."""

    item: str
    unit: str
    quantity: int


class UnitChangePreview(Shown):
    """What would change hands now, and what stands against the change; nothing has been changed."""

    places: list[PlaceMoving]
    cases: int
    tasks: int
    held_tasks: int
    ending_grants: list[EndingGrant]
    uncovered: list[UncoveredRole]
    fund_fen: int
    stock: list[StockMoving]
    problems: list[FieldProblem]


class UnitChangeItem(Shown):
    """A change of units; `result` counts what moved once it is applied."""

    change_id: UUID
    kind: ChangeKind
    unit: str
    unit_name: str | None
    effective_on: date
    reason: str
    status: ChangeStatusName
    is_due: bool
    proposed_by: str
    proposed_by_name: str | None
    proposed_at: datetime
    confirmed_by: str | None
    confirmed_by_name: str | None
    confirmed_at: datetime | None
    ended_at: datetime | None
    result: dict[str, int] | None


class UnitCreated(Shown):
    """A unit that begins with the change."""

    code: str
    name: str
    parent: str


class UnitMoved(Shown):
    """A unit that ends and the one that follows it."""

    source: str
    target: str


class GrantCreated(Shown):
    """A role that begins with the change."""

    staff_id: UUID
    role: str
    unit: str


class UnitChangeDetail(UnitChangeItem):
    """A change with all it holds; `preview` while it waits."""

    new_name: str | None
    new_units: list[UnitCreated]
    moves: list[UnitMoved]
    grants: list[GrantCreated]
    preview: UnitChangePreview | None


class UnitChangePage(Shown):
    """A page of changes, newest first."""

    items: list[UnitChangeItem]
    next_cursor: str | None


class CaseHandoverEntered(Entered):
    """A case offered to another unit of the county."""

    to: DivisionCode
    reason: Literal["household_moved", "wrong_registration", "other"]
    note: Words = ""


class CaseHandoverAnswer(Entered):
    """Why a case is not taken over."""

    answer: Words


class CaseHandoverItem(Shown):
    """A case that one unit offers to another."""

    handover_id: UUID
    case_id: UUID
    reference: str | None
    source: str
    source_name: str | None
    target: str
    target_name: str | None
    reason: str
    note: str | None
    status: HandoverStatusName
    proposed_by: str
    proposed_by_name: str | None
    proposed_at: datetime
    answered_by: str | None
    answered_by_name: str | None
    answered_at: datetime | None
    answer: str | None


class CaseHandoverPage(Shown):
    """A page of hand-overs, newest first."""

    items: list[CaseHandoverItem]
    next_cursor: str | None


class HandoverTarget(Shown):
    """A unit that a case could be handed to."""

    code: str
    name: str
    kind: str


class HandoverTargets(Shown):
    """All of them, by code."""

    items: list[HandoverTarget]


class WorkHandoverEntered(Entered):
    """A person's work handed to a colleague (`to`, a username), or back into the queues."""

    to: Annotated[str | None, Field(max_length=64)] = None
    reason: Literal["left", "role_changed", "absent", "other"]


class WorkHandoverResult(Shown):
    """How many tasks went to the colleague, and how many back into their queues."""

    handed_over: int
    returned: int


class WorkList(Shown):
    """All open tasks in a person's hands, soonest due first."""

    items: list[TaskItem]
    next_cursor: str | None
