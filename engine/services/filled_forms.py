"""What people filled in on the way of a case, for whoever decides next (source text 1a: examined, then approved)."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.domain.authority import Action
from engine.domain.masking import masked_text
from engine.services.access import may
from engine.services.human_tasks import SUBMISSION_TABLE
from engine.services.personal_data import person_fields
from engine.services.printing.answers import answered
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, processes, staff
from engine.store.tables.cases import CaseRow

WITHHELD: Final = "已填写（个人信息，此处不显示）"


def filled_forms_of(work: UnitOfWork, case: CaseRow) -> list[dict[str, Any]]:
    """The filled-in forms of a case, oldest first, in the words of their fields; none for who may not reveal people.

    Fields that name people or their accounts are only said to be there. What was found is told in words in which the
    people of the case, and any number as long as a phone's, are masked: to reveal them is an act of its own (S9).
    """
    if not may(work.require_person(), Action.REVEAL_PERSONAL_DATA, case):
        return []
    known = [person_fields(work, person, ("name",)) for person in cases.people_of(work.session, case.id)]
    people = [one["name"] for one in known if "name" in one]
    rows = processes.submissions_of(work.session, case.id)
    names = staff.display_names(work.session, {row.submitted_by for row in rows})
    bundle = work.resources.bundles.of(work.session, case.bundle_number)
    shown = []
    for row in rows:
        text = work.resources.cipher.decrypt(row.data, table=SUBMISSION_TABLE, row_id=row.id, column="data")
        form = bundle.form_of(row.element_id) or {}
        shown.append(
            {
                "element_id": row.element_id,
                "title": str(form.get("title", row.element_id)),
                "submitted_by": row.submitted_by,
                "submitted_by_name": names.get(row.submitted_by),
                "submitted_at": row.submitted_at.isoformat(),
                "answers": [
                    {"title": title, "answer": masked_text(answer, people)}
                    for title, answer in shown_answers(form, json.loads(text))
                ],
            }
        )
    return shown


def shown_answers(form: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Title and answer of every field that was filled in, those that name people withheld."""
    for name, field in form.get("properties", {}).items():
        if name in data:
            yield from answered({"properties": {name: _open(field)}}, {name: _value(field, data[name])})


def _open(field: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"title": field.get("title")} if _is_withheld(field) else field


def _value(field: Mapping[str, Any], value: Any) -> Any:
    return WITHHELD if _is_withheld(field) else value


def _is_withheld(field: Mapping[str, Any]) -> bool:
    """Whether an answer names people or their accounts: personal, and not the account of what was found."""
    columns = field.get("items", {}).get("properties", {})
    is_personal = bool(field.get("x-personal")) or any(one.get("x-personal") for one in columns.values())
    return is_personal and field.get("x-widget") != "textarea"
