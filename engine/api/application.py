"""The one ASGI application: routes, the layers around them, and the screens mounted last."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from engine.api import pages
from engine.api.error_responses import install_error_responses
from engine.api.hashed_files import HashedFiles
from engine.api.health import ReadinessCheck, database_checks, install_health
from engine.api.metrics import RequestMetrics
from engine.api.openapi import DescribedApplication
from engine.api.request_body import BodyLimits
from engine.api.request_edge import RequestEdge
from engine.api.routes import (
    audit,
    breaches,
    bundles,
    business_clock,
    cases,
    check_consents,
    deadlines,
    documents,
    due_work,
    handovers,
    incidents,
    instances,
    ledger_imports,
    me,
    messages,
    nonfiscal,
    partners,
    printing,
    reports,
    sign_in,
    staff,
    tasks,
    unit_changes,
    units,
    validation,
    working_calendar,
)
from engine.api.screens_mount import ScreensMount
from engine.api.security_headers import SecurityHeaders
from engine.api.sign_in_gate import SignInGate
from engine.services.passwords import Passwords
from engine.services.unit_of_work import Resources

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]
OWN_ROUTERS = tuple(
    module.router
    for module in (
        *(tasks, cases, messages),  # asked for most often: routes are tried one after another
        *(sign_in, me, staff, units, unit_changes, handovers),
        *(deadlines, breaches, instances, documents, printing, reports, ledger_imports),
        *(partners, nonfiscal, check_consents),
        *(validation, bundles, working_calendar, incidents, due_work, audit, business_clock),
    )
)


def create_application(
    resources: Resources,
    *,
    passwords: Passwords | None = None,
    routers: Iterable[APIRouter] = (),
    readiness: Mapping[str, ReadinessCheck] | None = None,
    metrics: RequestMetrics | None = None,
    lifespan: Lifespan | None = None,
    screens: ASGIApp | None = None,
    assets: Path | None = None,
) -> FastAPI:
    """The application of this process.

    Args:
        resources: database, clock, cipher and settings that all requests share.
        passwords: the hasher; made from the settings unless given.
        routers: routes beside sign-in, staff and units.
        readiness: more checks of `/health/ready`, by name.
        metrics: takes further gauges on its registry.
        lifespan: entered at start and left at the end (worker, screens).
        screens: the application at `/`, for signed-in people only.
        assets: the folder of the screens' scripts and styles, public and cached for ever under their hashed names.
    """
    passwords = passwords or Passwords(resources.settings)
    metrics = metrics or RequestMetrics()
    application = DescribedApplication(
        title="救助",
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's pages load scripts from another site
        redoc_url=None,
        lifespan=lifespan or _nothing_to_start,
        redirect_slashes=False,
    )
    application.state.resources = resources
    application.state.passwords = passwords
    for router in (*OWN_ROUTERS, *routers, pages.router):
        application.include_router(router)
    install_health(application, {**database_checks(resources), **(readiness or {})}, metrics)
    install_error_responses(application)
    if assets is not None:
        application.mount("/ui-assets", HashedFiles(directory=assets))
    if screens is not None:
        application.router.routes.append(ScreensMount("/", app=screens))
    _wrap(application, resources, passwords, metrics)
    return application


def _wrap(application: FastAPI, resources: Resources, passwords: Passwords, metrics: RequestMetrics) -> None:
    """Put the layers around the routes, the innermost first."""
    settings = resources.settings
    layers: tuple[tuple[Any, dict[str, Any]], ...] = (
        (BodyLimits, {"max_body_bytes": settings.max_body_bytes, "max_upload_bytes": settings.max_upload_bytes}),
        (SignInGate, {"resources": resources, "passwords": passwords}),
        (RequestEdge, {"metrics": metrics}),
        (SecurityHeaders, {"is_secure": settings.secure_cookies}),
    )
    for layer, options in layers:
        application.add_middleware(layer, **options)


@asynccontextmanager
async def _nothing_to_start(_application: FastAPI) -> AsyncIterator[None]:
    yield
