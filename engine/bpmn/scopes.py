"""The names an expression may use: process variables, `case` and `policy`, kept apart and never merged."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

Context = Callable[[], Mapping[str, object]]

CASE: Final = "case"
POLICY: Final = "policy"
NO_NAMES: Final[Mapping[str, object]] = {}
NO_CONTEXTS: Final[Mapping[str, Context]] = {}
_MISSING: Final = object()


class ProcessScope(Mapping[str, object]):
    """Values by name, read when asked for; the evaluator turns them into FEEL values.

    A name of `contexts` (`case`, `policy`) cannot be hidden by anything; `own` names hide process variables (the
    inputs of one decision); a declared variable that has no value yet reads as null; any other name is missing
    (flows.md 1.1).
    """

    def __init__(
        self,
        variables: Mapping[str, object],
        declared: frozenset[str],
        contexts: Mapping[str, Context] = NO_CONTEXTS,
        own: Mapping[str, object] = NO_NAMES,
    ) -> None:
        self._variables, self._declared, self._contexts, self._own = variables, declared, contexts, own

    def __getitem__(self, name: str) -> object:
        value = self.get(name, _MISSING)
        if value is _MISSING:
            raise KeyError(name)
        return value

    def get(self, name: str, default: object = None) -> object:
        """The value of a name, `default` when nobody declared it."""
        if name in self._contexts:
            return self._contexts[name]()
        if name in self._own:
            return self._own[name]
        if name in self._variables:
            return self._variables[name]
        return None if name in self._declared else default

    def __iter__(self) -> Iterator[str]:
        yield from self._names()

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> dict[str, None]:
        return dict.fromkeys([*self._contexts, *self._own, *self._variables, *self._declared])
