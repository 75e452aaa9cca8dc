"""Facts that a form states beyond process data: `x-fact` fields, kept with who stated them.

Operations read facts instead of asking for the field of a certain element, so that a process owner may move a
question to another form. A personal field leaves only the fact that it was answered and in which submission, where its
value lies encrypted.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import ProcessInstanceRow

CASE_TIMES: Final = frozenset({"emergency_relieved_at", "served_at"})
CASE_DATES: Final = frozenset({"check_authorised_until"})
LASTING: Final = frozenset({"payee_account", "payee_holder"})
"""An account holds until another one is stated: a form that leaves it out does not bring back the one before."""


def state_facts(
    case: CaseRow,
    instance: ProcessInstanceRow,
    form: Mapping[str, Any],
    data: Mapping[str, Any],
    by: str,
    submission_id: UUID | None = None,
) -> None:
    """Keep the facts that `data` states according to `form`; a field left empty withdraws its fact."""
    stated = dict(instance.facts)
    for name, field in form.get("properties", {}).items():
        fact_name = field.get("x-fact")
        if fact_name is None:
            continue
        value = data.get(name)
        if fact_name in CASE_TIMES:
            if value is not None:
                setattr(case, fact_name, datetime.fromisoformat(value))
        elif fact_name in CASE_DATES:
            if value is not None:
                setattr(case, fact_name, date.fromisoformat(value))
        elif value is None:
            if fact_name not in LASTING:
                stated.pop(fact_name, None)
        else:
            stated[fact_name] = _stated(field, name, value, by, submission_id)
    if stated != instance.facts:
        instance.facts = stated


def _stated(
    field: Mapping[str, Any], name: str, value: object, by: str, submission_id: UUID | None
) -> dict[str, object]:
    if not field.get("x-personal"):
        return {"value": value, "by": by}
    where = {"submission": str(submission_id), "field": name} if submission_id else {}
    return {"value": True, "by": by, **where}


def fact(instance: ProcessInstanceRow, name: str) -> Any:
    """The value of a fact, or nothing when nobody has stated it."""
    stated = instance.facts.get(name)
    return stated["value"] if stated else None


def stated_by(instance: ProcessInstanceRow, name: str) -> str | None:
    """Who stated a fact."""
    stated = instance.facts.get(name)
    return stated["by"] if stated else None


def withdraw(instance: ProcessInstanceRow, *names: str) -> None:
    """Forget facts that have been used up, so that the next round must state them again."""
    instance.facts = {name: stated for name, stated in instance.facts.items() if name not in names}
