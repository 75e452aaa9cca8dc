"""Plays the actions of a typical case, each by a person of the role that its task asks for."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from engine.cli.replay import stage
from engine.cli.replay.placeholders import filled, identity_number, phone_number
from engine.domain.roles import Role
from engine.errors import JiuzhuError
from engine.schemas.cases import NewCaseBody
from engine.services import documents, due_work, human_tasks, messages, registration
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import cases, processes
from engine.store.tables.processes import HumanTaskRow

ONE_PAGE: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MAIN: Final = "main"
MESSENGER: Final = Role.TOWNSHIP_HANDLER


class ActionFailedError(JiuzhuError):
    """An action of a typical case cannot be played."""

    code = "replay_action_failed"


@dataclass(slots=True)
class Player:
    """Plays one typical case in one installation; remembers which case is which."""

    resources: Resources
    case_ids: dict[str, UUID] = field(default_factory=dict)
    towns: dict[str, str] = field(default_factory=dict)

    def play(self, action: dict[str, Any]) -> None:
        """Move the clock to the action's time, then do it."""
        self.move_clock(datetime.fromisoformat(action["at"]))
        name = action.get("case", MAIN)
        match action["do"]:
            case "open":
                self._open(name, action)
            case "complete":
                self._complete(name, action)
            case "message":
                self._message(name, action)
            case "advance":
                return
            case other:
                raise ActionFailedError(f"no action is called {other}")

    def move_clock(self, at: datetime) -> None:
        """Let due work run on the way, each item at its own due time."""
        due_work.advance_clock(self.resources, at.astimezone(UTC))

    def _open(self, name: str, action: dict[str, Any]) -> None:
        if action["process_id"] != registration.MAIN_PROCESS:
            raise ActionFailedError(f"{action['process_id']} cannot be opened with the shipped bundle")
        town_code = action["data"]["division"][:9]
        actor = stage.person(Role(action["actor_role"]), town_code, action.get("actor", 1))
        body = NewCaseBody.model_validate(filled(action["data"], self._resolve_before(town_code)))
        answer = write(self.resources, lambda work: registration.register_case(work, body.as_new_case()), person=actor)
        self.case_ids[name], self.towns[name] = UUID(answer["case_id"]), town_code

    def _complete(self, name: str, action: dict[str, Any]) -> None:
        task = self._open_task(name, action)
        if task.role != action["actor_role"]:
            raise ActionFailedError(f"{task.element_id} is done by {task.role}, not by {action['actor_role']}")
        actor = stage.person(Role(task.role), self.towns[name], action.get("actor", 1))
        data = filled(action["data"], self._resolve_in(name))
        write(self.resources, lambda work: human_tasks.claim(work, task.id), person=actor)
        write(self.resources, lambda work: human_tasks.complete(work, task.id, data, None), person=actor)

    def _message(self, name: str, action: dict[str, Any]) -> None:
        actor = stage.person(MESSENGER, self.towns[name], 1)
        data = filled(action["data"], self._resolve_in(name))
        write(
            self.resources,
            lambda work: messages.send(work, self.case_ids[name], action["message"], data),
            person=actor,
        )

    def _open_task(self, name: str, action: dict[str, Any]) -> HumanTaskRow:
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

        found = read(self.resources, query)
        if not found:
            raise ActionFailedError(f"no open task {action['element_id']} {picked or ''}")
        return found[0]

    def _resolve_before(self, town_code: str) -> Any:
        return lambda kind, key: self._invented(kind, key, town_code)

    def _resolve_in(self, name: str) -> Any:
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


def closed_at(resources: Resources, case_id: UUID) -> datetime | None:
    """When a case was closed."""
    row = read(resources, lambda work: cases.case_of(work.session, case_id))
    return row.closed_at if row else None
