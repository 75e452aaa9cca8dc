"""A whole installation as people run it: `jiuzhu init --demo`, `jiuzhu serve`, and people at their browsers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect
from screens_browser import free_port, pick

START_SECONDS = 60
WAIT_MS = 20_000  # a loaded machine is no fault of the screens
ONE_PAGE = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody signed in, at their browser."""

    page: Page
    address: str

    def go_to(self, place: str) -> None:
        """Open a page by its address."""
        self.page.goto(f"{self.address}/{place}")
        expect(self.page.locator("h1").first).to_be_visible(timeout=WAIT_MS)

    def row_of(self, words: str) -> Locator:
        """The first row of a list with these words."""
        return self.page.locator("[class*=st-key-row-]").filter(has_text=words).first

    def press(self, name: str) -> None:
        """Press the first button of this name."""
        self.page.get_by_role("button", name=name, exact=True).first.click(timeout=WAIT_MS)

    def take(self, name: str) -> None:
        """Take the task whose page is open, or which the case page links to."""
        heading = self.page.get_by_role("heading", name=name, exact=True)
        if not heading.is_visible():
            self.page.get_by_role("link", name=name).first.click(timeout=WAIT_MS)
        expect(heading).to_be_visible(timeout=WAIT_MS)
        self.press("签收并办理")
        expect(self.page.get_by_role("button", name="提交办结")).to_be_visible(timeout=WAIT_MS)

    def choose(self, question: str, answer: str) -> None:
        """Pick one of a few answers."""
        self.page.get_by_role("radiogroup", name=question).get_by_text(answer, exact=True).click(timeout=WAIT_MS)

    def select(self, question: str, answer: str) -> None:
        """Pick one from a list."""
        pick(self.page, question, answer)

    def write(self, question: str, answer: str, role: str = "textbox") -> None:
        """Type into a field and leave it."""
        entry = self.page.get_by_role(role, name=question).first  # type: ignore[arg-type]
        entry.fill(answer, timeout=WAIT_MS)
        entry.blur()

    def fill_in_now(self, question: str, field_name: str) -> None:
        """Let a field hold the present time."""
        self.page.locator(f"[class*='-{field_name}-now'] button").click(timeout=WAIT_MS)
        year = self.page.get_by_role("group", name=question).get_by_role("spinbutton").first
        expect(year).to_contain_text("20", timeout=WAIT_MS)

    def upload(self, field_name: str, file_name: str) -> None:
        """Store a paper in a field."""
        picker = self.page.locator(f"[class*='-{field_name}-picker'] input[type=file]")
        picker.set_input_files({"name": file_name, "mimeType": "application/pdf", "buffer": ONE_PAGE})
        expect(self.page.get_by_text(f"已上传：{file_name}")).to_be_visible(timeout=WAIT_MS)

    def complete(self) -> None:
        """Complete the task, which the server must accept."""
        self.press("提交办结")
        expect(self.page.get_by_text("已办结，").first).to_be_visible(timeout=WAIT_MS)


@dataclass
class System:
    """A running installation with demonstration data; `passwords` by username, `outside` what left this machine."""

    address: str
    passwords: dict[str, str]
    outside: list[str] = field(default_factory=list)

    def seat(self, browser: Browser, username: str, width: int = 1440) -> Seat:
        """The place of `username`, just signed in."""
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport={"width": width, "height": 900}
        )
        context.on("request", self._watch)
        page = context.new_page()
        page.goto(f"{self.address}/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", self.passwords[username])
        page.click("button[type=submit]")
        expect(page.locator("h1").first).to_be_visible(timeout=WAIT_MS)
        return Seat(page, self.address)

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.outside.append(request.url)


@contextmanager
def running_system(folder: Path, database_url: str) -> Iterator[System]:
    """An installation with sample data in `folder`, served by a process of its own."""
    port = free_port()
    settings = {
        "JIUZHU_DATABASE_URL": database_url,
        "JIUZHU_KEY_FILE": str(folder / "keys.json"),
        "JIUZHU_UPLOAD_DIR": str(folder / "uploads"),
        "JIUZHU_OUTGOING_DIR": str(folder / "outgoing"),
        "JIUZHU_EMBEDDED_WORKER": "true",
        "JIUZHU_ALLOWED_HOSTS": "127.0.0.1",
        "JIUZHU_PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("jiuzhu"))]
    where = {"cwd": folder, "env": {**os.environ, **settings}}
    answer = subprocess.run([*command, "init", "--demo", "--test", "--json"], check=True, capture_output=True, **where)  # type: ignore[call-overload]
    accounts = json.loads(answer.stdout)["accounts"]
    with subprocess.Popen([*command, "serve"], **where) as server:  # type: ignore[call-overload]
        address = f"http://127.0.0.1:{port}"
        try:
            _wait_for(address, server)
            yield System(address, {one["username"]: one["password"] for one in accounts})
        finally:
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
