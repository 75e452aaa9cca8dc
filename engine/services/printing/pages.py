"""Printed pages from templates; everything a person wrote is text, never markup."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from engine.services.printing.shown import shown_date, shown_time, shown_yuan

TEMPLATE_VERSION: Final = 2


class PaperFormat(StrEnum):
    """A file format of papers."""

    PDF = "pdf"
    DOCX = "docx"


@dataclass(frozen=True, slots=True)
class Printed:
    """A document ready to be handed out: its file name, its bytes and what they are."""

    file_name: str
    content: bytes
    format: PaperFormat = PaperFormat.PDF


def page(template: str, **values: Any) -> str:
    """The HTML of a printed page."""
    return _templates.get_template(template).render(version=TEMPLATE_VERSION, **values)


_templates = Environment(
    loader=PackageLoader("engine.services.printing"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters |= {"time": shown_time, "day": shown_date, "yuan": shown_yuan}
