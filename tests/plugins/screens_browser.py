"""The screens as people meet them: a server of its own, real Chromium, one signed-in context per person."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright
from playwright.sync_api import TimeoutError as TooLateError

ROOT = Path(__file__).parents[2]
SCREENSHOTS = ROOT / "build" / "screens"
START_SECONDS = 60
OPEN_TRIES = 10
OPEN_MS = 3000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# What may stand in Latin letters: case numbers, kinds of files, codes of faults, usernames, signs of a hostile name.
LATIN = re.compile(
    r"Powered by bpmn\.io|WZ-|CSV|Excel|PDF|Word|UTF-8|pdf、jpg、png|evil\.example|https|png|:\\?red"
    r"|operation_failed|handler|leader"
)
VISIBLE_TEXTS = """() => {
  const seen = new Set();
  const leftOut = 'script, style, noscript, [data-testid=stIconMaterial]';
  const visibly = { checkOpacity: true, checkVisibilityCSS: true };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const isShown = element.checkVisibility(visibly) && element.getBoundingClientRect().width > 1;
    if (isShown && !element.closest(leftOut)) {
      seen.add(texts.currentNode.textContent.trim());
    }
  }
  for (const element of document.querySelectorAll('[placeholder], [aria-label], [title], [alt]')) {
    if (element.checkVisibility()) {
      ['placeholder', 'aria-label', 'title', 'alt'].forEach((name) => seen.add(element.getAttribute(name) ?? ''));
    }
  }
  return [...seen];
}"""


@dataclass
class Screens:
    """The running screens and a browser; `outside` collects requests to other hosts, `faults` errors of scripts."""

    address: str
    browser: Browser
    outside: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    contexts: list[Any] = field(default_factory=list)

    def control(self, **wanted: Any) -> dict[str, Any]:
        """Tell the API behind the screens what to do; its answer says what it was told by them."""
        answer: dict[str, Any] = httpx.post(f"{self.address}/control", json=wanted, trust_env=False).json()
        return answer

    def sent(self, path: str) -> list[list[Any]]:
        """What the screens sent to `path`: path, body and idempotency key."""
        return [one for one in self.control()["received"] if one[0] == path]

    def open(self, address: str, username: str | None = "handler", width: int = 1440) -> Page:
        """The page at `address`, as somebody signed in, once its title stands."""
        context = self.browser.new_context(
            viewport={"width": width, "height": 900}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self.contexts.append(context)
        if username:
            context.add_cookies([{"name": "jiuzhu_session", "value": f"token-{username}", "url": self.address}])
        page = context.new_page()
        page.on("request", self._watch_request)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._watch_console)
        page.goto(f"{self.address}/{address}")
        page.wait_for_selector("h1")
        return page

    def close_all(self) -> None:
        """Close every page, and forget what was seen."""
        while self.contexts:
            self.contexts.pop().close()
        self.outside.clear()
        self.faults.clear()

    def _watch_request(self, request: Request) -> None:
        is_ours = request.url.startswith((self.address, self.address.replace("http", "ws"), "data:", "blob:"))
        if not is_ours:
            self.outside.append(request.url)

    def _watch_console(self, message: ConsoleMessage) -> None:
        # Streamlit finds out by two requests that fail where the page's address is not the application's.
        if message.type == "error" and "404" not in message.text:
            self.faults.append(message.text)


def english_on(page: Page) -> list[str]:
    """Every visible text with a Latin word in it that has no business there."""
    texts = [LATIN.sub("", text) for text in page.evaluate(VISIBLE_TEXTS)]
    return sorted(text for text in texts if re.search(r"[A-Za-z]{2,}", text))


def take_picture(page: Page, name: str) -> None:
    """The whole page as build/screens/<name>.png."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    main = page.locator(".stMainBlockContainer")
    height = int(main.evaluate("element => element.scrollHeight")) + 60
    page.set_viewport_size({"width": page.viewport_size["width"], "height": min(max(height, 900), 6000)})  # type: ignore[index]
    page.screenshot(path=str(SCREENSHOTS / f"{name}.png"), animations="disabled")


def pick(page: Page, question: str, answer: str) -> None:
    """Pick from a list; what was entered before may still be on its way, and its answer closes the list."""
    for _ in range(OPEN_TRIES):
        try:
            page.get_by_role("combobox", name=question).click(timeout=OPEN_MS)
            page.get_by_role("option", name=answer).first.click(timeout=OPEN_MS)
        except TooLateError:
            continue
        return
    pytest.fail(f"no answer {answer} to {question}")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture(scope="session")
def screens_address() -> Iterator[str]:
    """The screens, served by a program of their own."""
    port = free_port()
    script = Path(__file__).with_name("screens_server.py")
    paths = os.pathsep.join([str(ROOT), str(script.parent)])
    with subprocess.Popen([sys.executable, str(script), str(port)], env={**os.environ, "PYTHONPATH": paths}) as server:
        address = f"http://127.0.0.1:{port}"
        _wait_for(address, server)
        yield address
        server.terminate()


@pytest.fixture(scope="module")
def screens_browser(chromium: str) -> Iterator[Browser]:
    """Chromium, started once for a file of tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def screens(screens_address: str, screens_browser: Browser) -> Iterator[Screens]:
    """The screens with fresh data; at the end nothing may have left this machine and no script have failed."""
    opened = Screens(screens_address, screens_browser)
    opened.control(reset=True)
    yield opened
    outside, faults = list(opened.outside), list(opened.faults)
    opened.close_all()
    assert outside == []
    assert faults == []


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    give_up_at = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up_at:
        assert server.poll() is None, "the server of the screens ended at once"
        try:
            if httpx.get(f"{address}/auth/login", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server of the screens did not start")
