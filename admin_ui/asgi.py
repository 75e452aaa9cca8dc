"""The screens as one ASGI application, to be mounted last at `/` in the server's FastAPI application."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit import config as streamlit_config

from admin_ui.connection import connect_to, disconnect

COLLECT_EVERY_SECONDS = 60.0
MAIN_SCRIPT = Path(__file__).parent / "main.py"

Lifespan = Callable[[Any], AbstractAsyncContextManager[None]]


def ui_app(api_url: str, cookie_secret: str, allowed_hosts: Sequence[str] = ()) -> tuple[st.App, Lifespan]:
    """The application and the lifespan that its host must run; one per process.

    `api_url` is where this process reaches the API (loopback); `cookie_secret` signs Streamlit's XSRF cookie and must
    be equal in all processes of an installation; `allowed_hosts` are the names browsers use (empty: any).
    """
    connect_to(api_url)
    import_module("pandas")  # tables load it late, and a chart drawn meanwhile by another thread trips over half of it
    app = st.App(MAIN_SCRIPT)  # first: it decides which config.toml is read
    streamlit_config.set_option("server.cookieSecret", cookie_secret)
    streamlit_config.set_option("server.allowedHosts", list(allowed_hosts))
    runtime_lifespan = app.lifespan()

    @asynccontextmanager
    async def lifespan(host: Any) -> AsyncIterator[None]:
        async with runtime_lifespan(host):
            # A full collection after every rerun is three quarters of its time; postScriptGC is off, this replaces it.
            gc.collect()
            gc.freeze()
            collecting = asyncio.create_task(_collect_now_and_then())
            yield
            collecting.cancel()
            with suppress(asyncio.CancelledError):
                await collecting
            disconnect()

    return app, lifespan


async def _collect_now_and_then() -> None:
    while True:
        await asyncio.sleep(COLLECT_EVERY_SECONDS)
        gc.collect()
