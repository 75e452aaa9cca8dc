"""The pages before the screens: sign in, change the password, sign out; no script, no way to another site."""

import re

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from served_api import PASSWORD, ServedApi
from sqlalchemy import update

from engine.api.pages import local_address
from engine.services.unit_of_work import write
from engine.store.tables.people import StaffMember


def _csrf(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found
    return found.group(1)


def _log_in(client: httpx.Client, password: str = PASSWORD, to: str = "/") -> httpx.Response:
    csrf = _csrf(client.get("/auth/login", params={"next": to}))
    return client.post("/auth/login", data={"csrf": csrf, "username": "zhang", "password": password, "next": to})


def test_signing_in_goes_on_to_where_the_person_wanted_to_go(api: ServedApi) -> None:
    with api.client() as browser:
        answer = _log_in(browser, to="/case?case=1")
        me = browser.get("/api/me")

    assert (answer.status_code, answer.headers["location"]) == (303, "/case?case=1")
    assert me.json()["username"] == "zhang"


def test_a_wrong_password_shows_the_form_again_with_the_name_kept(api: ServedApi) -> None:
    with api.client() as browser:
        answer = _log_in(browser, password="Wrong-Pass-1")

    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert 'value="zhang"' in answer.text
    assert "Wrong-Pass-1" not in answer.text


def test_a_locked_account_is_told_so(api: ServedApi) -> None:
    with api.client() as browser:
        for _ in range(5):
            _log_in(browser, password="Wrong-Pass-1")
        answer = _log_in(browser)

    assert answer.status_code == 429
    assert "失败次数过多" in answer.text


@pytest.mark.parametrize("csrf", ["", "x", "其他"])
def test_a_form_without_the_token_of_its_page_is_refused(api: ServedApi, csrf: str) -> None:
    with api.client() as browser:
        browser.get("/auth/login")
        answer = browser.post("/auth/login", data={"csrf": csrf, "username": "zhang", "password": PASSWORD})

    assert answer.status_code in (403, 422)
    assert "jiuzhu_session" not in answer.headers.get("set-cookie", "")


def test_a_form_filled_in_without_having_seen_the_page_is_refused(api: ServedApi) -> None:
    with api.client() as browser:
        answer = browser.post("/auth/login", data={"csrf": "x", "username": "zhang", "password": PASSWORD})

    assert (answer.status_code, answer.json()["code"]) == (403, "cross_site_refused")


def test_what_was_entered_is_text_on_the_page(api: ServedApi) -> None:
    with api.client() as browser:
        csrf = _csrf(browser.get("/auth/login"))
        data = {"csrf": csrf, "username": '"><script>alert(1)</script>', "password": "x", "next": '"><b>'}
        answer = browser.post("/auth/login", data=data)

    assert "<script" not in answer.text
    assert "<b>" not in answer.text


def test_signing_out_is_asked_and_done(api: ServedApi) -> None:
    with api.client() as browser:
        _log_in(browser)
        page = browser.get("/auth/logout")
        answer = browser.post("/auth/logout", data={"csrf": _csrf(page)})
        after = browser.get("/api/me")

    assert "张三，确认要退出吗" in page.text
    assert (answer.status_code, answer.headers["location"]) == (303, "/auth/login")
    assert after.status_code == 401


def test_a_first_password_is_changed_on_its_page_before_anything_else(api: ServedApi) -> None:
    write(api.resources, lambda work: work.session.execute(update(StaffMember).values(must_change_password=True)))
    with api.client(Accept="text/html") as browser:
        _log_in(browser)
        sent = browser.get("/")
        page = browser.get(sent.headers["location"])
        form = {"csrf": _csrf(page), "present": PASSWORD, "next": "/"}
        weak = browser.post("/auth/password", data={**form, "new": "short"})
        changed = browser.post("/auth/password", data={**form, "new": "Rainy-Night-2026"})
        me = browser.get("/api/me")

    assert sent.headers["location"] == "/auth/password?next=%2F"
    assert "密码为初始密码或已到期" in page.text
    assert weak.status_code == 422
    assert "密码至少 10 位" in weak.text
    assert (changed.status_code, changed.headers["location"]) == (303, "/")
    assert me.json()["must_change_password"] is False


@pytest.mark.parametrize(
    "asked",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\t/elsewhere.example",
        "/a\r\nSet-Cookie: x=1",
        "elsewhere.example",
        "",
    ],
)
def test_after_signing_in_nobody_is_sent_to_another_site(asked: str) -> None:
    assert local_address(asked) == "/"


@given(st.text())
def test_wherever_one_goes_it_is_a_path_of_this_site(asked: str) -> None:
    went = httpx.URL("http://here.example/auth/login").join(httpx.URL(local_address(asked)))

    assert went.host == "here.example"
