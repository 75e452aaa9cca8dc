"""What people read beside codes in lists: names of places and of colleagues, looked up once for a whole page."""

from collections.abc import Iterable, Sequence
from typing import Any

from engine.services.unit_of_work import UnitOfWork
from engine.store import staff


def with_names(work: UnitOfWork, items: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """The items, each with `division_name`, and with `assignee_name` where it has an assignee."""
    places = _own_units(work)  # the sign-in has read these names already, and most items lie there
    places |= staff.unit_names(work.session, _codes(items, "division") - places.keys())
    people = staff.display_names(work.session, _codes(items, "assignee"))
    for item in items:
        item["division_name"] = places.get(item.get("division") or "")
        if "assignee" in item:
            item["assignee_name"] = people.get(item["assignee"] or "")
    return items


def _own_units(work: UnitOfWork) -> dict[str, str]:
    return {grant.unit_code: grant.unit_name for grant in work.person.grants} if work.person else {}


def _codes(items: Iterable[dict[str, Any]], name: str) -> set[str]:
    return {item[name] for item in items if item.get(name)}
