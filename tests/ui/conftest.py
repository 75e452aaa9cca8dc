"""The screens against a small API: run in-process for single pages, served on one port for the browser."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from screens_api import ScreensApi, create_api
from screens_app import open_page
from screens_browser import screens, screens_address, screens_browser
from starlette.types import ASGIApp

from admin_ui.connection import connect_to, disconnect

__all__ = ["open_page", "screens", "screens_address", "screens_browser"]


@contextmanager
def served(application: ASGIApp) -> Iterator[str]:
    """The address of `application`, served on a free port of this machine."""
    # The protocol is named, else asyncio leaves Nagle's delay of 40 ms on every answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(application, log_level="warning", ws="websockets-sansio"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.005)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)


@pytest.fixture
def screens_api() -> Iterator[ScreensApi]:
    """The API the screens speak to, with typical data."""
    state = ScreensApi()
    with served(create_api(state)) as address:
        connect_to(address)
        yield state
        disconnect()
