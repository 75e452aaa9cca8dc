"""Operations on documents to the household and their service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.host import OperationCall
from engine.services import audit
from engine.services.instance_facts import fact, withdraw
from engine.services.notice_writing import STATE_REASONS, STATE_REMEDIES, write_notice
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.services.operations.recovering import refuse_more_than_paid
from engine.store import relief

if TYPE_CHECKING:
    from engine.services.steps import Step

REFUSAL_REASON: Final = "refusal_reason"
FINE_CEILING: Final = "fine_ceiling"
RECOVERY: Final = "recovery"
STOP_OR_REDUCE: Final = "stop_or_reduce"
HEARING: Final = "hearing_record"
SUPPLEMENT_RULES: Final = "supplement_rules"
ASKED_NOW: Final = ("now", "applicant")


class NoticeIncompleteError(OperationRefusedError):
    """A refusal or stop must state its reason and its legal basis (Social Assistance Law, articles 45 and 48)."""

    code = "notice_incomplete"


class SecondSupplementError(OperationRefusedError):
    """Missing papers are asked for once."""

    code = "second_supplement"


class NeverAskedError(OperationRefusedError):
    """Only what the applicant has to provide now may be asked for (Social Assistance Law, article 62)."""

    code = "material_never_asked"


class NotHeardError(OperationRefusedError):
    """Nobody's relief is stopped or lowered unheard (Social Assistance Law, article 48)."""

    code = "beneficiary_not_heard"


class NotServedError(OperationRefusedError):
    """Nobody has recorded when and how the notice was served."""

    code = "notice_not_served"


def issue_notice(step: Step, call: OperationCall) -> dict[str, Any]:
    """Issue a document of `kind`; refuses one that does not state what the law asks."""
    issued = relief.notices_of(step.work.session, step.case.id)
    for notice in issued:
        if notice.task_id == call.task_id:
            return {"notice_id": str(notice.id)}
    kind = str(call.inputs["kind"])
    if kind == "supplement" and any(notice.kind == kind for notice in issued):
        raise SecondSupplementError("missing papers have been asked for before")
    missing = call.inputs.get("missing")
    _refuse_never_asked(step, missing)
    _require_hearing(step, kind)
    reason_code, basis = _reason(step, call, kind)
    notice_id = write_notice(
        step,
        call.task_id,
        kind,
        reason_code=reason_code,
        basis=basis,
        more={"missing": missing} if missing else None,
    )
    return {"notice_id": str(notice_id)}


def _refuse_never_asked(step: Step, missing: Any) -> None:
    """Each missing material has a row of the table that asks the applicant for it now."""
    rules = step.policy().get(SUPPLEMENT_RULES)
    askable = {
        rule["material"]
        for rule in (rules if isinstance(rules, list) else ())
        if (rule["when"], rule["source"]) == ASKED_NOW
    }
    refused = set(missing or ()) - askable
    if refused:
        raise NeverAskedError(f"the applicant is not asked for {', '.join(sorted(refused))}")


def _require_hearing(step: Step, kind: str) -> None:
    if kind == STOP_OR_REDUCE:
        if fact(step.instance, HEARING) is None:
            raise NotHeardError("the household has not been heard")
        withdraw(step.instance, HEARING)


def _reason(step: Step, call: OperationCall, kind: str) -> tuple[str | None, str | None]:
    """The reason code and legal basis that a notice states; both come from a decision table."""
    if kind == RECOVERY:
        refuse_more_than_paid(step)
        ceiling = step.policy().get(FINE_CEILING)
        return None, str(ceiling["basis"]) if isinstance(ceiling, dict) else None
    if kind not in STATE_REASONS:
        return None, None
    code = call.inputs.get("reason_code") or step.inputs_of_latest(REFUSAL_REASON).get("reason_code")
    if not code:
        raise NoticeIncompleteError(f"a notice of {kind} states its reason")
    decided = step.bundle.decision(REFUSAL_REASON).decide({"reason_code": str(code)}, {})
    return str(code), str(decided.result["basis"])


def record_service(step: Step, _call: OperationCall) -> dict[str, Any]:
    """Note when the latest notice was served; the time for remedies counts from it."""
    served_at = step.case.served_at
    if served_at is None:
        raise NotServedError("the notice has not been served")
    for notice in reversed(relief.notices_of(step.work.session, step.case.id)):
        if notice.kind in STATE_REMEDIES and notice.served_at is None:
            notice.served_at = served_at
            break
    audit.record(step.work, "notice_served", case=step.case)
    return {"served_at": served_at.isoformat()}


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation(
        "issue_notice", issue_notice, required=("kind",), optional=("reason_code", "missing"), outputs=("notice_id",)
    ),
    operation("record_service", record_service, outputs=("served_at",)),
)
