"""What can be told of an expression when only some names are known."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.feel import Constant, FeelError, compile_expression, possible_outcomes, possible_values, to_json
from engine.feel.known_values import MAX_OUTCOMES


@pytest.mark.parametrize(
    ("text", "known", "values"),
    [
        ('"granted"', {}, ("granted",)),
        ("x", {"x": None}, (None,)),
        ("x", {}, None),
        ('x = "a"', {"x": "a"}, (True,)),
        ("x = null", {"x": None}, (True,)),
        ('x in ("a", "b")', {"x": "c"}, (False,)),
        ("x + 1", {"x": 2}, (3,)),
        ("x / 2", {"x": 1}, None),
        ("x > 1", {"x": None}, None),
        ('x = "a" and y', {"x": "b"}, (False,)),
        ('y and x = "a"', {"x": "b"}, (False,)),
        ('x = "a" and y', {"x": "a"}, None),
        ('x = "a" or y', {"x": "a"}, (True,)),
        ('if y then "a" else x', {"x": "b"}, ("a", "b")),
        ('if y then "a" else "a"', {}, ("a",)),
        ('if y then "a" else z', {}, None),
        ('if x then "a" else z', {"x": True}, ("a",)),
        ('if x then z else "a"', {"x": False}, ("a",)),
        ('if y then 1 else if z then true else "1"', {}, (1, True, "1")),
        ("x.decision", {}, None),
        ("[1, 2][item > x]", {"x": 1}, None),
        ("count([1, 2])", {}, (2,)),
        ('deadline("x")', {}, None),
        ("today()", {}, None),
        ("[x]", {"x": 1}, None),
        ("x = ", {"x": 1}, None),
    ],
)
def test_only_what_is_sure_is_told(
    text: str, known: Mapping[str, Constant], values: tuple[Constant, ...] | None
) -> None:
    assert possible_values(text, known) == values


@pytest.mark.parametrize(
    ("text", "known", "outcomes"),
    [
        ('x = "a"; y = x', {}, [{"x": "a", "y": "a"}]),
        ("x = y", {"x": "a"}, [{}]),
        ("x = null", {"x": "a", "z": 1}, [{"x": None, "z": 1}]),
        ('x = if u then "a" else "b"; y = x', {}, [{"x": "a", "y": "a"}, {"x": "b", "y": "b"}]),
        ("x = ", {"x": "a", "y": "b"}, [{}]),
    ],
)
def test_later_assignments_see_earlier_ones(
    text: str, known: Mapping[str, Constant], outcomes: list[dict[str, Constant]]
) -> None:
    assert possible_outcomes(text, known) == outcomes


def test_too_many_outcomes_are_unknown() -> None:
    text = "; ".join(f"v{number} = if u{number} then 1 else 2" for number in range(20))

    assert len(possible_outcomes(text, {})) <= MAX_OUTCOMES


NAMES = st.sampled_from(["x", "y", "z"])
VALUES = st.sampled_from(["a", "b", 1, True, False, None])
LITERALS = st.sampled_from(['"a"', '"b"', "1", "true", "false", "null"])
TEXTS = st.recursive(
    NAMES | LITERALS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(["=", "!=", "and", "or"]), inner),
        st.builds("(if {} then {} else {})".format, inner, inner, inner),
    ),
    max_leaves=6,
)


@given(text=TEXTS, values=st.fixed_dictionaries({"x": VALUES, "y": VALUES, "z": VALUES}), known=st.sets(NAMES))
def test_the_real_value_is_among_the_possible_ones(text: str, values: dict[str, Constant], known: set[str]) -> None:
    possible = possible_values(text, {name: values[name] for name in known})
    try:
        value = compile_expression(text).evaluate(values, strict=True)
    except FeelError:
        return

    assert possible is None or json.dumps(to_json(value)) in map(json.dumps, possible)
