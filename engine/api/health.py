"""Whether the process lives, whether it may be given work, and its figures."""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI, Response
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError

from engine.api.metrics import RequestMetrics
from engine.errors import JiuzhuError
from engine.services.unit_of_work import Resources, read
from engine.store.database import ping
from engine.store.migrations import require_current

logger = logging.getLogger(__name__)

ReadinessCheck = Callable[[], None]
"""Returns when all is well, raises a JiuzhuError that says what is not."""

_OK = "ok"
_FAILED = "failed"


def database_checks(resources: Resources) -> dict[str, ReadinessCheck]:
    """The database answers, and has the schema this program needs."""
    return {
        "database": lambda: read(resources, lambda work: ping(work.session)),
        "schema": lambda: require_current(resources.database),
    }


def install_health(application: FastAPI, checks: Mapping[str, ReadinessCheck], metrics: RequestMetrics) -> None:
    """Add the routes for supervisors: live, ready and figures."""
    router = APIRouter(tags=["health"])

    @router.get("/health/live")
    async def live() -> dict[str, str]:
        """The process answers."""
        return {"status": _OK}

    @router.get("/health/ready", responses={503: {"description": "not ready: see `checks`"}})
    def ready(response: Response) -> dict[str, Any]:
        """Whether this process may be given work, check by check."""
        results = {name: _result(name, check) for name, check in checks.items()}
        is_ready = all(result == _OK for result in results.values())
        response.status_code = 200 if is_ready else 503
        return {"status": "ready" if is_ready else "not_ready", "checks": results}

    @router.get("/metrics", response_class=Response)
    def figures() -> Response:
        """Counts and times for Prometheus: from this machine as it is, from elsewhere with an API token."""
        return Response(metrics.as_text(), media_type=CONTENT_TYPE_LATEST)

    application.include_router(router)


def _result(name: str, check: ReadinessCheck) -> str:
    """`ok`, or the code of what is wrong; never a text that tells strangers about the installation."""
    try:
        check()
    except JiuzhuError as error:
        logger.warning("readiness_check_failed check=%s reason=%s", name, error)
        return error.code
    except (SQLAlchemyError, OSError) as error:
        logger.warning("readiness_check_failed check=%s error=%s", name, type(error).__name__)
        return _FAILED
    return _OK
