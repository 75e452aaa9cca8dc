"""An office whose server and worker are processes of their own, so that they can be killed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from relief_office import OPENED_AT, set_up
from served_api import PASSWORD, resources_for
from server_process import KillableServer, free_port

from engine.services import due_work
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources, write
from engine.store.database import Database


@dataclass(frozen=True, slots=True)
class ServedOffice:
    """The sample county, its server, and the resources through which a test looks at the database."""

    server: KillableServer
    resources: Resources


@pytest.fixture
def served_office(database: Database, tmp_path: Path) -> Iterator[ServedOffice]:
    """A running server of the sample county, once on each dialect; business time stands at `OPENED_AT`."""
    resources = resources_for(
        database,
        tmp_path,
        test_clock=True,
        port=free_port(),
        upload_dir=tmp_path / "uploads",
        outgoing_dir=tmp_path / "outgoing",
        log_level="ERROR",
    )
    hashed = Passwords(resources.settings).hash(PASSWORD)
    write(resources, lambda work: set_up(work, hashed))
    due_work.advance_clock(resources, OPENED_AT)
    server = KillableServer(resources.settings)
    server.start()
    try:
        yield ServedOffice(server, resources)
    finally:
        server.kill()
