"""A bank, a checking centre or a charity as a server process of their own on 127.0.0.1, which can fail on demand."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

SECRET = b"shared between two offices"


def signed(*parts: str | bytes, secret: bytes = SECRET) -> str:
    """The signature as docs/outside-systems.md lays it down, written a second time on purpose."""
    digests = [hashlib.sha256(part.encode() if isinstance(part, str) else part).hexdigest() for part in parts]
    return hmac.new(secret, "\n".join(digests).encode(), "sha256").hexdigest()


class _Handler(BaseHTTPRequestHandler):
    """Keeps what is PUT, gives it back on GET; `/control` tells it how to behave and what it has seen."""

    known: dict[str, dict[str, Any]] = {}  # noqa: RUF012 - one per process
    seen: list[dict[str, Any]] = []  # noqa: RUF012
    behaviour: dict[str, Any] = {}  # noqa: RUF012
    secrets: list[bytes] = [SECRET]  # noqa: RUF012 - the last one holds

    def do_GET(self) -> None:
        """What is known under the path."""
        self._handle(b"")

    def do_PUT(self) -> None:
        """Keep what was sent, the first time only."""
        self._handle(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - the name of the base class
        """Say nothing."""

    def _handle(self, body: bytes) -> None:
        if self.path == "/control":
            if body:
                self.behaviour.clear()
                self.behaviour.update(json.loads(body))
                self.known.update(self.behaviour.pop("known", {}))
                if "secret" in self.behaviour:
                    self.secrets.append(self.behaviour.pop("secret").encode())
            self._send(200, {"seen": self.seen, "known": self.known})
            return
        given = self.headers.get("X-Jiuzhu-Signature", "")
        signed_parts = (self.command, self.path, self.headers["X-Jiuzhu-Time"], self.headers["X-Jiuzhu-Nonce"], body)
        expected = signed(*signed_parts, secret=self.secrets[-1])
        self.seen.append({"method": self.command, "path": self.path, "genuine": given == expected})
        if self.behaviour.get("fail", 0) > 0:
            self.behaviour["fail"] -= 1
            self._send(503, {})
            return
        if self.command == "PUT":
            self.known.setdefault(self.path, {"status": "pending", **json.loads(body)})
        if self.command == "PUT" and self.behaviour.get("lose_answers", 0) > 0:
            self.behaviour["lose_answers"] -= 1
            self.connection.close()
            return
        if self.behaviour.get("redirect"):
            self._send(302, {}, Location="http://127.0.0.1:9/")
            return
        found = self.known.get(self.path)
        self._send(200 if found else 404, found or {})

    def _send(self, status: int, answer: dict[str, Any], **headers: str) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        nonce = self.headers.get("X-Jiuzhu-Nonce", "")
        name = "forged" if self.behaviour.get("forge") else signed(str(status), nonce, content, secret=self.secrets[-1])
        self.send_header("X-Jiuzhu-Signature", name)
        self.send_header("Content-Length", str(len(content)))
        for key, value in headers.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)


def serve() -> None:
    """Serve on a free port, which is printed, until the process is ended."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


@dataclass(frozen=True, slots=True)
class OutsideServer:
    """The running process."""

    base_url: str

    def behave(self, **behaviour: Any) -> None:
        """`fail` and `lose_answers` count requests; `forge`, `redirect`; `known` adds answers by path.

        `secret` is the one shared from now on.
        """
        httpx.put(f"{self.base_url}/control", json=behaviour, trust_env=False).raise_for_status()

    @property
    def known(self) -> dict[str, dict[str, Any]]:
        """What has been sent to it, by path."""
        found: dict[str, dict[str, Any]] = self._control()["known"]
        return found

    @property
    def seen(self) -> list[dict[str, Any]]:
        """The requests it got, in order."""
        found: list[dict[str, Any]] = self._control()["seen"]
        return found

    def _control(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.base_url}/control", trust_env=False).json()
        return answer


@contextmanager
def outside_server() -> Iterator[OutsideServer]:
    """A server process that ends with the block."""
    with subprocess.Popen([sys.executable, __file__], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield OutsideServer(f"http://127.0.0.1:{int(process.stdout.readline())}")
        finally:
            process.kill()


if __name__ == "__main__":
    serve()
