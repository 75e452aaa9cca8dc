"""What every body sent to us has in common: nothing undeclared, and values that can be stored."""

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError, PydanticKnownError

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
LATEST = datetime(2199, 12, 31, tzinfo=UTC)
LARGEST_AMOUNT_FEN = 2_000_000_000  # 20 million yuan: more is a slip of the keyboard
LONGEST_CODE = 100
LENGTH_OF_A_DAY = len("2026-03-10")


def _written(value: object) -> object:
    """Refuse numbers, which pydantic would read as seconds since 1970."""
    if not isinstance(value, str | datetime) or (isinstance(value, str) and "-" not in value[:8]):
        raise PydanticKnownError("datetime_type")
    return value


def _plausible(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise _implausible()
    return moment


def _written_day(value: object) -> object:
    """Refuse times of day and numbers, which pydantic would turn into a day."""
    if not isinstance(value, date) and not (isinstance(value, str) and len(value) == LENGTH_OF_A_DAY):
        raise PydanticKnownError("date_type")
    return value


def _plausible_day(day: date) -> date:
    if not EARLIEST.date() <= day <= LATEST.date():
        raise _implausible()
    return day


def _implausible() -> PydanticCustomError:
    return PydanticCustomError("implausible_time", "the year is implausible")


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_plausible)]
"""A point in time with its offset, in years that mean something."""

Day = Annotated[date, BeforeValidator(_written_day), AfterValidator(_plausible_day)]
"""A calendar day (`2026-03-10`), in years that mean something."""

Flag = Annotated[bool, Field(strict=True)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000, strict=True)]
AmountFen = Annotated[int, Field(ge=0, le=LARGEST_AMOUNT_FEN, strict=True)]
"""Money in whole fen."""

Code = Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)]
DivisionCode = Annotated[str, Field(pattern=r"^[0-9]{6}([0-9]{3}){0,2}$")]
JsonObject = dict[str, Any]


class Entered(BaseModel):
    """What is sent to us: nothing undeclared."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Shown(BaseModel):
    """What we answer."""

    model_config = ConfigDict(frozen=True)
