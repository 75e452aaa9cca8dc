"""Every FEEL text of a bundle in one list, compiled, with its place, its use and the names it may use."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from engine.bpmn.diagram import Element
from engine.bpmn.findings import Place, Words
from engine.bpmn.known_names import Scope
from engine.feel import (
    Assignments,
    Expression,
    FeelError,
    UnaryTests,
    compile_assignments,
    compile_expression,
    compile_unary_tests,
)

Compiled = Expression | UnaryTests | Assignments


class Use(StrEnum):
    """What a text is written for."""

    CONDITION = "condition"
    TIMER = "timer"
    SCRIPT = "script"
    INPUT = "input"
    CARDINALITY = "cardinality"
    DECISION_INPUT = "decision_input"
    CELL = "cell"
    OUTPUT = "output"
    FORM = "form"


_COMPILERS: dict[Use, Callable[..., Compiled]] = {
    Use.SCRIPT: compile_assignments,
    Use.CELL: compile_unary_tests,
}


@dataclass(frozen=True, slots=True, eq=False)
class FeelText:
    """One text; `what` names it for people, `scope` holds the names that exist where it is evaluated.

    `tested` is the expression of the column that a cell stands in.
    """

    text: str
    use: Use
    place: Place
    what: Words
    scope: Scope
    tested: str = ""

    def compiled(self) -> Compiled | FeelError:
        """The compiled text, or why it cannot be compiled."""
        compile_text = _COMPILERS.get(self.use, compile_expression)
        try:
            return compile_text(self.text, names=self.scope.unusual)
        except FeelError as error:
            return error


def script_targets(element: Element) -> tuple[str, ...]:
    """The variables that a script task sets; none where its text cannot be read."""
    if element.kind != "scriptTask" or element.script is None:
        return ()
    try:
        return compile_assignments(element.script).targets
    except FeelError:
        return ()


def constant_text(text: str) -> str | None:
    """The string that a constant expression stands for, None for anything else."""
    try:
        expression = compile_expression(text)
        value = expression.evaluate({}) if expression.constant else None
    except FeelError:
        return None
    return value if isinstance(value, str) else None


def compiled_texts(texts: Iterable[FeelText]) -> Iterator[tuple[FeelText, Compiled]]:
    """The texts that can be compiled, each with its compiled form."""
    for text in texts:
        compiled = text.compiled()
        if not isinstance(compiled, FeelError):
            yield text, compiled
