"""Money: every way to a payment leads through an approval, and the approver is not the person who proposed.

A way that passed one approval counts for every payment behind it: that each award is paid once, and nothing else, is
kept by the operations themselves.
"""

from collections.abc import Iterator
from itertools import islice

from engine.bpmn.approval_paths import Ways
from engine.bpmn.diagram import Element
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.operations import OperationKind

MAX_SHOWN = 12
MAX_GROUPS = 200  # each costs a walk through the bundle; a task beyond them does not count as an approval


def payments_follow_an_approval(draft: Draft) -> Iterator[Fault]:
    """Every way to a payment operation passes the approval of a second person, over all calls (security.md, M1)."""
    payments = _with_operation(draft, "payment")
    approvals = set(_second_persons(draft)) if payments else set()
    for payment, way in Ways(draft, approvals.__contains__).to(payments).items():
        yield fault(
            payment.place,
            f"不经他人审批就能到达付款“{payment.label}”：{_shown(way)}",
            f"{payment.element_id} pays without the approval of a second person: {_shown(way)}",
            fix=(
                "在这条路径上加审批任务，并用 distinct_from 指明提出意见的任务",
                "put an approval on this way whose distinct_from names the task that proposes",
            ),
        )


def payments_follow_an_award(draft: Draft) -> Iterator[Fault]:
    """Every way to a payment passes the operation that registers the award, and that one a second person."""
    if all(operation.kind != "approval" for operation in draft.operations.values()):
        return
    awards = _with_operation(draft, "approval")
    registered = set(awards)
    for payment, way in Ways(draft, registered.__contains__).to(_with_operation(draft, "payment")).items():
        yield fault(
            payment.place,
            f"未登记救助决定就能到达付款“{payment.label}”：{_shown(way)}",
            f"the payment {payment.element_id} can be reached without a registered award: {_shown(way)}",
            fix=("在付款之前登记救助决定", "register the award before the payment"),
        )
    approvals = set(_second_persons(draft))
    for award, way in Ways(draft, approvals.__contains__).to(awards).items():
        yield fault(
            award.place,
            f"不经他人审批就能登记决定“{award.label}”：{_shown(way)}",
            f"{award.element_id} registers an award without the approval of a second person: {_shown(way)}",
            fix=(
                "在这条路径上加审批任务，并用 distinct_from 指明提出意见的任务",
                "put an approval on this way whose distinct_from names the task that proposes",
            ),
        )


def _with_operation(draft: Draft, kind: OperationKind) -> list[Element]:
    """The service tasks whose operation is of this kind."""
    names = {name for name, operation in draft.operations.items() if operation.kind == kind}
    return [one for one in draft.of_kind("serviceTask") if one.properties.get("operation", "").strip() in names]


def _second_persons(draft: Draft) -> Iterator[Element]:
    """The tasks of people that cannot be reached without one of the tasks that their performer must not have done."""
    groups: dict[frozenset[Element], list[Element]] = {}
    for task in draft.elements:
        named = (draft.element_by_id.get(name) for name in task.names_in("distinct_from"))
        others = frozenset(other for other in named if other is not None and other.is_human and other is not task)
        if task.is_human and others:
            groups.setdefault(others, []).append(task)
    for others, tasks in islice(groups.items(), MAX_GROUPS):
        reachable = Ways(draft, others.__contains__).to(tasks)
        yield from (task for task in tasks if task not in reachable)


def _shown(way: tuple[str, ...]) -> str:
    return " → ".join(way[-MAX_SHOWN:])
