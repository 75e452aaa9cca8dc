"""The rows of one case that its papers are made of, each read once and in clear only where a paper needs it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.domain.papers import PaperKind
from engine.services.decision_words import AppliedRule, applied_rule
from engine.services.personal_data import person_fields
from engine.services.printing.answers import answered
from engine.services.printing.papers import Line, Section
from engine.services.printing.shown import EMPTY, printable, shown_day
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, processes, staff
from engine.store.tables.cases import CaseRow, PersonRow
from engine.store.tables.processes import SubmissionRow

SUBMISSION_TABLE: Final = "submission"


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form as somebody filled it in."""

    row: SubmissionRow
    form: Mapping[str, Any]
    data: Mapping[str, Any]


class CaseSources:
    """What the papers of one case are made of."""

    def __init__(self, work: UnitOfWork, case: CaseRow) -> None:
        self.work, self.case = work, case

    @cached_property
    def bundle(self) -> Bundle:
        """The bundle that the case is pinned to."""
        return self.work.resources.bundles.of(self.work.session, self.case.bundle_number)

    @cached_property
    def people(self) -> list[PersonRow]:
        """The applicant, then the members of the household."""
        return list(cases.people_of(self.work.session, self.case.id))

    def fields_of(self, person: PersonRow, *names: str) -> dict[str, str]:
        """Personal fields in clear; those not known read as a dash."""
        known = person_fields(self.work, person, names)
        return {name: printable(known.get(name, EMPTY)) for name in names}

    @cached_property
    def applicant_name(self) -> str:
        """The applicant's full name."""
        return self.fields_of(cases.applicant_of(self.work.session, self.case), "name")["name"]

    @cached_property
    def description(self) -> str:
        """What happened, as it was told."""
        clear = self.work.resources.cipher.decrypt(
            self.case.description, table="relief_case", row_id=self.case.id, column="description"
        )
        return printable(clear) or EMPTY

    def unit(self, code: str | None) -> str:
        """The name of a unit, its code where it has none."""
        return staff.unit_names(self.work.session, [code]).get(code, code) if code else EMPTY

    @cached_property
    def place(self) -> str:
        """Where the emergency is, down to the village."""
        codes = (self.case.county_code, self.case.town_code, self.case.village_code)
        return "".join(self.unit(code) for code in codes if code)

    def staff_name(self, username: str | None) -> str:
        """What a colleague is called."""
        return staff.display_names(self.work.session, [username]).get(username, username) if username else EMPTY

    @cached_property
    def submitted(self) -> list[Submitted]:
        """Every form that was filled in, oldest first."""
        return list(self._read_submissions())

    def _read_submissions(self) -> Iterator[Submitted]:
        for row in processes.submissions_of(self.work.session, self.case.id):
            clear = self.work.resources.cipher.decrypt(row.data, table=SUBMISSION_TABLE, row_id=row.id, column="data")
            yield Submitted(row, self.bundle.form_of(row.element_id) or {}, json.loads(clear))

    def sections(
        self, kind: PaperKind, *, until: datetime | None = None, instance_id: UUID | None = None
    ) -> tuple[Section, ...]:
        """The answers that forms put on a paper of `kind`, the last of each form, as they stood at `until`."""
        latest: dict[str, Submitted] = {}
        for one in self.submitted:
            is_early = until is None or one.row.submitted_at <= until
            if is_early and instance_id in (None, one.row.instance_id) and _takes_part(one.form, kind):
                latest.pop(one.row.element_id, None)
                latest[one.row.element_id] = one
        return tuple(self._section(one, kind) for one in latest.values())

    def _section(self, one: Submitted, kind: PaperKind) -> Section:
        properties = {
            name: field for name, field in one.form["properties"].items() if kind.value in field.get("x-papers", ())
        }
        answers = answered({"properties": properties}, one.data)
        return Section(
            heading=str(one.form.get("title", one.row.element_id)),
            answers=tuple(Line(name, printable(value)) for name, value in answers if value != EMPTY),
            signed_by=self.staff_name(one.row.submitted_by),
            signed_on=shown_day(one.row.submitted_at),
        )

    def rules(self, until: datetime | None = None) -> tuple[AppliedRule, ...]:
        """The rows of decision tables that applied up to `until`, the last evaluation of each table."""
        latest = {}
        for record in processes.decisions_of(self.work.session, self.case.id):
            if until is None or record.decided_at <= until:
                latest[record.decision_id] = record
        return tuple(
            applied_rule(self.work.resources.bundles.of(self.work.session, record.bundle_number), record)
            for record in latest.values()
        )


def _takes_part(form: Mapping[str, Any], kind: PaperKind) -> bool:
    return any(kind.value in field.get("x-papers", ()) for field in form.get("properties", {}).values())
