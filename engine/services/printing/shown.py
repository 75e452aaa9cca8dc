"""Values as they stand on paper: Chinese dates, yuan in figures and capitals, text that no format chokes on."""

from datetime import date, datetime
from typing import Final

from engine.domain.capital_numerals import capital_yuan
from engine.domain.local_time import LOCAL_ZONE
from engine.domain.money import yuan_text

EMPTY: Final = "—"


def shown_date(on: date | str | None) -> str:
    """A date as official papers write it: `2026年3月10日`."""
    if on is None:
        return EMPTY
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{day.year}年{day.month}月{day.day}日"


def shown_day(moment: datetime | None) -> str:
    """The date of a moment in the city."""
    return EMPTY if moment is None else shown_date(moment.astimezone(LOCAL_ZONE).date())


def shown_time(moment: datetime | str | None) -> str:
    """A moment in the city: `2026年3月10日 09:20`."""
    if moment is None:
        return EMPTY
    at = (datetime.fromisoformat(moment) if isinstance(moment, str) else moment).astimezone(LOCAL_ZONE)
    return f"{shown_date(at.date())} {at:%H:%M}"


def shown_yuan(amount_fen: int | None) -> str:
    """An amount in yuan: `1,260.50 元`."""
    return EMPTY if amount_fen is None else f"{yuan_text(amount_fen)} 元"


def shown_capitals(amount_fen: int | None) -> str:
    """An amount in capital numerals (人民币大写)."""
    return EMPTY if amount_fen is None else f"人民币{capital_yuan(amount_fen)}"


def printable(text: str) -> str:
    """The text without control characters, which XML cannot hold; line breaks stay."""
    return "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
