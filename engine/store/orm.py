"""The base of all tables: names of constraints, aware UTC times, time-ordered ids."""

import secrets
import uuid
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any

from sqlalchemy import BigInteger, DateTime, Dialect, MetaData, String, Uuid
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator, TypeEngine

AREA_CODE_LENGTH = 12


Fen = Annotated[int, mapped_column(BigInteger)]
"""An amount of money in whole fen."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware point in time, kept in UTC on both dialects; a naive value is refused.

    SQLite keeps text of fixed width (`2026-03-10 01:20:00.000000`), so that comparison in SQL is comparison in time.
    """

    impl = DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """A time zone aware column on PostgreSQL, plain text order on SQLite."""
        return dialect.type_descriptor(DateTime(timezone=dialect.name == "postgresql"))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware time into UTC as the dialect stores it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored time needs a time zone")
        in_utc = value.astimezone(UTC)
        return in_utc if dialect.name == "postgresql" else in_utc.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the dialect's signature
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """All tables; every constraint has a name, so that migrations can find it on both dialects."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - declared by SQLAlchemy as a class attribute
        datetime: UtcDateTime(),
        uuid.UUID: Uuid(),
        str: String(),
    }


def values_of(row: Base) -> dict[str, Any]:
    """What a row holds, by column; columns that were never set hold nothing."""
    return {name: getattr(row, name) for name in row.__table__.columns.keys()}  # noqa: SIM118 - no mapping of names


def first_uuid_of(moment: datetime) -> uuid.UUID:
    """The smallest id that could have been made at `moment`: everything made before sorts below it."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) & (1 << 48) - 1) << 80)


def moment_of(made: uuid.UUID) -> datetime:
    """When an id was made, to the millisecond, by the clock of the machine that made it."""
    return datetime.fromtimestamp((made.int >> 80) / 1000, UTC)


class _LastId:
    """The millisecond and count of the id made last in this process."""

    lock = Lock()
    millisecond = 0
    count = 0


def uuid7(now: datetime) -> uuid.UUID:
    """A new id (RFC 9562, version 7) that sorts after all ids this process made before, also within a millisecond."""
    with _LastId.lock:
        millisecond = int(now.timestamp() * 1000)
        if millisecond > _LastId.millisecond:
            _LastId.millisecond, _LastId.count = millisecond, 0
        else:
            _LastId.count += 1
        millisecond, count = _LastId.millisecond, _LastId.count
    random_bits = secrets.randbits(44)
    high = (millisecond & (1 << 48) - 1) << 16 | 0x7 << 12 | (count >> 18) & 0xFFF
    low = 0x2 << 62 | (count & (1 << 18) - 1) << 44 | random_bits
    return uuid.UUID(int=high << 64 | low)
