"""Lets the tests speak to this machine only: a test that reaches out would pass here and fail elsewhere."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class OutsideConnectionError(AssertionError):
    """A test tried to reach another machine."""

    def __init__(self, address: object) -> None:
        super().__init__(f"a test may only connect to 127.0.0.1, ::1 or a local socket, not to {address!r}")
        self.address = address


@pytest.fixture(scope="session", autouse=True)
def local_connections_only() -> Iterator[None]:
    """Refuse every connection and name look-up that leaves this machine, for the whole run."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        look_up = socket.getaddrinfo

        def guarded_look_up(host: Any, *arguments: Any, **options: Any) -> Any:
            _refuse_outside(host)
            return look_up(host, *arguments, **options)

        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _guarded(connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _refuse_outside(address[0])
        return connect(self, address)

    return guarded


def _refuse_outside(host: object) -> None:
    text = host.decode() if isinstance(host, bytes) else host
    if text in {None, "", "localhost"}:
        return
    try:
        is_local = ipaddress.ip_address(str(text)).is_loopback
    except ValueError:
        is_local = False
    if not is_local:
        raise OutsideConnectionError(host)
