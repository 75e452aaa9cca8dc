"""The server and worker as processes of their own, started in a moment and killed without warning."""

from __future__ import annotations

import multiprocessing
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess

import httpx

from engine.cli import serving
from engine.config import Settings

# Children are forked from a process that has imported everything: a start takes a moment instead of seconds.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["engine.cli.serving"])
START_TIMEOUT_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.01


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def _serve(settings: Settings) -> None:
    serving.serve(settings, with_screens=False)


@dataclass(slots=True)
class OwnProcess:
    """A process that runs `target`; `kill` is SIGKILL."""

    target: Callable[[Settings], None]
    settings: Settings
    _process: ForkServerProcess | None = None

    def start(self) -> None:
        """Start it anew."""
        self._process = _PROCESSES.Process(target=self.target, args=(self.settings,), daemon=True)
        self._process.start()

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = None

    @property
    def is_alive(self) -> bool:
        """Whether it still runs."""
        return self._process is not None and self._process.is_alive()


@dataclass(slots=True)
class KillableServer:
    """A real server process on 127.0.0.1; who waits for `up` is told when it answers again."""

    settings: Settings
    up: threading.Event = field(default_factory=threading.Event)
    _server: OwnProcess = field(init=False)

    def __post_init__(self) -> None:
        self._server = OwnProcess(_serve, self.settings)

    @property
    def base_url(self) -> str:
        """Its address."""
        return f"http://{self.settings.host}:{self.settings.port}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._server.start()
        waited = 0.0
        with httpx.Client(base_url=self.base_url, timeout=5) as client:
            while not self._answers(client):
                assert self._server.is_alive, "the server did not start"
                assert waited < START_TIMEOUT_SECONDS, "the server does not answer"
                threading.Event().wait(_LOOK_AGAIN_SECONDS)
                waited += _LOOK_AGAIN_SECONDS
        self.up.set()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.up.clear()
        self._server.kill()

    @staticmethod
    def _answers(client: httpx.Client) -> bool:
        try:
            return client.get("/health/live").status_code == 200
        except httpx.TransportError:
            return False


def worker_process(settings: Settings) -> OwnProcess:
    """A process that does due work and sends what is ready, as on PostgreSQL."""
    return OwnProcess(serving.work, settings)
