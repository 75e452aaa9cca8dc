"""Who opened the processes of a played case."""

from collections.abc import Iterator
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes


def openers_of(work: UnitOfWork, bundle: Bundle, case_id: UUID) -> Iterator[tuple[str, str]]:
    """Start events of the case's processes, each with who opened that process: (element id, username)."""
    starts = [one for one in bundle.elements.values() if one.kind == "startEvent"]
    for instance in processes.instances_of(work.session, case_id):
        yield from ((start.id, instance.opened_by) for start in starts if start.process_id == instance.process_id)
