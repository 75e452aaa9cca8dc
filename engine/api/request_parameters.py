"""Parameters that many routes take: where a page begins, how long it is, and the key of a repeated request."""

from typing import Annotated

from fastapi import Header, Path, Query

from engine.schemas.entered import LONGEST_CODE, DivisionCode
from engine.services.idempotency import LONGEST_KEY
from engine.services.paging import LARGEST_PAGE, LONGEST_CURSOR, USUAL_PAGE

Cursor = Annotated[str | None, Query(max_length=LONGEST_CURSOR)]
Limit = Annotated[int, Query(ge=1, le=LARGEST_PAGE)]
SearchText = Annotated[str | None, Query(max_length=LONGEST_CODE)]
CodeFilter = Annotated[str | None, Query(max_length=LONGEST_CODE)]
DivisionFilter = Annotated[DivisionCode | None, Query()]
CodeInPath = Annotated[str, Path(max_length=LONGEST_CODE)]
IdempotencyKey = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=LONGEST_KEY,
        description="the same key again gets the same answer, and nothing is done twice",
    ),
]

__all__ = [
    "USUAL_PAGE",
    "CodeFilter",
    "CodeInPath",
    "Cursor",
    "DivisionFilter",
    "IdempotencyKey",
    "Limit",
    "SearchText",
]
