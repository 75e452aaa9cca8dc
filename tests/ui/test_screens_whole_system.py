"""The screens on the real server: sign in, take a task, complete it, see the case move and its deadlines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from screens_browser import english_on, free_port, take_picture

pytestmark = pytest.mark.e2e

START_SECONDS = 60


@dataclass(frozen=True, slots=True)
class System:
    """A running installation with demonstration data; `passwords` by username."""

    address: str
    passwords: dict[str, str]

    def sign_in(self, browser: Browser, username: str) -> Page:
        """The first page after signing in as `username`."""
        page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{self.address}/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", self.passwords[username])
        page.click("button[type=submit]")
        expect(page.get_by_role("heading", name="待办")).to_be_visible(timeout=20_000)
        return page


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    """`jiuzhu init --demo` and `jiuzhu serve` in a folder of their own."""
    folder = tmp_path_factory.mktemp("installation")
    port = free_port()
    settings = {
        "JIUZHU_DATABASE_URL": f"sqlite:///{folder / 'jiuzhu.db'}",
        "JIUZHU_KEY_FILE": str(folder / "keys.json"),
        "JIUZHU_UPLOAD_DIR": str(folder / "uploads"),
        "JIUZHU_OUTGOING_DIR": str(folder / "outgoing"),
        "JIUZHU_PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("jiuzhu"))]
    where = {"cwd": folder, "env": {**os.environ, **settings}}
    answer = subprocess.run([*command, "init", "--demo", "--json"], check=True, capture_output=True, **where)  # type: ignore[call-overload]
    accounts = json.loads(answer.stdout)["accounts"]
    with subprocess.Popen([*command, "serve"], **where) as server:  # type: ignore[call-overload]
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield System(address, {one["username"]: one["password"] for one in accounts})
        server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "the server ended at once"
        try:
            if httpx.get(f"{address}/health/live", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def row_of(page: Page, name: str) -> Locator:
    return page.locator("[class*=st-key-row-]").filter(has_text=name).first


def claim(page: Page, system: System, name: str) -> None:
    page.goto(f"{system.address}/inbox?view=available")
    row_of(page, name).get_by_role("button", name="签收并办理").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_role("button", name="提交办结")).to_be_visible()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("radiogroup", name=question).get_by_text(answer, exact=True).click()


def select(page: Page, question: str, answer: str) -> None:
    page.get_by_role("combobox", name=question).click()
    page.get_by_role("option", name=answer).click()


def write(page: Page, question: str, answer: str) -> None:
    field = page.get_by_role("textbox", name=question)
    field.fill(answer)
    field.blur()


def complete(page: Page) -> None:
    page.get_by_role("button", name="提交办结").click()
    expect(page.get_by_text("已办结，")).to_be_visible()


def test_a_task_is_taken_and_completed_and_the_case_moves_in_its_diagram(system: System, screens_browser: Browser):
    page = system.sign_in(screens_browser, "township_handler_1")
    claim(page, system, "受理决定")
    choose(page, "决定", "受理")
    expect(page.get_by_text("草稿已自动保存")).to_be_visible()

    complete(page)
    expect(page.get_by_text("核实急情并提出先行救助意见")).to_be_visible()
    page.get_by_role("button", name="查看个案").click()

    expect(page.locator("[data-element-id=propose_relief_first].jz-current").first).to_be_visible()
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    expect(page.get_by_role("cell", name="先行救助发放")).to_be_visible()
    expect(page.get_by_role("cell", name="急难首次联系")).to_be_visible()
    assert english_on(page) == []
    take_picture(page, "whole-system-case-1440")


def test_what_the_server_checks_stands_beside_the_field(system: System, screens_browser: Browser):
    page = system.sign_in(screens_browser, "township_handler_2")
    page.goto(f"{system.address}/intake")
    write(page, "申请人姓名", "测试人（虚构）")
    write(page, "证件号码", "110105194912310021")
    write(page, "情况说明", "住房烧毁")
    select(page, "困难事由", "火灾")
    choose(page, "是否需要立即救助", "是")
    choose(page, "发生地（属地）", "牌楼街道")

    page.get_by_role("button", name="登记").click()
    expect(page.get_by_text("需修改：")).to_have_count(1)
    write(page, "证件号码", "11010519491231002X")
    expect(page.get_by_text("需修改：")).to_have_count(0)
    page.get_by_role("button", name="登记").click()

    expect(page.get_by_text("已登记，个案编号")).to_be_visible()
    expect(page.get_by_text("受理决定")).to_be_visible()
