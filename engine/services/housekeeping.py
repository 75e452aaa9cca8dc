"""Signs of life of workers, and what is thrown away after its time."""

import os
import socket
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from engine.clock import real_now
from engine.errors import UnavailableError
from engine.services import ledger_uploads
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import idempotency, ledger, outbox, staff, workers

KEEP_ANSWERS: Final = timedelta(days=3)
KEEP_SIGN_INS: Final = timedelta(days=180)  # Cybersecurity Law, article 21: logs for six months
KEEP_LEDGERS: Final = timedelta(days=30)
"""An uploaded ledger that nobody confirms is personal data without a purpose."""

SILENT_AFTER: Final = timedelta(seconds=30)
LATE_AFTER: Final = timedelta(seconds=120)


def beat(resources: Resources, worker_id: UUID) -> None:
    """Note that this worker is alive."""
    write(
        resources,
        lambda work: workers.beat(work.session, worker_id, socket.gethostname(), os.getpid(), real_now()),
    )


def tidy(resources: Resources) -> None:
    """Remove answers kept for repeated requests, old sign-in attempts and ledgers that nobody confirmed.

    SQLite then looks at how its rows are spread; PostgreSQL does so by itself.
    """

    def remove(work: UnitOfWork) -> None:
        idempotency.forget_before(work.session, work.now - KEEP_ANSWERS)
        staff.forget_sign_ins(work.session, real_now() - KEEP_SIGN_INS)
        for import_id in ledger.forgotten_imports(work.session, work.now - KEEP_LEDGERS):
            ledger_uploads.discard(work, import_id)

    write(resources, remove)
    if resources.database.is_sqlite:
        resources.database.learn_spread()


class BackgroundLateError(UnavailableError):
    """No worker beats, or something has been due for too long."""

    code = "background_late"


def require_background(resources: Resources, next_due_at: datetime | None) -> None:
    """Return when background work is in order; raises BackgroundLateError otherwise."""
    beaten_at, unsent_since = read(
        resources, lambda work: (workers.last_beat_at(work.session), outbox.oldest_ready_at(work.session))
    )
    now = real_now()
    if beaten_at is None or now - beaten_at > SILENT_AFTER:
        raise BackgroundLateError("no worker has given a sign of life")
    if next_due_at is not None and resources.clock.now() - next_due_at > LATE_AFTER:
        raise BackgroundLateError("due work is late")
    if unsent_since is not None and now - unsent_since > LATE_AFTER:
        raise BackgroundLateError("the outbox is late")
