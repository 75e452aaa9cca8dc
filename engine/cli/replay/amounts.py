"""The numbers behind an award, asked of the tables of the case's own bundle: nothing here states a rate or a limit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from engine.bpmn.bundle import Bundle
from engine.bpmn.decisions import evaluate_decision
from engine.cli.replay.observed import Amounts
from engine.feel import from_json
from engine.services.case_facts import case_facts
from engine.services.policy_values import thawed
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes, relief
from engine.store.tables.cases import CaseRow

MAIN_PROCESS: Final = "relief_case"


def amounts_of(work: UnitOfWork, case: CaseRow, bundle: Bundle) -> Amounts:
    """What the tables say about the money of a case, from the results that were recorded for it."""
    facts = case_facts(work, case)
    policy = {name: thawed(result) for name, result in case.policy.items()}
    rates: Mapping[str, Any] = policy.get("award_rates") or {}
    standard_fen = int(facts["standard_fen"])
    total_fen = sum(row.amount_fen for row in relief.awards_of(work.session, case.id))
    asked = _Asked(bundle, {"case": facts, "policy": policy})
    cap_fen = _fen(standard_fen * rates["cap_x"]) if rates else None
    raw_fen = _fen(policy["award_amount"]["raw_fen"]) if "award_amount" in policy else None
    return Amounts(
        standard_fen=standard_fen,
        tier_ceiling_fen=_tier_ceiling(work, case, rates, standard_fen),
        raw_fen=raw_fen,
        recommended_fen=None if raw_fen is None else asked.recommended_fen(),
        cap_fen=cap_fen,
        township_ceiling_fen=None if cap_fen is None else asked.township_ceiling_fen(cap_fen),
        authority_by_amount=asked.authority(total_fen) if total_fen else None,
        is_first_payment_only=policy.get("payment_split", {}).get("split") == "first_only",
        uplift=_uplift(policy),
    )


class _Asked:
    """The tables of a bundle, asked with the facts of one case."""

    def __init__(self, bundle: Bundle, scope: Mapping[str, Any]) -> None:
        self._bundle, self._scope = bundle, {name: from_json(value) for name, value in scope.items()}

    def recommended_fen(self) -> int:
        """The recommended amount, rounded and capped as the table says."""
        return _fen(evaluate_decision(self._bundle, "recommended_amount", self._scope).result["recommended_fen"])

    def authority(self, amount_fen: int) -> str:
        """Who decides an amount when the township's cash suffices and the case is not taken to a conference."""
        asked = {"amount_fen": Decimal(amount_fen), "one_case": False, "float_ok": True}
        return str(evaluate_decision(self._bundle, "approval_authority", self._scope | asked).result["authority"])

    def township_ceiling_fen(self, up_to_fen: int) -> int:
        """The largest amount that the table leaves to the township, found by halving."""
        low, high = 0, up_to_fen + 1
        while high - low > 1:
            middle = (low + high) // 2
            if self.authority(middle) == "township":
                low = middle
            else:
                high = middle
        return low


def _tier_ceiling(work: UnitOfWork, case: CaseRow, rates: Mapping[str, Any], standard_fen: int) -> int | None:
    """The ceiling of the tier that the handler has chosen."""
    main = next(one for one in processes.instances_of(work.session, case.id) if one.process_id == MAIN_PROCESS)
    tier = main.facts.get("tier", {}).get("value")
    return _fen(standard_fen * rates[f"tier_{tier.lower()}"]) if tier and rates else None


def _uplift(policy: Mapping[str, Any]) -> str | None:
    factor = policy.get("uplift_factor", {}).get("factor")
    return None if factor is None else str(factor)


def _fen(value: Any) -> int:
    """A whole amount; a fraction of a fen is rounded half up, as awards are."""
    return int(Decimal(value).quantize(Decimal(1), rounding="ROUND_HALF_UP"))
