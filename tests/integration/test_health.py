"""Supervisors learn whether the process lives and may be given work, and strangers learn nothing else."""

from pathlib import Path

import pytest
from served_api import ServedApi, resources_for, served

from engine.api.application import create_application
from engine.errors import UnavailableError
from engine.store.database import Database, open_database


class WorkerSilentError(UnavailableError):
    """Stands for a check that fails."""

    code = "database_busy"


def test_a_process_in_order_is_live_and_ready_without_sign_in(api: ServedApi) -> None:
    with api.client() as nobody:
        live, ready = nobody.get("/health/live"), nobody.get("/health/ready")

    assert (live.status_code, live.json()) == (200, {"status": "ok"})
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "checks": {"database": "ok", "schema": "ok"}})


def test_a_check_handed_in_makes_the_process_not_ready(database: Database, tmp_path: Path) -> None:
    def worker_beats() -> None:
        raise WorkerSilentError("silent since 10:00 on host a")

    application = create_application(resources_for(database, tmp_path), readiness={"worker": worker_beats})
    with served(application) as base_url, ServedApi(base_url, application.state.resources, {}).client() as nobody:
        ready, live = nobody.get("/health/ready"), nobody.get("/health/live")

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "ok", "schema": "ok", "worker": "database_busy"}
    assert "host a" not in ready.text
    assert live.status_code == 200


def test_a_database_without_schema_is_not_ready(empty_database: Database, tmp_path: Path) -> None:
    application = create_application(resources_for(empty_database, tmp_path))
    with served(application) as base_url, ServedApi(base_url, application.state.resources, {}).client() as nobody:
        ready = nobody.get("/health/ready")

    assert ready.status_code == 503
    assert ready.json()["checks"]["schema"] == "schema_outdated"


def test_a_database_that_is_gone_is_not_ready(tmp_path: Path) -> None:
    database = open_database(f"postgresql://nobody@127.0.0.1:9/gone?host={tmp_path}")
    application = create_application(resources_for(database, tmp_path))
    with served(application) as base_url, ServedApi(base_url, application.state.resources, {}).client() as nobody:
        ready = nobody.get("/health/ready")
    database.dispose()

    assert ready.status_code == 503
    assert ready.json()["checks"] == {"database": "database_busy", "schema": "failed"}


def test_figures_name_routes_and_never_ids(api: ServedApi) -> None:
    with api.signed_in("sun") as client:
        client.put(f"/api/staff/{api.staff_ids['zhang']}/status", json={"status": "active"})
        client.get("/api/none/11010519491231002X")
        figures = client.get("/metrics")

    assert figures.headers["content-type"].startswith("text/plain")
    assert 'route="/api/staff/{staff_id}/status",status="204"' in figures.text
    assert 'route="other",status="404"' in figures.text
    assert "11010519491231002X" not in figures.text
    assert str(api.staff_ids["zhang"]) not in figures.text


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/metrics", {}, 200),
        ("/metrics", {"X-Forwarded-For": "203.0.113.9"}, 401),
        ("/metrics", {"Forwarded": "for=203.0.113.9"}, 401),
        ("/api/openapi.json", {}, 401),
    ],
)
def test_figures_are_for_programs_on_this_machine_and_for_those_signed_in(
    api: ServedApi, path: str, headers: dict[str, str], status: int
) -> None:
    with api.client() as nobody:
        assert nobody.get(path, headers=headers).status_code == status
