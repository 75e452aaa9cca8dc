"""Bundles as the API takes and gives them."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field

from engine.schemas.entered import Code, Day, Entered, JsonObject, Shown
from engine.schemas.validation import FindingShown


class BundleItem(Shown):
    """One version of diagrams, tables and forms: draft, published or retired."""

    number: int
    hash: str
    status: str
    is_submitted: bool
    effective_from: date | None
    author: str
    approver: str | None
    created_at: datetime
    submitted_at: datetime | None
    published_at: datetime | None
    retired_at: datetime | None


class BundleList(Shown):
    """All bundles, newest first."""

    items: list[BundleItem]
    next_cursor: None = None


class DraftedBundle(BundleItem):
    """A draft with what is wrong with it, errors first."""

    findings: list[FindingShown]


class BundleFileItem(Shown):
    """One file of a bundle, its size in bytes."""

    path: str
    size: int


class BundleDetail(DraftedBundle):
    """One bundle with its files, and how many process instances run on it."""

    files: list[BundleFileItem]
    running_instances: int


class Publication(Entered):
    """From which day on new cases are pinned to the bundle; today or later."""

    effective_from: Day


class AttributeDifference(Shown):
    """One attribute that differs; null where it is not there."""

    attribute: str
    name: str
    before: str | None
    after: str | None


class BundleDifferenceItem(Shown):
    """One thing added, removed or changed; `owner` is the process, decision or form it belongs to."""

    change: str
    change_name: str
    kind: str
    kind_name: str
    file: str
    owner: str
    key: str
    name: str
    attributes: list[AttributeDifference]


class BundleComparison(Shown):
    """In what bundle `after` differs from bundle `before`: how many things, and each of them, by file."""

    before: int
    after: int
    added: int
    removed: int
    changed: int
    items: list[BundleDifferenceItem]


class Simulation(Entered):
    """The typical cases to replay: a file of `jiuzhu replay` (else the shipped ones), narrowed to some ids."""

    cases: JsonObject | None = None
    only: list[Code] = Field(default=[], max_length=200)


class CaseDifference(Shown):
    """One thing that is not as the case expects; both texts as people read them."""

    place: str
    expected: str
    actual: str


class StandStill(Shown):
    """The action (counted from 0) at which a case came to a stand, and why."""

    action: int
    what: str
    reason: str


class SimulatedCase(Shown):
    """What one typical case came to."""

    id: str
    title: str
    equal: bool
    played_to_the_end: bool
    failure: StandStill | None
    seconds: float
    differences: list[CaseDifference]
    not_compared: list[CaseDifference]


class SimulationResult(Shown):
    """How many cases were equal and different, each of them, and the ids of those not begun in time."""

    bundle: int
    equal: int
    different: int
    cases: list[SimulatedCase]
    not_played: list[str]


class Migration(Entered):
    """To which bundle; without a token it is a dry run, with the token of one it is carried out."""

    to: int = Field(ge=1, le=2_147_483_647, strict=True)
    token: UUID | None = None


class StayingReason(Shown):
    """Why a case stays, and the element or process that stands in the way."""

    code: str
    element_id: str | None
    message: str


class MigratingInstance(Shown):
    """A process instance of a case that has not come to its end."""

    instance_id: UUID
    process_id: str


class MigratingCase(Shown):
    """A case that moves (or would), or stays and why."""

    case_id: UUID
    reference: str
    instances: list[MigratingInstance]
    moves: bool
    reasons: list[StayingReason]


class MigrationAnswer(Shown):
    """What a dry run found or a migration did; `more`: other cases run on the bundle, ask again afterwards."""

    token: UUID
    source: int
    target: int
    movable: int
    staying: int
    items: list[MigratingCase]
    more: bool
    is_applied: bool
