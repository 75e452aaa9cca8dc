"""Printed pages from templates; everything a person wrote is text, never markup."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from engine.domain.local_time import LOCAL_ZONE
from engine.domain.money import yuan_text

TEMPLATE_VERSION: Final = 1
EMPTY: Final = "—"


@dataclass(frozen=True, slots=True)
class Printed:
    """A document ready to be handed out: its file name and its bytes."""

    file_name: str
    content: bytes


def page(template: str, **values: Any) -> str:
    """The HTML of a printed page."""
    return _templates.get_template(template).render(version=TEMPLATE_VERSION, **values)


def shown_time(moment: datetime | str | None) -> str:
    """A moment as people in the city read it."""
    if moment is None:
        return EMPTY
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{at.astimezone(LOCAL_ZONE):%Y年%m月%d日 %H:%M}"


def shown_date(on: date | str | None) -> str:
    """A date as people in the city read it."""
    if on is None:
        return EMPTY
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return f"{day:%Y年%m月%d日}"


def shown_yuan(amount_fen: int | None) -> str:
    """An amount in yuan."""
    return EMPTY if amount_fen is None else f"{yuan_text(amount_fen)} 元"


_templates = Environment(
    loader=PackageLoader("engine.services.printing"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"time": shown_time, "day": shown_date, "yuan": shown_yuan}
