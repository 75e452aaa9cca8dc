"""Money: every way to a payment leads through an approval, and the approver is not the person who proposed.

A way that passed one approval counts for every payment behind it: that each award is paid once, and nothing else, is
kept by the operations themselves.
"""

from collections.abc import Iterator
from itertools import islice

from engine.bpmn.approval_paths import Way, Ways, unstopped
from engine.bpmn.diagram import Element
from engine.bpmn.draft import Draft
from engine.bpmn.findings import Fault, fault
from engine.bpmn.operations import OperationKind

MAX_SHOWN = 80  # parts of a way in one finding

# Each group of separated tasks costs a walk through the bundle; a task beyond these does not count as an approval.
MAX_GROUPS = 200
MAX_WALKED = 300_000  # nodes of all these walks


def payments_follow_an_approval(draft: Draft) -> Iterator[Fault]:
    """Every way to a payment operation passes the approval of a second person, over all calls (security.md, M1)."""
    payments = _with_operation(draft, "payment")
    approvals = set(_second_persons(draft)) if payments else set()
    for payment, way in unstopped(draft, approvals.__contains__, payments).items():
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
    for payment, way in unstopped(draft, registered.__contains__, _with_operation(draft, "payment")).items():
        yield fault(
            payment.place,
            f"未登记救助决定就能到达付款“{payment.label}”：{_shown(way)}",
            f"the payment {payment.element_id} can be reached without a registered award: {_shown(way)}",
            fix=("在付款之前登记救助决定", "register the award before the payment"),
        )
    approvals = set(_second_persons(draft))
    for award, way in unstopped(draft, approvals.__contains__, awards).items():
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
    most = min(MAX_GROUPS, MAX_WALKED // max(len(draft.elements), 1))
    for others, tasks in islice(groups.items(), most):
        reachable = Ways(draft, others.__contains__).to(tasks)
        yield from (task for task in tasks if task not in reachable)


def _shown(way: Way) -> str:
    """The way for people: each process by its id, then where it begins, what people do, decisions, calls, the end.

    What a called process did before it was left stands in brackets behind the call.
    """
    texts = list(islice(_texts(way), MAX_SHOWN))
    if len(texts) == MAX_SHOWN:
        texts.append(f" … {way[-1].element.element_id}")
    return "".join(texts)


def _texts(way: Way) -> Iterator[str]:
    process_id = None
    after_decision = False
    for number, step in enumerate(way, start=1):
        element = step.element
        tells = after_decision or number == len(way) or _tells(element)
        after_decision = _decides(element)
        if element.process_id != process_id:
            yield f"{' ⇒ ' if process_id else ''}{element.process_id}：{element.element_id}"
            process_id = element.process_id
        elif tells:
            yield f" → {element.element_id}"
        if step.left is not None:
            yield "（"
            yield from _texts(step.inside)
            yield "）"


def _tells(element: Element) -> bool:
    """Whether a node helps people to recognise a way."""
    return element.is_human or element.kind in ("callActivity", "boundaryEvent", "receiveTask") or _decides(element)


def _decides(element: Element) -> bool:
    return element.kind in ("exclusiveGateway", "inclusiveGateway", "eventBasedGateway") and len(element.outgoing) > 1
