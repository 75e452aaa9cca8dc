"""Valid answers to any form, and people who give them: cases that are played to their end in no particular way."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import select

from engine.bpmn.bundle import Bundle
from engine.cli.replay import stage
from engine.cli.replay.driving import ONE_PAGE
from engine.cli.replay.placeholders import identity_number, phone_number
from engine.clock import StandingClock
from engine.config import Settings
from engine.domain.case_codes import Category, Cause, Channel
from engine.domain.local_time import local_date
from engine.domain.roles import Role
from engine.domain.signed_in import SignedInPerson
from engine.errors import InvalidInputError, JiuzhuError
from engine.feel import FeelError, compile_expression, from_json
from engine.schemas.cases import NewCaseBody
from engine.schemas.instances import NewInstance
from engine.services import case_work, documents, due_work, instance_starts, outbox
from engine.services.incidents import CaseStoppedError
from engine.services.instance_starts import Opening
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store.database import open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import upgrade
from engine.store.tables.background import IncidentRow
from engine.store.tables.cases import CaseRow
from engine.store.tables.processes import EventWaitRow, HumanTaskRow, ProcessInstanceRow, TimerRow
from engine.store.tables.relief import DisbursementRow

TOWN = "500101018"
STARTS_AT = datetime(2026, 6, 22, 2, 0, tzinfo=UTC)
AMOUNTS = (1, 100, 35_000, 70_000, 80_000, 150_000, 300_000, 600_000, 900_000, 1_500_000, 99_999_999_900)
PROGRAMMES = (None, None, None, "dibao", "tekun")
OPENED_BY_HAND: dict[str, dict[str, Any]] = {
    "complaint_review": {"content": "发放太慢"},
    "recovery": {"opened_because": "overpaid"},
    "monitoring_visit": {},
    "clue_handling": {"source": "person", "urgent": False},
}
Json = dict[str, Any]


class NotOneStepFurtherError(AssertionError):
    """A case came to a stand though every answer was valid."""


@dataclass(frozen=True)
class Answers:
    """Draws valid values; `amounts` are those that mean something in the case at hand."""

    draw: Random
    now: datetime
    amounts: tuple[int, ...]
    document: str
    likely: float = 0.6
    """How often the first choice of a list is taken before all choices are drawn from."""

    def to(self, form: Mapping[str, Any]) -> Json:
        """A filled-in form: every required field, some of the others, only what is visible."""
        fields: Mapping[str, Any] = form.get("properties", {})
        data: Json = {}
        for name, one in fields.items():
            if not self._says(one.get("x-visible"), fields, data, otherwise=True):
                continue
            asked = name in form.get("required", ()) or self._says(one.get("x-required"), fields, data, otherwise=False)
            if asked or self.draw.random() < 0.5:
                data[name] = self.value(one)
        return self._adding_up(data)

    def value(self, one: Mapping[str, Any]) -> Any:
        """A value that one field's schema allows."""
        if "oneOf" in one:
            choices = [choice["const"] for choice in one["oneOf"]]
            return choices[0] if self.draw.random() < self.likely else self.draw.choice(choices)
        kind = one["type"] if isinstance(one["type"], str) else one["type"][0]
        match kind:
            case "boolean":
                return self.draw.random() < 0.5
            case "integer":
                return self._whole_number(one)
            case "array":
                return self._entries(one)
            case "object":
                return {name: self.value(part) for name, part in one["properties"].items()}
            case _:
                return self._text(one)

    def _whole_number(self, one: Mapping[str, Any]) -> int:
        least, most = int(one["minimum"]), int(one["maximum"])
        if one.get("x-widget") == "money":
            return self.draw.choice([amount for amount in (least, *self.amounts, *self.amounts) if amount <= most])
        return self.draw.randint(least, min(most, least + 11))

    def _entries(self, one: Mapping[str, Any]) -> list[Any]:
        least = one.get("minItems", 0)
        found = [self.value(one["items"]) for _ in range(self.draw.randint(least, max(least, 3)))]
        return list(dict.fromkeys(found)) if one.get("uniqueItems") else found

    def _text(self, one: Mapping[str, Any]) -> str:
        match one.get("format"), one.get("x-widget"):
            case "date-time", _:
                return (self.now - timedelta(minutes=self.draw.choice((0, 5, 90, 4000)))).isoformat()
            case "date", _:
                days = (0, 20, 45, 90) if one.get("x-plan") else (-400, -3, 0)
                return str(local_date(self.now) + timedelta(days=self.draw.choice(days)))
            case "uuid", _:
                return self.document
            case _, "staff":
                role = Role(one.get("x-role", Role.TOWNSHIP_HANDLER))
                return stage.username_of(role, stage.unit_of(role, TOWN), self.draw.randint(1, stage.PEOPLE_PER_ROLE))
        pattern = one.get("pattern", "")
        return ("6222020200112233" if "8,32" in pattern else "2") if pattern else "说明"

    def _adding_up(self, data: Json) -> Json:
        """The same, with stages numbered, dated and adding up to the amount, which a person sees on the screen."""
        stages, amount = data.get("instalments"), data.get("proposed_fen") or 0
        if isinstance(stages, list) and stages:
            share = amount // len(stages)
            if share < 1:
                return {name: value for name, value in data.items() if name != "instalments"}
            for number, one in enumerate(stages, 1):
                day = local_date(self.now) + timedelta(days=40 * (number - 1))
                one.update(no=number, amount_fen=share, pay_on=str(day))
            stages[-1]["amount_fen"] += amount - share * len(stages)
        return data

    def _says(self, rule: Any, fields: Mapping[str, Any], data: Json, *, otherwise: bool) -> bool:
        if not isinstance(rule, str):
            return otherwise if rule is None else bool(rule)
        values = {**dict.fromkeys(fields), "case": {}, "policy": {}, **data}
        try:
            return compile_expression(rule).evaluate({name: from_json(one) for name, one in values.items()}) is True
        except FeelError:
            return False


@dataclass
class PlayedOn:
    """One case in an installation of its own, moved on step by step by whoever may."""

    resources: Resources
    draw: Random
    case_ids: list[UUID] = field(default_factory=list)
    journal: list[str] = field(default_factory=list)
    refusals: Counter[tuple[str, str]] = field(default_factory=Counter)
    completed: Counter[str] = field(default_factory=Counter)
    _papers: dict[UUID, str] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        return self.resources.clock.now()

    def register(self) -> None:
        """Somebody applies, is found, or a clue comes in."""
        body = self._household()
        if self.draw.random() < 0.1:
            self._open("clue_handling", None, {**body, "source": "person", "urgent": self.draw.random() < 0.5})
            return
        person = self._person(self.draw.choice((Role.TOWNSHIP_HANDLER, Role.TOWNSHIP_LEADER, Role.VILLAGE_ASSISTANT)))
        new = NewCaseBody.model_validate(body).as_new_case()
        answer = self._tried("register", lambda: instance_starts.register_case(self.resources, person, None, body, new))
        assert answer is not None, self.journal
        self.case_ids.append(UUID(str(answer["case_id"])))

    def play(self, most_steps: int) -> None:
        """Move the case on until nothing is left to do, or so many steps were taken."""
        for _ in range(most_steps):
            if not self.take_a_step():
                return

    def take_a_step(self) -> bool:
        """Do one thing that somebody could do now; false when there is nothing."""
        tasks, dice = self.open_tasks(), self.draw.random()
        if tasks and dice < 0.8:
            self._complete(self.draw.choice(tasks))
        elif dice < 0.86:
            self._send(self.draw.choice(sorted(self._messages())))
        elif dice < 0.88 and len(self.case_ids) < 3:
            process_id = self.draw.choice(sorted(OPENED_BY_HAND))
            self._open(process_id, self.draw.choice(self.case_ids), OPENED_BY_HAND[process_id])
        elif not self._let_time_pass():
            return bool(tasks)
        self._require_nothing_broke()
        return True

    def open_tasks(self) -> list[HumanTaskRow]:
        """Every open human task of the installation, in an order that is the same every time."""
        query = select(HumanTaskRow).where(HumanTaskRow.state == "open")
        query = query.order_by(HumanTaskRow.element_id, HumanTaskRow.created_at, HumanTaskRow.id)
        return read(self.resources, lambda work: list(work.session.scalars(query)))

    def _household(self) -> Json:
        draw, key = self.draw, str(self.draw.randint(1, 3))
        spent = [
            {"kind": draw.choice(("medical", "education", "housing", "other")), "net_fen": draw.choice(AMOUNTS[:10])}
            for _ in range(draw.randint(0, 2))
        ]
        return {
            "channel": draw.choice([channel for channel in Channel if channel is not Channel.IMPORTED]).value,
            "cause": draw.choice(list(Cause)).value,
            "description": "说明",
            "needs_immediate": draw.random() < 0.5,
            "division": draw.choice((TOWN, f"{TOWN}001")),
            "category": draw.choice((None, *Category)),
            "category_confirmed": draw.random() < 0.5,
            "over_capacity": draw.random() < 0.6,
            "applicant": {
                "name": "样例",
                "id_number": draw.choice((None, identity_number(key))),
                "phone": phone_number(key),
                "hukou": draw.choice((None, "local", "other_province")),
                "residence": draw.choice((None, "local")),
            },
            "household": {"size": draw.choice((1, 2, 5)), "members": []},
            "requested_amount": draw.choice((None, *AMOUNTS[:8])),
            "discovered_at": draw.choice((None, (self.now - timedelta(hours=30)).isoformat())),
            "expenditures": spent,
            "linked_programme": draw.choice(PROGRAMMES),
        }

    def _open(self, process_id: str, case_id: UUID | None, data: Json) -> None:
        body = NewInstance(process_id=process_id, case_id=case_id, data=data)
        opening = Opening(process_id, case_id, body.declared_data(), body.as_new_matter())
        person = self._person(Role.TOWNSHIP_HANDLER)
        answer = self._tried(
            f"open {process_id}", lambda: instance_starts.open_instance(self.resources, person, None, data, opening)
        )
        if answer is not None and UUID(str(answer["case_id"])) not in self.case_ids:
            self.case_ids.append(UUID(str(answer["case_id"])))

    def _complete(self, task: HumanTaskRow) -> None:
        """Fill in a task's form by one person of its role after the other, until one of them may."""
        people = list(range(1, stage.PEOPLE_PER_ROLE + 1))
        if self.draw.random() < 0.2:
            self.draw.shuffle(people)
        data = self.answers(task.case_id).to(self.bundle().form_of(task.element_id) or {})
        for number in people:
            person = stage.person(Role(task.role), TOWN, number)
            what = f"{task.element_id} by {person.username}: {data}"
            done = self._tried(
                what,
                lambda person=person: case_work.complete(self.resources, person, None, task.id, data, None),
            )
            if done is not None:
                self.completed[task.element_id] += 1
                return
            if "separation_of_duties" not in self.journal[-1] and "task_already_claimed" not in self.journal[-1]:
                return

    def _send(self, name: str) -> None:
        case_id = self.draw.choice(self.case_ids)
        receiver = next(one for one in self.bundle().elements.values() if one.message == name)
        data = self.answers(case_id).to(self.bundle().form_of(receiver.id) or {})
        person = self._person(Role.TOWNSHIP_HANDLER)
        self._tried(
            f"message {name} {data}",
            lambda: case_work.send_message(self.resources, person, None, case_id, name, data),
        )

    def _messages(self) -> set[str]:
        """Mostly what is awaited, and sometimes anything."""
        awaited = read(
            self.resources,
            lambda work: set(work.session.scalars(select(EventWaitRow.message))),
        )
        if awaited and self.draw.random() < 0.7:
            return awaited
        return {one.message for one in self.bundle().elements.values() if one.message}

    def _let_time_pass(self) -> bool:
        due_at = due_work.next_due_at(self.resources)
        if due_at is None or due_at > self.now + timedelta(days=800):
            return False
        hours = self.draw.choice((1, 20, 100))
        moment = max(due_at, self.now) if self.draw.random() < 0.7 else self.now + timedelta(hours=hours)
        self.journal.append(f"clock {moment.isoformat()}")
        due_work.advance_clock(self.resources, moment)
        while outbox.deliver_ready(self.resources, "generated", lambda _kind, _key, _payload: None):
            pass
        return True

    def _tried(self, what: str, act: Any) -> Json | None:
        """The answer, or nothing after a typed refusal; anything else is an error of ours."""
        self.journal.append(what)
        try:
            answer: Json = act()
        except CaseStoppedError as error:
            raise NotOneStepFurtherError("\n".join([*self.journal, f"{error.cause.code}: {error.cause}"])) from error
        except InvalidInputError as error:
            self._refused(what, f"{error.code} {[(one.path, one.message) for one in error.errors]}")
            return None
        except JiuzhuError as error:
            self._refused(what, error.code)
            return None
        return answer

    def _refused(self, what: str, why: str) -> None:
        self.journal[-1] += f" -> {why}"
        self.refusals[what.split()[0], why] += 1

    def _require_nothing_broke(self) -> None:
        def query(work: UnitOfWork) -> list[str]:
            broke = [
                f"{row.element_id} {row.code}: {row.message}"
                for row in work.session.scalars(select(IncidentRow).where(IncidentRow.state == "open"))
            ]
            stopped = select(ProcessInstanceRow.process_id).where(ProcessInstanceRow.status == "stopped")
            return broke + [f"stopped {process_id}" for process_id in work.session.scalars(stopped)] + put_aside(work)

        broke = read(self.resources, query)
        if broke:
            raise NotOneStepFurtherError("\n".join([*self.journal, *broke]))

    def answers(self, case_id: UUID) -> Answers:
        """Answers that fit a case as it stands now."""

        def amounts(work: UnitOfWork) -> list[int]:
            unpaid = select(DisbursementRow.amount_fen).where(
                DisbursementRow.case_id == case_id, DisbursementRow.status.in_(("planned", "ordered", "returned"))
            )
            return list(work.session.scalars(unpaid))

        own = read(self.resources, amounts)
        return Answers(self.draw, self.now, tuple(own * 20) or AMOUNTS, self._paper(case_id))

    def _paper(self, case_id: UUID) -> str:
        if case_id not in self._papers:
            added = write(
                self.resources,
                lambda work: documents.add_document(work, case_id, "样例.pdf", ONE_PAGE),
                person=stage.person(Role.TOWNSHIP_HANDLER, TOWN, 1),
            )
            self._papers[case_id] = str(added["document_id"])
        return self._papers[case_id]

    def _person(self, role: Role) -> SignedInPerson:
        return stage.person(role, TOWN, self.draw.randint(1, stage.PEOPLE_PER_ROLE))

    def bundle(self) -> Bundle:
        """The shipped bundle."""
        return read(self.resources, lambda work: work.resources.bundles.of(work.session, 1))

    def cases(self) -> list[CaseRow]:
        """Every matter of the installation."""
        return read(self.resources, lambda work: list(work.session.scalars(select(CaseRow).order_by(CaseRow.id))))


def put_aside(work: UnitOfWork) -> list[str]:
    """The timers that were refused and will never fire again by themselves."""
    failed = select(TimerRow.element_id).where(TimerRow.state == "failed")
    return [f"timer put aside at {element_id}" for element_id in work.session.scalars(failed)]


class Installations:
    """Installations with the shipped bundle and three people per role, each a copy of the first."""

    def __init__(self, folder: Path, fund_fen: int | None = None) -> None:
        self._folder = folder
        self._key_file = folder / "keys.json"
        self._template = folder / "template.db"
        create_key_file(self._key_file)
        resources = self._opened(self._template)
        upgrade(resources.database)
        funds = [] if fund_fen is None else [{"standby_fund": {"township": TOWN, "balance_fen": fund_fen}}]
        content = {"inputs": {"township": f"{TOWN} 牌楼街道"}, "actions": [], "setup": funds}
        write(resources, lambda work: stage.set_up(work, content, stage.Scenery()))
        resources.database.dispose()

    @contextmanager
    def fresh(self, seed: int) -> Iterator[PlayedOn]:
        """An installation in which nothing has happened yet; the same seed plays the same."""
        with TemporaryDirectory(dir=self._folder) as folder:
            path = Path(folder) / "jiuzhu.db"
            shutil.copyfile(self._template, path)
            resources = self._opened(path)
            try:
                yield PlayedOn(resources, Random(seed))  # noqa: S311 - choices of a test, no secret
            finally:
                resources.database.dispose()

    def _opened(self, path: Path) -> Resources:
        clock = StandingClock()
        clock.set(STARTS_AT)
        settings = Settings(
            database_url=f"sqlite:///{path}",
            key_file=self._key_file,
            upload_dir=path.parent / "uploads",
            outgoing_dir=path.parent / "outgoing",
        )
        return Resources(open_database(settings.database_url), FieldCipher.load(self._key_file), clock, settings)
