"""Every answer carries the headers that keep browsers safe, refusals and pages included."""

from pathlib import Path

import pytest
from served_api import PASSWORD, ServedApi, add_sample_staff, resources_for, served

from engine.api.application import create_application
from engine.services.passwords import Passwords
from engine.services.unit_of_work import write
from engine.store.database import open_database

PATHS = [
    "/",
    "/api/me",
    "/api/none",
    "/auth/login",
    "/auth/none",
    "/health/live",
    "/health/ready",
    "/ui-assets/none",
    "/metrics",
]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("is_signed_in", [False, True])
def test_every_answer_is_safe_in_a_browser(api: ServedApi, path: str, is_signed_in: bool) -> None:
    with api.signed_in("zhang") if is_signed_in else api.client() as client:
        answer = client.get(path)

    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert len(answer.headers["x-request-id"]) == 32
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", ["/api/me", "/api/none", "/auth/login", "/health/ready"])
def test_what_may_hold_personal_data_is_never_cached(api: ServedApi, path: str) -> None:
    with api.signed_in("zhang") as client:
        assert client.get(path).headers["cache-control"] == "no-store"


def test_the_sign_in_page_runs_no_script_and_loads_nothing_from_outside(api: ServedApi) -> None:
    with api.client() as client:
        page = client.get("/auth/login")

    assert "script-src" not in page.headers["content-security-policy"]
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in page.text
    assert "http://" not in page.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in page.text


def test_behind_tls_cookies_are_bound_to_the_host_and_http_is_given_up(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    resources = resources_for(database, tmp_path, secure_cookies=True)
    passwords = Passwords(resources.settings)
    ids = write(resources, lambda work: add_sample_staff(work, passwords))

    with served(create_application(resources, passwords=passwords)) as base_url:
        api = ServedApi(base_url, resources, ids)
        with api.client() as client:
            answer = client.post("/api/login", json={"username": "zhang", "password": PASSWORD})
            by_cookie = client.get("/api/me", headers={"Cookie": f"__Host-jiuzhu_session={answer.json()['token']}"})
            by_plain_cookie = client.get("/api/me", headers={"Cookie": f"jiuzhu_session={answer.json()['token']}"})
    database.dispose()

    assert answer.headers["set-cookie"].startswith("__Host-jiuzhu_session=")
    assert "; Secure" in answer.headers["set-cookie"]
    assert "Path=/;" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")
    assert (by_cookie.status_code, by_plain_cookie.status_code) == (200, 401)
