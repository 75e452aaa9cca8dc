"""Trying a bundle: typical cases are replayed on it by a process of its own, in a database that is thrown away."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, Final

from engine import resources as shipped
from engine.config import ENV_PREFIX
from engine.domain.authority import Action
from engine.domain.signed_in import SignedInPerson
from engine.errors import CannotGoOnError, ConflictError, FieldError, InvalidInputError
from engine.services import audit
from engine.services.bundle_checks import is_error, kept_errors
from engine.services.bundle_lifecycle import BundleHasErrorsError, known_bundle, require_any_action
from engine.services.calendar_import import NO_COUNTY
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import bundles

NO_NEW_CASE_AFTER_SECONDS: Final = 45
KILLED_AFTER_SECONDS: Final = 90
REFUSED_BY_REPLAY: Final = 2
CASES: Final = "cases.json"
_one_at_a_time = Lock()


class SimulationRunningError(ConflictError):
    """This server is replaying cases already; one run takes a whole processor."""

    code = "simulation_running"


class SimulationFailedError(CannotGoOnError):
    """The cases could not be played to a result: the replay broke off or took too long."""

    code = "simulation_failed"


def simulate(
    resources: Resources, person: SignedInPerson, number: int, cases: Mapping[str, Any] | None, only: Sequence[str]
) -> dict[str, Any]:
    """What each typical case comes to on bundle `number`, and in what it differs from what it expects.

    `cases` is a file of `jiuzhu replay`; None: the shipped ones. Nothing of this installation but the files of the
    bundle goes into the run, and nothing comes back but the comparison. Cases that were not begun in time are listed.

    Raises:
        BundleHasErrorsError: the bundle was drafted with errors.
        SimulationRunningError: another run is under way in this server.
        InvalidInputError: the cases are of another shape.
        SimulationFailedError: the replay broke off.
    """
    files = write(resources, lambda work: _files_to_try(work, number), person=person)
    if not _one_at_a_time.acquire(blocking=False):
        raise SimulationRunningError("a simulation is under way")
    try:
        with TemporaryDirectory(prefix="jiuzhu-simulation-") as folder:
            _lay_out(Path(folder), files, _shipped_cases() if cases is None else cases)
            return {"bundle": number, **_replayed(Path(folder), only)}
    finally:
        _one_at_a_time.release()


def _files_to_try(work: UnitOfWork, number: int) -> Sequence[tuple[str, bytes]]:
    require_any_action(work.require_person(), (Action.DRAFT_BUNDLE, Action.PUBLISH_BUNDLE))
    errors = kept_errors(finding for finding in known_bundle(work, number).findings if is_error(finding))
    if errors:
        raise BundleHasErrorsError(errors)
    audit.record(work, "bundle_simulated", county_code=NO_COUNTY, object_id=str(number))
    return bundles.files_of(work.session, number)


def _shipped_cases() -> Mapping[str, Any]:
    files = sorted(shipped.cases_dir().glob("*.json"))
    return {"cases": [case for file in files for case in json.loads(file.read_text(encoding="utf-8"))["cases"]]}


def _lay_out(folder: Path, files: Sequence[tuple[str, bytes]], cases: Mapping[str, Any]) -> None:
    """Put the bundle and the cases where the replay finds them; paths were checked when the bundle was drafted."""
    for path, content in files:
        place = folder / "bundle" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    (folder / CASES).write_text(json.dumps(cases, ensure_ascii=False), encoding="utf-8")


def _replayed(folder: Path, only: Sequence[str]) -> dict[str, Any]:
    chosen = [f"--only={case_id}" for case_id in only]
    within = f"--within={NO_NEW_CASE_AFTER_SECONDS}"
    command = [sys.executable, "-m", "engine.cli", "replay", CASES, "--bundle=bundle", "--json", within, *chosen]
    try:
        ended = subprocess.run(  # noqa: S603 - our own command; case ids are single arguments of it
            command, cwd=folder, env=_environment(), capture_output=True, timeout=KILLED_AFTER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise SimulationFailedError(f"the replay took longer than {KILLED_AFTER_SECONDS} s") from error
    if ended.returncode == REFUSED_BY_REPLAY:
        said = ended.stderr.decode(errors="replace").strip().rpartition("Error: ")[2]
        raise InvalidInputError([FieldError("cases", said)])
    try:
        result: dict[str, Any] = json.loads(ended.stdout)
    except ValueError as error:
        raise SimulationFailedError(f"the replay ended with {ended.returncode}") from error
    return result


def _environment() -> dict[str, str]:
    """That of this process without any of our settings: the replay knows neither database nor keys."""
    own = {name: value for name, value in os.environ.items() if not name.upper().startswith(ENV_PREFIX)}
    return {**own, "PYTHONPATH": str(Path(shipped.__file__).parent.parent), "PYTHONUTF8": "1"}
