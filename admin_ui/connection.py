"""Where the API is, for the whole process: set once at start, one pool of kept-alive connections."""

from dataclasses import dataclass
from functools import lru_cache

import httpx

from admin_ui.client import TIMEOUT_SECONDS


@dataclass(slots=True)
class Connection:
    """The address of the API as this process reaches it (not as browsers do)."""

    api_url: str = "http://127.0.0.1:8000"


_connection = Connection()


def connect_to(api_url: str) -> None:
    """From now on the screens of this process speak to `api_url`."""
    _connection.api_url = api_url


def http_client() -> httpx.Client:
    """The shared client of the API now connected to; thread-safe."""
    return _client_of(_connection.api_url)


@lru_cache(maxsize=8)
def _client_of(api_url: str) -> httpx.Client:
    limits = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)
    # trust_env off: a proxy set for the machine must never see a session token.
    return httpx.Client(base_url=api_url, timeout=TIMEOUT_SECONDS, limits=limits, trust_env=False)
