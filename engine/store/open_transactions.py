"""Which transactions of this installation are under way; on SQLite writers follow each other and there are none."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

_OPEN_BEFORE = text(
    "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = current_user"
    " AND backend_type = 'client backend' AND pid <> pg_backend_pid() AND xact_start < :moment)"
)


def moment_of(session: Session) -> datetime | None:
    """The time by the database's own clock; nothing where no transaction can be under way."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    moment: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return moment


def has_open_before(session: Session, moment: datetime) -> bool:
    """Whether a transaction is still under way that began before `moment`."""
    return bool(session.execute(_OPEN_BEFORE, {"moment": moment}).scalar_one())
