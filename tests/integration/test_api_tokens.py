"""Programs carry a token of their own: kept as a digest, ended by date, by its person, and with the account."""

from datetime import timedelta

import pytest
from served_api import ServedApi
from sqlalchemy import update

from engine.clock import real_now
from engine.services.unit_of_work import write
from engine.store.tables.people import ApiToken


def _token_of(api: ServedApi, username: str = "zhang") -> str:
    with api.signed_in(username) as client:
        answer = client.post("/api/me/tokens", json={"name": "statistics", "days": 30})
    assert answer.status_code == 201
    token: str = answer.json()["token"]
    return token


def test_a_program_acts_as_its_person_and_its_use_is_noted(api: ServedApi) -> None:
    token = _token_of(api)
    with api.client(Authorization=f"Bearer {token}") as program:
        me = program.get("/api/me")
        figures = program.get("/metrics")

    with api.signed_in("zhang") as zhang:
        items = zhang.get("/api/me/tokens").json()["items"]

    assert token.startswith("jzp_")
    assert (me.json()["username"], figures.status_code) == ("zhang", 200)
    assert [item["name"] for item in items] == ["statistics"]
    assert token not in str(items)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"expires_at": real_now() - timedelta(seconds=1)}, id="past its date"),
        pytest.param({"revoked_at": real_now()}, id="revoked"),
    ],
)
def test_a_token_that_has_ended_lets_nobody_in(api: ServedApi, change: dict[str, object]) -> None:
    token = _token_of(api)
    write(api.resources, lambda work: work.session.execute(update(ApiToken).values(**change)))

    with api.client(Authorization=f"Bearer {token}") as program:
        assert program.get("/api/me").status_code == 401


def test_a_person_ends_the_own_tokens_only(api: ServedApi) -> None:
    token = _token_of(api)
    with api.signed_in("zhang") as zhang, api.signed_in("li") as li:
        path = f"/api/me/tokens/{zhang.get('/api/me/tokens').json()['items'][0]['token_id']}"
        by_another, by_the_owner, again = li.delete(path), zhang.delete(path), zhang.delete(path)

    with api.client(Authorization=f"Bearer {token}") as program:
        assert program.get("/api/me").status_code == 401
    assert (by_another.status_code, by_the_owner.status_code, again.status_code) == (404, 204, 404)


def test_a_token_makes_no_further_token(api: ServedApi) -> None:
    with api.client(Authorization=f"Bearer {_token_of(api)}") as program:
        assert program.post("/api/me/tokens", json={"name": "x"}).status_code == 403


def test_a_token_lives_for_a_year_at_most(api: ServedApi) -> None:
    with api.signed_in("zhang") as client:
        assert client.post("/api/me/tokens", json={"name": "x", "days": 366}).status_code == 422


def test_tokens_end_with_the_account(api: ServedApi) -> None:
    token = _token_of(api)
    with api.signed_in("wang") as administrator:
        administrator.put(f"/api/staff/{api.staff_ids['zhang']}/status", json={"status": "disabled"})

    with api.client(Authorization=f"Bearer {token}") as program:
        assert program.get("/api/me").status_code == 401
