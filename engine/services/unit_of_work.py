"""One unit of work: a session, a business time and a person; what is done in it is kept whole or not at all."""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError

from engine.clock import Clock, real_now
from engine.config import Settings
from engine.domain.signed_in import SignedInPerson
from engine.errors import NotSignedInError
from engine.services.bundle_shelf import BundleShelf
from engine.services.reference_shelf import Reference, ReferenceShelf
from engine.store.database import Database, DatabaseBusyError, append_rows, is_transient, is_unavailable
from engine.store.encryption import FieldCipher
from engine.store.orm import uuid7

logger = logging.getLogger(__name__)

SYSTEM_ACTOR = "system"
_ATTEMPTS = 4
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Resources:
    """What every unit of work of this process shares."""

    database: Database
    cipher: FieldCipher
    clock: Clock
    settings: Settings
    bundles: BundleShelf = field(default_factory=BundleShelf)
    references: ReferenceShelf = field(default_factory=ReferenceShelf)


@dataclass(slots=True)
class UnitOfWork:
    """The transaction of one use case, at one business time (UTC), for one person or for the system itself."""

    session: Session
    resources: Resources
    now: datetime
    person: SignedInPerson | None = None
    _reference: Reference | None = None
    _records: dict[type[DeclarativeBase], list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """The username of the person, or `system`."""
        return self.person.username if self.person else SYSTEM_ACTOR

    def require_person(self) -> SignedInPerson:
        """The signed-in person; raises NotSignedInError when the system itself works."""
        if self.person is None:
            raise NotSignedInError("this needs a signed-in person")
        return self.person

    @property
    def reference(self) -> Reference:
        """The calendar and the policy values, the same for the whole unit of work."""
        if self._reference is None:
            self._reference = self.resources.references.current(self.session)
        return self._reference

    def read_reference_again(self) -> None:
        """Let the rest of this unit of work see what it has itself changed in the calendar or the policy values."""
        self._reference = None

    def record(self, rows: type[DeclarativeBase], **values: Any) -> None:
        """One more row that is never changed; those of a table are written together, by `flush` or at the end."""
        self._records.setdefault(rows, []).append(values)

    def latest_record(self, rows: type[DeclarativeBase]) -> dict[str, Any]:
        """The row of a table recorded last and not yet written; empty when there is none."""
        recorded = self._records.get(rows)
        return recorded[-1] if recorded else {}

    def flush(self) -> None:
        """Write what is still in memory, so that the queries of this unit of work see it."""
        self.session.flush()
        for rows, values in self._records.items():
            append_rows(self.session, rows, values)
        self._records.clear()

    def new_id(self) -> UUID:
        """A new id; ids sort in the order in which they were made, whatever business time stands at."""
        return uuid7(real_now())


def write(
    resources: Resources,
    use_case: Callable[[UnitOfWork], _T],
    *,
    person: SignedInPerson | None = None,
    at: datetime | None = None,
) -> _T:
    """What `use_case` returns, after its transaction is on disk; run again when the database asks for it.

    Raises:
        DatabaseBusyError: the database could not be locked or reached; nothing was changed.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with resources.database.writing.begin() as session:
                work = UnitOfWork(session, resources, at or resources.clock.now(), person)
                result = use_case(work)
                work.flush()
                return result
        except (DBAPIError, StaleDataError, PoolTimeoutError) as error:
            if not _may_be_run_again(error) or (attempt == _ATTEMPTS and isinstance(error, IntegrityError)):
                _raise_if_unavailable(error)
                raise  # a conflict with a competitor ends after a repeat; one that stays is a defect
            logger.info("transaction_repeated attempt=%d reason=%s", attempt, type(error).__name__)
            if attempt < _ATTEMPTS:
                time.sleep(random.uniform(0.005, 0.05) * attempt)  # noqa: S311 - spreads competitors, keeps no secret
    raise DatabaseBusyError("the database could not be locked in time")


def read(resources: Resources, query: Callable[[UnitOfWork], _T], *, person: SignedInPerson | None = None) -> _T:
    """What `query` returns, from a consistent view that never blocks a writer."""
    return _read(resources.database.reading, resources, query, person)


def glance(resources: Resources, query: Callable[[UnitOfWork], _T]) -> _T:
    """What `query` returns that asks a single statement: cheaper than `read`, several would not see the same moment."""
    return _read(resources.database.glancing, resources, query, None)


def _read(
    sessions: sessionmaker[Session],
    resources: Resources,
    query: Callable[[UnitOfWork], _T],
    person: SignedInPerson | None,
) -> _T:
    try:
        with sessions.begin() as session:
            return query(UnitOfWork(session, resources, resources.clock.now(), person))
    except (DBAPIError, PoolTimeoutError) as error:
        _raise_if_unavailable(error)
        raise


def _raise_if_unavailable(error: Exception) -> None:
    if is_unavailable(error):
        logger.warning("database_unavailable reason=%s", type(getattr(error, "orig", error)).__name__)
        raise DatabaseBusyError("the database did not serve the request") from error


def _may_be_run_again(error: Exception) -> bool:
    return isinstance(error, StaleDataError | IntegrityError) or is_transient(error)
