"""A notice as it is handed to the household: reason, basis and remedies stand on it (Social Assistance Law, 45)."""

import json
from typing import Any, Final
from uuid import UUID

from engine.adapters.pdf import pdf_of
from engine.domain.authority import Action
from engine.errors import NotFoundError
from engine.labels import REFUSAL_REASONS
from engine.services import audit
from engine.services.access import require_case
from engine.services.personal_data import person_fields
from engine.services.printing.pages import Printed, page
from engine.services.unit_of_work import UnitOfWork
from engine.store import cases, relief, staff
from engine.store.tables.cases import CaseRow
from engine.store.tables.relief import NoticeRow

TABLE: Final = "notice"
TEMPLATE: Final = "notice.html"

OPENINGS: Final = {
    "acceptance": "您（家庭）提出的临时救助申请，经审查符合受理条件，现予受理。",
    "not_accepted": "您（家庭）提出的临时救助申请，经审查不符合受理条件，决定不予受理。",
    "refusal": "您（家庭）提出的临时救助申请，经审核审批，决定不予救助。",
    "transfer": "您（家庭）的救助事项，依法应由有管辖权的单位办理，现予移送。",
    "supplement": "您（家庭）提交的申请材料尚不齐全，请一次性补正下列材料。补正期间不计入办理时限。",
    "stop_or_reduce": "经核查并听取您的意见，决定停止或调减对您（家庭）的临时救助。",
    "recovery": "经调查，您（家庭）领取的临时救助款项中有应予退回的部分，请按期退回。",
    "inform": "现将临时救助情况通报如下，请按职责跟进。",
}


class NoticeNotFoundError(NotFoundError):
    """There is no such notice in this case."""

    code = "notice_not_found"


def print_notice(work: UnitOfWork, case_id: UUID, notice_id: UUID) -> Printed:
    """The PDF of a notice with the applicant's full name; that it was printed is recorded."""
    case = require_case(work, case_id, Action.READ_CASE)
    notice = next((one for one in relief.notices_of(work.session, case_id) if one.id == notice_id), None)
    if notice is None:
        raise NoticeNotFoundError(f"notice {notice_id} is not of case {case_id}")
    html = page(TEMPLATE, **_values(work, case, notice))
    audit.record(work, "notice_printed", case=case, object_id=notice.id)
    return Printed(f"{notice.number}.pdf", pdf_of(html))


def _values(work: UnitOfWork, case: CaseRow, notice: NoticeRow) -> dict[str, Any]:
    text = work.resources.cipher.decrypt(notice.content, table=TABLE, row_id=notice.id, column="content")
    content = json.loads(text)
    applicant = cases.applicant_of(work.session, case)
    unit = staff.unit(work.session, case.town_code)
    return {
        "title": content["title"],
        "number": notice.number,
        "applicant": person_fields(work, applicant, ("name",)).get("name", case.masked_applicant),
        "reference": case.reference,
        "opening": OPENINGS[notice.kind],
        "reason": REFUSAL_REASONS.get(notice.reason_code or "", notice.reason_code),
        "basis": notice.basis,
        "missing": content.get("missing") or [],
        "more": {key: value for key, value in content.items() if key in ("transfer_to", "to") and value},
        "remedies": content.get("remedies"),
        "unit": unit.name if unit else case.town_code,
        "issued_at": notice.issued_at,
    }
