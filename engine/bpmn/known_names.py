"""Which names an expression of a diagram, table or form may use, and what is known of their members."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engine.feel.value_types import ANY, ValueType, context_of

# flows.md 1.1: the read-only facts of the case that flows, tables and forms rest on.
CASE_FACTS = frozenset(
    [
        "cause",
        "cause_sudden",
        "category",
        "category_confirmed",
        "category_listed",
        "over_capacity",
        "needs_immediate",
        "persons",
        "standard_fen",
        "requested_fen",
        "policy_date",
        "opinion",
        "track",
        "local",
        "linked_programme",
        "check_authorised",
        "division",
        "county_code",
    ]
)

# The engine's own functions and the number of their arguments; the first argument is a deadline key.
ENGINE_FUNCTIONS: Mapping[str, int] = {"deadline": 1, "deadline_warning": 1}

# Decisions that the engine itself evaluates, and what it hands in (flows.md 4.16).
DEADLINE_DECISION = "deadline_limits"
ENGINE_DECISIONS: Mapping[str, frozenset[str]] = {
    DEADLINE_DECISION: frozenset({"key", "track", "small_fast", "instalment_no"})
}

# Names that stand for whole scopes or for FEEL's own words; neither variables nor elements may take them.
SCOPE_NAMES = frozenset({"case", "policy", "input"})
FEEL_WORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "not",
        "between",
        "instance",
        "of",
        "true",
        "false",
        "null",
        "function",
        "external",
    ]
)


_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")


def is_plain_name(name: str) -> bool:
    """Whether a name can be an element's id, a variable or a field: plain letters, and no word of FEEL or scope."""
    return _PLAIN_NAME.match(name) is not None and name not in FEEL_WORDS | SCOPE_NAMES


@dataclass(frozen=True, slots=True)
class Shape:
    """What may be read behind a name; `members` of None means that nothing is known and everything is allowed."""

    members: "Mapping[str, Shape] | None" = None
    own_type: ValueType = ANY

    @property
    def value_type(self) -> ValueType:
        """The type of the value, with those of its members."""
        if self.members is None:
            return self.own_type
        return context_of({name: shape.value_type for name, shape in self.members.items()})


ANYTHING = Shape()


def shape_of(names: Iterable[str] | None) -> Shape:
    """A context with these members, or anything at all for None."""
    return ANYTHING if names is None else Shape(dict.fromkeys(sorted(names), ANYTHING))


def shape_of_types(types: Mapping[str, ValueType]) -> Shape:
    """A context with members of these types."""
    return Shape({name: Shape(None, one) for name, one in sorted(types.items())})


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that one expression may use; `functions` are those among them that may hold functions."""

    names: Mapping[str, Shape]
    functions: frozenset[str] = frozenset()

    def unknown_part(self, path: tuple[str, ...]) -> int | None:
        """The place of the first part of a dotted name that does not exist, None where all is known."""
        members: Mapping[str, Shape] | None = self.names
        for index, part in enumerate(path):
            if members is None:
                return None
            if part not in members:
                return index
            members = members[part].members
        return None

    def with_names(self, more: Mapping[str, Shape]) -> "Scope":
        """This scope and further names, which hide older ones of the same spelling."""
        return Scope({**self.names, **more}, self.functions - more.keys())

    def with_free_names(self, names: Iterable[str]) -> "Scope":
        """This scope and further names of which nothing more is known."""
        return self.with_names(dict.fromkeys(names, ANYTHING))

    def with_anything(self, names: Iterable[str]) -> "Scope":
        """This scope and further names of which nothing is known, not even whether they hold functions."""
        more = frozenset(names)
        return Scope({**self.names, **dict.fromkeys(sorted(more), ANYTHING)}, self.functions | more)

    def with_types(self, types: Mapping[str, ValueType]) -> "Scope":
        """This scope and further names of these types."""
        return self.with_names({name: Shape(None, one) for name, one in types.items()})

    @property
    def types(self) -> dict[str, ValueType]:
        """The types of the names, as far as they are known."""
        return {name: shape.value_type for name, shape in self.names.items()}

    @property
    def unusual(self) -> frozenset[str]:
        """The names that are no plain words, which the FEEL reader must be told."""
        return frozenset(name for name in self.names if name and not name.isidentifier())
