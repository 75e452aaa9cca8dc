"""Whatever is sent, the refusal is a typed problem, and nothing inner shows."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import APIRouter, UploadFile
from pydantic import BaseModel
from served_api import ServedApi, add_sample_staff, resources_for, served

from engine import errors
from engine.api.application import create_application
from engine.labels import ERRORS
from engine.services.passwords import Passwords
from engine.services.unit_of_work import write
from engine.store.database import open_database

SECRET = "500000190001010015"
JSON = {"Content-Type": "application/json"}
trouble = APIRouter(prefix="/api/trouble")


class Anything(BaseModel):
    data: dict[str, object]


@trouble.post("/echo")
def echo(entered: Anything) -> Anything:
    return entered


@trouble.post("/upload")
def upload(file: UploadFile) -> int | None:
    return file.size


@trouble.get("/crash")
def crash() -> None:
    raise ValueError(SECRET)


@trouble.get("/raise/{kind}")
def refuse(kind: str) -> None:
    raise {
        "not_found": errors.NotFoundError(SECRET),
        "conflict": errors.ConflictError(SECRET),
        "not_permitted": errors.NotPermittedError(SECRET),
        "not_signed_in": errors.NotSignedInError(SECRET),
        "too_many_requests": errors.TooManyRequestsError(SECRET, retry_after_seconds=7),
        "form_invalid": errors.InvalidInputError([errors.FieldError("household.size", "须大于 0")]),
        "unavailable": errors.UnavailableError(SECRET),
        "internal_error": errors.JiuzhuError(SECRET),
    }[kind]


@pytest.fixture(scope="module")
def troubled(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedApi]:
    folder = tmp_path_factory.mktemp("troubled")
    (folder / "jiuzhu.db").write_bytes(migrated_sqlite_file.read_bytes())
    database = open_database(f"sqlite:///{folder / 'jiuzhu.db'}")
    resources = resources_for(database, folder, max_upload_bytes=2_000_000)
    passwords = Passwords(resources.settings)
    ids = write(resources, lambda work: add_sample_staff(work, passwords))
    with served(create_application(resources, passwords=passwords, routers=[trouble])) as base_url:
        yield ServedApi(base_url, resources, ids)
    database.dispose()


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("not_found", 404),
        ("conflict", 409),
        ("not_permitted", 403),
        ("not_signed_in", 401),
        ("too_many_requests", 429),
        ("form_invalid", 422),
        ("unavailable", 503),
        ("internal_error", 500),
    ],
)
def test_every_kind_of_error_is_a_problem_with_chinese_words(troubled: ServedApi, kind: str, status: int) -> None:
    with troubled.signed_in("zhang") as client:
        answer = client.get(f"/api/trouble/raise/{kind}")

    problem = answer.json()
    assert answer.status_code == problem["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"urn:jiuzhu:problem:{kind}"
    assert problem["code"] == kind
    assert problem["title"] == ERRORS[kind].title
    assert problem["detail"] == ERRORS[kind].advice
    assert problem["instance"] == f"urn:jiuzhu:request:{problem['request_id']}"
    assert problem["request_id"] == answer.headers["x-request-id"]
    assert SECRET not in answer.text


def test_waiting_times_are_told(troubled: ServedApi) -> None:
    with troubled.signed_in("zhang") as client:
        assert client.get("/api/trouble/raise/too_many_requests").headers["retry-after"] == "7"
        assert "retry-after" in client.get("/api/trouble/raise/unavailable").headers


def test_wrong_fields_are_named_one_by_one(troubled: ServedApi) -> None:
    with troubled.signed_in("zhang") as client:
        answer = client.get("/api/trouble/raise/form_invalid")

    assert answer.json()["errors"] == [{"path": "household.size", "message": "须大于 0"}]


def test_what_nobody_foresaw_shows_nothing_inner_and_is_logged_without_personal_data(
    troubled: ServedApi, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR), troubled.signed_in("zhang") as client:
        answer = client.get("/api/trouble/crash")

    assert answer.status_code == 500
    assert answer.json()["code"] == "internal_error"
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert answer.json()["request_id"] in caplog.text
    assert "ValueError" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "path",
    [
        f"/api/{SECRET}",
        f"/api/cases/{SECRET}",
        f"/api/tasks/{SECRET}/complete",
        f"/api/tasks?cursor={SECRET}",
        f"/api/calendar/{SECRET}",
        f"/api/trouble/crash?q={SECRET}",
        f"/health/{SECRET}",
    ],
)
def test_an_identity_number_in_the_address_comes_back_nowhere(
    troubled: ServedApi, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    with caplog.at_level(logging.DEBUG, logger="engine"), troubled.signed_in("zhang") as client:
        answer = client.get(path)

    assert answer.status_code >= 400
    assert SECRET not in answer.text + str(answer.headers) + caplog.text
    with troubled.signed_in("zhang") as client:
        assert SECRET not in client.get("/metrics").text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/nothing", 404, "not_found"),
        ("GET", "/nothing", 404, "not_found"),
        ("DELETE", "/api/me", 405, "method_not_allowed"),
        ("PUT", "/api/staff/not-an-id/status", 404, "not_found"),
        ("GET", "/api/staff?limit=x", 422, "form_invalid"),
        ("GET", "/api/staff?limit=100000", 422, "form_invalid"),
        ("GET", "/api/staff?role=emperor", 422, "form_invalid"),
        ("GET", "/api/staff?cursor=%00", 400, "body_unreadable"),
        ("GET", "/api/%00", 400, "body_unreadable"),
    ],
)
def test_addresses_that_make_no_sense_are_typed_problems(
    troubled: ServedApi, method: str, path: str, status: int, code: str
) -> None:
    with troubled.signed_in("zhang") as client:
        answer = client.request(method, path, json={"status": "active"} if method == "PUT" else None)

    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"", 422, "form_invalid", id="empty"),
        pytest.param(b"{", 400, "body_unreadable", id="half"),
        pytest.param(b"<a/>", 400, "body_unreadable", id="xml"),
        pytest.param(b"\xff\xfe", 400, "body_unreadable", id="no utf-8"),
        pytest.param(b'{"data": {"a": NaN}}', 400, "body_unreadable", id="NaN"),
        pytest.param(b'{"data": {"a": -Infinity}}', 400, "body_unreadable", id="Infinity"),
        pytest.param(b'{"data": {"a": "\\u0000"}}', 400, "body_unreadable", id="NUL"),
        pytest.param(b'{"data": {"\\ud800": 1}}', 400, "body_unreadable", id="half a surrogate pair"),
        pytest.param(b'{"data": {"a": ' + b"[" * 41 + b"]" * 41 + b"}}", 400, "body_unreadable", id="too deep"),
        pytest.param(b'{"data": {}, "data": {"a": 1}}', 400, "body_unreadable", id="a key twice"),
        pytest.param(b'{"data": {"a": [{"b": 1, "b": 1}]}}', 400, "body_unreadable", id="a key twice inside"),
        pytest.param(b"[" * 100_000, 400, "body_unreadable", id="absurdly deep"),
        pytest.param(b'{"data": {"a": ' + b"1" * 5000 + b"}}", 400, "body_unreadable", id="absurd number"),
        pytest.param(b'{"data": "' + b"x" * 5_000_000 + b'"}', 413, "body_too_large", id="5 MB of text"),
        pytest.param(b'{"data": []}', 422, "form_invalid", id="wrong type"),
        pytest.param('{"data": {"名": "\\ud842\\udfb7"}}'.encode(), 200, None, id="a rare character is fine"),
    ],
)
def test_bodies_that_no_form_would_send_are_typed_problems(
    troubled: ServedApi, body: bytes, status: int, code: str | None
) -> None:
    with troubled.signed_in("zhang") as client:
        answer = client.post("/api/trouble/echo", content=body, headers=JSON)

    assert (answer.status_code, answer.json().get("code")) == (status, code)


def test_a_body_of_unknown_length_is_stopped_at_the_limit(troubled: ServedApi) -> None:
    with troubled.signed_in("zhang") as client:
        answer = client.post("/api/trouble/echo", content=(b"x" * 100_000 for _ in range(15)), headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def _multipart(size: int) -> bytes:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    return head + b"x" * size + b"\r\n--x--\r\n"


@pytest.mark.parametrize("is_length_known", [True, False])
@pytest.mark.parametrize(("size", "status"), [(1_900_000, 200), (2_100_000, 413)])
def test_an_upload_has_its_own_limit(troubled: ServedApi, size: int, status: int, is_length_known: bool) -> None:
    content = _multipart(size)
    sent = content if is_length_known else (content[at : at + 100_000] for at in range(0, len(content), 100_000))
    headers = {"Content-Type": "multipart/form-data; boundary=x"}

    with troubled.signed_in("zhang") as client:
        answer = client.post("/api/trouble/upload", content=sent, headers=headers)

    assert answer.status_code == status
    assert answer.json() == size if status == 200 else answer.json()["code"] == "body_too_large"


def test_a_form_with_nul_is_refused(troubled: ServedApi) -> None:
    with troubled.client() as client:
        answer = client.post("/auth/login", data={"username": "a\x00", "password": "x", "csrf": "x"})

    assert (answer.status_code, answer.json()["code"]) == (400, "body_unreadable")
