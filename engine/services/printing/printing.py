"""Printing the papers of a case: who may have which in which format; each print is recorded with its digest."""

import hashlib
from dataclasses import asdict
from typing import Any
from uuid import UUID

from engine.adapters.pdf import pdf_of
from engine.domain.authority import Action
from engine.domain.papers import PaperKind
from engine.services import audit
from engine.services.access import may, require_case
from engine.services.printing.case_sources import CaseSources
from engine.services.printing.catalogue import ListedPaper, paper_of, papers_of
from engine.services.printing.pages import TEMPLATE_VERSION, PaperFormat, Printed, page
from engine.services.printing.papers import Paper
from engine.services.printing.word_templates import SHIPPED, word_paper
from engine.services.unit_of_work import UnitOfWork
from engine.store.tables.cases import CaseRow


def list_papers(work: UnitOfWork, case_id: UUID) -> list[dict[str, Any]]:
    """The papers of a case for who may read it; `may_print` says whether the person may have the paper itself."""
    case = require_case(work, case_id, Action.READ_CASE)
    person = work.require_person()
    return [
        {
            "paper_id": paper.paper_id,
            "kind": paper.kind.value,
            "title": paper.title,
            "state": paper.state,
            "at": paper.at,
            "may_print": may(person, action_for(paper.kind), case),
        }
        for paper in papers_of(CaseSources(work, case))
    ]


def print_paper(work: UnitOfWork, case_id: UUID, paper_id: str, paper_format: PaperFormat) -> Printed:
    """One paper of a case; who printed which paper in which format is recorded with the digest of what came out.

    Raises:
        PaperNotFoundError: the case has no such paper.
        NotPermittedError: the paper reveals personal data, and the person may not see them.
        TemplateRefusedError: the office's own Word template cannot be used.
    """
    case = require_case(work, case_id, Action.READ_CASE)
    listed = paper_of(CaseSources(work, case), paper_id)
    require_case(work, case_id, action_for(listed.kind))
    codes = [code for code in (case.village_code, case.town_code, case.county_code) if code]
    content, origin = rendered(work, listed.kind, listed.content(), paper_format, codes)
    _record(work, case, listed, paper_format, origin, content)
    return Printed(f"{listed.title}-{case.reference}.{paper_format}", content, paper_format)


def action_for(kind: PaperKind) -> Action:
    """What a person must be allowed to do with a case to have a paper of `kind`."""
    return Action.REVEAL_PERSONAL_DATA if kind.reveals else Action.READ_CASE


def rendered(
    work: UnitOfWork, kind: PaperKind, paper: Paper, paper_format: PaperFormat, unit_codes: list[str]
) -> tuple[bytes, str]:
    """A paper in a format, and where its template comes from; PDF always has the shipped layout."""
    if paper_format is PaperFormat.DOCX:
        return word_paper(work, kind, paper, unit_codes)
    return pdf_of(page(f"{kind.layout}.html", **asdict(paper))), SHIPPED


def _record(
    work: UnitOfWork, case: CaseRow, listed: ListedPaper, paper_format: PaperFormat, origin: str, content: bytes
) -> None:
    audit.record(
        work,
        "paper_printed",
        case=case,
        object_id=listed.paper_id,
        detail={
            "paper": listed.kind.value,
            "format": paper_format.value,
            "template": origin,
            "template_version": TEMPLATE_VERSION,
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
