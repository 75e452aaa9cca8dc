"""Lists of open human tasks, soonest due first, answered from an index however many tasks wait."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import add
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, func, literal, literal_column, not_, or_, select
from sqlalchemy.orm import Session, defer

from engine.domain.divisions import TOWN_CODE_LENGTH
from engine.domain.roles import Grant, UnitKind
from engine.store import separation
from engine.store.tables.processes import HumanTaskRow

Scope = Sequence[ColumnElement[bool]]
"""What a list may show, as conditions that exclude each other and that an index answers in order each.

Joined by OR they would make the database collect and sort all of them for one page (SQLite and PostgreSQL alike).
"""


_IS_OPEN = HumanTaskRow.state == literal_column("'open'")  # as the partial indexes say it: a bound value need not match


class Place(StrEnum):
    """How a place is found in the level columns of a human task."""

    VILLAGE = "village"
    TOWN_ITSELF = "town_itself"  # work of a case that names no village: open to the villages of the town
    TOWN = "town"
    COUNTY = "county"
    CITY = "city"


@dataclass(frozen=True, slots=True)
class Pile:
    """The open tasks of one place, of one role or of all; `code` is the place's, of a city the beginning of all its."""

    place: Place
    code: str
    role: str | None = None

    def condition(self) -> ColumnElement[bool]:
        """The tasks of this pile."""
        lies_in = {
            Place.VILLAGE: lambda: HumanTaskRow.village_code == self.code,
            Place.TOWN_ITSELF: lambda: and_(HumanTaskRow.village_code.is_(None), HumanTaskRow.town_code == self.code),
            Place.TOWN: lambda: HumanTaskRow.town_code == self.code,
            Place.COUNTY: lambda: HumanTaskRow.county_code == self.code,
            Place.CITY: lambda: HumanTaskRow.county_code.startswith(self.code, autoescape=True),
        }[self.place]()
        return lies_in if self.role is None else and_(HumanTaskRow.role == self.role, lies_in)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed into the search box: tasks of some cases, or of one of these names."""

    case_ids: Select[UUID]
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of human tasks is narrowed to."""

    role: str | None = None
    element_id: str | None = None
    due_before: datetime | None = None
    case_id: UUID | None = None
    sought: Sought | None = None


def in_hands_of(username: str, grants: Sequence[Grant]) -> Scope:
    """Tasks in the hands of one person, as far as the person still holds their roles."""
    return [and_(HumanTaskRow.assignee == username, or_(false(), *for_roles_of(grants)))]


def put_off(scope: Scope, today: date, tomorrow: datetime) -> Scope:
    """Those tasks of a scope that somebody wants to see on a later day, unless they fall due before `tomorrow`."""
    later = and_(HumanTaskRow.follow_up_on > today, HumanTaskRow.due_at >= tomorrow)
    return [and_(part, later) for part in scope]


def at_hand(scope: Scope, today: date, tomorrow: datetime) -> Scope:
    """The other tasks of a scope: those to be seen now."""
    now = or_(HumanTaskRow.follow_up_on.is_(None), HumanTaskRow.follow_up_on <= today, HumanTaskRow.due_at < tomorrow)
    return [and_(part, now) for part in scope]


def claimable_by(username: str, grants: Sequence[Grant]) -> Scope:
    """Tasks in nobody's hands that the person may take: of a role held, and apart from what the person did before."""
    is_free = and_(HumanTaskRow.assignee.is_(None), not_(separation.barred_to(username)))
    return [and_(is_free, pile) for pile in for_roles_of(grants)]


def for_roles_of(grants: Iterable[Grant]) -> Scope:
    """Tasks that the holders of `grants` may do: role and unit both match."""
    piles = dict.fromkeys(pile for grant in grants for pile in _piles(grant, grant.role.value))
    return [pile.condition() for pile in piles]


def seen_by(grants: Iterable[Grant], readers: Iterable[Grant]) -> Scope:
    """Tasks that the holders of `grants` may do, and all tasks in the areas of `readers`."""
    areas = list(dict.fromkeys(pile for grant in readers for pile in _piles(grant, None)))
    own = dict.fromkeys(pile for grant in grants for pile in _piles(grant, grant.role.value))
    parts = [_outside(areas[:number], area) for number, area in enumerate(areas)]
    return parts + [_outside(areas, pile) for pile in own if replace(pile, role=None) not in areas]


def tasks_page(
    session: Session, scope: Scope, narrowed: TaskFilter, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[HumanTaskRow]:
    """A page of open human tasks inside `scope`, soonest due first, after the position `after`; drafts are left out."""
    found: dict[UUID, HumanTaskRow] = {}
    for part in scope:
        for sought in _alternatives(narrowed.sought):
            query = select(HumanTaskRow).where(*_conditions(part, narrowed, after), *sought)
            query = query.order_by(HumanTaskRow.due_at, HumanTaskRow.id).limit(limit)
            found |= {row.id: row for row in session.scalars(query.options(defer(HumanTaskRow.draft, raiseload=True)))}
    return sorted(found.values(), key=lambda row: (row.due_at, row.id))[:limit]


def counted(session: Session, scopes: Mapping[str, Scope], at_most: int) -> dict[str, int]:
    """How many open human tasks each scope holds, counted up to `at_most` so that a long queue stays cheap."""
    columns = [
        reduce(add, [_count(part, at_most) for part in scope], literal(0)).label(name) for name, scope in scopes.items()
    ]
    found = session.execute(select(*columns)).mappings().one()
    return {name: min(number, at_most) for name, number in found.items()}


def untouched_since(session: Session, moment: datetime, limit: int) -> list[tuple[datetime, UUID]]:
    """The open tasks in somebody's hands on which nobody has worked after `moment`, oldest first: since when, which."""
    rows = session.execute(
        select(HumanTaskRow.last_worked_at, HumanTaskRow.id)
        .where(_IS_OPEN, HumanTaskRow.last_worked_at <= moment)
        .order_by(HumanTaskRow.last_worked_at, HumanTaskRow.id)
        .limit(limit)
    )
    return [(since, task_id) for since, task_id in rows if since is not None]


def next_untouched_since(session: Session) -> datetime | None:
    """Since when the task that has lain longest in somebody's hands has lain there."""
    waiting = select(HumanTaskRow.last_worked_at).where(_IS_OPEN, HumanTaskRow.last_worked_at.is_not(None))
    return session.scalar(waiting.order_by(HumanTaskRow.last_worked_at).limit(1))


def names_holding(session: Session, text: str) -> Sequence[str]:
    """The names of open human tasks that hold `text`; each name costs one probe of an index, not each task."""
    first = select(func.min(HumanTaskRow.name).label("name")).where(_IS_OPEN)
    known = first.cte("known", recursive=True)
    following = select(func.min(HumanTaskRow.name)).where(_IS_OPEN, HumanTaskRow.name > known.c.name).scalar_subquery()
    known = known.union_all(select(following).where(known.c.name.is_not(None)))
    names = session.scalars(select(known.c.name).where(known.c.name.is_not(None)))
    return [name for name in names if text in name]


def _count(part: ColumnElement[bool], at_most: int) -> ColumnElement[int]:
    counted_rows = select(literal(1)).where(_IS_OPEN, part).limit(at_most).subquery()
    return select(func.count()).select_from(counted_rows).scalar_subquery()


def _conditions(
    part: ColumnElement[bool], narrowed: TaskFilter, after: tuple[datetime, UUID] | None
) -> list[ColumnElement[bool]]:
    conditions = [_IS_OPEN, part]
    if narrowed.role:
        conditions.append(HumanTaskRow.role == narrowed.role)
    if narrowed.element_id:
        conditions.append(HumanTaskRow.element_id == narrowed.element_id)
    if narrowed.due_before:
        conditions.append(HumanTaskRow.due_at < narrowed.due_before)
    if narrowed.case_id:
        conditions.append(HumanTaskRow.case_id == narrowed.case_id)
    if after:
        due_at, task_id = after
        # The first half alone is what an index can begin with; the second leaves out what was shown.
        conditions += [HumanTaskRow.due_at >= due_at, or_(HumanTaskRow.due_at > due_at, HumanTaskRow.id > task_id)]
    return conditions


def _alternatives(sought: Sought | None) -> list[list[ColumnElement[bool]]]:
    """The ways in which a task may be meant; one OR of both would keep the database from using either index."""
    if sought is None:
        return [[]]
    ways: list[ColumnElement[bool]] = [HumanTaskRow.case_id.in_(sought.case_ids)]
    if sought.names:
        ways.append(HumanTaskRow.name.in_(sought.names))
    return [[way] for way in ways]


def _outside(areas: Iterable[Pile], pile: Pile) -> ColumnElement[bool]:
    """The tasks of a pile that lie in none of `areas`.

    The codes do not tell: after a change of boundaries a town keeps its code under another county.
    """
    elsewhere = [not_(func.coalesce(area.condition(), false())) for area in areas]
    return and_(pile.condition(), *elsewhere)


def _piles(grant: Grant, role: str | None) -> Sequence[Pile]:
    code = grant.unit_code
    match grant.unit_kind:
        case UnitKind.VILLAGE:
            return (Pile(Place.VILLAGE, code, role), Pile(Place.TOWN_ITSELF, code[:TOWN_CODE_LENGTH], role))
        case UnitKind.TOWNSHIP:
            return (Pile(Place.TOWN, code, role),)
        case UnitKind.COUNTY:
            return (Pile(Place.COUNTY, code, role),)
        case UnitKind.CITY:
            return (Pile(Place.CITY, grant.area_prefix, role),)
