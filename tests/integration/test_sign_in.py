"""Signing in and out, sessions and lock-outs, over HTTP and on both databases."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from served_api import PASSWORD, ServedApi
from sqlalchemy import text, update

from engine.clock import real_now
from engine.services.unit_of_work import UnitOfWork, write
from engine.store.tables.people import SignInAttempt, StaffMember, StaffSession


def _log_in(api: ServedApi, username: str, password: str, **headers: str) -> int:
    with api.client(**headers) as client:
        return client.post("/api/login", json={"username": username, "password": password}).status_code


def test_the_right_password_gives_a_token_and_a_cookie_that_scripts_cannot_read(api: ServedApi) -> None:
    with api.client() as client:
        answer = client.post("/api/login", json={"username": "zhang", "password": PASSWORD})

    assert answer.status_code == 200
    assert set(answer.json()) == {"token", "expires_at"}
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"jiuzhu_session={answer.json()['token']};")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@pytest.mark.parametrize("carries", ["token", "cookie"])
def test_token_and_cookie_are_both_the_session(api: ServedApi, carries: str) -> None:
    with api.client() as client:
        token = client.post("/api/login", json={"username": "zhang", "password": PASSWORD}).json()["token"]
        if carries == "token":
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {token}"

        answer = client.get("/api/me")

    assert answer.status_code == 200
    assert answer.json()["username"] == "zhang"
    assert answer.json()["roles"] == [
        {"role": "township_handler", "label": "乡镇经办人", "unit": "500101001", "unit_name": "高笋塘街道"}
    ]


def test_a_username_is_one_person_in_all_its_spellings(api: ServedApi) -> None:
    assert _log_in(api, " ZHANG ", PASSWORD) == 200


@pytest.mark.parametrize("username", ["zhang", "nobody", "x" * 200])
def test_wrong_password_and_unknown_username_read_the_same(api: ServedApi, username: str) -> None:
    with api.client() as client:
        answer = client.post("/api/login", json={"username": username, "password": "Wrong-Pass-1"})

    assert answer.status_code == 401
    assert answer.json()["code"] == "login_failed"
    assert answer.json()["detail"] == "用户名或密码不正确。"


def test_unknown_usernames_take_as_long_as_known_ones(api: ServedApi) -> None:
    durations: dict[str, list[float]] = {"zhang": [], "nobody": []}
    with api.client() as client:
        for _ in range(4):
            for username, measured in durations.items():
                started_at = time.perf_counter()
                client.post("/api/login", json={"username": username, "password": "Wrong-Pass-1"})
                measured.append(time.perf_counter() - started_at)

    known, unknown = (statistics.median(measured) for measured in durations.values())
    assert unknown > known / 3


def test_the_database_holds_no_usable_token_and_no_password(api: ServedApi) -> None:
    with api.client() as client:
        token = client.post("/api/login", json={"username": "zhang", "password": PASSWORD}).json()["token"]

    def everything(work: UnitOfWork) -> str:
        statements = ("SELECT * FROM staff_session", "SELECT * FROM staff_member", "SELECT * FROM audit_entry")
        return repr([work.session.execute(text(statement)).all() for statement in statements])

    kept = write(api.resources, everything)

    assert token not in kept
    assert token.removeprefix("jzs_") not in kept
    assert PASSWORD not in kept


def test_after_signing_out_the_token_is_worth_nothing(api: ServedApi) -> None:
    with api.signed_in("zhang") as client:
        assert client.post("/api/logout").status_code == 204

        answer = client.get("/api/me")

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_signed_in"
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"last_seen_at": real_now() - timedelta(minutes=31)}, id="idle"),
        pytest.param({"expires_at": real_now() - timedelta(seconds=1)}, id="absolute end"),
        pytest.param({"revoked_at": real_now()}, id="revoked"),
    ],
)
def test_a_session_that_has_ended_lets_nobody_in(api: ServedApi, change: dict[str, object]) -> None:
    with api.signed_in("zhang") as client:
        write(api.resources, lambda work: work.session.execute(update(StaffSession).values(**change)))

        assert client.get("/api/me").status_code == 401


def test_use_puts_off_the_idle_end_but_writes_at_most_once_a_minute(api: ServedApi) -> None:
    earlier = real_now() - timedelta(minutes=20)
    with api.signed_in("zhang") as client:
        write(api.resources, lambda work: work.session.execute(update(StaffSession).values(last_seen_at=earlier)))

        client.get("/api/me")
        first = write(api.resources, _last_seen)
        client.get("/api/me")
        second = write(api.resources, _last_seen)

    assert first > earlier + timedelta(minutes=19)
    assert second == first


def _last_seen(work: UnitOfWork) -> object:
    return work.session.query(StaffSession.last_seen_at).scalar()


def test_the_sixth_attempt_is_refused_even_with_the_right_password(api: ServedApi) -> None:
    assert [_log_in(api, "zhang", "Wrong-Pass-1") for _ in range(5)] == [401] * 5

    with api.client() as client:
        answer = client.post("/api/login", json={"username": "zhang", "password": PASSWORD})

    assert answer.status_code == 429
    assert answer.json()["code"] == "locked_out"
    assert answer.headers["retry-after"] == "900"
    assert _log_in(api, "li", PASSWORD) == 200


def test_unknown_usernames_are_locked_out_like_known_ones(api: ServedApi) -> None:
    assert [_log_in(api, "nobody", "Wrong-Pass-1") for _ in range(6)] == [401] * 5 + [429]


def test_a_lock_out_ends_by_itself(api: ServedApi) -> None:
    for _ in range(5):
        _log_in(api, "zhang", "Wrong-Pass-1")
    past = real_now() - timedelta(minutes=16)
    write(api.resources, lambda work: work.session.execute(update(SignInAttempt).values(at=past)))

    assert _log_in(api, "zhang", PASSWORD) == 200


def test_a_success_makes_earlier_failures_forgotten(api: ServedApi) -> None:
    for _ in range(2):
        assert [_log_in(api, "zhang", "Wrong-Pass-1") for _ in range(4)] == [401] * 4
        assert _log_in(api, "zhang", PASSWORD) == 200


def test_many_failures_from_one_address_lock_the_address_out(api: ServedApi) -> None:
    now = real_now()

    def fail_often(work: UnitOfWork) -> None:
        for number in range(50):
            work.session.add(
                SignInAttempt(id=work.new_id(), username=f"guess{number}", address="127.0.0.1", at=now, succeeded=False)
            )

    write(api.resources, fail_often)

    assert _log_in(api, "li", PASSWORD) == 429


def test_one_person_may_sign_in_on_several_machines_at_once(api: ServedApi) -> None:
    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(lambda _: _log_in(api, "zhang", PASSWORD), range(8)))

    assert statuses == [200] * 8


def test_a_disabled_person_cannot_sign_in(api: ServedApi) -> None:
    write(api.resources, lambda work: work.session.execute(update(StaffMember).values(status="disabled")))

    assert _log_in(api, "zhang", PASSWORD) == 401


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "zhang"},
        {"username": 1, "password": PASSWORD},
        {"username": "a", "password": "b", "x": 1},
        [],
        "x",
    ],
)
def test_a_malformed_sign_in_is_refused_with_what_is_wrong(api: ServedApi, body: object) -> None:
    with api.client() as client:
        answer = client.post("/api/login", json=body)

    assert answer.status_code == 422
    assert answer.json()["code"] == "form_invalid"
    assert answer.json()["errors"]
