"""Functions that a model defines: boxed functions and business knowledge models."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.bpmn.dmn.item_types import MISFIT, Type, fitted
from engine.feel import FeelTypeError
from engine.feel.compiling import Code
from engine.feel.functions import Function
from engine.feel.scopes import Run, Scope

LEVELS = 12
"""What a call counts towards the depth that FEEL allows."""

COST = 5
"""Steps of one call beside those of its body."""

Parameters = tuple[tuple[str, Type | None], ...]


def checked(value: object, wanted: Type | None, what: str, run: Run) -> object:
    """The value in its type; where it does not fit null, in strict mode FeelTypeError."""
    result = fitted(value, wanted, run)
    if result is not MISFIT:
        return result
    if run.strict:
        kind = wanted.name if wanted is not None else ""
        raise FeelTypeError(f"“{what}”的值不属于类型 {kind}", fix="请检查取值或类型定义")
    return None


class ModelFunction(Function):
    """A function with named, typed parameters; what it does with them is left to its kinds."""

    def __init__(self, name: str, parameters: Parameters, result: Type | None) -> None:
        self.name, self.parameters, self.result = name, parameters, result

    def invoke(self, arguments: Sequence[object], run: Run) -> object:
        """The result; null for a wrong number of arguments or types that do not fit."""
        if len(arguments) != len(self.parameters):
            return self._refused(run)
        names = (name for name, _ in self.parameters)
        return self.invoke_named(dict(zip(names, arguments, strict=True)), run)

    def invoke_named(self, arguments: dict[str, object], run: Run) -> object:
        """The result; null where names or types do not fit."""
        if arguments.keys() != {name for name, _ in self.parameters}:
            return self._refused(run)
        values: dict[str, object] = {}
        for name, wanted in self.parameters:
            values[name] = fitted(arguments[name], wanted, run)
            if values[name] is MISFIT:
                return checked(arguments[name], wanted, name, run)
        run.charge(COST)
        run.enter(LEVELS)
        try:
            return checked(self.carried_out(values, run), self.result, self.name, run)
        finally:
            run.leave(LEVELS)

    def carried_out(self, arguments: dict[str, object], run: Run) -> object:
        """The result for arguments that fit."""
        raise NotImplementedError

    def accepts(self, count: int) -> bool:
        """Whether it has so many parameters."""
        return count == len(self.parameters)

    def _refused(self, run: Run) -> object:
        if run.strict:
            raise FeelTypeError(f"调用“{self.name}”的参数不符", fix="请检查参数的个数和名称")
        return None


@dataclass(frozen=True, slots=True)
class Signature:
    """What stands outside a function: its name, parameters and result type."""

    name: str
    parameters: Parameters
    result: Type | None


class BoxedFunction(ModelFunction):
    """A function with a boxed body, which sees the scope it was defined in."""

    def __init__(self, signature: Signature, body: Code, scope: Scope) -> None:
        super().__init__(signature.name, signature.parameters, signature.result)
        self._body, self._scope = body, scope

    def carried_out(self, arguments: dict[str, object], run: Run) -> object:
        """The value of the body."""
        return self._body(Scope(arguments, self._scope, run))
