"""The way to the API, for the whole process: opened once at start, one pool of kept-alive connections."""

import logging
from dataclasses import dataclass

import httpx

from admin_ui.client import TIMEOUT_SECONDS


@dataclass(slots=True)
class _Connection:
    http: httpx.Client | None = None


_connection = _Connection()


def connect_to(api_url: str) -> None:
    """From now on the screens of this process speak to `api_url`, as this process reaches it (not as browsers do)."""
    disconnect()
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses, and a search may name a person
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)
    # trust_env off: a proxy set for the machine must never see a session token.
    _connection.http = httpx.Client(base_url=api_url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)


def disconnect() -> None:
    """Close the connections, at the end of the process."""
    if _connection.http is not None:
        _connection.http.close()
        _connection.http = None


def http_client() -> httpx.Client:
    """The shared client of the API; thread-safe."""
    if _connection.http is None:
        raise RuntimeError("connect_to() has not been called: the screens do not know where the API is")
    return _connection.http
