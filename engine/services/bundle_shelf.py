"""The compiled bundles this process has used, by number: a published bundle never changes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from threading import Lock

from sqlalchemy.orm import Session

from engine.bpmn.bundle import Bundle, load_bundle
from engine.bpmn.bundle_files import BundleFile
from engine.errors import NotFoundError
from engine.services.drawings import Drawing, drawings_of
from engine.store import bundles


class NoBundleInForceError(NotFoundError):
    """No published bundle is in force on that day."""

    code = "no_bundle_in_force"


@dataclass(slots=True)
class BundleShelf:
    """Compiles each bundle once; safe to share between threads."""

    _compiled: dict[int, Bundle] = field(default_factory=dict)
    _drawings: dict[int, Mapping[str, Drawing]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, session: Session, number: int) -> Bundle:
        """The compiled bundle `number`; raises BundleError when its files do not load."""
        found = self._compiled.get(number)
        if found is None:
            files = _files_of(session, number)
            with self._lock:
                found = self._compiled.setdefault(number, load_bundle(files))
        return found

    def drawings(self, session: Session, number: int) -> Mapping[str, Drawing]:
        """The diagrams of bundle `number` as drawn, by process id."""
        found = self._drawings.get(number)
        if found is None:
            files = _files_of(session, number)
            with self._lock:
                found = self._drawings.setdefault(number, drawings_of(files))
        return found

    def number_in_force(self, session: Session, on: date) -> int:
        """The number of the published bundle with the latest start on or before `on`."""
        number = bundles.number_in_force(session, on)
        if number is None:
            raise NoBundleInForceError(f"no bundle is in force on {on.isoformat()}")
        return number


def _files_of(session: Session, number: int) -> list[BundleFile]:
    return [BundleFile(path, content) for path, content in bundles.files_of(session, number)]
