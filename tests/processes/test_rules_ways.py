"""Ways to money that conditions exclude are no findings, and no way that exists is missed."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.bpmn.approval_paths import MAX_STATES, Ways, unstopped
from engine.bpmn.diagram import Element
from tests.processes.samples.small_diagrams import Arrow, Drawing, Node, draft_of, drawn
from tests.processes.samples.token_game import Game


def is_approval(element: Element) -> bool:
    return element.element_id.startswith("approve")


def payments(*drawings: Drawing) -> set[str]:
    """The payments that are found to be reachable without an approval."""
    draft = draft_of(drawings)
    targets = [element for element in draft.elements if element.element_id.startswith("pay")]
    return {target.element_id for target in unstopped(draft, is_approval, targets)}


def played(*drawings: Drawing) -> set[str]:
    """The payments that the token game reaches without an approval."""
    game = Game({drawing.process_id: drawing for drawing in drawings})
    game.play(drawings[0].process_id)
    return game.paid


def script(node_id: str, text: str) -> Node:
    return Node(node_id, "script", text)


def call(process_id: str, **inputs: str) -> Node:
    return Node(f"call_{process_id}", "call", process_id, tuple(inputs.items()))


DECIDE = drawn(
    "decide",
    """
    s2 > ask2 > if2
    if2 > approve > grant > if3 if ask2.answer = "yes"
    if2 > refuse > if3
    if3 > e2
    """,
    script("grant", 'outcome = "granted"'),
    script("refuse", 'outcome = "refused"'),
    outputs="outcome",
)


def deciding(condition: str, before: str = "", after: str = "") -> Drawing:
    """Pays only if the outcome of a called decision fulfils the condition."""
    return drawn(
        "case",
        f"""
        s1 > before > call_decide > after > if1
        if1 > pay > e1 if {condition}
        if1 > e3
        """,
        call("decide"),
        script("before", before or "a = 1"),
        script("after", after or "b = 1"),
    )


GRANTED = 'outcome = "granted"'
COPY = 'kind = if outcome = "granted" then "g" else "r"'


@pytest.mark.parametrize(
    ("case", "found"),
    [
        pytest.param(deciding(GRANTED), False, id="only a granted outcome pays"),
        pytest.param(deciding('outcome != "refused"'), False, id="every outcome but a refusal pays"),
        pytest.param(deciding('outcome = "refused"'), True, id="a refusal pays"),
        pytest.param(deciding('outcome = "withdrawn"'), False, id="no outcome pays"),
        pytest.param(deciding(f"{GRANTED} or case.local"), True, id="a fact pays too"),
        pytest.param(deciding(f"{GRANTED} and b = 1"), False, id="a granted outcome and more pay"),
        pytest.param(deciding(GRANTED, before=GRANTED), False, id="set before"),
        pytest.param(deciding(GRANTED, after=GRANTED), True, id="set after"),
        pytest.param(deciding('kind = "g"', after=COPY), False, id="copied"),
        pytest.param(deciding('kind = "g"', after="kind = case.cause"), True, id="unknown"),
    ],
)
def test_a_payment_depends_on_the_outcome_of_a_call(case: Drawing, found: bool) -> None:
    assert payments(case, DECIDE) == ({"pay"} if found else set())


def test_the_default_is_not_taken_where_another_condition_surely_holds() -> None:
    case = drawn(
        "case",
        """
        s1 > call_decide > if1
        if1 > e1 if outcome = "refused"
        if1 > pay > e3
        """,
        call("decide"),
    )

    assert payments(case, DECIDE) == set()
    assert played(case, DECIDE) == set()


def test_what_a_called_process_is_told_counts_inside_it() -> None:
    payer = drawn(
        "payer",
        """
        s2 > if2
        if2 > pay > e2 if purpose = "now"
        if2 > e3
        """,
        inputs="purpose",
    )
    told = drawn("case", "s1 > plan > call_payer > e1", script("plan", 'x = "later"'), call("payer", purpose="x"))
    by_name = drawn("case", "s1 > plan > call_payer > e1", script("plan", 'purpose = "now"'), call("payer"))
    by_nobody = drawn("case", "s1 > call_payer > e1", call("payer", purpose="case.cause"))

    assert payments(told, payer) == set()
    assert payments(by_name, payer) == {"pay"}
    assert payments(by_nobody, payer) == {"pay"}


def test_calls_that_repeat_tell_nothing() -> None:
    refusing = drawn("decide", "s2 > refuse > e2", script("refuse", 'outcome = "refused"'), outputs="outcome")
    text = """
        s1 > hope > call_decide > if1
        if1 > pay > e1 if outcome = "granted"
        if1 > e3
    """
    hope = script("hope", 'outcome = "granted"')

    assert payments(drawn("case", text, hope, call("decide")), refusing) == set()
    assert payments(drawn("case", text, hope, Node("call_decide", "call", "decide", repeated=True)), refusing) == {
        "pay"
    }


def test_a_reminder_does_not_end_the_process_that_waits_for_approval() -> None:
    approving = drawn(
        "approving",
        """
        s2 > approve > e2
        late > e3
        """,
        Node("late", "rim_beside", "approve"),
    )
    case = drawn("case", "s1 > call_approving > pay > e1", call("approving"))
    ending = Drawing("approving", (*approving.nodes[:-1], Node("late", "rim", "approve")), approving.arrows)

    assert payments(case, approving) == set()
    assert payments(case, ending) == {"pay"}


def test_an_end_of_everything_behind_a_reminder_ends_the_process() -> None:
    approving = drawn(
        "approving",
        """
        s2 > approve > e2
        late > over
        """,
        Node("late", "rim_beside", "approve"),
        Node("over", "stop_all"),
    )
    case = drawn("case", "s1 > call_approving > pay > e1", call("approving"))

    assert payments(case, approving) == {"pay"}


SPLIT = """
    s1 > and1 > left > and2
    and1 > right > and2
    and2 > if1
    if1 > pay > e1 if outcome = "granted"
    if1 > e2
"""


@pytest.mark.parametrize(
    ("left", "right", "found"),
    [
        pytest.param('outcome = "refused"', "b = 1", False, id="one branch refuses"),
        pytest.param('outcome = "refused"', 'outcome = "granted"', True, id="whoever comes last"),
        pytest.param('outcome = "granted"', "b = 1", True, id="one branch grants"),
    ],
)
def test_branches_bring_what_they_changed(left: str, right: str, found: bool) -> None:
    case = drawn("case", SPLIT, script("left", left), script("right", right))

    assert (played(case) == {"pay"}) is found
    assert found <= (payments(case) == {"pay"})


def test_an_outcome_from_before_a_split_is_known_behind_its_join() -> None:
    text = SPLIT.replace("s1 > and1", "s1 > decide > and1")
    others = script("left", "a = 1"), script("right", "b = 1")

    assert payments(drawn("case", text, script("decide", 'outcome = "refused"'), *others)) == set()
    assert payments(drawn("case", text, script("decide", 'outcome = "granted"'), *others)) == {"pay"}


def test_paths_that_never_join_bring_their_outcomes_to_the_end() -> None:
    parted = drawn(
        "parted",
        """
        s2 > and1 > first > e2
        and1 > second > e3
        """,
        script("first", "x = 1"),
        script("second", "y = 1"),
        outputs="x y",
    )
    case = drawn(
        "case",
        """
        s1 > call_parted > if1
        if1 > pay > e1 if x = 1 and y = 1
        if1 > e4
        """,
        call("parted"),
    )

    assert played(case, parted) == {"pay"}
    assert payments(case, parted) == {"pay"}


def test_too_many_outcomes_count_as_none() -> None:
    count = 14  # more than two to the power of it are states
    scripts = [script(f"x{n}", f'v{n} = if ask.answer = "{n}" then "a" else "b"') for n in range(count)]
    checks = " and ".join(f'v{n} = "c"' for n in range(count))
    way = " > ".join(f"x{n}" for n in range(count))
    case = drawn(
        "case",
        f"""
        s1 > {way} > if1
        if1 > pay > e1 if {checks}
        if1 > e2
        """,
        *scripts,
    )

    assert 2**count > MAX_STATES
    assert payments(case) == {"pay"}


# -- random diagrams ------------------------------------------------------------------------------------------------

VALUES = ('"a"', '"b"', "null", "x", "y")
KINDS = ("script",) * 4 + ("choice",) * 4 + ("approve", "block")
TAME, WILD = 0.9, 0.5


class Draughtsman:
    """Draws processes of a few nodes, whose arrows mostly lead forwards, by a seed.

    The first one pays if a condition holds; it may call the second, and that one the third.
    """

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 (diagrams, not secrets)
        self.order = self.random.choice([TAME, WILD])

    def bundle(self) -> tuple[Drawing, ...]:
        lowest = self.process("r", None)
        middle = self.process("q", lowest)
        return self.process("p", middle), middle, lowest

    def process(self, name: str, called: Drawing | None) -> Drawing:
        kinds = self.random.choices(KINDS + (("call",) * 3 if called else ()), k=self.random.randint(2, 6))
        nodes, arrows = [Node(f"start{name}", "start"), Node(f"ask{name}", "ask"), Node(f"end{name}", "end")], []
        line = [(f"{kind}{name}{number}", kind) for number, kind in enumerate(kinds)]
        ends = ["gate" if name == "p" else "endq" if name == "q" else "endr"]
        self.ids = [node_id for node_id, _ in line] + ends
        arrows += [Arrow(f"start{name}", f"ask{name}"), Arrow(f"ask{name}", self.ids[0])]
        for here, (node_id, kind) in enumerate(line):
            more_nodes, more_arrows = self.part(name, node_id, kind, here + 1, called)
            nodes, arrows = [*nodes, *more_nodes], [*arrows, *more_arrows]
        if name == "p":
            nodes += [Node("gate", "choice"), Node("pay", "pay")]
            arrows += [Arrow("gate", "pay", self.condition(name)), Arrow("gate", "endp"), Arrow("pay", "endp")]
        for host in [node for node in nodes if node.kind in ("approve", "ask", "call")]:
            if self.random.random() < 0.25:
                rim = Node(f"rim{host.node_id}", self.random.choice(["rim", "rim_beside"]), host.node_id)
                aside = Node(f"aside{host.node_id}", "script", self.script(name))
                target = self.random.choice([f"end{name}", self.random.choice(self.ids)])
                nodes += [rim, aside]
                arrows += [Arrow(rim.node_id, aside.node_id), Arrow(aside.node_id, target)]
        given, returned = ((), ()) if name == "p" else (self.some("x", "y"), self.some("x", "y"))
        return Drawing(name, tuple(nodes), tuple(arrows), given, returned)

    def part(
        self, name: str, node_id: str, kind: str, following: int, called: Drawing | None
    ) -> tuple[list[Node], list[Arrow]]:
        """A node of the line with its arrows, or a split, two nodes and their join."""
        if kind == "block":
            sides = [Node(f"{node_id}{side}", "script", self.script(name)) for side in "ab"]
            fork, join = Node(node_id, "parallel"), Node(f"{node_id}j", "parallel")
            arrows = [Arrow(fork.node_id, side.node_id) for side in sides]
            arrows += [Arrow(side.node_id, self.forwards(following, join.node_id)) for side in sides]
            return [fork, join, *sides], [*arrows, Arrow(join.node_id, self.forwards(following))]
        if kind == "choice":
            targets = list(dict.fromkeys([self.forwards(following), self.random.choice(self.ids)]))
            conditions = [*(self.condition(name) for _ in targets[1:]), None]
            return [Node(node_id, kind)], [Arrow(node_id, *one) for one in zip(targets, conditions, strict=True)]
        if kind == "call" and called is not None:
            given = {variable: self.random.choice(VALUES) for variable in called.inputs if self.random.random() < 0.5}
            return [Node(node_id, kind, called.process_id, tuple(given.items()))], [
                Arrow(node_id, self.forwards(following))
            ]
        text = self.script(name) if kind == "script" else ""
        return [Node(node_id, kind, text)], [Arrow(node_id, self.forwards(following))]

    def forwards(self, following: int, usual: str | None = None) -> str:
        if self.random.random() < self.order:
            return usual or self.ids[following]
        return self.random.choice(self.ids[following : following + 3])

    def script(self, name: str) -> str:
        return "; ".join(self.assignment(name) for _ in range(self.random.randint(1, 2)))

    def assignment(self, name: str) -> str:
        value = self.random.choice(VALUES)
        if self.random.random() < 0.3:
            value = f"if {self.condition(name)} then {value} else {self.random.choice(VALUES)}"
        return f"{self.random.choice('xy')} = {value}"

    def condition(self, name: str) -> str:
        simple = f"{self.random.choice('xy')} {self.random.choice(['=', '!='])} {self.random.choice(VALUES)}"
        asked = f'ask{name}.answer = "yes"'
        both = f"{simple} {self.random.choice(['and', 'or'])} {asked}"
        return self.random.choice([simple, simple, simple, asked, both])

    def some(self, *names: str) -> tuple[str, ...]:
        return tuple(name for name in names if self.random.random() < 0.8)


def judged(seed: int) -> tuple[set[str], set[str], set[str]]:
    """The payments of random diagrams that can be played, those found, and those found without conditions."""
    drawings = Draughtsman(seed).bundle()
    draft = draft_of(drawings)
    targets = [element for element in draft.elements if element.element_id.startswith("pay")]
    found = {target.element_id for target in unstopped(draft, is_approval, targets)}
    by_arrows = {target.element_id for target in Ways(draft, is_approval).to(targets)}
    return played(*drawings), found, by_arrows


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_way_that_can_be_played_is_missed(seed: int) -> None:
    reached, found, by_arrows = judged(seed)

    assert reached <= found <= by_arrows


def test_conditions_exclude_ways_of_random_diagrams() -> None:
    verdicts = [judged(seed) for seed in range(60)]

    assert sum(by_arrows > found for _, found, by_arrows in verdicts) >= 5
    assert sum(bool(reached) for reached, _, _ in verdicts) >= 5
