"""The papers of a case at the HTTP border."""

from datetime import datetime

from engine.schemas.entered import Shown


class PaperItem(Shown):
    """A paper that can be printed."""

    paper_id: str
    kind: str
    title: str
    state: str
    at: datetime
    may_print: bool


class PaperList(Shown):
    """The papers of a case, its forms first."""

    items: list[PaperItem]
