"""Names in sight during an evaluation, and what that evaluation may still use."""

from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.feel.budgets import MAX_CALL_DEPTH, Budget, too_expensive
from engine.feel.values import admitted

HandedFunctions = Mapping[str, Callable[..., object]]

_SCALARS = frozenset({Decimal, str, bool, type(None)})


class Run:
    """One evaluation: mode, functions handed in, and the steps that are left."""

    __slots__ = ("admitted_values", "budget", "depth", "functions", "sibling_names", "steps", "strict")

    def __init__(self, functions: HandedFunctions, strict: bool, budget: Budget) -> None:
        self.functions = functions
        self.strict = strict
        self.budget = budget
        self.steps = budget.steps
        self.depth = 0
        self.admitted_values: dict[int, tuple[object, object]] | None = None
        self.sibling_names: set[str] | None = None

    def charge(self, steps: int) -> None:
        """Take steps; raises FeelBudgetError when none are left."""
        self.steps -= steps
        if self.steps < 0:
            raise too_expensive("计算步数", self.budget.steps)

    def charge_size(self, size: int) -> None:
        """Take steps for work on so many members or characters."""
        self.charge(1 + size // 4)

    def checked_list(self, members: list[object]) -> list[object]:
        """The list itself, if it is not too long."""
        if len(members) > self.budget.list_length:
            raise too_expensive("列表长度", self.budget.list_length)
        return members

    def checked_text(self, text: str) -> str:
        """The text itself, if it is not too long."""
        if len(text) > self.budget.string_length:
            raise too_expensive("文字长度", self.budget.string_length)
        return text

    def enter(self, levels: int) -> None:
        """Go into a function whose tree has so many levels; `leave` must follow."""
        self.depth += levels
        if self.depth > MAX_CALL_DEPTH:
            self.depth -= levels
            raise too_expensive("函数调用层数", MAX_CALL_DEPTH)

    def leave(self, levels: int) -> None:
        """Come back from a function."""
        self.depth -= levels

    def admit(self, value: object) -> object:
        """The FEEL value of something the caller handed in; each list and context is converted once."""
        kind = type(value)
        if kind in _SCALARS:
            return value
        if kind is not dict and kind is not list and (kind is int or not isinstance(value, tuple | Mapping | list)):
            return admitted(value)
        if self.admitted_values is None:
            self.admitted_values = {}
        known = self.admitted_values.get(id(value))
        if known is None:
            known = self.admitted_values[id(value)] = (value, admitted(value))
        return known[1]


class Scope:
    """Some names; what is not found here is looked for in the parent.

    The values of the outermost scope are the caller's own, not yet FEEL values; so are those of a scope that says so.
    """

    __slots__ = ("is_foreign", "names", "parent", "run")

    def __init__(
        self, names: Mapping[str, object], parent: "Scope | None", run: Run, *, is_foreign: bool = False
    ) -> None:
        self.names = names
        self.parent = parent
        self.run = run
        self.is_foreign = is_foreign or parent is None


MISSING = object()


def find(scope: Scope, name: str) -> tuple[object, bool]:
    """The value of a name, innermost scope first, and whether it is the caller's own and not yet a FEEL value.

    MISSING if nobody declared it.
    """
    here: Scope | None = scope
    while here is not None:
        value = here.names.get(name, MISSING)
        if value is not MISSING:
            return value, here.is_foreign
        here = here.parent
    return MISSING, False


def look_up(scope: Scope, name: str) -> object:
    """The FEEL value of a name, MISSING if nobody declared it."""
    value, is_foreign = find(scope, name)
    return scope.run.admit(value) if is_foreign else value
