"""Where the library asks for something written in a diagram to be evaluated, FEEL answers and Python never runs.

The library reaches an expression in two ways: through the script engine, with the task at hand, and in three places
straight through the engine's environment, with bare data. Both are replaced here.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from SpiffWorkflow.bpmn.script_engine.python_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.bpmn.journey import journey_of
from engine.bpmn.scopes import ProcessScope
from engine.feel import compile_expression, to_json


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates with nothing but the data handed in; assignments and services have no meaning here."""

    def evaluate(self, expression: str, context: Mapping[str, object], external_context: object = None) -> object:
        """The value as it may stand in process data."""
        del external_context  # data objects of BPMN are not used
        return to_json(compile_expression(expression).evaluate(ProcessScope(context, frozenset()), strict=True))

    def execute(self, script: str, context: object, external_context: object = None) -> NoReturn:
        """Never reached: script tasks go through the engine."""
        raise NotImplementedError

    def call_service(self, context: object, **kwargs: object) -> NoReturn:
        """Never reached: service tasks go through the engine."""
        raise NotImplementedError


class FeelScriptEngine(PythonScriptEngine):
    """Evaluates with the scopes of the task at hand; keeps nothing, so one serves all processes and threads."""

    def __init__(self) -> None:
        super().__init__(environment=FeelEnvironment())

    def validate(self, expression: str) -> None:
        """Whether the text is FEEL (the library would ask whether it is Python)."""
        compile_expression(expression)

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> object:
        """The value as it may stand in process data."""
        del external_context
        return journey_of(task).value(task, expression)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        """Carry out a list of assignments, all or none of them."""
        del external_context
        journey_of(task).assign(task, script)
        return True

    def call_service(self, task: Any, **kwargs: object) -> None:
        """Carry out the operation of a service task; the library's own version fails while it reports a failure."""
        del kwargs
        journey_of(task).operate(task)


FEEL_ENGINE = FeelScriptEngine()
