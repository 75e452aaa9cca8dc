"""Whether money can be reached without an approval: ways through a bundle, in and out of called processes."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from engine.bpmn.diagram import CONTAINER_KINDS, Element, Process, SequenceFlow
from engine.bpmn.draft import Draft
from engine.bpmn.outcome_variables import NOTHING_KNOWN, Outcomes, World, outcome_variables

Blocks = Callable[[Element], bool]

MAX_STATES = 5_000
"""Nodes of one search, each counted once for every world in which it is reached."""

MAX_CALL_DEPTH = 40
"""Calls inside calls that are followed with what is known of variables."""


class Step(NamedTuple):
    """A node on a way; `left` is the search through the process that it called, where that has been left again."""

    element: Element
    left: "_Left | None"

    @property
    def inside(self) -> "Way":
        """The way through the called process, from start to end."""
        return () if self.left is None else _steps(self.left.walk, self.left.walk.exits[self.left.given])


Way = tuple[Step, ...]
_Key = tuple[str, World]


class TooManyStatesError(Exception):
    """The search would take too long."""


class _State(NamedTuple):
    """A path that has come to a node; `aside` is the container in which it left a node that went on as well."""

    node: str
    world: World
    aside: str | None


class _Move(NamedTuple):
    """How a state was reached: from which one, and through which call as it was left."""

    before: _State | None
    left: "_Left | None" = None


@dataclass(eq=False)
class _Meeting:
    """What has come to a join so far: the arrows, and what all paths know."""

    world: World
    aside: str | None
    arrows: set[str] = field(default_factory=set)


@dataclass(eq=False)
class _Walk:
    """One search through one process from one world."""

    process: Process
    moves: dict[_State, _Move] = field(default_factory=dict)
    first: dict[str, _State] = field(default_factory=dict)
    meetings: dict[str, _Meeting] = field(default_factory=dict)
    exits: dict[World, _State] = field(default_factory=dict)
    calls: "list[tuple[_State, _Key]]" = field(default_factory=list)
    is_done: bool = False


class _Left(NamedTuple):
    """A called process and the world in which it was left."""

    walk: _Walk
    given: World


def unstopped(draft: Draft, stops: Blocks, targets: Iterable[Element]) -> dict[Element, Way]:
    """The targets that a case can reach past every node that stops it, each with one way there.

    First every arrow counts as one that can be taken; only if that finds a way, arrows whose condition cannot hold
    after what scripts have assigned are left out. A search that takes too long keeps the first answer.
    """
    found = Ways(draft, stops).to(targets)
    if not found:
        return found
    try:
        return Ways(draft, stops, Outcomes(draft, outcome_variables(draft))).to(list(found))
    except TooManyStatesError:
        return found


class Ways:
    """Where a case can get to when some nodes stop it.

    A node that stops can still be left over its rim: an event on the rim fires before the node is done. What a
    non-interrupting event begins does not end its process: the node itself goes on. A parallel join is passed only
    when every arrow into it can be reached. What repeats may run no time at all. Calls of a process that calls itself
    are not entered.

    With `outcomes` the constants that scripts assign are followed; TooManyStatesError is raised beyond MAX_STATES.
    """

    def __init__(self, draft: Draft, stops: Blocks, outcomes: Outcomes | None = None) -> None:
        self._draft, self._stops = draft, stops
        self._is_bounded = outcomes is not None
        self._outcomes = Outcomes(draft) if outcomes is None else outcomes
        self._walks: dict[_Key, _Walk] = {}
        self._states, self._depth = 0, 0
        if not self._is_bounded:  # called processes first: a call finds its answer, however many stand in a row
            for process in draft.called_first:
                self._walk(process, NOTHING_KNOWN)

    def to(self, targets: Iterable[Element]) -> dict[Element, Way]:
        """The targets that can be reached from a process that nobody calls, each with one way there."""
        entered = self._entered()
        found: dict[Element, Way] = {}
        for target in targets:
            for walk, way in entered.items():
                state = walk.first.get(target.element_id)
                if walk.process.process_id == target.process_id and state is not None:
                    found[target] = (*_way(entered, way), *_steps(walk, state))
                    break
        return found

    def _entered(self) -> "dict[_Walk, _Entry | None]":
        """The searches that belong to a case, from processes that nobody calls downwards, each with who called."""
        roots = [one for one in self._draft.processes if one.process_id not in self._draft.callers]
        entered: dict[_Walk, _Entry | None] = {
            self._walk(process, self._outcomes.at_start(process)): None for process in roots
        }
        pending = deque(entered)
        while pending:
            walk = pending.popleft()
            for state, key in walk.calls:
                called = self._walks[key]
                if called not in entered:
                    entered[called] = _Entry(walk, state)
                    pending.append(called)
        return entered

    def _walk(self, process: Process, world: World) -> _Walk:
        """What can be reached from the start of a process in this world."""
        key = (process.process_id, world)
        if key in self._walks:
            return self._walks[key]
        if self._is_bounded and self._depth > MAX_CALL_DEPTH:
            raise TooManyStatesError
        walk = self._walks[key] = _Walk(process)
        self._depth += 1
        pending = deque(_Arrival(_State(one.element_id, world, None)) for one in process.start_events(key[0]))
        while pending:
            arrival = pending.popleft()
            element = process.by_id.get(arrival.state.node)
            state = arrival.state if element is None else _met(walk, element, arrival)
            if element is None or state is None or state in walk.moves:
                continue
            self._count()
            walk.moves[state] = arrival.move
            walk.first.setdefault(state.node, state)
            pending.extend(self._behind(walk, element, state))
        self._depth -= 1
        walk.is_done = True
        return walk

    def _count(self) -> None:
        self._states += 1
        if self._is_bounded and self._states > MAX_STATES:
            raise TooManyStatesError

    def _behind(self, walk: _Walk, element: Element, state: _State) -> "Iterator[_Arrival]":
        """Where the path goes on from a node, over its rim and when it is done."""
        for rim in walk.process.boundary_events(state.node):
            aside = state.aside if rim.is_interrupting else element.container_id
            yield _Arrival(_State(rim.element_id, state.world, aside), _Move(state))
        called = self._draft.called_process(element) if element.kind == "callActivity" else None
        if called is not None:
            yield from self._through(walk, element, called, state)
        if (called is None and not self._stops(element)) or element.repetition is not None:
            for world in self._outcomes.after(element, state.world):
                yield from self._onward(walk, element, state._replace(world=world), _Move(state))

    def _through(self, walk: _Walk, call: Element, called: Process, state: _State) -> "Iterator[_Arrival]":
        world = self._outcomes.at_call(call, called, state.world)
        key = (called.process_id, world)
        walk.calls.append((state, key))
        inner = self._walk(called, world) if self._is_bounded else self._walks.get(key)
        if self._is_bounded and inner is not None and not inner.is_done:
            raise TooManyStatesError
        if inner is None or not inner.is_done or call.repetition is not None:
            return
        for given in inner.exits:
            world = self._outcomes.after_call(call, called, state.world, given)
            yield from self._onward(walk, call, state._replace(world=world), _Move(state, _Left(inner, given)))

    def _onward(self, walk: _Walk, element: Element, state: _State, move: _Move) -> "Iterator[_Arrival]":
        """The arrivals at the nodes behind one that is done."""
        process = walk.process
        inner = process.start_events(element.element_id) if element.kind in CONTAINER_KINDS else []
        yield from (_Arrival(state._replace(node=start.element_id), move) for start in inner)
        flows: tuple[SequenceFlow, ...] = ()
        if element.kind == "endEvent":
            ended = _ended(element, state)
            if ended is not None and element.container_id in process.by_id:
                state, flows = ended, process.by_id[element.container_id].outgoing
            elif ended is not None:
                walk.exits.setdefault(self._outcomes.given_back(process, ended.world), state)
        elif not inner or element.repetition is not None:
            flows = self._outcomes.taken(element, state.world)
        yield from (_Arrival(state._replace(node=flow.target), move, flow.flow_id) for flow in flows)


class _Entry(NamedTuple):
    """From where a process was called."""

    walk: _Walk
    state: _State


class _Arrival(NamedTuple):
    """A path that comes to a node, and over which arrow."""

    state: _State
    move: _Move = _Move(None)
    arrow: str | None = None


def _met(walk: _Walk, element: Element, arrival: _Arrival) -> _State | None:
    """The path behind a join, where it may be passed by now; of anything else the path as it came.

    At a join every path brings its own data: only what all of them agree on is known.
    """
    state = arrival.state
    if element.kind not in ("parallelGateway", "inclusiveGateway") or len(element.incoming) < 2:
        return state
    meeting = walk.meetings.setdefault(state.node, _Meeting(state.world, state.aside))
    meeting.world &= state.world
    meeting.aside = state.aside if meeting.aside is not None else None
    meeting.arrows.add(arrival.arrow or "")
    if element.kind == "parallelGateway" and any(flow.flow_id not in meeting.arrows for flow in element.incoming):
        return None
    return _State(state.node, meeting.world, meeting.aside)


def _ended(end: Element, state: _State) -> _State | None:
    """What goes on from an end: nothing where what it left goes on as well, unless the end is that of everything."""
    if any(event.kind == "terminate" for event in end.events):
        return state if state.aside is None else _State(state.node, NOTHING_KNOWN, None)
    return state if state.aside != end.container_id else None


# -- ways as people read them ---------------------------------------------------------------------------------------


def _way(entered: "dict[_Walk, _Entry | None]", entry: "_Entry | None") -> Way:
    """The way from the first process to a call, all calls in between included."""
    parts: list[Way] = []
    while entry is not None:
        parts.append(_steps(entry.walk, entry.state))
        entry = entered[entry.walk]
    return tuple(step for part in reversed(parts) for step in part)


def _steps(walk: _Walk, state: _State) -> Way:
    """The way from the start of a process to a state."""
    steps: list[Step] = []
    here: _State | None = state
    left: _Left | None = None
    while here is not None:
        steps.append(Step(walk.process.by_id[here.node], left))
        here, left = walk.moves[here]
    return tuple(reversed(steps))
