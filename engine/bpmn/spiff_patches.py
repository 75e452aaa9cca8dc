"""Changes to SpiffWorkflow itself that no subclass can make; applied once, when this module is imported.

Each has a test that fails when the library changes under it (tests/processes/test_runtime_library.py).
"""

import inspect
import logging
from collections.abc import Callable
from typing import Any, Final

from SpiffWorkflow.bpmn.util.task import BpmnTaskIterator
from SpiffWorkflow.util.task import TaskIterator

TREE_DEPTH: Final = 1_000_000
"""How deep the library looks into a tree; our own guard stops a process long before (`process.MAX_DEPTH`)."""


def _look_deeper(iterator: Any) -> None:  # SpiffWorkflow has no types
    """At 1000 levels the library stops looking, does not see the ready task and calls the process completed."""
    initialiser: Callable[..., None] = iterator.__init__
    defaulted = [
        parameter
        for parameter in inspect.signature(initialiser).parameters.values()
        if parameter.default is not inspect.Parameter.empty
    ]
    initialiser.__defaults__ = tuple(
        TREE_DEPTH if parameter.name == "max_depth" else parameter.default for parameter in defaulted
    )


def _keep_silent() -> None:
    """The library gathers task data for every log record it might write; they are slow and must not be logged."""
    for name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
        logging.getLogger(name).setLevel(logging.WARNING)


for _iterator in (TaskIterator, BpmnTaskIterator):
    _look_deeper(_iterator)
_keep_silent()
