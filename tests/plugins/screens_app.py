"""Opens pages of the screens in-process, as a signed-in person."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button
from streamlit.util import calc_hash

from admin_ui import session

MAIN = Path(__file__).parents[2] / "admin_ui" / "main.py"
OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page(screens_api: object, monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """Opens the page at an address as somebody whose browser sends the session cookie."""
    assert screens_api is not None
    # AppTest puts the page in the place of the program; a process started later would begin with the page.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def opened(address: str, username: str | None = "handler", **query: str) -> AppTest:
        # AppTest has no browser, hence no cookies.
        monkeypatch.setattr(session, "session_token", lambda: f"token-{username}" if username else None)
        app = AppTest.from_file(str(MAIN), default_timeout=20)
        app._page_hash = calc_hash(address)  # pages are functions, which AppTest.switch_page cannot name
        app.query_params.update(query)
        app.run()
        return app

    return opened


def texts_of(app: AppTest) -> list[str]:
    """Every text the page shows outside of widgets."""
    kinds = ("title", "subheader", "markdown", "caption", "text", "info", "success", "warning", "error")
    return [element.value for kind in kinds for element in getattr(app, kind)] + [
        str(cell) for table in app.table for row in table.value.itertuples(index=False) for cell in row
    ]


def shown(app: AppTest) -> str:
    """Every text the page shows, as people read it."""
    return "\n".join(texts_of(app)).replace("\\", "").replace("\u2060", "")


def button(app: AppTest, label: str) -> Button:
    """The first button with this label."""
    return next(one for one in app.button if one.label == label)


def labels_of(app: AppTest) -> list[str]:
    """The labels of all buttons."""
    return [one.label for one in app.button]
