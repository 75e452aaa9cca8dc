"""Tries to tell, or to ask, what must not be told or asked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from engine.bpmn.bundle import Bundle
from engine.cli.replay import stage
from engine.cli.replay.driving import MESSENGER, Completion, Player
from engine.cli.replay.observed import Trial
from engine.cli.replay.trying import (
    HAPPENED,
    case_of_task,
    form_without,
    operated,
    refusal_of_form,
    refusal_of_operation,
    undone,
)
from engine.errors import JiuzhuError
from engine.services import case_views, diagram_views, history, messages, steps
from engine.services.instance_facts import withdraw
from engine.services.operations.checking import OBJECTION_TABLE
from engine.services.unit_of_work import UnitOfWork
from engine.store import clear_texts, followups, processes, relief

SUPPLEMENT: Final = "supplement"
STOP: Final = "stop_or_reduce"
ASKED_NOW: Final = ("now", "applicant")
OBJECTOR: Final = "异议人标记甲乙丙"
"""Invented, and found nowhere else, so that wherever it turns up it has been disclosed."""


def never_asked(player: Player, completion: Completion) -> Iterator[Trial]:
    """Each material that the table does not ask the applicant for now: by the form, and by the notice itself."""
    with undone(player.resources) as work:
        step = case_of_task(work, completion.task_id)
        rules: Any = step.policy().get("supplement_rules") or ()
        named = {rule["material"]: (rule["when"], rule["source"]) for rule in rules}
        offered = _offered(step.bundle, completion.element_id)
    for material in sorted({*named, *offered}):
        if named.get(material) != ASKED_NOW:
            data = {"result": SUPPLEMENT, "missing": [material]}
            yield Trial("asked_for", material, refusal_of_form(player, completion, data, about="missing"))
            notice = {"kind": SUPPLEMENT, "missing": [material]}
            refusal = refusal_of_operation(player, completion, "issue_notice", notice, {"material_never_asked"})
            yield Trial("notice_asks_for", material, refusal)


def _offered(bundle: Bundle, element_id: str) -> list[str]:
    """The materials that the form lets people choose from."""
    form: Mapping[str, Any] = bundle.form_of(element_id) or {"properties": {}}
    missing = form["properties"].get("missing", {})
    return [choice["const"] for choice in missing.get("items", {}).get("oneOf", ())]


def second_supplement(work: UnitOfWork, case_id: UUID) -> Iterator[Trial]:
    """A second notice after the household has been told once what is missing."""
    if all(notice.kind != SUPPLEMENT for notice in relief.notices_of(work.session, case_id)):
        return
    instance = processes.instances_of(work.session, case_id)[0]
    locked = processes.lock_instance(work.session, instance.id)
    if locked is not None:
        step = steps.step_of(work, locked.case, locked.instance)
        refusal = operated(step, "issue_notice", {"kind": SUPPLEMENT}, {"second_supplement"})
        yield Trial("second_supplement", "asked again", refusal)


def stop_form(player: Player, completion: Completion) -> Iterator[Trial]:
    """Relief stopped without saying why."""
    yield from form_without(player, completion, ("reason_code", "reason"))


def stop_unheard(player: Player, completion: Completion) -> Iterator[Trial]:
    """A notice of a stop to somebody who was not heard, or without its reason."""
    stop = {"kind": STOP, "reason_code": completion.data.get("reason_code")}
    unheard = refusal_of_operation(
        player,
        completion,
        "issue_notice",
        stop,
        {"beneficiary_not_heard"},
        before=lambda step: withdraw(step.instance, "hearing_record"),
    )
    yield Trial("notice_without", "hearing", unheard)
    unexplained = refusal_of_operation(
        player, completion, "issue_notice", {"kind": STOP, "reason_code": None}, {"notice_incomplete"}
    )
    yield Trial("notice_without", "reason of stop", unexplained)


def objector_shown(player: Player, case_id: UUID, data: Mapping[str, Any]) -> Iterator[Trial]:
    """An objection by somebody with a name: it is kept, and turns up nowhere but under encryption."""
    reader = stage.person(MESSENGER, player.town_of(case_id), 1)
    with undone(player.resources, reader) as work:
        try:
            messages.send(work, case_id, "objection_filed", {**data, "objector": OBJECTOR})
        except JiuzhuError:
            yield Trial("objector_shown", "nowhere", HAPPENED)
            return
        work.session.flush()
        yield Trial("objector_shown", "kept", "encrypted" if _is_kept(work, case_id) else HAPPENED)
        for place, content in _places(work, case_id):
            yield Trial("objector_shown", place, HAPPENED if OBJECTOR in content else "not_shown")


def _is_kept(work: UnitOfWork, case_id: UUID) -> bool:
    row = followups.objections_of(work.session, case_id)[-1]
    if row.objector is None:
        return False
    text = work.resources.cipher.decrypt(row.objector, table=OBJECTION_TABLE, row_id=row.id, column="objector")
    return text == OBJECTOR


def _places(work: UnitOfWork, case_id: UUID) -> Iterator[tuple[str, str]]:
    """Everything that people are shown of a case, every document and notice, and every column of the database."""
    for place, view in {
        "case": case_views.case_detail,
        "history": history.history_of_case,
        "diagram": diagram_views.diagram_of_case,
    }.items():
        yield place, json.dumps(view(work, case_id), ensure_ascii=False)
    for notice in relief.notices_of(work.session, case_id):
        yield (
            "document",
            work.resources.cipher.decrypt(notice.content, table="notice", row_id=notice.id, column="content"),
        )
    for posted in followups.public_notices_of(work.session, case_id):
        yield "public notice", json.dumps(posted.content, ensure_ascii=False)
    for table, text in clear_texts.of_case(work.session, case_id):
        yield f"table {table}", text
