"""Messages from outside for a case: delivered to who waits, or kept until somebody does (flows, section 6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle, Element
from engine.domain.authority import Action
from engine.errors import ConflictError, NotFoundError
from engine.services import audit, forms, steps
from engine.services.access import require_case
from engine.services.case_facts import case_facts
from engine.services.documents import require_documents
from engine.services.instance_facts import state_facts
from engine.services.unit_of_work import UnitOfWork
from engine.store import processes
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import KeptMessageRow

TABLE: Final = "kept_message"


class UnknownMessageError(NotFoundError):
    """No diagram of the case's bundle waits for a message of this name."""

    code = "unknown_message"


class CaseClosedError(ConflictError):
    """The case has ended; a message can no longer change it."""

    code = "case_closed"


class NothingAwaitedError(ConflictError):
    """A late message of this kind would do harm: nobody waits for it now."""

    code = "nothing_awaited"


def send(work: UnitOfWork, case_id: UUID, name: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """Deliver a message to the node of the case that waits for it, or keep it for the one that will.

    Raises:
        UnknownMessageError: nothing in the case's diagrams ever waits for it.
        NothingAwaitedError: only welcome while awaited (`x-only-awaited` of its form), and nobody waits.
        InvalidInputError: the data do not fit the form of the receiving node.
    """
    case = require_case(work, case_id, Action.CREATE_CASE, lock=True)
    bundle = work.resources.bundles.of(work.session, case.bundle_number)
    element = receiver_of(bundle, name)
    form = bundle.form_of(element.id) or {"properties": {}}
    scope = {"case": case_facts(work, case)}
    filled = forms.checked(form, _with_defaults(form, data, work), scope, work.now)
    require_documents(work, case.id, forms.files_in(form, filled))
    audit.record(work, "message_received", case=case, element_id=element.id, detail={"message": name})
    instance_id = processes.instance_waiting_for(work.session, case.id, name)
    if instance_id is not None:
        _deliver(work, instance_id, name, filled)
    elif case.closed_at is not None:
        raise CaseClosedError(f"case {case.id} is closed")
    elif form.get("x-only-awaited") is True:
        raise NothingAwaitedError(f"nobody waits for {name}")
    else:
        _keep(work, case.county_code, case.id, name, filled)
    return {"case_id": str(case.id), "message": name, "delivered": instance_id is not None}


def receiver_of(bundle: Bundle, name: str) -> Element:
    """The node that waits for messages of this name."""
    found = next((one for one in bundle.elements.values() if one.message == name), None)
    if found is None:
        raise UnknownMessageError(f"no diagram waits for {name}")
    return found


def awaited(work: UnitOfWork, case: CaseRow) -> list[dict[str, Any]]:
    """The messages that nodes of the case wait for now, each with the title and the form of its receiver."""
    bundle = work.resources.bundles.of(work.session, case.bundle_number)
    return [_awaited(bundle, name) for name in processes.messages_awaited(work.session, case.id)]


def hand_over(step: steps.Step, name: str, filled: Mapping[str, Any]) -> dict[str, Any]:
    """State the facts of a message for the step's case; hands back what may enter process data."""
    form = step.bundle.form_of(receiver_of(step.bundle, name).id) or {"properties": {}}
    step.message_content = filled
    state_facts(step.case, step.instance, form, filled, step.work.actor)
    return forms.kept(form, filled)


def data_of(work: UnitOfWork, message: KeptMessageRow) -> dict[str, Any]:
    """What came with a kept message."""
    text = work.resources.cipher.decrypt(message.data, table=TABLE, row_id=message.id, column="data")
    return dict(json.loads(text))


def _awaited(bundle: Bundle, name: str) -> dict[str, Any]:
    receiver = receiver_of(bundle, name)
    form = bundle.form_of(receiver.id) or {"type": "object", "properties": {}}
    return {"name": name, "title": receiver.name, "form": {"schema": form, "layout": form.get("x-layout")}}


def _deliver(work: UnitOfWork, instance_id: UUID, name: str, filled: Mapping[str, Any]) -> None:
    locked = processes.lock_instance(work.session, instance_id)
    if locked is None:
        raise NothingAwaitedError(f"nobody waits for {name}")
    step = steps.step_of(work, locked.case, locked.instance)
    kept = hand_over(step, name, filled)
    steps.take(step, lambda process: _require(process.deliver(name, kept), name))


def _require(delivered: bool, name: str) -> None:
    if not delivered:
        raise NothingAwaitedError(f"nobody waits for {name}")


def _keep(work: UnitOfWork, county_code: str, case_id: UUID, name: str, filled: Mapping[str, Any]) -> None:
    row_id = work.new_id()
    text = json.dumps(filled, ensure_ascii=False)
    work.session.add(
        KeptMessageRow(
            id=row_id,
            county_code=county_code,
            case_id=case_id,
            name=name,
            data=work.resources.cipher.encrypt(text, table=TABLE, row_id=row_id, column="data"),
            received_at=work.now,
            sent_by=work.actor,
        )
    )


def _with_defaults(form: Mapping[str, Any], data: Mapping[str, Any], work: UnitOfWork) -> dict[str, Any]:
    """`data` with the present time where the form says so (`x-default`: "now")."""
    moments = {
        name: work.now.isoformat()
        for name, field in form.get("properties", {}).items()
        if field.get("x-default") == "now" and data.get(name) in (None, "")
    }
    return {**data, **moments}
