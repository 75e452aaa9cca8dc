"""The outermost layer: an id for every request, a measure of it, and a safe answer when all else fails."""

import logging
import time
import traceback
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.api.error_responses import SERVER_ERROR, problem_response, unexpected_error_response
from engine.api.metrics import RequestMetrics
from engine.api.request_scope import set_request_id
from engine.errors import JiuzhuError

logger = logging.getLogger(__name__)

REQUEST_ID_HEADER = "X-Request-ID"


class RequestEdge:
    """Gives the request its id, counts it, and turns what nobody caught into a problem without details."""

    def __init__(self, application: ASGIApp, *, metrics: RequestMetrics) -> None:
        self._application = application
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whatever happens, it gets one answer."""
        if scope["type"] not in ("http", "websocket"):
            await self._application(scope, receive, send)
            return
        request_id = uuid.uuid4().hex
        set_request_id(scope, request_id)
        if scope["type"] == "websocket":
            await self._application(scope, receive, send)
            return
        await self._answer(scope, receive, send, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started_at = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        try:
            await self._application(scope, receive, send_with_id)
        except JiuzhuError as error:
            if status:
                raise
            await problem_response(error, scope)(scope, receive, send_with_id)
        except Exception as error:
            _log_without_personal_data(error, request_id)
            if status:
                raise
            await unexpected_error_response(scope)(scope, receive, send_with_id)
        finally:
            self._metrics.observe(scope, status or SERVER_ERROR, time.perf_counter() - started_at)


def _log_without_personal_data(error: Exception, request_id: str) -> None:
    """Log where it happened and what kind it was; the message of an unknown error may hold what people entered."""
    where = "".join(traceback.format_tb(error.__traceback__))
    logger.error("request_crashed request_id=%s error=%s\n%s", request_id, type(error).__name__, where)
