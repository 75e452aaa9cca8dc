"""The same completions over HTTP, at real server processes on this machine."""

import multiprocessing
import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import uuid4

import httpx

from engine.cli import demo, serving
from engine.cli.bench.measuring import Length, Samples, medians_of, processor_seconds_with
from engine.cli.bench.office import COLLEAGUE, HANDLER, NEW_CASE, BenchOffice
from engine.cli.bench.pure_engine import Yardstick
from engine.cli.bench.urgent_journey import MESSAGE, ONE_PAGE, STAGES, Hands
from engine.config import Settings
from engine.domain.roles import Role

CLIENTS: Final = 4
_START_TIMEOUT_SECONDS: Final = 60
_LOOK_AGAIN_SECONDS: Final = 0.05
_PROCESSES: Final = multiprocessing.get_context("spawn")


@dataclass(frozen=True, slots=True)
class HttpFigures:
    """Medians in milliseconds by element with one client, and what four clients at once get.

    The processor time of `alone` is that of client and server together.
    """

    one_client: dict[str, float]
    alone: Length
    yardstick: Length
    four_clients: dict[str, float]
    four_clients_per_second: float
    server_processes: int


@dataclass(frozen=True, slots=True)
class Server:
    """A server process of its own."""

    base_url: str
    process_id: int

    def processor_seconds(self) -> float:
        """The processor time of this server and of its client."""
        return processor_seconds_with(self.process_id)


@dataclass(slots=True)
class _Desk:
    """One client: the people of a case, signed in over connections that stay open."""

    office: BenchOffice
    server: Server
    people: dict[str, httpx.Client] = field(default_factory=dict)
    samples: dict[str, Samples] = field(default_factory=dict)

    def finish_a_case(self) -> None:
        """Take a case from registration to its end; each completion is one more sample of its element."""
        handler = self._person(*HANDLER)
        registered = _answer(handler.post("/api/cases", json=NEW_CASE, headers=_key()))
        case_id, task_id = registered["case_id"], registered["tasks"][0]["task_id"]
        for stage in STAGES:
            person, data = self._person(stage.role, stage.number), dict(stage.data(self._hands(case_id)))
            if stage.element_id.startswith(MESSAGE):
                name = stage.element_id.removeprefix(MESSAGE)
                _answer(person.post(f"/api/cases/{case_id}/messages/{name}", json={"data": data}, headers=_key()))
                found = _answer(handler.get("/api/tasks", params={"view": "all", "case_id": case_id}))
                task_id = found["items"][0]["task_id"]
                continue
            with self.samples.setdefault(stage.element_id, Samples()).one(self.server.processor_seconds):
                answer = person.post(f"/api/tasks/{task_id}/complete", json={"data": data}, headers=_key())
            done = _answer(answer)
            task_id = done["next_tasks"][0]["task_id"] if done["next_tasks"] else ""

    def close(self) -> None:
        """Close all connections."""
        for client in self.people.values():
            client.close()

    def _hands(self, case_id: str) -> Hands:
        files = {"file": ("收条.pdf", ONE_PAGE, "application/pdf")}
        added = _answer(self._person(*HANDLER).post(f"/api/cases/{case_id}/documents", files=files))
        now = self.office.resources.clock.now().isoformat()
        return Hands(now=now, document=added["document_id"], colleague=demo.username(*COLLEAGUE))

    def _person(self, role: Role, number: int) -> httpx.Client:
        username = demo.username(role, number)
        if username not in self.people:
            self.people[username] = signed_in(self.office, self.server.base_url, username)
        return self.people[username]


def measure(office: BenchOffice, cases: int, server_processes: int, yardstick: Yardstick) -> HttpFigures:
    """One client alone, with a round of the yardstick before each case, then four at once over all server processes."""
    with ExitStack() as stack:
        servers = [stack.enter_context(server_beside(office.resources.settings)) for _ in range(server_processes)]
        desks = [_Desk(office, servers[number % server_processes]) for number in range(CLIENTS)]
        for desk in desks:
            stack.callback(desk.close)
            desk.finish_a_case()  # warms the connection and the process behind it
            desk.samples.clear()
        for _ in range(cases):
            yardstick.round()
            desks[0].finish_a_case()
        alone, length = medians_of(desks[0].samples), Length.of(desks[0].samples)
        desks[0].samples.clear()
        started = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as threads:
            list(threads.map(lambda desk: [desk.finish_a_case() for _ in range(cases)], desks))
        seconds = time.perf_counter() - started
    together = {
        name: statistics.median([one for desk in desks for one in desk.samples[name].milliseconds]) for name in alone
    }
    return HttpFigures(
        alone, length, yardstick.length, together, CLIENTS * cases * len(alone) / seconds, server_processes
    )


def signed_in(office: BenchOffice, base_url: str, username: str) -> httpx.Client:
    """A connection that stays open until it is closed, for one of the sample people."""
    client = httpx.Client(base_url=base_url, timeout=60, trust_env=False)
    login = {"username": username, "password": office.accounts[username].password}
    token = _answer(client.post("/api/login", json=login))["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


@contextmanager
def server_beside(settings: Settings) -> Iterator[Server]:
    """A server process of its own, without screens."""
    own = settings.model_copy(update={"port": _free_port()})
    process = _PROCESSES.Process(target=_serve, args=(own,), daemon=True)
    process.start()
    try:
        base_url = f"http://{own.host}:{own.port}"
        _wait_until(lambda: _answers(base_url), lambda: process.is_alive())
        yield Server(base_url, process.pid or 0)
    finally:
        process.terminate()
        process.join()


def _serve(settings: Settings) -> None:
    serving.serve(settings, with_screens=False)


def _wait_until(is_ready: Callable[[], bool], is_alive: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + _START_TIMEOUT_SECONDS
    while not is_ready():
        if not is_alive() or time.monotonic() > give_up_at:
            raise TimeoutError("the server did not start")
        time.sleep(_LOOK_AGAIN_SECONDS)


def _answers(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/health/live", trust_env=False).is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


def _answer(response: httpx.Response) -> dict[str, Any]:
    response.raise_for_status()
    found: dict[str, Any] = response.json()
    return found
