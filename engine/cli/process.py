"""What a command needs of this installation: settings, database, keys, clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click

from engine.bpmn.bundle_files import BundleFile
from engine.clock import Clock, StandingClock, SystemClock
from engine.config import Settings
from engine.resources import forms_dir, processes_dir
from engine.services import due_work
from engine.services import installation as setup
from engine.services.installation import VALID_FROM
from engine.services.unit_of_work import Resources, UnitOfWork, read
from engine.store import installation
from engine.store.database import open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import require_current


def open_resources(settings: Settings, *, must_be_current: bool = True) -> Resources:
    """The resources of this process; makes the key file where there is none yet.

    Raises:
        click.UsageError: the test clock is asked for on a database that is not marked for tests.
    """
    database = open_database(settings.database_url)
    if must_be_current:
        require_current(database)
    if not settings.key_file.exists():
        settings.key_file.parent.mkdir(parents=True, exist_ok=True)
        create_key_file(settings.key_file)
    cipher = FieldCipher.load(settings.key_file)
    clock: Clock = StandingClock() if settings.test_clock else SystemClock()
    resources = Resources(database, cipher, clock, settings)
    if must_be_current and isinstance(clock, StandingClock):
        _set_test_clock(resources, clock)
    return resources


@contextmanager
def opened(settings: Settings, *, must_be_current: bool = True) -> Iterator[Resources]:
    """The resources of a command, closed when it ends."""
    resources = open_resources(settings, must_be_current=must_be_current)
    try:
        yield resources
    finally:
        resources.database.dispose()


def bundle_files(processes: Path | None = None, forms: Path | None = None) -> list[BundleFile]:
    """The files of the present bundle (or of another source folder), by their path inside the bundle."""
    files = [
        BundleFile(f"processes/{path.name}", path.read_bytes())
        for path in sorted((processes or processes_dir()).iterdir())
        if path.suffix in {".bpmn", ".dmn"}
    ]
    root = forms or forms_dir()
    files += [
        BundleFile(f"forms/{path.relative_to(root).as_posix()}", path.read_bytes())
        for path in sorted(root.rglob("*.json"))
    ]
    return files


def prepare(work: UnitOfWork, *, for_tests: bool) -> None:
    """Reference data and the present bundle, in force from 2019-01-01 when it is the first."""
    if for_tests:
        setup.mark_as_test(work)
    setup.seed_reference_data(work)
    setup.deploy(work, bundle_files(), VALID_FROM, author="system", approver="system")


def _set_test_clock(resources: Resources, clock: StandingClock) -> None:
    """Let the test clock stand where it stood before this process was started."""
    if not due_work.is_test_database(resources):
        raise click.UsageError("JIUZHU_TEST_CLOCK needs a database made with `jiuzhu init --test`")
    stood_at = read(resources, lambda work: installation.value_of(work.session, due_work.TEST_CLOCK))
    if stood_at is not None:
        clock.set(datetime.fromisoformat(stood_at))
