"""Every refusal as a problem (RFC 9457): one status per kind of error, Chinese words, no inner details."""

import logging
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic_core import ErrorDetails
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import Scope

from engine.api.request_scope import request_id_of
from engine.bpmn.execution_errors import BundleError
from engine.bpmn.xml_intake import XmlRefusedError
from engine.errors import (
    CannotGoOnError,
    ConflictError,
    FieldError,
    InvalidInputError,
    JiuzhuError,
    NotFoundError,
    NotPermittedError,
    NotSignedInError,
    TooManyRequestsError,
    UnavailableError,
)
from engine.labels import FIELD_PROBLEMS, error_text
from engine.schemas.problems import PROBLEM_MEDIA_TYPE, PROBLEM_TYPE_PREFIX, REQUEST_PREFIX, FieldProblem, Problem

logger = logging.getLogger(__name__)

RETRY_AFTER_UNAVAILABLE_SECONDS = 2
SERVER_ERROR = 500


class BodyTooLargeError(JiuzhuError):
    """More was sent than is accepted."""

    code = "body_too_large"


class BodyUnreadableError(JiuzhuError):
    """What was sent is not JSON, or JSON nobody means: too deep, NaN, half characters."""

    code = "body_unreadable"


class CrossSiteRefusedError(NotPermittedError):
    """A browser sent this on behalf of another site."""

    code = "cross_site_refused"


class PasswordChangeRequiredError(NotPermittedError):
    """First the password has to be changed."""

    code = "password_change_required"


STATUSES: dict[type[JiuzhuError], int] = {
    BodyUnreadableError: 400,
    NotSignedInError: 401,
    NotPermittedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    CannotGoOnError: 409,
    BodyTooLargeError: 413,
    InvalidInputError: 422,
    BundleError: 422,
    XmlRefusedError: 422,
    TooManyRequestsError: 429,
    JiuzhuError: SERVER_ERROR,
    UnavailableError: 503,
}
_CODES_OF_STATUSES = {400: "body_unreadable", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
_UNREADABLE = "json_invalid"
_ID_IN_PATH = ("uuid_parsing", "uuid_type")


def status_of(error_type: type[JiuzhuError]) -> int:
    """The HTTP status of a kind of error: that of its nearest known ancestor."""
    return next(STATUSES[ancestor] for ancestor in error_type.__mro__ if ancestor in STATUSES)


def problem_response(error: JiuzhuError, scope: Scope) -> Response:
    """The answer to a refused request."""
    status = status_of(type(error))
    if status == SERVER_ERROR:
        logger.error("request_failed code=%s request_id=%s", error.code, request_id_of(scope))
    errors = error.errors if isinstance(error, InvalidInputError) else None
    response = _response(scope, status, error.code, errors=errors, facts=vars(error))
    if isinstance(error, NotSignedInError):
        response.headers["WWW-Authenticate"] = "Bearer"
    elif isinstance(error, TooManyRequestsError):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    elif isinstance(error, UnavailableError):
        response.headers["Retry-After"] = str(RETRY_AFTER_UNAVAILABLE_SECONDS)
    return response


def unexpected_error_response(scope: Scope) -> Response:
    """The answer when something nobody foresaw went wrong: no details but the id under which it was logged."""
    return _response(scope, SERVER_ERROR, JiuzhuError.code)


def install_error_responses(application: FastAPI) -> None:
    """Answer every error of a route as a problem."""

    async def refused(request: Request, error: JiuzhuError) -> Response:
        return problem_response(error, request.scope)

    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem_response(_input_error(error.errors()), request.scope)

    async def http_error(request: Request, error: HTTPException) -> Response:
        code = _CODES_OF_STATUSES.get(error.status_code, "request_refused")
        return _response(request.scope, error.status_code, code, headers=error.headers)

    application.exception_handler(JiuzhuError)(refused)
    application.exception_handler(RequestValidationError)(invalid)
    application.exception_handler(HTTPException)(http_error)


def _input_error(details: Sequence[ErrorDetails | Any]) -> JiuzhuError:
    """The error of what FastAPI found wrong: an unreadable body, an id that cannot exist, or wrong fields."""
    if any(detail["type"] == _UNREADABLE for detail in details):
        return BodyUnreadableError("the body is not JSON")
    if any(detail["type"] in _ID_IN_PATH and detail["loc"][0] == "path" for detail in details):
        return NotFoundError("the id in the path is none")
    return InvalidInputError([_field_error(detail) for detail in details])


def _field_error(detail: ErrorDetails | Any) -> FieldError:
    """One field's problem; never repeats what was entered."""
    template = FIELD_PROBLEMS.get(detail["type"], FIELD_PROBLEMS["other"])
    path = ".".join(str(part) for part in detail["loc"][1:])
    return FieldError(path, template.format_map(_Facts(detail.get("ctx") or {})))


def _response(
    scope: Scope,
    status: int,
    code: str,
    *,
    errors: Sequence[FieldError] | None = None,
    facts: Any = None,
    headers: Any = None,
) -> Response:
    text = error_text(code)
    problem = Problem(
        type=PROBLEM_TYPE_PREFIX + code,
        title=text.title,
        status=status,
        code=code,
        detail=text.advice.format_map(_Facts(facts or {})),
        instance=REQUEST_PREFIX + request_id_of(scope),  # not the path: people type identity numbers into addresses
        request_id=request_id_of(scope),
        errors=None if errors is None else [FieldProblem(path=one.path, message=one.message) for one in errors],
    )
    content = problem.model_dump_json(exclude_none=True)
    return Response(content, status_code=status, headers=headers, media_type=PROBLEM_MEDIA_TYPE)


class _Facts(dict[str, Any]):
    """The facts of an error for the blanks in its text; an unknown fact stays empty."""

    def __missing__(self, _key: str) -> str:
        return ""
