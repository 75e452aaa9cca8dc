"""The reference for ways through small diagrams: every play with every answer of people, one step after the other."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations, product
from typing import NamedTuple

from engine.feel import FeelError, compile_assignments, compile_expression, from_json, to_json
from tests.processes.samples.small_diagrams import Arrow, Drawing

Data = frozenset[tuple[str, str]]
ANSWERS = ("yes", "no")
MOST_POSITIONS = 1_500
MOST_PARTINGS = 3


class Token(NamedTuple):
    """Where it is (`@` and an arrow: it waits at a join; `!` before a node: its rim has fired), and what it carries.

    `partings` are the splits behind it, each with the data of that moment.
    """

    at: str
    data: Data
    partings: tuple[tuple[str, Data], ...] = ()


Position = tuple[Token, ...]


@dataclass
class Game:
    """Plays a main process; `paid` are the payments that some play reaches although nobody ever approves.

    Plays that go on for long are given up, so something may be missing in `paid`, but nothing is wrong in it.
    """

    drawings: dict[str, Drawing]
    paid: set[str] = field(default_factory=set)
    results: dict[tuple[str, Data], set[Data]] = field(default_factory=dict)

    def play(self, process_id: str, data: Data = frozenset()) -> set[Data]:
        """The data with which the process can end, reduced to its outputs."""
        key = (process_id, data)
        if key not in self.results:
            self.results[key] = set()
            self.results[key] = self._ends(self.drawings[process_id], data)
        return self.results[key]

    def _ends(self, drawing: Drawing, data: Data) -> set[Data]:
        start = next(node for node in drawing.nodes if node.kind == "start")
        pending: list[Position] = [(Token(start.node_id, data),)]
        seen: set[Position] = set(pending)
        ends: set[Data] = set()
        while pending and len(seen) < MOST_POSITIONS:
            position = pending.pop()
            if all(token.at == "end" for token in position):
                ends |= {_outputs(drawing, joined) for joined in _joined(position)}
            for moved in self._moves(drawing, position):
                following = tuple(sorted(moved))
                if following not in seen and all(len(one.partings) <= MOST_PARTINGS for one in following):
                    seen.add(following)
                    pending.append(following)
        return ends

    def _moves(self, drawing: Drawing, position: Position) -> Iterator[Position]:
        for number, token in enumerate(position):
            others = position[:number] + position[number + 1 :]
            if token.at.startswith("@"):
                yield from _joinings(drawing, position, token)
            elif token.at != "end":
                for moved in self._steps(drawing, token):
                    yield (*others, *moved)
            if token.at in {node.node_id for node in drawing.nodes if node.kind == "stop_all"}:
                yield (Token("end", token.data),)

    def _steps(self, drawing: Drawing, token: Token) -> Iterator[Position]:
        """What becomes of one token."""
        node = drawing.node(token.at.removeprefix("!"))
        for rim in drawing.rims(token.at):
            if rim.kind == "rim":
                yield (token._replace(at=rim.node_id),)
            else:
                partings = (*token.partings, (rim.node_id, token.data))
                yield Token(f"!{token.at}", token.data, partings), Token(rim.node_id, token.data, partings)
        arrows = drawing.behind(node.node_id)
        if node.kind == "pay":
            self.paid.add(node.node_id)
        if node.kind in ("end", "stop_all"):
            yield (token._replace(at="end"),)
        elif node.kind == "choice":
            yield from (_along(drawing, token, (arrow,)) for arrow in _chosen(arrows, token.data))
        elif node.kind == "parallel" and len(arrows) > 1:
            parted = token._replace(partings=(*token.partings, (node.node_id, token.data)))
            yield _along(drawing, parted, tuple(arrows))
        elif node.kind != "approve":
            for data in self._done(drawing, node.node_id, token.data):
                yield _along(drawing, token._replace(data=data), tuple(arrows))

    def _done(self, drawing: Drawing, node_id: str, data: Data) -> Iterator[Data]:
        """The data behind a node, once for each way it can turn out."""
        node = drawing.node(node_id)
        if node.kind == "ask":
            yield from (_with(data, {node_id: {"answer": answer}}) for answer in ANSWERS)
        elif node.kind == "script":
            try:
                assigned = compile_assignments(node.text).evaluate(_scope(data), strict=True)
            except FeelError:
                return
            yield _with(data, {name: to_json(value) for name, value in assigned.items()})
        elif node.kind == "call":
            yield from self._called(self.drawings[node.text], dict(node.inputs), data)
        else:
            yield data

    def _called(self, called: Drawing, inputs: dict[str, str], data: Data) -> Iterator[Data]:
        try:
            begun = {
                name: to_json(compile_expression(inputs.get(name, name)).evaluate(_scope(data), strict=True))
                for name in called.inputs
            }
        except FeelError:
            return
        for given in self.play(called.process_id, _with(frozenset(), begun)):
            values = {name: json.loads(value) for name, value in given}
            yield _with(data, {name: values.get(name) for name in called.outputs})


def _along(drawing: Drawing, token: Token, arrows: tuple[Arrow, ...]) -> Position:
    return tuple(token._replace(at=_place_behind(drawing, arrow)) for arrow in arrows)


def _place_behind(drawing: Drawing, arrow: Arrow) -> str:
    is_join = drawing.node(arrow.target).kind == "parallel" and len(drawing.before(arrow.target)) > 1
    return f"@{arrow.arrow_id}" if is_join else arrow.target


def _chosen(arrows: list[Arrow], data: Data) -> Iterator[Arrow]:
    """The first arrow whose condition holds, or the default; nothing where a condition is neither true nor false."""
    for arrow in arrows:
        if arrow.condition is not None:
            try:
                holds = compile_expression(arrow.condition).evaluate(_scope(data), strict=True)
            except FeelError:
                return
            if not isinstance(holds, bool):
                return
            if holds:
                yield arrow
                return
    yield from (arrow for arrow in arrows if arrow.condition is None)


def _joinings(drawing: Drawing, position: Position, token: Token) -> Iterator[Position]:
    """A join that has a token at each of its arrows lets one through, with what each of them changed."""
    join = token.at.removeprefix("@").split("__")[1]
    waiting = [[one for one in position if one.at == f"@{arrow.arrow_id}"] for arrow in drawing.before(join)]
    for meeting in product(*waiting):
        if token is meeting[0]:
            left = list(position)
            for one in meeting:
                left.remove(one)
            shared = _shared(meeting)
            partings = shared if any(one.partings[: len(shared)] == shared for one in left) else shared[:-1]
            for data in _joined(meeting):
                yield (*left, Token(join, data, partings))


def _joined(tokens: Position) -> Iterator[Data]:
    """The data where paths come together, for every order in which they may have come."""
    shared = _shared(tokens)
    if len(tokens) == 1 or not shared:
        yield from {token.data for token in tokens} if len(tokens) == 1 else ()
        return
    before = dict(shared[-1][1])
    for order in permutations(tokens):
        joined = dict(before)
        for token in order:
            joined |= {name: value for name, value in token.data if before.get(name) != value}
        yield frozenset(joined.items())


def _shared(tokens: Position) -> tuple[tuple[str, Data], ...]:
    """The partings that lie behind all of them."""
    shared = []
    for parts in zip(*(token.partings for token in tokens), strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return tuple(shared)


class _Scope(dict[str, object]):
    """Variables that have no value yet are null."""

    def get(self, name: str, default: object = None) -> object:
        del default
        return dict.get(self, name)

    def __missing__(self, name: str) -> object:
        return None


def _scope(data: Data) -> _Scope:
    return _Scope({name: from_json(json.loads(value)) for name, value in data})


def _with(data: Data, changes: dict[str, object]) -> Data:
    return frozenset((dict(data) | {name: json.dumps(value) for name, value in changes.items()}).items())


def _outputs(drawing: Drawing, data: Data) -> Data:
    return frozenset(one for one in data if one[0] in drawing.outputs)
