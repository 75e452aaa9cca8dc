"""Nobody passes without a session, on any route, page or websocket; other sites cannot act for a person."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from served_api import PASSWORD, ServedApi, add_sample_staff, resources_for, served
from sqlalchemy import update
from starlette.types import Receive, Scope, Send
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from engine.api import sign_in_gate
from engine.api.application import create_application
from engine.clock import real_now
from engine.domain.roles import Role
from engine.services.passwords import Passwords
from engine.services.unit_of_work import write
from engine.store.database import open_database
from engine.store.tables.people import StaffMember, StaffSession

OPEN_TO_ALL = {("post", "/api/login"), ("get", "/health/live"), ("get", "/health/ready"), ("get", "/metrics")}


async def echoing_screens(scope: Scope, receive: Receive, send: Send) -> None:
    """Stands for the screens: one page, and a websocket that says everything twice."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": b"screens"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    while (message := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": message["text"]})


@pytest.fixture
def screens(sqlite_url: str, tmp_path: Path) -> Iterator[ServedApi]:
    database = open_database(sqlite_url)
    resources = resources_for(database, tmp_path)
    passwords = Passwords(resources.settings)
    ids = write(resources, lambda work: add_sample_staff(work, passwords))
    with served(create_application(resources, passwords=passwords, screens=echoing_screens)) as base_url:
        yield ServedApi(base_url, resources, ids)
    database.dispose()


def _cookie_of(api: ServedApi, username: str = "zhang") -> str:
    return f"jiuzhu_session={api.token_of(username)}"


def test_nobody_gets_401_on_every_route_but_the_open_ones(screens: ServedApi) -> None:
    with screens.signed_in("zhang") as client:
        paths = client.get("/api/openapi.json").json()["paths"]

    with screens.client() as nobody:
        for path, operations in paths.items():
            for method in operations:
                if (method, path) in OPEN_TO_ALL:
                    continue
                answer = nobody.request(method, path.replace("{", "").replace("}", ""), json={})
                assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in"), (method, path)
        assert nobody.get("/api/no-such-route").status_code == 401


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer x", "Bearer jzs_x", "Bearer jzp_x", "Basic eDp4"])
def test_a_token_nobody_was_given_is_refused(screens: ServedApi, authorization: str) -> None:
    with screens.client(Authorization=authorization) as client:
        assert client.get("/api/me").status_code == 401


def test_a_page_sends_nobody_to_the_sign_in_and_remembers_where_to(screens: ServedApi) -> None:
    with screens.client(Accept="text/html") as client:
        answer = client.get("/case?case=1&x=%E4%B8%AD")

    assert answer.status_code == 303
    assert answer.headers["location"] == "/auth/login?next=%2Fcase%3Fcase%3D1%26x%3D%25E4%25B8%25AD"


def test_a_file_of_the_screens_is_refused_without_session(screens: ServedApi) -> None:
    with screens.client(Accept="*/*") as client:
        assert client.get("/static/main.js").status_code == 401


def test_signed_in_people_reach_the_screens(screens: ServedApi) -> None:
    with screens.client(Cookie=_cookie_of(screens)) as client:
        assert client.get("/").text == "screens"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/none", 404), ("GET", "/api", 404), ("DELETE", "/api/me", 405), ("GET", "/auth/none", 404)],
)
def test_an_unknown_address_of_the_api_never_becomes_a_page(
    screens: ServedApi, method: str, path: str, status: int
) -> None:
    with screens.client(Cookie=_cookie_of(screens), Accept="text/html") as client:
        answer = client.request(method, path)

    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_the_front_end_bundle_is_open_to_all(screens: ServedApi) -> None:
    with screens.client() as client:
        assert client.get("/ui-assets/none.js").status_code == 404
        assert client.post("/ui-assets/none.js").status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://elsewhere.example"}, id="other origin"),
        pytest.param({"Origin": "null"}, id="opaque origin"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, id="cross site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, id="sister site"),
    ],
)
@pytest.mark.parametrize("path", ["/api/logout", "/api/login", "/auth/logout"])
def test_another_site_cannot_act_with_the_cookie_of_a_person(
    screens: ServedApi, path: str, headers: dict[str, str]
) -> None:
    with screens.client(Cookie=_cookie_of(screens), **headers) as client:
        answer = client.post(path, json={"username": "zhang", "password": PASSWORD})
        still = client.get("/api/me")

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_refused")
    assert still.status_code == 200


def test_the_own_site_and_programs_may_act_with_the_cookie(screens: ServedApi) -> None:
    for headers in ({"Origin": screens.base_url, "Sec-Fetch-Site": "same-origin"}, {}):
        with screens.client(Cookie=_cookie_of(screens), **headers) as client:
            assert client.post("/api/logout").status_code == 204


def _websocket_address(screens: ServedApi) -> str:
    return screens.base_url.replace("http", "ws") + "/_stcore/stream"


@pytest.mark.parametrize("kind", ["no session", "wrong session", "other site"])
def test_a_websocket_without_session_or_from_another_site_is_refused(screens: ServedApi, kind: str) -> None:
    headers = {
        "no session": {},
        "wrong session": {"Cookie": "jiuzhu_session=jzs_x"},
        "other site": {"Cookie": _cookie_of(screens), "Origin": "https://elsewhere.example"},
    }[kind]

    with pytest.raises(InvalidStatus) as refused, connect(_websocket_address(screens), additional_headers=headers):
        pass

    assert refused.value.response.status_code == 403


def test_a_websocket_ends_soon_after_its_session(screens: ServedApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in_gate, "WEBSOCKET_RECHECK_SECONDS", 0.0)
    with connect(_websocket_address(screens), additional_headers={"Cookie": _cookie_of(screens)}) as socket:
        socket.send("hello")
        assert socket.recv(timeout=5) == "hello"

        write(screens.resources, lambda work: work.session.execute(update(StaffSession).values(revoked_at=real_now())))
        socket.send("still there?")

        with pytest.raises(ConnectionClosed):
            socket.recv(timeout=5)


def test_whoever_has_to_change_the_password_can_do_nothing_else(screens: ServedApi) -> None:
    cookie = _cookie_of(screens)
    write(screens.resources, lambda work: work.session.execute(update(StaffMember).values(must_change_password=True)))

    with screens.client(Cookie=cookie) as client:
        refused = client.get("/api/staff")
        page = client.get("/", headers={"Accept": "text/html"})
        changed = client.post("/api/me/password", json={"present": PASSWORD, "new": "Rainy-Night-7"})
        allowed = client.get("/api/staff")

    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")
    assert page.headers["location"].startswith("/auth/password?")
    assert changed.status_code == 204
    assert allowed.status_code == 200


def test_a_role_taken_away_ends_the_session_at_once(screens: ServedApi) -> None:
    with screens.signed_in("zhang") as zhang, screens.signed_in("sun") as administrator:
        path = f"/api/staff/{screens.staff_ids['zhang']}/roles"
        granted = administrator.post(path, json={"role": Role.VILLAGE_ASSISTANT, "unit": "500101001001"})

        assert granted.status_code == 201
        assert zhang.get("/api/me").status_code == 401


def test_requests_without_end_do_not_get_in(screens: ServedApi) -> None:
    with httpx.Client(base_url=screens.base_url) as client:
        assert client.options("/api/me").status_code == 401
