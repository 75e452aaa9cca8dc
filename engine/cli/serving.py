"""`jiuzhu serve`: API and screens in one process on one port, with the worker thread on SQLite."""

import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
import uvicorn
from fastapi import FastAPI

import admin_ui
from admin_ui.asgi import ui_app
from engine.api.application import create_application
from engine.cli.process import open_resources, opened
from engine.config import Settings
from engine.services import deliveries, due_work, housekeeping
from engine.services.unit_of_work import Resources
from engine.store.encryption import FieldCipher
from engine.worker import Sweeper

ASSETS: Final = Path(admin_ui.__file__).parent / "assets"
LOOPBACK: Final = "127.0.0.1"
EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - compared with, never bound to


def serve(settings: Settings, *, with_screens: bool = True) -> None:
    """Serve until stopped."""
    resources = open_resources(settings)
    application = application_of(resources, with_screens=with_screens)
    click.echo(f"几秒钟后请用浏览器打开 {api_url_of(settings)} ；按 Ctrl+C 停止。")
    uvicorn.run(
        application,
        host=settings.host,
        port=settings.port,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


def work(settings: Settings) -> None:
    """Do what is due and send what is ready until stopped."""
    with opened(settings) as resources:
        sweeper = sweeper_of(resources)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sweeper.stop())
        sweeper.run()


def application_of(resources: Resources, *, with_screens: bool) -> FastAPI:
    """The ASGI application of this process: API, screens when wanted, and the embedded worker where it belongs."""
    settings = resources.settings
    lifespans: list[Callable[[Any], AbstractAsyncContextManager[None]]] = [lambda _: _closing(resources)]
    if settings.runs_embedded_worker:
        lifespans.append(lambda _: _working(resources))
    screens = None
    if with_screens:
        screens, screens_lifespan = ui_app(
            api_url_of(settings), screens_secret(resources.cipher), settings.browser_hosts
        )
        lifespans.append(screens_lifespan)

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for enter in lifespans:
                await stack.enter_async_context(enter(application))
            yield

    return create_application(
        resources,
        readiness={"background": lambda: housekeeping.require_background(resources, due_work.next_due_at(resources))},
        lifespan=lifespan,
        screens=screens,
        assets=ASSETS if with_screens else None,
    )


def api_url_of(settings: Settings) -> str:
    """Where the screens of this process reach its API."""
    host = LOOPBACK if settings.host in EVERYWHERE else settings.host
    return f"http://{host}:{settings.port}"


def screens_secret(cipher: FieldCipher) -> str:
    """What signs the screens' cookies: drawn from the key file, so that all processes of an installation agree."""
    return cipher.blind_index("screens_cookie", "1").hex()


def sweeper_of(resources: Resources) -> Sweeper:
    """The worker of this installation."""
    outside = deliveries.outside_of(resources.settings)
    return Sweeper(
        resources,
        partial(deliveries.deliver, resources, outside),
        partial(deliveries.query_outside, resources, outside),
    )


@asynccontextmanager
async def _working(resources: Resources) -> AsyncIterator[None]:
    sweeper = sweeper_of(resources)
    sweeper.start()
    try:
        yield
    finally:
        sweeper.stop()


@asynccontextmanager
async def _closing(resources: Resources) -> AsyncIterator[None]:
    try:
        yield
    finally:
        resources.database.dispose()
