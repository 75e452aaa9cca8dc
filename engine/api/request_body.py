"""What a request may carry: bounded, and JSON that can be stored and shown."""

import json
import re
from collections.abc import Iterator
from typing import NoReturn
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from engine.api.error_responses import BodyTooLargeError, BodyUnreadableError, problem_response
from engine.api.request_scope import headers_of

MAX_JSON_DEPTH = 40
_WITH_BODY = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_FORM = "application/x-www-form-urlencoded"
_NUL = b"\x00"
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class BodyLimits:
    """Refuses bodies that are too large, or JSON that no form would send."""

    def __init__(self, application: ASGIApp, *, max_body_bytes: int, max_upload_bytes: int) -> None:
        self._application = application
        self._max_body_bytes = max_body_bytes
        self._max_upload_bytes = max_upload_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a body that is within bounds."""
        if (
            scope["type"] == "http"
            and _NUL in unquote_to_bytes(scope.get("query_string", b"")) + scope["path"].encode()
        ):
            raise BodyUnreadableError("the address holds a NUL, which PostgreSQL cannot store")
        if scope["type"] != "http" or scope["method"] not in _WITH_BODY:
            await self._application(scope, receive, send)
            return
        headers = headers_of(scope)
        is_upload = headers.get("content-type", "").startswith("multipart/")
        limit = self._max_upload_bytes if is_upload else self._max_body_bytes
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > limit:
            raise BodyTooLargeError(f"{announced} bytes were announced, {limit} are accepted")
        if is_upload:
            await self._stream(scope, receive, send, limit)
        else:
            body = await _whole_body(receive, limit)
            media_type = headers.get("content-type", "")
            if body and "json" in media_type:
                require_readable_json(body)
            elif media_type.startswith(_FORM) and _NUL in unquote_to_bytes(body):
                raise BodyUnreadableError("the form holds a NUL")
            await self._application(scope, _replayed(body, receive), send)

    async def _stream(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Pass an upload on piece by piece; past the limit the route's own answer is replaced by the refusal."""
        received = 0
        is_answered = False

        async def receive_within_limit() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise BodyTooLargeError(f"more than {limit} bytes were sent")
            return message

        async def send_unless_refused(message: Message) -> None:
            nonlocal is_answered
            if received <= limit:
                is_answered = True
                await send(message)

        await self._application(scope, receive_within_limit, send_unless_refused)
        if received > limit and not is_answered:
            error = BodyTooLargeError(f"more than {limit} bytes were sent")
            await problem_response(error, scope)(scope, receive, send)


def require_readable_json(body: bytes) -> None:
    """Refuse what is not JSON, is nested too deep, says a thing twice, or holds NaN, NUL or half a surrogate pair.

    Python's reader accepts all of these, and they would break further in: in the database, or in the answer. Of a
    key that stands twice nobody knows which value is meant.
    """
    try:
        value = json.loads(body, parse_constant=_refuse_constant, object_pairs_hook=_each_key_once)
        strings = list(_strings(value))
    except (ValueError, RecursionError) as error:
        raise BodyUnreadableError("the body is not usable JSON") from error
    if any(_UNSTORABLE.search(string) for string in strings):
        raise BodyUnreadableError("the body holds characters that cannot be stored")


def _strings(value: object, depth: int = 0) -> Iterator[str]:
    """All texts of a JSON value, keys included."""
    if depth > MAX_JSON_DEPTH:
        raise BodyUnreadableError("the body is nested too deep")
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from value
        for member in value.values():
            yield from _strings(member, depth + 1)
    elif isinstance(value, list):
        for member in value:
            yield from _strings(member, depth + 1)


def _each_key_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


async def _whole_body(receive: Receive, limit: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > limit:
            raise BodyTooLargeError(f"more than {limit} bytes were sent")
        if message["type"] == "http.disconnect" or not message.get("more_body", False):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the whole body once, and then what comes after it."""
    is_given = False

    async def replay() -> Message:
        nonlocal is_given
        if is_given:
            return await receive()
        is_given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
