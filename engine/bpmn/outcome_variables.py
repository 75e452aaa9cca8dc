"""What is surely known of process variables on a way through a bundle: the constants that scripts assign.

Only what nothing else can change is followed: variables that scripts of one path assign. Answers of people, results
of operations, facts of the case and results of decisions are never known.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from engine.bpmn.diagram import Element, Process, SequenceFlow
from engine.bpmn.draft import Draft
from engine.bpmn.feel_texts import script_targets
from engine.bpmn.parallel_regions import beside_the_main_path, runs_on_one_path
from engine.feel import (
    BUILT_IN,
    Constant,
    FeelError,
    compile_assignments,
    compile_expression,
    possible_outcomes,
    possible_values,
)

World = frozenset[tuple[str, str]]
"""The known variables, name and value as JSON; a name that is missing may have any value."""

NOTHING_KNOWN: World = frozenset()
CHOOSING = ("exclusiveGateway", "inclusiveGateway")
_Followed = Mapping[str, frozenset[str]]


class Outcomes:
    """What becomes of a world at the nodes of a bundle; without followed variables nothing is ever known."""

    def __init__(self, draft: Draft, followed: _Followed | None = None) -> None:
        self._draft = draft
        self._followed: _Followed = {} if followed is None else followed

    def at_start(self, process: Process) -> World:
        """When a process that nobody calls begins: what it is handed is unknown, everything else is null."""
        return _world(dict.fromkeys(self._names(process) - {*process.input_names}))

    def at_call(self, call: Element, called: Process, world: World) -> World:
        """When a called process begins: its inputs from properties or variables of the same name, the rest null."""
        known = _known(self._after_passes(call, world) if call.repetition else world)
        begun: dict[str, Constant] = {}
        for name in self._names(called):
            values: tuple[Constant, ...] | None = (None,)
            if name in called.input_names:
                values = possible_values(call.inputs.get(name, name), known)
            if values is not None and len(values) == 1:
                begun[name] = values[0]
        return _world(begun)

    def given_back(self, called: Process, world: World) -> World:
        """What a process tells the one that called it."""
        return frozenset(one for one in world if one[0] in called.output_names)

    def after_call(self, call: Element, called: Process, world: World, given: World) -> World:
        """When a called process has ended and given back what is known of its outputs."""
        followed = self._followed.get(call.process_id, frozenset())
        kept = (one for one in world if one[0] not in called.output_names)
        return frozenset((*kept, *(one for one in given if one[0] in followed)))

    def after(self, element: Element, world: World) -> Iterable[World]:
        """When any other node is done; one that repeats may have run no time or often."""
        if element.repetition is not None:
            return (self._after_passes(element, world),)
        if element.kind == "scriptTask" and element.script is not None:
            return _after_script(element.script, world, self._followed.get(element.process_id, frozenset()))
        return (world,)

    def taken(self, element: Element, world: World) -> tuple[SequenceFlow, ...]:
        """The arrows that can be followed: all but those whose condition surely does not hold."""
        if element.kind not in CHOOSING or len(element.outgoing) < 2 or not world:
            return element.outgoing
        default = element.default_flow
        values = {
            flow.flow_id: _values(flow.condition, world)
            for flow in element.outgoing
            if flow.condition is not None and flow.flow_id != default
        }
        if any(one == (True,) for one in values.values()):
            values[default or ""] = (False,)
        return tuple(flow for flow in element.outgoing if values.get(flow.flow_id) != (False,))

    def _names(self, process: Process) -> frozenset[str]:
        return self._followed.get(process.process_id, frozenset())

    def _after_passes(self, element: Element, world: World) -> World:
        """Before or after any pass of a node that repeats, whose own names hide variables."""
        loop = element.repetition
        own = (loop.item, loop.output_item, loop.output_collection) if loop else ()
        changed = {*own, *_assigned(self._draft, element)}
        return frozenset(one for one in world if one[0] not in changed)


@lru_cache(maxsize=4096)
def _values(text: str, world: World) -> tuple[Constant, ...] | None:
    return possible_values(text, _known(world))


@lru_cache(maxsize=4096)
def _after_script(text: str, world: World, followed: frozenset[str]) -> tuple[World, ...]:
    outcomes = (_world(outcome) for outcome in possible_outcomes(text, _known(world)))
    return tuple({frozenset(one for one in outcome if one[0] in followed) for outcome in outcomes})


def _known(world: World) -> dict[str, Constant]:
    return {name: json.loads(value) for name, value in world}


def _world(known: Mapping[str, Constant]) -> World:
    return frozenset((name, json.dumps(value)) for name, value in known.items())


# -- which variables are followed -----------------------------------------------------------------------------------


def outcome_variables(draft: Draft) -> dict[str, frozenset[str]]:
    """By process id the variables that conditions rest on, directly or through scripts and calls, and scripts set."""
    needed = _needed(draft)
    elements = {element.element_id for element in draft.elements}
    followed = {}
    for process in draft.processes:
        variables = {*process.input_names, *process.output_names}
        variables |= {name for element in process.elements for name in _assigned(draft, element)}
        if runs_on_one_path(process) and not variables & BUILT_IN.keys():
            names = {name for name in variables if (process.process_id, name) in needed} - elements
            followed[process.process_id] = frozenset(names - _changed_elsewhere(draft, process))
    return followed


def _changed_elsewhere(draft: Draft, process: Process) -> set[str]:
    """What is assigned inside embedded subprocesses or beside the main path: other paths bring it back at a join."""
    aside = beside_the_main_path(process)
    return {
        name
        for element in process.elements
        if element.container_id != process.process_id or element.element_id in aside
        for name in _assigned(draft, element)
    }


def _assigned(draft: Draft, element: Element) -> tuple[str, ...]:
    called = draft.called_process(element) if element.kind == "callActivity" else None
    return called.output_names if called is not None else script_targets(element)


def _needed(draft: Draft) -> set[tuple[str, str]]:
    """Process ids and names that some condition rests on."""
    sources = _Sources(draft)
    pending = [
        (process.process_id, name)
        for process in draft.processes
        for flow in process.flows
        if flow.condition is not None
        for name in _names_in(flow.condition)
    ]
    needed: set[tuple[str, str]] = set()
    while pending:
        one = pending.pop()
        if one not in needed:
            needed.add(one)
            pending.extend(sources.of(*one))
    return needed


class _Sources:
    """From which other variables the value of a variable comes."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._setting: dict[tuple[str, str], list[Element]] = {}
        for element in draft.of_kind("scriptTask", "callActivity"):
            for name in _assigned(draft, element):
                self._setting.setdefault((element.process_id, name), []).append(element)

    def of(self, process_id: str, name: str) -> Iterator[tuple[str, str]]:
        for element in self._setting.get((process_id, name), ()):
            if element.kind == "callActivity":
                yield element.calls or "", name
            else:
                yield from ((process_id, other) for other in _names_read(element.script or ""))
        process = self._draft.process_by_id.get(process_id)
        if process is not None and name in process.input_names:
            for call in self._draft.callers.get(process_id, ()):
                yield from ((call.process_id, other) for other in _names_in(call.inputs.get(name, name)))


def _names_in(text: str) -> Iterator[str]:
    try:
        yield from (reference.path[0] for reference in compile_expression(text).references)
    except FeelError:
        return


def _names_read(script: str) -> Iterator[str]:
    try:
        yield from (reference.path[0] for reference in compile_assignments(script).references)
    except FeelError:
        return
