"""A relief office for measuring: a fresh database with the sample county, and cases taken from start to end."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from engine.cli import demo
from engine.cli.bench.measuring import Samples
from engine.cli.bench.pure_engine import Yardstick
from engine.cli.bench.urgent_journey import MESSAGE, ONE_PAGE, STAGES, Hands
from engine.cli.process import prepare
from engine.clock import StandingClock, real_now
from engine.config import Settings
from engine.domain.roles import Grant, Role, UnitKind
from engine.domain.signed_in import SignedInPerson
from engine.errors import JiuzhuError
from engine.schemas.cases import NewCaseBody
from engine.services import case_work, documents, installation, instance_starts
from engine.services.unit_of_work import Resources, read, write
from engine.store import processes
from engine.store.database import open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import BASE, downgrade, is_empty, upgrade

NEW_CASE: Final[dict[str, Any]] = {
    "channel": "proactive",
    "cause": "fire",
    "description": "住房烧毁，无食宿",
    "needs_immediate": True,
    "division": demo.TOWNSHIP,
    "category": "none",
    "applicant": {"name": "罗远明", "phone": "13800138000", "hukou": "local", "residence": "local"},
    "household": {"size": 3, "members": []},
    "requested_amount": 70_000,
}
HANDLER: Final = (Role.TOWNSHIP_HANDLER, 1)
COLLEAGUE: Final = (Role.TOWNSHIP_HANDLER, 3)
_LIGHT_HASHING: Final[dict[str, Any]] = {"argon2_memory_kib": 64, "argon2_time_cost": 1, "argon2_parallelism": 1}


class DatabaseNotEmptyError(JiuzhuError):
    """Figures are taken in an empty database only: nothing of an office may ever be touched."""

    code = "bench_database_not_empty"


@dataclass(frozen=True, slots=True)
class BenchOffice:
    """The sample county in a database of its own; `accounts` are its people with their passwords."""

    resources: Resources
    accounts: dict[str, demo.Account]

    @property
    def dialect(self) -> str:
        """What kind of database this is."""
        return "SQLite" if self.resources.database.is_sqlite else "PostgreSQL"

    def person(self, role: Role, number: int) -> SignedInPerson:
        """The n-th sample person of a role, as if signed in."""
        username, unit = demo.username(role, number), demo.STREET.unit_of(role)
        kind = next(one.kind for one in demo.UNITS if one.code == unit)
        return SignedInPerson(
            staff_id=uuid5(NAMESPACE_OID, username),
            username=username,
            display_name=username,
            grants=(Grant(role, unit, UnitKind(kind), unit),),
            session_id=uuid5(NAMESPACE_OID, username),
            last_seen_at=real_now(),
        )

    def register(self) -> tuple[UUID, str]:
        """A new case and its first human task."""
        body = NewCaseBody.model_validate(NEW_CASE)
        answer = instance_starts.register_case(
            self.resources, self.person(*HANDLER), str(uuid4()), NEW_CASE, body.as_new_case()
        )
        return UUID(answer["case_id"]), answer["tasks"][0]["task_id"]

    def finish(self, samples: dict[str, Samples], stages: int = len(STAGES)) -> UUID:
        """A new case taken through its stages by service calls, each completion one more sample of its element."""
        case_id, task_id = self.register()
        for stage in STAGES[:stages]:
            person, data = self.person(stage.role, stage.number), stage.data(self.hands(case_id))
            if stage.element_id.startswith(MESSAGE):
                name = stage.element_id.removeprefix(MESSAGE)
                case_work.send_message(self.resources, person, str(uuid4()), case_id, name, data)
                task_id = self._open_task(case_id)
                continue
            with samples.setdefault(stage.element_id, Samples()).one():
                done = case_work.complete(self.resources, person, str(uuid4()), UUID(task_id), data, None)
            task_id = done["next_tasks"][0]["task_id"] if done["next_tasks"] else ""
        return case_id

    def hands(self, case_id: UUID) -> Hands:
        """What the people of a case have at hand."""
        added: Mapping[str, Any] = write(
            self.resources,
            lambda work: documents.add_document(work, case_id, "收条.pdf", ONE_PAGE),
            person=self.person(*HANDLER),
        )
        now = self.resources.clock.now().isoformat()
        return Hands(now=now, document=str(added["document_id"]), colleague=demo.username(*COLLEAGUE))

    def _open_task(self, case_id: UUID) -> str:
        return str(read(self.resources, lambda work: processes.open_tasks_of(work.session, case_id))[0].id)


def completions(office: BenchOffice, cases: int, yardstick: Yardstick) -> dict[str, Samples]:
    """Every completion of some urgent cases, by service calls, with a round of the yardstick before each case."""
    office.finish({})
    samples: dict[str, Samples] = {}
    for _ in range(cases):
        yardstick.round()
        office.finish(samples)
    return samples


@contextmanager
def bench_office(database_url: str | None) -> Iterator[BenchOffice]:
    """An office on a new SQLite database, or on an empty one at `database_url` that is left empty again.

    Raises:
        DatabaseNotEmptyError: the given database has tables already.
    """
    with TemporaryDirectory(prefix="jiuzhu-bench-") as folder:
        settings = _settings(Path(folder), database_url)
        create_key_file(settings.key_file)
        database = open_database(settings.database_url)
        resources = Resources(database, FieldCipher.load(settings.key_file), StandingClock(), settings)
        with ExitStack() as stack:
            stack.callback(database.dispose)
            if not is_empty(database):
                raise DatabaseNotEmptyError(str(database.url.database))
            if database_url is not None:
                stack.callback(downgrade, database, BASE)
            upgrade(database)
            yield BenchOffice(resources, _people(resources, Path(folder)))


def _people(resources: Resources, folder: Path) -> dict[str, demo.Account]:
    """The sample county with ample cash; its people by username."""
    write(resources, lambda work: prepare(work, for_tests=True))
    accounts = demo.install(resources, folder / "accounts.json")
    write(resources, lambda work: installation.set_fund(work, demo.TOWNSHIP, installation.AMPLE_FUND_FEN))
    return {account.username: account for account in accounts}


def _settings(folder: Path, database_url: str | None) -> Settings:
    return Settings(
        database_url=database_url or f"sqlite:///{folder}/bench.db",
        key_file=folder / "keys.json",
        upload_dir=folder / "uploads",
        outgoing_dir=folder / "outgoing",
        log_level="ERROR",
        **_LIGHT_HASHING,
    )
