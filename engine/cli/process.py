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
from engine.store import encrypted_rows, installation
from engine.store.database import Database, open_database
from engine.store.encryption import FieldCipher, create_key_file
from engine.store.migrations import require_current


class KeysLostError(click.ClickException):
    """There is no key file, and the database holds what was encrypted with its keys."""


def open_resources(settings: Settings, *, must_be_current: bool = True) -> Resources:
    """The resources of this process; `make_key_file` comes first, once, when the system is installed.

    Raises:
        KeyFileError: the key file is missing, or others can read it.
        click.UsageError: the test clock is asked for on a database that is not marked for tests.
    """
    database = open_database(settings.database_url)
    try:
        return _resources_on(database, settings, must_be_current=must_be_current)
    except BaseException:
        database.dispose()
        raise


def _resources_on(database: Database, settings: Settings, *, must_be_current: bool) -> Resources:
    if must_be_current:
        require_current(database)
    cipher = FieldCipher.load(settings.key_file)
    clock: Clock = StandingClock() if settings.test_clock else SystemClock()
    resources = Resources(database, cipher, clock, settings)
    if must_be_current and isinstance(clock, StandingClock):
        _set_test_clock(resources, clock)
    return resources


def make_key_file(settings: Settings, database: Database) -> None:
    """Make the key file where there is none yet, for a database in which nothing was encrypted yet.

    Raises:
        KeysLostError: new keys would hide that the old ones are gone.
    """
    if settings.key_file.exists():
        return
    with database.reading.begin() as session:
        if encrypted_rows.has_any(session):
            raise KeysLostError(
                f"没有密钥文件 {settings.key_file}，而数据库中已有加密数据。"
                "请把密钥文件的副本放回原处（或以 --key-file 指明）；没有原密钥，这些数据无法读取。"
            )
    create_key_file(settings.key_file)


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
