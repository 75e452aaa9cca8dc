"""No test reaches another machine."""

from __future__ import annotations

import socket

import pytest
from socket_guard import OutsideConnectionError


@pytest.mark.parametrize("host", ["198.51.100.1", "2001:db8::1", "host.invalid", "10.0.0.1", "0.0.0.0"])  # noqa: S104
def test_connections_to_other_machines_are_refused(host):
    with pytest.raises(OutsideConnectionError):
        socket.create_connection((host, 9))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_connections_to_this_machine_are_made(host):
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection((host, server.getsockname()[1])) as client,
    ):
        assert client.getpeername() == server.getsockname()
