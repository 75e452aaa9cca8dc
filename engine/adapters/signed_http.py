"""Signed requests to one system outside: allow-listed host, time limits, retries, no redirects, no proxies.

What is signed and how is laid down in docs/outside-systems.md.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from engine.clock import real_now
from engine.errors import UnavailableError

LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})
LARGEST_ANSWER: Final = 1_000_000
ATTEMPTS: Final = 3
FIRST_PAUSE_SECONDS: Final = 0.2
_TRY_AGAIN: Final = frozenset({429, 500, 502, 503, 504})
_UNKNOWN: Final = 404


class OutsideRefusedError(UnavailableError):
    """The other system cannot be reached, refuses, or its answer is not signed with our key."""

    code = "outside_refused"


@dataclass(frozen=True, slots=True)
class OutsideSystem:
    """Where the other system is and the key shared with it; `base_url` is https, except on this machine."""

    base_url: str
    secret: bytes = field(repr=False)
    allowed_hosts: Collection[str]
    timeout_seconds: float = 10.0

    def __post_init__(self) -> None:
        address = urlsplit(self.base_url)
        host = address.hostname or ""
        if host not in self.allowed_hosts:
            raise OutsideRefusedError(f"{host} is not among the hosts that may be called")
        if address.scheme != "https" and not (address.scheme == "http" and host in LOOPBACK):
            raise OutsideRefusedError(f"{host} must be called over https")

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send `body` under `path`, which is the same for every repeat; the answer.

        Raises:
            OutsideRefusedError: it did not arrive, or nobody knows whether it did.
        """
        answer = self._asked("PUT", path, json.dumps(body, ensure_ascii=False, sort_keys=True).encode())
        if answer is None:
            raise OutsideRefusedError(f"PUT {path} is not known there")
        return answer

    def get(self, path: str) -> dict[str, Any] | None:
        """What the other system knows under `path`; nothing when it does not know it.

        Raises:
            OutsideRefusedError: nobody knows.
        """
        return self._asked("GET", path, b"")

    def _asked(self, method: str, path: str, body: bytes) -> dict[str, Any] | None:
        reason = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                time.sleep(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1))
            try:
                status, content = self._sent(method, path, body)
            except httpx.TransportError as error:
                reason = type(error).__name__
                continue
            if status not in _TRY_AGAIN:
                return self._read(status, content)
            reason = f"status {status}"
        raise OutsideRefusedError(f"{method} failed {ATTEMPTS} times: {reason}")

    def _sent(self, method: str, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and content of one answer; only an answer signed for exactly this request is believed."""
        url = f"{self.base_url.rstrip('/')}{path}"
        sent_at, nonce = f"{real_now():%Y%m%dT%H%M%SZ}", secrets.token_hex(16)
        headers = {
            "Content-Type": "application/json",
            "X-Jiuzhu-Time": sent_at,
            "X-Jiuzhu-Nonce": nonce,
            "X-Jiuzhu-Signature": signature(self.secret, method, urlsplit(url).path, sent_at, nonce, body),
        }
        with (
            httpx.Client(timeout=self.timeout_seconds, follow_redirects=False, trust_env=False) as client,
            client.stream(method, url, content=body, headers=headers) as response,
        ):
            content = self._content(response)
            given = response.headers.get("X-Jiuzhu-Signature", "")
            expected = signature(self.secret, str(response.status_code), nonce, content)
            is_signed = hmac.compare_digest(given, expected)
            if not is_signed and response.status_code not in _TRY_AGAIN:
                raise OutsideRefusedError(f"the answer (status {response.status_code}) is not signed with our key")
            return response.status_code, content

    def _content(self, response: httpx.Response) -> bytes:
        content = bytearray()
        for part in response.iter_bytes():
            content += part
            if len(content) > LARGEST_ANSWER:
                raise OutsideRefusedError("the answer is too large")
        return bytes(content)

    @staticmethod
    def _read(status: int, content: bytes) -> dict[str, Any] | None:
        if status == _UNKNOWN:
            return None
        if not 200 <= status < 300:
            raise OutsideRefusedError(f"status {status}")
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise OutsideRefusedError("the answer is not JSON") from error
        if not isinstance(answer, dict):
            raise OutsideRefusedError("the answer is not an object")
        return answer


def signature(secret: bytes, *parts: str | bytes) -> str:
    """HMAC-SHA256 over the parts, each by its own digest, so that no two lists of parts are signed alike."""
    digests = "\n".join(hashlib.sha256(part.encode() if isinstance(part, str) else part).hexdigest() for part in parts)
    return hmac.new(secret, digests.encode(), "sha256").hexdigest()
