"""What data a process has where branches meet: every branch brings what it changed, and nothing else.

The library lays whole branches over each other: a branch that ends late brings back old values, lists are cut to the
length of the other's, and contexts keep members that were taken away (spiffworkflow.md 3.10).
"""

from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.util.task import TaskState


def joined_data(task: Any) -> dict[str, Any]:
    """The data of a join that goes on: those where its branches parted, and each branch's changes in order of arrival.

    Where two branches changed the same variable, the one that arrived last wins.
    """
    arrivals = sorted(_arrivals(task), key=lambda one: one.last_state_change)
    ends = [arrival.parent for arrival in (*arrivals, task)]
    before = _parting(ends).data
    joined = dict(before)
    for end in ends:
        joined.update({key: value for key, value in end.data.items() if key not in before or before[key] != value})
        for key in before.keys() - end.data.keys():
            joined.pop(key, None)
    return joined


def _arrivals(task: Any) -> Iterator[Any]:
    """The other tasks of this join that were reached in this round; those of earlier rounds of a loop are over."""
    earlier = next((one for one in _ancestors(task) if one.task_spec is task.task_spec), None)
    for other in task.workflow.tasks.values():
        if other is not task and other.task_spec is task.task_spec and other.state & TaskState.FINISHED_MASK:
            above = list(_ancestors(other))
            if task not in above and (earlier is None or earlier in above):
                yield other


def _ancestors(task: Any) -> Iterator[Any]:
    parent = task.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def _parting(ends: list[Any]) -> Any:
    """The task that all of these go back to; a single one is its own."""
    shared = [ends[0], *_ancestors(ends[0])]
    for end in ends[1:]:
        line = {one.id for one in (end, *_ancestors(end))}
        shared = [one for one in shared if one.id in line]
    return shared[0]
