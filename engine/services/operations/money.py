"""Operations that decide money: the standby fund and the award (policy, sections 5 and 12)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from engine.bpmn.host import OperationCall
from engine.domain.roles import UnitKind
from engine.errors import FieldError, InvalidInputError
from engine.feel import from_json
from engine.services import audit, award_guards
from engine.services.instance_facts import fact, stated_by, withdraw
from engine.services.operations.operation import Operation, OperationRefusedError, operation
from engine.store import relief
from engine.store.tables.relief import AwardRow

if TYPE_CHECKING:
    from engine.services.steps import Step

AUTHORITY_RANKS: Final = {"township": 1, "county": 2, "county_mechanism": 3}
APPROVAL_AUTHORITY: Final = "approval_authority"
AWARD_RATES: Final = "award_rates"
FIRST_PAYMENT: Final = "relief_first"
TOPUP: Final = "topup"
MECHANISM: Final = "county_mechanism"
PROPOSAL: Final = "proposed_fen"
BUILDING: Final = "building"


class AwardAboveAuthorityError(OperationRefusedError):
    """The amount needs a higher authority than the one that decided."""

    code = "award_above_authority"


class AwardAboveCeilingError(OperationRefusedError):
    """The amount is above the ceiling of the small-fast tier or of the case."""

    code = "award_above_ceiling"


class MinutesMissingError(OperationRefusedError):
    """A decision above the tables needs the signed minutes of the coordination mechanism (source text 2g)."""

    code = "minutes_missing"


class StagesDoNotAddUpError(OperationRefusedError):
    """The stages of a plan are not the award."""

    code = "stages_do_not_add_up"


class BuildingAwardError(OperationRefusedError):
    """Relief is for living while a housing problem is solved, never for the building (source text 4d)."""

    code = "award_for_building"


class OnePersonAwardError(OperationRefusedError):
    """The same person proposed and decided, or no person decided at all."""

    code = "separation_of_duties"


def check_standby_fund(step: Step, call: OperationCall) -> dict[str, Any]:
    """Whether the township's cash suffices; always true when nothing is to be paid in cash. Reserves nothing."""
    return {"sufficient": _float_suffices(step, int(call.inputs["amount_fen"] or 0))}


def register_award(step: Step, call: OperationCall) -> dict[str, Any]:
    """The award that a person has decided, with its lines in cash, bank transfer and goods."""
    existing = step.relief.award_of_task(call.task_id)
    if existing is not None:
        return {"award_id": str(existing.id)}
    kind, level = str(call.inputs["kind"]), str(call.inputs.get("level") or _level_of_decider(step))
    amount_fen = _whole_amount(call.inputs.get("amount_fen"))
    _refuse_one_person(step)
    award_guards.refuse_duplicate(step, amount_fen)
    award_guards.refuse_above_limits(step, amount_fen)
    goods = fact(step.instance, "in_kind_lines") or []
    _refuse_building([*(call.inputs.get("plan") or ()), *goods])
    if level == MECHANISM:
        _require_minutes(call)
    else:
        _refuse_above_authority(step, kind, amount_fen, level)
        _refuse_above_ceiling(step, call, kind, amount_fen)
    in_kind_value_fen = int(fact(step.instance, "in_kind_value_fen") or 0) if goods else 0
    award = AwardRow(
        id=step.work.new_id(),
        county_code=step.case.county_code,
        case_id=step.case.id,
        task_id=call.task_id,
        kind=kind,
        level=level,
        amount_fen=amount_fen,
        in_kind_value_fen=in_kind_value_fen,
        lines=_lines(amount_fen, _method(step), goods, in_kind_value_fen, _stages(call, amount_fen)),
        proposed_by=stated_by(step.instance, PROPOSAL) or "",
        decided_by=step.work.actor,
        decided_at=step.now,
    )
    step.relief.add_award(award)
    step.case.decided_at = step.now
    withdraw(step.instance, PROPOSAL, "method", "in_kind_lines", "in_kind_value_fen")
    audit.record(
        step.work,
        "award_registered",
        case=step.case,
        object_id=award.id,
        detail={"kind": kind, "level": level, "amount_fen": amount_fen, "in_kind_value_fen": in_kind_value_fen},
    )
    return {"award_id": str(award.id)}


def _method(step: Step) -> str:
    return str(fact(step.instance, "method") or "cash")


def _level_of_decider(step: Step) -> str:
    """The authority of who decides, where the diagram does not name it."""
    person = step.work.require_person()
    return "county" if any(grant.unit_kind is UnitKind.COUNTY for grant in person.grants) else "township"


def _require_minutes(call: OperationCall) -> None:
    if not call.inputs.get("minutes_id"):
        raise MinutesMissingError("an award of the coordination mechanism rests on signed minutes")


def _stages(call: OperationCall, amount_fen: int) -> list[dict[str, Any]]:
    """The stages of the plan by number and day; their sum is the award (flows 3.4)."""
    stages = [dict(stage) for stage in call.inputs.get("plan") or ()]
    if stages and sum(stage["amount_fen"] for stage in stages) != amount_fen:
        raise StagesDoNotAddUpError("the stages do not add up to the award")
    return sorted(stages, key=lambda stage: stage["no"])


def _lines(
    amount_fen: int, method: str, goods: list[Any], in_kind_value_fen: int, stages: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Goods first: they are what a family in an emergency needs in the first hour."""
    lines: list[dict[str, Any]] = []
    if goods and in_kind_value_fen:
        lines.append({"method": "in_kind", "amount_fen": in_kind_value_fen, "goods": goods})
    if amount_fen:
        lines.append({"method": method, "amount_fen": amount_fen, "goods": None, "stages": stages})
    return lines


def _refuse_building(lines: list[dict[str, Any]]) -> None:
    if any(line.get("purpose") == BUILDING for line in lines):
        raise BuildingAwardError("building costs are referred to the housing programme")


def _whole_amount(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise InvalidInputError([FieldError("approved_fen", "同意救助的，请填写大于 0 的救助金额")])
    return value


def _refuse_one_person(step: Step) -> None:
    proposed_by = stated_by(step.instance, PROPOSAL)
    if step.work.person is None or proposed_by in (None, step.work.actor):
        raise OnePersonAwardError("an award needs a proposer and another person who decides")


def _refuse_above_authority(step: Step, kind: str, amount_fen: int, level: str) -> None:
    """A first payment is decided on its own amount, a top-up on what the case is given in all (policy D3)."""
    decided_on = amount_fen + (step.relief.awarded_fen if kind == TOPUP else 0)
    needed = str(
        _decided(
            step,
            APPROVAL_AUTHORITY,
            {
                "amount_fen": decided_on,
                "one_case": False,
                "float_ok": level != "township" or _float_suffices(step, amount_fen),
            },
        )["authority"]
    )
    if AUTHORITY_RANKS[needed] > AUTHORITY_RANKS.get(level, 0):
        raise AwardAboveAuthorityError(f"{amount_fen} fen needs {needed}, decided by {level}")


def _refuse_above_ceiling(step: Step, call: OperationCall, kind: str, amount_fen: int) -> None:
    rates = _decided(step, AWARD_RATES, {})
    standard_fen = Decimal(step.case_facts()["standard_fen"])
    ceiling = standard_fen * rates["cap_x"]
    tier = fact(step.instance, "tier")
    if kind == FIRST_PAYMENT and call.variables.get("small_fast") is True and tier:
        ceiling = min(ceiling, standard_fen * rates[f"tier_{tier.lower()}"])
    if step.relief.awarded_fen + amount_fen > ceiling:
        raise AwardAboveCeilingError(f"{amount_fen} fen is above the ceiling of {ceiling} fen")


def _decided(step: Step, decision_id: str, inputs: dict[str, Any]) -> dict[str, Any]:
    scope = {**inputs, "case": step.case_facts(), "policy": step.policy()}
    result = (
        step.bundle.decision(decision_id).decide({name: from_json(value) for name, value in scope.items()}, {}).result
    )
    return dict(result) if isinstance(result, dict) else {}


def _float_suffices(step: Step, amount_fen: int) -> bool:
    if _method(step) != "cash" or amount_fen == 0:
        return True
    return relief.balance_of(step.work.session, step.case.town_code) >= amount_fen


OPERATIONS: Final[tuple[Operation, ...]] = (
    operation("check_standby_fund", check_standby_fund, required=("amount_fen",), outputs=("sufficient",)),
    operation(
        "register_award",
        register_award,
        required=("kind", "amount_fen"),
        optional=("level", "plan", "minutes_id"),
        outputs=("award_id",),
        kind="approval",
    ),
)
