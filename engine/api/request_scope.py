"""What the layers around the routes note about a request, and read back."""

from collections.abc import Mapping
from typing import Any, cast

from starlette.datastructures import Headers
from starlette.types import Scope

from engine.domain.signed_in import SignedInPerson

_PERSON = "person"
_REQUEST_ID = "request_id"


def request_id_of(scope: Scope) -> str:
    """The id of the request, shown in problems and logs."""
    return str(_state(scope).get(_REQUEST_ID, ""))


def set_request_id(scope: Scope, request_id: str) -> None:
    """Note the id of the request."""
    _state(scope)[_REQUEST_ID] = request_id


def person_of_request(scope: Scope) -> SignedInPerson | None:
    """Who sent the request, None on public routes."""
    return cast("SignedInPerson | None", _state(scope).get(_PERSON))


def set_person(scope: Scope, person: SignedInPerson) -> None:
    """Note who sent the request."""
    _state(scope)[_PERSON] = person


def headers_of(scope: Scope) -> Mapping[str, str]:
    """The headers of the request, by lower-case name."""
    return Headers(scope=scope)


def address_of(scope: Scope) -> str:
    """Where the request comes from, as the server (behind its trusted proxies) sees it."""
    client = scope.get("client")
    return str(client[0])[:64] if client else "unknown"


def is_from_here(scope: Scope) -> bool:
    """Whether a program on this machine asks, and no proxy for somebody else."""
    address, headers = address_of(scope), headers_of(scope)
    is_local = address == "::1" or address.startswith("127.")
    return is_local and "x-forwarded-for" not in headers and "forwarded" not in headers


def is_api(path: str) -> bool:
    """Whether a path belongs to programs rather than to screens."""
    return path == "/api" or path.startswith(("/api/", "/health", "/metrics"))


def _state(scope: Scope) -> dict[str, Any]:
    return cast("dict[str, Any]", scope.setdefault("state", {}))
