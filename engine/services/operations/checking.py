"""Operations of the expenditure track: the economic check, the public notice, objections, change of track."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from engine.bpmn.host import OperationCall
from engine.domain.local_time import local_date
from engine.services import audit, check_consents, outbox
from engine.services.clock_marks import limits_of
from engine.services.instance_facts import fact
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.services.public_notices import public_content
from engine.store import followups
from engine.store.tables.followups import EconomicCheckRow, ObjectionRow, PublicNoticeRow

if TYPE_CHECKING:
    from engine.services.steps import Step

OBJECTION_TABLE: Final = "objection"


class AuthorisationMissingError(OperationRefusedError):
    """Nobody is checked without consent (Social Assistance Law, article 40)."""

    code = "authorisation_missing"


def request_economic_check(step: Step, call: OperationCall) -> dict[str, Any]:
    """Ask the checking centre for the authorised scope; refused without a valid authorisation or anybody's consent."""
    known = followups.economic_check_of_task(step.work.session, call.task_id)
    if known is not None:
        return {"request_id": str(known.id)}
    until = step.case.check_authorised_until
    if until is None or until < local_date(step.now):
        raise AuthorisationMissingError("the household has not authorised the check, or no longer does")
    check_consents.cover_household(step.work, step.case, _signed_paper(step))
    if not check_consents.may_check_anybody(step.work, step.case.id):
        raise AuthorisationMissingError("nobody's consent stands")
    request = EconomicCheckRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        task_id=call.task_id,
        scope=str(fact(step.instance, "check_scope") or "household"),
        requested_at=step.now,
    )
    step.work.session.add(request)
    outbox.send(
        step.work,
        step.case,
        "economic_check",
        f"economic_check:{request.id}",
        {"request_id": str(request.id), "reference": step.case.reference, "scope": request.scope},
    )
    audit.record(step.work, "economic_check_requested", case=step.case, object_id=request.id)
    return {"request_id": str(request.id)}


def _signed_paper(step: Step) -> UUID | None:
    """The first sheet of the household's signed authorisation."""
    signatures = fact(step.instance, "check_signatures")
    return UUID(signatures[0]) if signatures else None


def post_public_notice(step: Step, call: OperationCall) -> dict[str, Any]:
    """Draft the masked notice: the white-listed fields and no other (policy 7.2); an earlier one is withdrawn."""
    known = followups.notice_of_task(step.work.session, call.task_id)
    if known is not None:
        return {"notice_id": str(known.id)}
    for earlier in followups.public_notices_of(step.work.session, step.case.id):
        if earlier.withdrawn_at is None:
            earlier.withdrawn_at = step.now
    notice = PublicNoticeRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        task_id=call.task_id,
        purpose=str(call.inputs["purpose"]),
        content=public_content(
            step.work, step.case, fact(step.instance, "proposed_fen"), fact(step.instance, "method")
        ),
        drafted_at=step.now,
    )
    step.work.session.add(notice)
    audit.record(step.work, "public_notice_drafted", case=step.case, object_id=notice.id)
    return {"notice_id": str(notice.id)}


def register_objection(step: Step, call: OperationCall) -> dict[str, Any]:
    """Keep an objection with its objector encrypted; the applicant never learns who filed it."""
    known = followups.objection_of_task(step.work.session, call.task_id)
    if known is not None:
        return {"objection_id": str(known.id)}
    filed = step.message_content
    objection_id = step.work.new_id()
    cipher = step.work.resources.cipher
    objector = filed.get("objector")
    step.work.session.add(
        ObjectionRow(
            id=objection_id,
            county_code=step.case.county_code,
            case_id=step.case.id,
            task_id=call.task_id,
            channel=str(filed.get("channel") or "other"),
            content=cipher.encrypt(
                str(filed.get("content") or ""), table=OBJECTION_TABLE, row_id=objection_id, column="content"
            ),
            objector=cipher.encrypt(str(objector), table=OBJECTION_TABLE, row_id=objection_id, column="objector")
            if objector
            else None,
            filed_at=step.now,
        )
    )
    audit.record(step.work, "objection_registered", case=step.case, object_id=objection_id)
    return {"objection_id": str(objection_id)}


def reclassify_case(step: Step, call: OperationCall) -> dict[str, Any]:
    """Change the track; running clocks without a row for it are cancelled, the acceptance time stays."""
    step.apply_pending_marks()
    step.case.track = str(call.inputs["track"])
    step.forget_facts()
    cancelled = []
    for row in step.clocks.open_rows:
        if row.instance_id == step.instance.id and not limits_of(step, row.key, call.variables):
            step.clocks.cancel(row, step.now, "reclassified")
            cancelled.append(row.key)
    audit.record(
        step.work, "case_reclassified", case=step.case, detail={"track": step.case.track, "cancelled": cancelled}
    )
    return {"track": step.case.track}


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("request_economic_check", request_economic_check, outputs=("request_id",)),
    operation("post_public_notice", post_public_notice, required=("purpose",), outputs=("notice_id",)),
    operation("register_objection", register_objection, outputs=("objection_id",)),
    operation("reclassify_case", reclassify_case, required=("track",), outputs=("track",)),
)
