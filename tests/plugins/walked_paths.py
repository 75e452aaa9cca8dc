"""Walks through a diagram until every way of it has been taken, saved and restored at each wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

from drawn_processes import MONDAY, RecordingHost, SavedProcess
from generated_answers import Answers

from engine.bpmn.bundle import Bundle
from engine.bpmn.host import OperationCall
from engine.domain.case_codes import Category, Cause
from engine.services import forms
from engine.services.operation_registry import OPERATIONS

ROOT = Path(__file__).parents[2]
BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MOST_WALKS, MOST_STEPS, MOST_TRIES = 1500, 60, 30
AMOUNTS = (70_000, 350_000, 600_000, 900_000)  # below 4, twice between 4 and 10, above 10 times the standard below
PAPER = "00000000-0000-7000-8000-000000000000"
INPUTS: dict[str, tuple[object, ...]] = {
    "scope_means": ("waived", "required"),
    "scope_survey": ("waived", "required"),
    "scope_review": ("waived", "if_disputed", "required"),
    "purpose": ("award", "refusal"),
    "referral_kind": ("service", "information"),
    "target": ("relief_foundation", "legal_aid"),
    "programme": ("dibao", "tekun"),
    "linked_reference": (None, "A-1"),
}


def obligations_of(process_id: str) -> list[str]:
    """What must be taken at least once: each flow out of a gateway, each boundary event, each end event."""
    process = ElementTree.parse(ROOT / "processes" / f"{process_id}.bpmn").getroot().find(f"{BPMN}process")  # noqa: S314 - our own file
    assert process is not None
    gateways = {one.get("id") for one in process if one.tag.endswith("Gateway")}
    flows = [
        f"{one.get('sourceRef')} -> {one.get('targetRef')}"
        for one in process.iter(f"{BPMN}sequenceFlow")
        if one.get("sourceRef") in gateways
    ]
    events = [str(one.get("id")) for one in process if one.tag in {f"{BPMN}boundaryEvent", f"{BPMN}endEvent"}]
    return flows + events


@dataclass
class ClockedHost(RecordingHost):
    """A host whose every clock falls due three days after the start, and whose operations answer by chance."""

    draw: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - choices of a test, no secret

    def deadline(self, key: str) -> datetime | None:
        return MONDAY + timedelta(days=3)

    def deadline_warning(self, key: str) -> datetime | None:
        return MONDAY + timedelta(days=2)

    def operate(self, call: OperationCall) -> Mapping[str, object]:
        self.calls.append(call)
        plain: dict[str, object] = dict.fromkeys(sorted(OPERATIONS[call.operation].signature.outputs), "x")
        return {name: self._output(call.operation, name, value) for name, value in plain.items()}

    def _output(self, operation: str, name: str, value: object) -> object:
        moment = (self.now + timedelta(days=self.draw.choice((-20, 20)))).isoformat()
        choices: dict[str, tuple[object, ...]] = {
            "sufficient": (True, False),
            "same_cause": (True, False),
            "same_year": (True, False),
            "same_county": (True, False),
            "payment_ids": (["p1"], ["p1", "p2"]),
            "status": ("planned", "planned", "cancelled"),
            "method": ("cash", "bank", "in_kind"),
            "no": (None, 1, 2),
            "needs_precheck": (True, False),
            "precheck_opens_at": (moment,),
            "pay_from": (moment,),
            "visit_from": (moment,),
            "outcome": ("paid", "partly_terminated", "nothing_to_pay"),
            "balance_fen": (0, 100),
        }
        return self.draw.choice(choices[name]) if name in choices else value


@dataclass
class Walk:
    """One way through one process, by a seed."""

    bundle: Bundle
    process_id: str
    draw: Random
    visited: list[str] = field(default_factory=list)
    finished: bool = False
    _likely: float = 0.0

    def go(self) -> Walk:
        """Walk until the process ends, or wait for ever at a step too many."""
        self._likely = self.draw.choice((0.0, 0.4, 0.8))
        host = ClockedHost(facts=self._facts(), draw=self.draw)
        inputs = {name: self.draw.choice(INPUTS.get(name, ("x",))) for name in self.bundle.inputs_of(self.process_id)}
        process = SavedProcess.start(self.bundle, self.process_id, host, **inputs)
        for _ in range(MOST_STEPS):
            if process.snapshot.finished:
                break
            self._step(process)
        self.visited = [
            f"{visit.kind.value} {visit.element_id}" for visit in host.visits if visit.process_id == self.process_id
        ]
        self.finished = process.snapshot.finished
        return self

    def taken(self, obligations: list[str]) -> set[str]:
        """Those of the obligations that this walk has met."""
        found = {line.removeprefix("completed ") for line in self.visited if line.startswith("completed ")}
        for one in obligations:
            source, _, target = one.partition(" -> ")
            if target and f"completed {source}" in self.visited and f"reached {target}" in self.visited:
                at = self.visited.index(f"completed {source}")
                if self._leads(source, target, at):
                    found.add(one)
        return found

    def _leads(self, source: str, target: str, at: int) -> bool:
        """Whether the target was reached right after the gateway, at any of its passes."""
        return any(
            line == f"completed {source}" and f"reached {target}" in self.visited[index : index + 4]
            for index, line in enumerate(self.visited)
            if index >= at
        )

    def _step(self, process: SavedProcess) -> None:
        host, snapshot = process.host, process.snapshot
        ways = [*snapshot.open_tasks * 4, *snapshot.waits, *snapshot.timers]
        assert ways, f"nothing to wait for after {host.trail()[-6:]}"
        way = self.draw.choice(ways)
        if way in snapshot.timers:
            host.now = max(host.now, way.due_at)
            process.step(lambda live: live.fire_due())
        elif way in snapshot.waits:
            process.step(lambda live: live.deliver(way.message, self._filled(process, way.element_id, {})))
        else:
            kept = self._filled(process, way.element_id, process.data(way.element_id))
            process.complete(way.element_id, **kept)
        process.step(lambda live: live.fire_due())

    def _filled(self, process: SavedProcess, element_id: str, data: Mapping[str, Any]) -> dict[str, Any]:
        """An answer that the form accepts; what of it enters the process."""
        form, host = self.bundle.form_of(element_id) or {}, process.host
        answers = Answers(self.draw, host.now, AMOUNTS, PAPER, self._likely)
        scope = {**dict.fromkeys(self.bundle.declared_names), **data, "case": host.facts, "policy": host.results}
        for _ in range(MOST_TRIES):
            try:
                return forms.kept(form, forms.checked(form, answers.to(form), scope, host.now))
            except forms.InvalidInputError:
                continue
        raise AssertionError(f"no valid answer found for {element_id}")

    def _facts(self) -> dict[str, object]:
        cause, category = self.draw.choice(list(Cause)), self.draw.choice((None, *Category))
        return {
            "cause": cause.value,
            "cause_sudden": cause.is_sudden,
            "category": category.value if category else None,
            "category_confirmed": self.draw.random() < 0.5,
            "category_listed": category is not None and category.is_listed,
            "over_capacity": self.draw.random() < 0.7,
            "needs_immediate": self.draw.random() < 0.5,
            "persons": 2,
            "standard_fen": 80_000,
            "requested_fen": 70_000,
            "policy_date": date(2026, 9, 21),
            "opinion": self.draw.random() < 0.7,
            "track": self.draw.choice(("urgent", "expenditure")),
            "local": self.draw.choice((True, False, None)),
            "linked_programme": self.draw.choice((None, "dibao")),
            "check_authorised": self.draw.random() < 0.5,
            "division": "500101018",
            "county_code": "500101",
        }


def walked(bundle: Bundle, process_id: str) -> tuple[set[str], list[Walk], int]:
    """Everything taken by walks from seed 0 on until nothing is owed; the walks that ended; how many there were."""
    owed, taken, ended = set(obligations_of(process_id)), set[str](), list[Walk]()
    for seed in range(MOST_WALKS):
        walk = Walk(bundle, process_id, Random(f"{process_id} {seed}")).go()  # noqa: S311 - choices of a test
        taken |= walk.taken(sorted(owed))
        ended += [walk] if walk.finished else []
        if owed <= taken:
            break
    return taken, ended, seed + 1
