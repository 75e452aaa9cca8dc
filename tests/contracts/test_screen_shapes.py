"""What the screens read from an answer is what the API gives: their shapes are compared name by name."""

from typing import Any

import pytest
from pydantic import BaseModel

from admin_ui import administration_shapes, api_shapes, monitor_shapes
from engine.schemas import (
    audit,
    breaches,
    cases,
    check_consents,
    deadlines,
    due_work,
    handovers,
    incidents,
    ledger,
    papers,
    partners,
    reports,
    staff,
    tasks,
    working_calendar,
)

PAIRS: list[tuple[Any, type[BaseModel]]] = [
    (api_shapes.Me, staff.Me),
    (api_shapes.TaskItem, tasks.TaskItem),
    (api_shapes.TaskPage, tasks.TaskPage),
    (api_shapes.TaskDetail, tasks.TaskDetail),
    (api_shapes.Completion, tasks.Completion),
    (api_shapes.CaseView, cases.CaseDetail),
    (api_shapes.CasePage, cases.CasePage),
    (api_shapes.Applicant, cases.PersonShown),
    (api_shapes.CreatedCase, cases.RegisteredCase),
    (api_shapes.HistoryItem, cases.HistoryItem),
    (api_shapes.DiagramElement, cases.ElementState),
    (api_shapes.DiagramDefinition, cases.DiagramDefinition),
    (api_shapes.CaseDiagram, cases.CaseDiagram),
    (api_shapes.DocumentItem, cases.DocumentItem),
    (api_shapes.PaperItem, papers.PaperItem),
    (api_shapes.Pause, deadlines.PauseShown),
    (api_shapes.DeadlineItem, deadlines.DeadlineItem),
    (api_shapes.DeadlinePage, deadlines.DeadlinePage),
    (api_shapes.DeadlineGroup, deadlines.DeadlineGroup),
    (api_shapes.DeadlineSummary, deadlines.DeadlineSummary),
    (monitor_shapes.BreachNote, breaches.BreachNoteShown),
    (monitor_shapes.BreachItem, breaches.BreachItem),
    (monitor_shapes.BreachPage, breaches.BreachPage),
    (monitor_shapes.TrendDay, deadlines.TrendDay),
    (monitor_shapes.ForecastItem, deadlines.ForecastItem),
    (monitor_shapes.ForecastBand, deadlines.ForecastBand),
    (monitor_shapes.BreachForecasts, deadlines.BreachForecasts),
    (api_shapes.Incident, incidents.IncidentItem),
    (api_shapes.StaffItem, staff.StaffItem),
    (api_shapes.PartnerPage, partners.PartnerPage),
    (api_shapes.PartnerItem, partners.PartnerItem),
    (api_shapes.KeptPartner, partners.KeptPartner),
    (api_shapes.ConsentLine, check_consents.ConsentShown),
    (api_shapes.NonfiscalEntry, partners.NonfiscalEntry),
    (api_shapes.BookedEntry, partners.BookedEntry),
    (api_shapes.LedgerEntry, partners.LedgerEntry),
    (api_shapes.Ledger, partners.Ledger),
    (api_shapes.UnitItem, staff.UnitItem),
    (api_shapes.LedgerImportItem, ledger.LedgerImportItem),
    (api_shapes.LedgerImportView, ledger.LedgerImportDetail),
    (api_shapes.LedgerSheet, ledger.LedgerSheet),
    (api_shapes.LedgerColumn, ledger.LedgerColumn),
    (api_shapes.LedgerPreviewRow, ledger.LedgerPreviewRow),
    (api_shapes.LedgerProblem, ledger.LedgerProblem),
    (api_shapes.ReportKindItem, reports.ReportKindItem),
    (api_shapes.ReportList, reports.ReportList),
    (api_shapes.ReportColumn, reports.ReportColumn),
    (api_shapes.ReportTable, reports.ReportTable),
    (api_shapes.ReportShown, reports.ReportShown),
    (api_shapes.LedgerPage, reports.LedgerPage),
    (administration_shapes.UnitShown, staff.UnitItem),
    (administration_shapes.RoleShown, staff.RoleOfPerson),
    (administration_shapes.AdministeredPerson, staff.AdministeredPerson),
    (administration_shapes.AdministeredDetail, staff.AdministeredDetail),
    (administration_shapes.GrantShown, staff.GrantShown),
    (administration_shapes.UnitChangePreview, handovers.UnitChangePreview),
    (administration_shapes.UnitChangeItem, handovers.UnitChangeItem),
    (administration_shapes.UnitChangeDetail, handovers.UnitChangeDetail),
    (administration_shapes.CaseHandover, handovers.CaseHandoverItem),
    (administration_shapes.CalendarPreview, working_calendar.CalendarPreview),
    (administration_shapes.DueWorkSummary, due_work.DueWorkSummary),
    (administration_shapes.TimerShown, due_work.TimerItem),
    (administration_shapes.EffectShown, due_work.EffectItem),
    (administration_shapes.AuditEntry, audit.AuditItem),
]
# Papers carry no kind: only the audit keeps for which question one was uploaded.
LEFT_OUT = {("DocumentItem", "kind")}


@pytest.mark.parametrize(("read", "given"), [pytest.param(*pair, id=pair[0].__name__) for pair in PAIRS])
def test_the_api_gives_every_field_that_a_screen_reads(read: Any, given: type[BaseModel]) -> None:
    fields = {field.alias or name for name, field in given.model_fields.items()}

    missing = {name for name in read.__annotations__ if (read.__name__, name) not in LEFT_OUT} - fields

    assert missing == set()
