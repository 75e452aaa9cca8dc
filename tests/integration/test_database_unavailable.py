"""A database that is gone, full or busy is a refusal to be sent again, never an inner error."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from relief_office import ReliefOffice
from served_api import resources_for
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from engine.services.unit_of_work import Resources, read, write
from engine.store.database import DatabaseBusyError, open_database

NOBODY_LISTENS = "postgresql://jiuzhu@127.0.0.1:1/jiuzhu"


@pytest.fixture(params=["sqlite", "postgresql"])
def gone(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Resources]:
    """A database that cannot be reached."""
    (tmp_path / "a folder").mkdir()
    database = open_database(NOBODY_LISTENS if request.param == "postgresql" else f"sqlite:///{tmp_path / 'a folder'}")
    yield resources_for(database, tmp_path)
    database.dispose()


def test_a_database_that_is_not_there_is_told_as_busy(gone: Resources) -> None:
    for carry_out in (read, write):
        with pytest.raises(DatabaseBusyError):
            carry_out(gone, lambda work: work.session.execute(text("SELECT 1")).all())


def test_a_full_disk_is_told_as_busy_and_a_wrong_statement_is_not(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'small.db'}")
    resources = resources_for(database, tmp_path)
    write(resources, lambda work: work.session.execute(text("CREATE TABLE paper (content TEXT)")))
    database.dispose()

    def fill(work: object) -> None:
        session = work.session  # type: ignore[attr-defined]
        session.execute(text("PRAGMA max_page_count = 3"))
        session.execute(text("INSERT INTO paper VALUES (:content)"), {"content": "x" * 100_000})

    with pytest.raises(DatabaseBusyError):
        write(resources, fill)
    with pytest.raises(OperationalError):
        write(resources, lambda work: work.session.execute(text("SELECT * FROM unheard_of")))
    database.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite locks the file, not the case
def test_a_case_that_somebody_holds_too_long_is_told_as_busy(office: ReliefOffice) -> None:
    task = office.register()["tasks"][0]
    body = {"data": {"decision": "accept", "track": "urgent"}}

    with office.resources.database.writing.begin() as holding:
        holding.execute(text("SELECT * FROM relief_case FOR UPDATE"))
        refused = office.person("handler").post(f"/api/tasks/{task['task_id']}/complete", json=body)
    completed = office.person("handler").post(f"/api/tasks/{task['task_id']}/complete", json=body)

    assert (refused.status_code, refused.json()["code"]) == (503, "database_busy"), refused.text
    assert "retry-after" in refused.headers
    assert completed.status_code == 200, completed.text


def test_papers_that_cannot_be_kept_are_told_as_unavailable(office: ReliefOffice) -> None:
    case_id = office.register()["case_id"]
    folder = office.resources.settings.upload_dir
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_bytes(b"a file where the folder of papers should be")
    before = office.row_counts()

    answer = office.person("handler").post(
        f"/api/cases/{case_id}/documents", files={"file": ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")}
    )

    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable"), answer.text
    assert office.row_counts() == before
