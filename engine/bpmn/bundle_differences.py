"""In what two bundles differ: things added, removed and changed; with the bundles swapped it reads the other way."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from engine.bpmn.bundle_contents import Thing, ThingKind, things_in
from engine.bpmn.bundle_files import BundleFile


class Change(StrEnum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class AttributeChange:
    """One attribute that differs; None where it is not there."""

    attribute: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class BundleDifference:
    """One thing that differs, as it is now (removed: as it was)."""

    change: Change
    thing: Thing
    attributes: tuple[AttributeChange, ...]


def differences(before: Sequence[BundleFile], after: Sequence[BundleFile]) -> list[BundleDifference]:
    """Everything in which `after` differs from `before`, by file; nothing where both mean the same."""
    old, new = list(things_in(before)), list(things_in(after))
    found = [*_of_keyed(old, new), *_of_rows(old, new)]
    kinds = list(ThingKind)
    return sorted(found, key=lambda one: (one.thing.file, one.thing.owner, kinds.index(one.thing.kind), _place(one)))


def _place(one: BundleDifference) -> tuple[int, str]:
    return (int(one.thing.name), "") if one.thing.kind is ThingKind.ROW else (0, one.thing.key)


def _of_keyed(old: Sequence[Thing], new: Sequence[Thing]) -> Iterator[BundleDifference]:
    was, now = (
        {(one.kind, one.owner, one.key): one for one in things if one.kind is not ThingKind.ROW}
        for things in (old, new)
    )
    for key in dict.fromkeys([*was, *now]):
        yield from _difference(was.get(key), now.get(key))


def _of_rows(old: Sequence[Thing], new: Sequence[Thing]) -> Iterator[BundleDifference]:
    """Rows that stand in both tables are the same wherever they stand; of the others the first became the first."""
    was, now = _by_table(old), _by_table(new)
    for table in dict.fromkeys([*was, *now]):
        gone, come = _left_over(was[table], now[table]), _left_over(now[table], was[table])
        for before, after in zip_longest(gone, come):
            yield from _difference(before, after)


def _by_table(things: Sequence[Thing]) -> defaultdict[str, list[Thing]]:
    tables: defaultdict[str, list[Thing]] = defaultdict(list)
    for one in things:
        if one.kind is ThingKind.ROW:
            tables[one.owner].append(one)
    return tables


def _left_over(rows: Sequence[Thing], others: Sequence[Thing]) -> list[Thing]:
    """The rows that stand here more often than among `others`."""
    standing = Counter(_content(other) for other in others)
    left = []
    for row in rows:
        standing[_content(row)] -= 1
        if standing[_content(row)] < 0:
            left.append(row)
    return left


def _content(row: Thing) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.attributes.items()))


def _difference(before: Thing | None, after: Thing | None) -> Iterator[BundleDifference]:
    was = before.attributes if before else {}
    now = after.attributes if after else {}
    changes = tuple(
        AttributeChange(name, was.get(name), now.get(name))
        for name in dict.fromkeys([*was, *now])
        if was.get(name) != now.get(name)
    )
    if after is None and before is not None:
        yield BundleDifference(Change.REMOVED, before, changes)
    elif after is not None and before is None:
        yield BundleDifference(Change.ADDED, after, changes)
    elif after is not None and changes:
        yield BundleDifference(Change.CHANGED, after, changes)
