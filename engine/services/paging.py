"""Pages of lists: a cursor says after which row to go on, and means nothing to whoever carries it."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, TypeVar
from uuid import UUID

from engine.errors import FieldError, InvalidInputError

USUAL_PAGE: Final = 50
LARGEST_PAGE: Final = 200
LONGEST_CURSOR: Final = 200
LARGEST_NUMBER: Final = 2**31 - 1

_Row = TypeVar("_Row")


class InvalidCursorError(InvalidInputError):
    """A cursor is none that this system has given out."""

    def __init__(self) -> None:
        super().__init__([FieldError("cursor", "翻页标记无效，请从第一页重新查询")])


def cursor_of(at: datetime | None, row_id: UUID) -> str:
    """The cursor of a row in a list ordered by a moment and the id."""
    position = [at.astimezone(UTC).isoformat() if at else None, row_id.hex]
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def position_of(cursor: str | None) -> tuple[datetime | None, UUID] | None:
    """The moment and id after which a page begins, nothing for the first page; the moment may be unknown.

    Raises:
        InvalidCursorError: the text is no cursor.
    """
    if cursor is None:
        return None
    at, row_id = _decoded(cursor)
    try:
        return _moment(at), row_id
    except (ValueError, TypeError, OverflowError) as error:
        raise InvalidCursorError from error


def _decoded(cursor: str) -> tuple[Any, UUID]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        first, row_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return first, UUID(hex=row_id)
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InvalidCursorError from error


def dated_position_of(cursor: str | None) -> tuple[datetime, UUID] | None:
    """The position in a list where every row has its moment."""
    position = position_of(cursor)
    if position is None:
        return None
    at, row_id = position
    if at is None:
        raise InvalidCursorError
    return at, row_id


def numbered_cursor_of(number: int, row_id: UUID) -> str:
    """The cursor of a row in a list ordered by a number and the id."""
    return base64.urlsafe_b64encode(json.dumps([number, row_id.hex]).encode()).decode().rstrip("=")


def numbered_position_of(cursor: str | None) -> tuple[int, UUID] | None:
    """The number and id after which a page begins, nothing for the first page.

    Raises:
        InvalidCursorError: the text is no cursor of such a list.
    """
    if cursor is None:
        return None
    number, row_id = _decoded(cursor)
    if not isinstance(number, int) or abs(number) > LARGEST_NUMBER:
        raise InvalidCursorError
    return number, row_id


def page_of(rows: Sequence[_Row], limit: int, cursor: Callable[[_Row], str]) -> tuple[Sequence[_Row], str | None]:
    """The first `limit` of `rows` and the cursor of the next page; ask the database for one row more than a page."""
    if len(rows) <= limit:
        return rows, None
    shown = rows[:limit]
    return shown, cursor(shown[-1])


def listed(items: Sequence[dict[str, Any]], next_cursor: str | None = None) -> dict[str, Any]:
    """A list as every route answers it."""
    return {"items": items, "next_cursor": next_cursor}


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a position needs a time zone")
    return moment.astimezone(UTC)
