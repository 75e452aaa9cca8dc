"""The whole file of a case as one PDF (一案一档): what was said, decided, paid and owed, and on which rules."""

import json
from typing import Any, Final
from uuid import UUID

from engine.adapters.pdf import pdf_of
from engine.domain.authority import Action
from engine.domain.case_codes import CaseStatus, Category, Cause, Channel, Track
from engine.labels import DEADLINE_KEYS
from engine.services import audit
from engine.services.access import require_case
from engine.services.case_facts import track_of
from engine.services.personal_data import person_fields
from engine.services.printing.answers import answered
from engine.services.printing.case_sources import SUBMISSION_TABLE, CaseSources
from engine.services.printing.pages import Printed, page
from engine.services.printing.shown import EMPTY
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, deadlines, processes, relief
from engine.store.tables.cases import CaseRow

TEMPLATE: Final = "case_file.html"


def print_case_file(work: UnitOfWork, case_id: UUID) -> Printed:
    """The PDF of everything a case consists of, for who may reveal personal data; printing it is recorded."""
    case = require_case(work, case_id, Action.REVEAL_PERSONAL_DATA)
    html = page(
        TEMPLATE,
        title="临时救助档案",
        reference=case.reference,
        facts=_facts(work, case),
        people=[_person(work, person) for person in cases.people_of(work.session, case_id)],
        forms=list(_forms(work, case)),
        rules=CaseSources(work, case).rules(),
        awards=relief.awards_of(work.session, case_id),
        payments=relief.disbursements_of(work.session, case_id),
        notices=relief.notices_of(work.session, case_id),
        referrals=relief.referrals_of(work.session, case_id),
        deadlines=deadlines.deadlines_of(work.session, case_id),
        breaches=deadlines.breaches_of(work.session, case_id),
        deadline_names=DEADLINE_KEYS,
        papers=cases.documents_of(work.session, case_id),
        printed_at=work.now,
        printed_by=work.actor,
    )
    audit.record(work, "case_file_printed", case=case, object_id=case.id)
    return Printed(f"{case.reference}.pdf", pdf_of(html))


def _facts(work: UnitOfWork, case: CaseRow) -> list[tuple[str, Any]]:
    track = track_of(case)
    description = work.resources.cipher.decrypt(
        case.description, table="relief_case", row_id=case.id, column="description"
    )
    return [
        ("个案状态", CaseStatus(case.status).label),
        ("救助类型", Track(track).label if track else EMPTY),
        ("事由", Cause(case.cause).label),
        ("对象类别", Category(case.category).label if case.category else EMPTY),
        ("来源", Channel(case.channel).label),
        ("情况说明", description or EMPTY),
        ("家庭人口", case.household_size),
        ("政策适用日", case.policy_date.isoformat()),
        ("流程包", case.bundle_number),
    ]


def _person(work: UnitOfWork, person: Any) -> dict[str, str]:
    return {
        "kind": "申请人" if person.kind == "applicant" else "成员",
        **person_fields(work, person, ("name", "id_number", "phone")),
    }


def _forms(work: UnitOfWork, case: CaseRow) -> list[dict[str, Any]]:
    bundle = work.resources.bundles.of(work.session, case.bundle_number)
    filled = []
    for row in processes.submissions_of(work.session, case.id):
        text = work.resources.cipher.decrypt(row.data, table=SUBMISSION_TABLE, row_id=row.id, column="data")
        form = bundle.form_of(row.element_id) or {}
        filled.append(
            {
                "title": form.get("title", row.element_id),
                "answers": answered(form, json.loads(text)),
                "by": row.submitted_by,
                "at": row.submitted_at,
            }
        )
    return filled
