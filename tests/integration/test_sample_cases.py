"""`jiuzhu init --demo`: what an installation shows at once, on both databases and whatever day it is."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from postgresql_server import PostgresqlServer
from sqlalchemy import select

from engine.cli import demo
from engine.cli.main import jiuzhu
from engine.cli.process import opened, prepare
from engine.cli.sample_cases import playing
from engine.clock import StandingClock
from engine.config import Settings
from engine.domain.roles import Role
from engine.services.unit_of_work import Resources, UnitOfWork, read, write
from engine.store import deadlines, processes
from engine.store.contents import row_counts
from engine.store.encryption import create_key_file
from engine.store.tables.background import IncidentRow, OutboxRow
from engine.store.tables.cases import CaseRow
from engine.store.tables.followups import EconomicCheckRow
from engine.store.tables.relief import StandbyFundRow

STREET, TOWN, OTHER = "500101018", "500101102", "500229102"
OPEN_CLOCKS = {"running", "warned", "paused"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a case stands: its township and status, the tasks that are open, the clocks that are not over."""

    town_code: str
    status: str
    tasks: frozenset[str] = frozenset()
    clocks: frozenset[str] = frozenset()


def shown(town_code: str, status: str, tasks: str = "", clocks: str = "") -> Shown:
    return Shown(town_code, status, frozenset(tasks.split()), frozenset(clocks.split()))


STAGES: Mapping[str, Shown] = {
    "卢*强": shown(STREET, "registered", "decide_acceptance", "accept.decision"),
    "彭*云": shown(TOWN, "in_progress", "", "exp.decide supplement.wait"),
    "覃*文": shown(TOWN, "in_progress", "return_check_report survey_household", "exp.decide exp.survey"),
    "田*珍": shown(TOWN, "in_progress", "", "exp.decide exp.publicity_end"),
    "邹*平": shown(OTHER, "in_progress", "return_check_report survey_household", "exp.decide objection.recheck"),
    "秦*舒": shown(TOWN, "in_progress", "county_approval", "exp.approve exp.decide"),
    "白*林": shown(TOWN, "in_progress", "correct_account", "exp.pay"),
    "罗*明": shown(STREET, "in_progress", "complete_paperwork", "posthoc.complete"),
    "石*春": shown(TOWN, "in_progress", "complete_paperwork", "posthoc.complete"),
    "向*成": shown(TOWN, "in_progress", "hold_conference", "one_case.meeting"),
    "石*贵": shown(OTHER, "in_progress", "decide_topup", "topup.decide"),
    "代*兴": shown(OTHER, "in_progress", "precheck_instalment", "stage.precheck"),
    "杜*英": shown(STREET, "in_progress", "answer_referral", "posthoc.reminder referral.accept"),
    "龚*兰": shown(TOWN, "closed_completed", "", "bridge.result"),
    "蒋*婆": shown(STREET, "clue", "assess_clue", "clue.first_response"),
    "熊*友": shown(TOWN, "clue", "record_visit", "visit.record"),
    "蒲*勇": shown(STREET, "paid_closed", "record_repayment", "appeal.review recovery.repay"),
    "熊*川": shown(OTHER, "paid_closed", "handle_complaint", "complaint.finish"),
    "蒲*华": shown(TOWN, "refused_closed", "", "appeal.review"),
    "谭*生": shown(STREET, "closed_completed_with_breach"),
    "苏*木": shown(OTHER, "closed_completed"),
}
PAUSED = {("彭*云", "exp.decide"), ("田*珍", "exp.decide"), ("邹*平", "exp.decide"), ("白*林", "exp.pay")}
BREACHES = [("谭*生", "posthoc.complete")]


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation with sample cases, and what its first `init` said."""

    settings: Settings
    first: Result

    def init(self) -> Result:
        """`jiuzhu init --demo` once more."""
        return init(self.settings)

    @property
    def accounts(self) -> list[dict[str, str]]:
        """The accounts that were printed."""
        return list(json.loads(self.first.stdout)["accounts"])


def settings_in(folder: Path, database_url: str) -> Settings:
    return Settings(database_url=database_url, key_file=folder / "keys.json", upload_dir=folder / "uploads")


def init(settings: Settings) -> Result:
    options = ("--database-url", settings.database_url, "--key-file", str(settings.key_file))
    return CliRunner().invoke(jiuzhu, ["init", "--demo", "--json", *options, "--upload-dir", str(settings.upload_dir)])


@pytest.fixture(
    scope="module", params=[pytest.param("sqlite"), pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A new installation made by `jiuzhu init --demo --json`, never changed by the tests."""
    folder = tmp_path_factory.mktemp("samples")
    if request.param == "sqlite":
        settings = settings_in(folder, f"sqlite:///{folder / 'jiuzhu.db'}")
        yield Installation(settings, init(settings))
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    settings = settings_in(folder, server.create("samples"))
    yield Installation(settings, init(settings))
    server.drop("samples")


def stages(resources: Resources) -> dict[str, Shown]:
    """All cases by the masked name of the applicant."""

    def query(work: UnitOfWork) -> dict[str, Shown]:
        return {case.masked_applicant: _shown(work, case) for case in work.session.scalars(select(CaseRow))}

    return read(resources, query)


def _shown(work: UnitOfWork, case: CaseRow) -> Shown:
    tasks = frozenset(task.element_id for task in processes.open_tasks_of(work.session, case.id))
    clocks = [row.key for row in deadlines.deadlines_of(work.session, case.id) if row.status in OPEN_CLOCKS]
    return Shown(case.town_code, case.status, tasks, frozenset(clocks))


def clocks_like(resources: Resources, status: str) -> list[tuple[str, str]]:
    """Applicant and key of every clock of a status."""

    def query(work: UnitOfWork) -> list[tuple[str, str]]:
        return [
            (case.masked_applicant, row.key)
            for case in work.session.scalars(select(CaseRow))
            for row in deadlines.deadlines_of(work.session, case.id)
            if row.status == status
        ]

    return read(resources, query)


def incidents_and_unsent(resources: Resources) -> tuple[int, int]:
    def query(work: UnitOfWork) -> tuple[int, int]:
        unsent = select(OutboxRow).where(OutboxRow.state != "done")
        return len(work.session.scalars(select(IncidentRow)).all()), len(work.session.scalars(unsent).all())

    return read(resources, query)


def test_every_stage_is_shown_by_one_case_of_one_of_three_townships(sample: Installation):
    assert sample.first.exit_code == 0, sample.first.output

    with opened(sample.settings) as resources:
        found = stages(resources)

    assert found == STAGES
    assert len(found) == 21
    assert Counter(one.town_code for one in found.values()) == {STREET: 6, TOWN: 10, OTHER: 5}


def test_nothing_is_late_or_stuck_but_what_is_meant_to_be(sample: Installation):
    with opened(sample.settings) as resources:
        assert clocks_like(resources, "breached") == BREACHES
        assert set(clocks_like(resources, "paused")) == PAUSED
        assert incidents_and_unsent(resources) == (0, 0)


def test_what_is_due_lies_ahead(sample: Installation):
    with opened(sample.settings) as resources:
        now = resources.clock.now()
        due = read(resources, lambda work: [row.due_at for row in deadlines.open_duties_of(work.session, _ids(work))])

    assert due
    assert all(at is None or at > now for at in due)


def test_only_what_is_waited_for_is_still_asked_of_the_centre(sample: Installation):
    with opened(sample.settings) as resources:
        open_checks = select(CaseRow.masked_applicant).join(EconomicCheckRow, EconomicCheckRow.case_id == CaseRow.id)
        waiting = open_checks.where(EconomicCheckRow.answered_at.is_(None))
        assert read(resources, lambda work: set(work.session.scalars(waiting))) == {"覃*文", "邹*平"}


def _ids(work: UnitOfWork) -> list:
    return list(work.session.scalars(select(CaseRow.id)))


def test_a_second_run_changes_nothing(sample: Installation):
    before = _contents(sample.settings)

    again = sample.init()

    assert again.exit_code == 0
    assert json.loads(again.stdout)["accounts"] == sample.accounts
    assert _contents(sample.settings) == before


def _contents(settings: Settings) -> tuple[dict[str, int], list[int], dict[str, Shown]]:
    with opened(settings) as resources:
        funds = select(StandbyFundRow.balance_fen).order_by(StandbyFundRow.town_code)
        balances = read(resources, lambda work: list(work.session.scalars(funds)))
        return row_counts(resources.database), balances, stages(resources)


def test_the_accounts_of_the_first_county_come_first(sample: Installation):
    first: dict[str, dict[str, str]] = {}
    for account in sample.accounts:
        first.setdefault(account["role"], account)

    assert {role: one["username"] for role, one in first.items()} == {role.value: f"{role.value}_1" for role in Role}
    assert {one["unit"] for one in first.values()} == {"500101018001", STREET, "500101", "500000"}


@pytest.mark.parametrize("role", list(Role))
def test_three_people_hold_each_role_in_each_of_its_units(sample: Installation, role: Role):
    held = Counter(one["unit"] for one in sample.accounts if one["role"] == role.value)

    assert held == dict.fromkeys({office.unit_of(role) for office in demo.OFFICES}, 3)


def test_progress_is_told_apart_from_the_accounts(sample: Installation):
    assert "样例个案" in sample.first.stderr
    assert "样例个案" not in sample.first.stdout


@pytest.mark.parametrize(
    "present",
    [
        pytest.param("2026-11-27T20:30:00+08:00", id="a Friday after closing time"),
        pytest.param("2026-10-04T11:00:00+08:00", id="in the middle of a long holiday"),
        pytest.param("2027-01-06T09:05:00+08:00", id="a morning in a year without a calendar"),
    ],
)
def test_the_clocks_are_sound_on_any_day(tmp_path: Path, sqlite_url: str, present: str):
    settings = settings_in(tmp_path, sqlite_url)
    create_key_file(settings.key_file)
    clock = StandingClock(datetime.fromisoformat(present))

    with opened(settings) as resources:
        write(resources, lambda work: prepare(work, for_tests=False))
        demo.install(resources, tmp_path / "demo-accounts.json")
        made = playing.play(replace(resources, clock=clock), lambda *_: None)

        assert made == 21
        assert stages(resources) == STAGES
        assert clocks_like(resources, "breached") == BREACHES
        assert incidents_and_unsent(resources) == (0, 0)


def test_an_office_that_has_cases_gets_no_sample_cases(sample: Installation):
    with opened(sample.settings) as resources:
        assert not playing.is_empty(resources)
