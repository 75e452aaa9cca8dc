"""Sample cases at different stages, played by the sample people through the real services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from engine.cli import demo
from engine.domain.case_codes import Category, Cause, Channel
from engine.domain.new_case import NewCase, NewPerson
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.services import documents, human_tasks, messages, registration
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, processes, staff

ONE_PAGE: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MESSAGE: Final = "message:"


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing done in a sample case: an element completed by the n-th person of a role, or a message sent."""

    element_id: str
    role: Role
    number: int
    data: Callable[["Hands"], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hands:
    """What the people of a sample case have at hand: the present time, a paper, a colleague's name."""

    now: str
    document: str
    colleague: str


STAGES: Final = (
    Stage("decide_acceptance", Role.TOWNSHIP_HANDLER, 1, lambda _: {"decision": "accept", "track": "urgent"}),
    Stage(
        "propose_relief_first",
        Role.TOWNSHIP_HANDLER,
        1,
        lambda at: {
            "contacted_at": at.now,
            "contact_way": "visit",
            "facts": "已入户核实，急情属实",
            "recommendation": "relieve",
            "proposed_fen": 70_000,
            "months": 1,
            "tier": "C",
            "method": "cash",
            "public_impact": False,
            "simplified_reason": "情况紧急，先行救助",
        },
    ),
    Stage(
        "township_relief_first_decision",
        Role.TOWNSHIP_LEADER,
        1,
        lambda _: {"decision": "grant", "approved_fen": 70_000, "interest_declaration": False},
    ),
    Stage(
        "pay_cash",
        Role.TOWNSHIP_HANDLER,
        2,
        lambda at: {"paid_fen": 70_000, "paid_at": at.now, "receipt": at.document, "second_payer": at.colleague},
    ),
    Stage(f"{MESSAGE}emergency_relieved", Role.TOWNSHIP_HANDLER, 1, lambda at: {"relieved_at": at.now}),
    Stage(
        "complete_paperwork",
        Role.TOWNSHIP_HANDLER,
        1,
        lambda at: {
            "relief_object": "见申请表",
            "relief_cause": "见登记情况",
            "relief_amount_fen": 70_000,
            "facts_finding": "confirmed",
            "handler_signature": at.document,
            "evidence": [at.document],
            "identity_completed": True,
        },
    ),
    Stage(
        "sign_paperwork",
        Role.TOWNSHIP_LEADER,
        1,
        lambda at: {"decision": "sign", "approver_signature": at.document},
    ),
)

# Name (every person is invented), cause, household size, what happened, how many stages are done.
SAMPLES: Final = (
    ("罗远明", Cause.FIRE, 3, "住房火灾，食宿无着", 0),
    ("苏阿木", Cause.TRAFFIC_ACCIDENT, 1, "交通事故受伤，无人照料", 1),
    ("田素珍", Cause.DROWNING, 4, "家庭主要劳动力溺水身亡", 2),
    ("龚正兰", Cause.SUDDEN_MAJOR_ILLNESS, 2, "突发重病，住院押金无着", 3),
    ("石元贵", Cause.GAS_EXPLOSION, 3, "燃气爆炸，住所受损", 4),
    ("覃大文", Cause.OTHER_ACCIDENT, 5, "意外伤害，暂无收入", 5),
    ("杜秀英", Cause.FIRE, 3, "厨房失火，生活用品损毁", 6),
    ("汪诗雨", Cause.VIOLENT_INJURY, 1, "遭受伤害，生活无着", 7),
)


def play(resources: Resources) -> int:
    """Register the sample cases and bring each to its stage; how many were made, none when there are cases already."""
    if read(resources, lambda work: cases.has_cases(work.session)):
        return 0
    for name, cause, size, description, stages_done in SAMPLES:
        case_id = _register(resources, name, cause, size, description)
        for stage in STAGES[:stages_done]:
            _do(resources, case_id, stage)
    return len(SAMPLES)


def _register(resources: Resources, name: str, cause: Cause, size: int, description: str) -> UUID:
    new = NewCase(
        channel=Channel.AGENT,
        cause=cause,
        description=description,
        needs_immediate=True,
        division=demo.VILLAGE,
        applicant=NewPerson(name=name, phone="13800138000", hukou="local", residence="local"),
        household_size=size,
        category=Category.NONE,
        requested_fen=70_000,
        discovered_at=resources.clock.now(),
    )
    agent = _person(resources, Role.VILLAGE_ASSISTANT, 1)
    answer = write(resources, lambda work: registration.register_case(work, new), person=agent)
    return UUID(answer["case_id"])


def _do(resources: Resources, case_id: UUID, stage: Stage) -> None:
    person = _person(resources, stage.role, stage.number)
    hands = Hands(
        now=resources.clock.now().isoformat(),
        document=_document(resources, case_id, person),
        colleague=demo.username(Role.TOWNSHIP_HANDLER, 3),
    )
    data = stage.data(hands)
    if stage.element_id.startswith(MESSAGE):
        name = stage.element_id.removeprefix(MESSAGE)
        write(resources, lambda work: messages.send(work, case_id, name, data), person=person)
        return
    task_id = read(resources, lambda work: _open_task(work, case_id, stage.element_id))
    write(resources, lambda work: human_tasks.complete(work, task_id, data, None), person=person)


def _open_task(work: UnitOfWork, case_id: UUID, element_id: str) -> UUID:
    return next(task.id for task in processes.open_tasks_of(work.session, case_id) if task.element_id == element_id)


def _document(resources: Resources, case_id: UUID, person: SignedInPerson) -> str:
    added = write(
        resources, lambda work: documents.add_document(work, case_id, "样例材料.pdf", ONE_PAGE), person=person
    )
    return str(added["document_id"])


def _person(resources: Resources, role: Role, number: int) -> SignedInPerson:
    username = demo.username(role, number)
    unit_code = demo.unit_of(role)

    def query(work: UnitOfWork) -> SignedInPerson:
        member = staff.member_named(work.session, username)
        unit = staff.unit(work.session, unit_code)
        if member is None or unit is None:
            raise LookupError(f"the sample people are not there: {username}")
        grant = Grant(role, unit.code, UnitKind(unit.kind), unit.name)
        now: datetime = work.now
        return SignedInPerson(member.id, username, member.display_name, (grant,), member.id, now)

    return read(resources, query)
