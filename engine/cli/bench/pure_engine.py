"""The engine without services and database: what no step can be cheaper than."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.decisions import DecisionOutcome
from engine.bpmn.host import OperationCall, Visit
from engine.bpmn.process import Process, Snapshot
from engine.cli.bench.measuring import Length, Samples, medians_of
from engine.cli.bench.urgent_journey import MESSAGE, STAGES, Hands
from engine.cli.process import bundle_files
from engine.services.forms import kept
from engine.services.registration import MAIN_PROCESS

_PAYMENT: Final = "00000000-0000-7000-8000-000000000001"
_FACTS: Final[dict[str, Any]] = {
    "cause": "fire",
    "cause_sudden": True,
    "category": "none",
    "category_confirmed": False,
    "category_listed": False,
    "over_capacity": False,
    "needs_immediate": True,
    "persons": 3,
    "standard_fen": 77_000,
    "requested_fen": 70_000,
    "policy_date": "2026-03-10",
    "opinion": True,
    "track": "urgent",
    "local": True,
    "linked_programme": None,
    "check_authorised": False,
    "division": "500101018",
    "county_code": "500101",
}


@dataclass(slots=True)
class Canned:
    """A host that answers at once what a real case would have answered."""

    now: datetime
    _policy: dict[str, object] = field(default_factory=dict)

    def case_facts(self) -> Mapping[str, Any]:
        """The facts of one burnt house."""
        return _FACTS

    def policy(self) -> Mapping[str, object]:
        """The results so far."""
        return self._policy

    def decided(self, decision: DecisionOutcome) -> None:
        """Keep a result."""
        self._policy[decision.decision_id] = decision.result

    def operate(self, call: OperationCall) -> Mapping[str, object]:
        """What the operation would have answered."""
        moment = self.now.isoformat()
        answers: dict[str, dict[str, object]] = {
            "find_prior_cases": {"same_cause": False, "same_year": False, "same_county": False},
            "accept_case": {"accepted_at": moment},
            "open_referrals": {"referral_ids": []},
            "check_standby_fund": {"sufficient": True},
            "register_award": {"award_id": _PAYMENT},
            "plan_disbursement": {"payment_ids": [_PAYMENT]},
            "load_instalment": {
                "status": "planned",
                "method": "cash",
                "amount_fen": 70_000,
                "no": None,
                "needs_precheck": False,
                "precheck_opens_at": moment,
                "pay_from": moment,
            },
            "record_payment": {"paid": True},
            "summarise_disbursement": {"outcome": "paid", "paid_fen": 70_000},
            "file_paperwork": {"filed_at": moment},
            "arrange_followups": {"visit_ids": []},
            "publish_decision": {"notice_id": None},
            "close_case": {"end_state": "closed_completed"},
        }
        return answers.get(call.operation, {})

    def visited(self, visit: Visit) -> None:
        """Nothing to keep."""

    def deadline(self, _key: str) -> datetime | None:
        """Far enough away that nothing falls due."""
        return self.now + timedelta(days=3)

    def deadline_warning(self, _key: str) -> datetime | None:
        """A little earlier."""
        return self.now + timedelta(days=2)


@dataclass(frozen=True, slots=True)
class PureSteps:
    """Medians in milliseconds by element, and bytes of saved state."""

    in_memory: dict[str, float]
    restored: dict[str, float]
    state_bytes: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Step:
    """One completion to be repeated: what it starts from and what is filled in."""

    element_id: str
    before: bytes
    policy: dict[str, object]
    values: Mapping[str, object]

    def carry_out(self, bundle: Bundle, now: datetime) -> Snapshot:
        """Restore, complete and save."""
        process = Process.restore(bundle, MAIN_PROCESS, self.before, Canned(now, dict(self.policy)))
        process.complete(_task_at(process, self.element_id), self.values)
        return process.snapshot()


@dataclass(slots=True)
class Yardstick:
    """Restore + step + save, for every completion of one urgent case: what everything else is a multiple of.

    One round before each case that is measured: both see the same machine, with the same things in its caches.
    """

    bundle: Bundle
    now: datetime
    steps: list[_Step]
    samples: dict[str, Samples] = field(default_factory=dict)

    @classmethod
    def prepared(cls, now: datetime) -> "Yardstick":
        """A yardstick whose first round is not its slowest."""
        bundle = load_bundle(bundle_files())
        ready = cls(bundle, now, _one_case(bundle, now, {})[0])
        ready.round()
        ready.samples.clear()
        return ready

    def round(self) -> None:
        """One more sample of each completion, in the order of a case."""
        for step in self.steps:
            with self.samples.setdefault(step.element_id, Samples()).one():
                step.carry_out(self.bundle, self.now)

    @property
    def length(self) -> Length:
        """What a completion takes on the yardstick."""
        return Length.of(self.samples)


def measure(now: datetime, rounds: int) -> PureSteps:
    """Every completion of one urgent case: in memory, and restored from its saved state and saved again."""
    yardstick = Yardstick.prepared(now)
    sizes = _one_case(yardstick.bundle, now, {})[1]
    in_memory: dict[str, Samples] = {}
    for _ in range(rounds):
        _one_case(yardstick.bundle, now, in_memory)
        yardstick.round()
    return PureSteps(medians_of(in_memory), medians_of(yardstick.samples), sizes)


def _one_case(bundle: Bundle, now: datetime, in_memory: dict[str, Samples]) -> tuple[list[_Step], dict[str, int]]:
    """One whole case on a live object: what each completion started from, and the bytes of state after it."""
    host = Canned(now)
    process = Process.start(bundle, MAIN_PROCESS, {}, host)
    steps, sizes = [], {"registered": len(process.snapshot().state)}
    for stage in STAGES:
        data = stage.data(Hands(now=now.isoformat(), document=_PAYMENT, colleague="colleague"))
        if stage.element_id.startswith(MESSAGE):
            process.deliver(stage.element_id.removeprefix(MESSAGE), data)
            continue
        values = kept(bundle.form_of(stage.element_id) or {}, data)
        steps.append(_Step(stage.element_id, process.snapshot().state, dict(host.policy()), values))
        task_id = _task_at(process, stage.element_id)
        with in_memory.setdefault(stage.element_id, Samples()).one():
            process.complete(task_id, values)
        sizes[stage.element_id] = len(process.snapshot().state)
    return steps, sizes


def _task_at(process: Process, element_id: str) -> UUID:
    return next(task.task_id for task in process.waiting().open_tasks if task.element_id == element_id)
