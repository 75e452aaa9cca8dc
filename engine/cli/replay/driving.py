"""Plays the actions of a typical case, each by a person of the role that its task asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from engine.cli.replay import stage
from engine.cli.replay.placeholders import Resolve, filled, identity_number, phone_number
from engine.cli.replay.stage import Stage
from engine.domain.roles import Role
from engine.domain.signed_in import SignedInPerson
from engine.errors import JiuzhuError
from engine.schemas.cases import NewCaseBody
from engine.schemas.instances import NewInstance
from engine.services import case_work, documents, due_work, human_tasks, instance_starts, outbox, registration
from engine.services.instance_starts import Opening
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import processes
from engine.store.tables.processes import HumanTaskRow

ONE_PAGE: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MAIN: Final = "main"
MESSENGER: Final = Role.TOWNSHIP_HANDLER
SENDER: Final = "replay"


class ActionFailedError(JiuzhuError):
    """An action of a typical case cannot be played."""

    code = "replay_action_failed"


@dataclass(frozen=True, slots=True)
class Sent:
    """One effect that left the system: what a bank or a receiving body got."""

    kind: str
    key: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Completion:
    """A human task about to be completed: by whom, and with what."""

    task_id: UUID
    element_id: str
    case_id: UUID
    actor: SignedInPerson
    data: Mapping[str, Any]


@dataclass(slots=True)
class Player:
    """Plays one typical case on one stage; remembers which case is which, and what left the system."""

    stage: Stage
    case_ids: dict[str, UUID] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)

    @property
    def resources(self) -> Resources:
        """What the process that plays works with at present."""
        return self.stage.resources

    def town_of(self, case_id: UUID) -> str:
        """The township in which a case was registered."""
        return next(self.towns[name] for name, known in self.case_ids.items() if known == case_id)

    def play(self, action: Mapping[str, Any]) -> None:
        """Move the clock to the action's time, then do it.

        Raises:
            JiuzhuError: the action was refused, or there is nothing it could be done to.
        """
        self.move_clock(datetime.fromisoformat(action["at"]))
        name = action.get("case", MAIN)
        match action["do"]:
            case "open":
                self._open(name, action)
            case "complete":
                self.complete(self.completion(action))
            case "message":
                self._message(name, action)
            case "advance":
                pass
            case other:
                raise ActionFailedError(f"no action is called {other}")
        self._deliver()

    def move_clock(self, at: datetime) -> None:
        """Let due work run on the way, each item at its own due time."""
        due_work.advance_clock(self.resources, at.astimezone(UTC))
        self._deliver()

    def completion(self, action: Mapping[str, Any]) -> Completion:
        """The open task that an action is about, the person who does it, and the form filled in.

        Raises:
            ActionFailedError: no such task is open, or it belongs to another role.
        """
        name = action.get("case", MAIN)
        task = self._open_task(name, action)
        if task.role != action["actor_role"]:
            raise ActionFailedError(f"{task.element_id} is done by {task.role}, not by {action['actor_role']}")
        actor = stage.person(Role(task.role), self.towns[name], action.get("actor", 1))
        data = filled(action["data"], self._resolve_in(name))
        return Completion(task.id, task.element_id, task.case_id, actor, data)

    def complete(self, completion: Completion) -> None:
        """Claim the task and complete it."""
        write(self.resources, lambda work: human_tasks.claim(work, completion.task_id), person=completion.actor)
        case_work.complete(self.resources, completion.actor, None, completion.task_id, completion.data, None)

    def _open(self, name: str, action: Mapping[str, Any]) -> None:
        if action["process_id"] != registration.MAIN_PROCESS:
            self._open_linked(name, action)
            return
        town_code = action["data"]["division"][:9]
        actor = stage.person(Role(action["actor_role"]), town_code, action.get("actor", 1))
        content = filled(action["data"], self._resolve_before(town_code))
        body = NewCaseBody.model_validate(content)
        answer = instance_starts.register_case(self.resources, actor, None, content, body.as_new_case())
        self.case_ids[name], self.towns[name] = UUID(str(answer["case_id"])), town_code

    def _open_linked(self, name: str, action: Mapping[str, Any]) -> None:
        """Open a process for the case, or for a new matter about the household named in its data."""
        known = name in self.case_ids
        town_code = self.towns[name] if known else action["data"]["division"][:9]
        actor = stage.person(Role(action["actor_role"]), town_code, action.get("actor", 1))
        resolve = self._resolve_in(name) if known else self._resolve_before(town_code)
        body = NewInstance(
            process_id=action["process_id"],
            case_id=self.case_ids.get(name),
            data=filled(action.get("data", {}), resolve),
        )
        opening = Opening(body.process_id, body.case_id, body.declared_data(), body.as_new_matter())
        answer = instance_starts.open_instance(self.resources, actor, None, body.data, opening)
        if not known:
            self.case_ids[name], self.towns[name] = UUID(str(answer["case_id"])), town_code

    def message(self, action: Mapping[str, Any]) -> tuple[UUID, dict[str, Any]]:
        """The case that an action sends a message to, and what comes with it.

        Raises:
            ActionFailedError: no such case has been opened.
        """
        name = action.get("case", MAIN)
        if name not in self.case_ids:
            raise ActionFailedError(f"no case {name} has been opened")
        return self.case_ids[name], filled(action["data"], self._resolve_in(name))

    def _message(self, name: str, action: Mapping[str, Any]) -> None:
        actor = stage.person(MESSENGER, self.towns[name], 1)
        case_id, data = self.message(action)
        case_work.send_message(self.resources, actor, None, case_id, action["message"], data)

    def _deliver(self) -> None:
        """Let the outbox send what is ready, as the worker does."""
        while outbox.deliver_ready(self.resources, SENDER, self._take):
            pass

    def _take(self, kind: str, key: str, payload: dict[str, Any]) -> None:
        self.sent.append(Sent(kind, key, payload))

    def _open_task(self, name: str, action: Mapping[str, Any]) -> HumanTaskRow:
        picked = action.get("pick", {})

        def query(work: UnitOfWork) -> list[HumanTaskRow]:
            inputs = {
                instance.id: instance.inputs for instance in processes.instances_of(work.session, self.case_ids[name])
            }
            return [
                task
                for task in processes.open_tasks_of(work.session, self.case_ids[name])
                if task.element_id == action["element_id"] and picked.items() <= inputs[task.instance_id].items()
            ]

        found = read(self.resources, query) if name in self.case_ids else []
        if not found:
            raise ActionFailedError(f"no open task {action['element_id']} {picked or ''}".strip())
        return found[0]

    def _resolve_before(self, town_code: str) -> Resolve:
        return lambda kind, key: self._invented(kind, key, town_code)

    def _resolve_in(self, name: str) -> Resolve:
        def resolve(kind: str, key: str) -> str:
            return self._document(name) if kind == "doc" else self._invented(kind, key, self.towns[name])

        return resolve

    def _invented(self, kind: str, key: str, town_code: str) -> str:
        if kind == "staff":
            role, _, number = key.partition("#")
            return stage.username_of(Role(role), stage.unit_of(Role(role), town_code), int(number or 1))
        invented = {"id": identity_number(key), "phone": phone_number(key)}
        return invented.get(kind, f"{kind}-{key or 'sample'}")

    def _document(self, name: str) -> str:
        actor = stage.person(MESSENGER, self.towns[name], 1)
        added = write(
            self.resources,
            lambda work: documents.add_document(work, self.case_ids[name], "样例.pdf", ONE_PAGE),
            person=actor,
        )
        return str(added["document_id"])
