"""What cannot go on by itself: an incident that a person sees, understands and can retry (design, idea 9)."""

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from engine.errors import CannotGoOnError, ConflictError, JiuzhuError
from engine.labels import error_text
from engine.services import audit
from engine.services.unit_of_work import Resources, UnitOfWork, write
from engine.store import incidents as incident_queries
from engine.store.tables.background import IncidentRow

logger = logging.getLogger(__name__)
TABLE: Final = "incident"
_T = TypeVar("_T")


class CaseStoppedError(ConflictError):
    """The case cannot go on; an incident has been opened and nothing else was changed."""

    code = "case_stopped"

    def __init__(self, incident_id: UUID, cause: CannotGoOnError) -> None:
        super().__init__(f"incident {incident_id}: {cause.code}")
        self.incident_id, self.cause = incident_id, cause


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was tried, so that it can be tried again: `kind` is start, complete, message, timer or unit_change.

    A change of units belongs to no case and no instance: both are empty.
    """

    kind: str
    county_code: str
    case_id: str
    instance_id: str
    actor: str
    target_id: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The same for every try of the same thing."""
        return f"{self.kind}:{self.instance_id}:{self.target_id}"


def attempted(resources: Resources, attempt: Callable[[], Attempt | None], use_case: Callable[[], _T]) -> _T:
    """What `use_case` returns; when the case cannot go on, an incident remembers what was tried.

    A refusal of what a person asked for (a typed error) passes through and leaves no incident.

    Raises:
        CaseStoppedError: an incident was opened.
    """
    try:
        return use_case()
    except CannotGoOnError as error:
        raise _stopped(resources, attempt(), error) from error
    except (JiuzhuError, DBAPIError):
        raise
    except Exception as error:
        _log_without_personal_data(error)
        raise _stopped(resources, attempt(), CannotGoOnError(type(error).__name__)) from error


def _log_without_personal_data(error: Exception) -> None:
    """Log where it happened and what kind it was; the message of an unknown error may hold what people entered."""
    logger.error("step_broke error=%s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))


def _stopped(resources: Resources, attempt: Attempt | None, error: CannotGoOnError) -> JiuzhuError:
    return error if attempt is None else CaseStoppedError(open_incident(resources, attempt, error), error)


def open_incident(resources: Resources, attempt: Attempt, error: CannotGoOnError) -> UUID:
    """Note in a transaction of its own that an attempt failed, and mark the instance as stopped."""
    logger.warning("incident_opened key=%s code=%s", attempt.key, error.code)
    return write(resources, lambda work: note(work, attempt, error))


def note(work: UnitOfWork, attempt: Attempt, error: CannotGoOnError) -> UUID:
    """Note in this transaction that an attempt failed; the same attempt failing again is counted on its incident."""
    row = incident_queries.open_of_attempt(work.session, attempt.key)
    if row is None:
        row = IncidentRow(
            id=work.new_id(),
            county_code=attempt.county_code,
            case_id=UUID(attempt.case_id) if attempt.case_id else None,
            instance_id=UUID(attempt.instance_id) if attempt.instance_id else None,
            attempt_key=attempt.key,
            attempts=0,
            state="open",
            opened_at=work.now,
        )
        work.session.add(row)
    text = json.dumps(asdict(attempt), ensure_ascii=False)
    row.attempt = work.resources.cipher.encrypt(text, table=TABLE, row_id=row.id, column="attempt")
    row.attempts += 1
    row.code, row.message, row.last_at = error.code, str(error)[:2000], work.now
    row.element_id = getattr(error, "element_id", None)
    if attempt.instance_id:
        incident_queries.mark_instance(work.session, UUID(attempt.instance_id), "stopped")
    audit.record(
        work, "incident_opened", county_code=attempt.county_code, object_id=row.id, detail={"code": error.code}
    )
    return row.id


def alarm(work: UnitOfWork, county_code: str, case_id: UUID, code: str, key: str) -> bool:
    """Tell an administrator of something outside that only people can clear up, once per `key`; whether it is new.

    No process is stopped by it. It ends when the outside has come to terms (`end_alarm`), and is not raised again
    once an administrator has given it up.
    """
    row = incident_queries.latest_of_attempt(work.session, key)
    if row is not None and row.state != "resolved":
        row.attempts, row.last_at = row.attempts + 1, work.now
        return False
    row = IncidentRow(
        id=work.new_id(),
        county_code=county_code,
        case_id=case_id,
        code=code,
        message=error_text(code).title,
        attempt_key=key,
        attempts=1,
        state="open",
        opened_at=work.now,
        last_at=work.now,
    )
    work.session.add(row)
    audit.record(work, "incident_opened", county_code=county_code, object_id=row.id, detail={"code": code})
    return True


def end_alarm(work: UnitOfWork, key: str) -> None:
    """Close the alarm of `key`, where there is one."""
    row = incident_queries.open_of_attempt(work.session, key)
    if row is not None:
        row.state, row.resolved_at, row.resolved_by = "resolved", work.now, work.actor
        audit.record(work, "incident_resolved", county_code=row.county_code, object_id=row.id)


def attempt_of(work: UnitOfWork, incident: IncidentRow) -> Attempt:
    """What an incident wants to be tried again."""
    text = work.resources.cipher.decrypt(incident.attempt or b"", table=TABLE, row_id=incident.id, column="attempt")
    return Attempt(**json.loads(text))


def resolve_of_instance(work: UnitOfWork, instance_id: UUID) -> None:
    """Close the incidents of an instance that has moved on."""
    for incident in incident_queries.open_of_instance(work.session, instance_id):
        incident.state, incident.resolved_at, incident.resolved_by = "resolved", work.now, work.actor
        audit.record(work, "incident_resolved", county_code=incident.county_code, object_id=incident.id)
