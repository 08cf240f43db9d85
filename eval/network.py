"""No connection leaves this machine while questions are asked."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch


def is_loopback(address: object) -> bool:
    """Whether a socket address stays on this machine: a path (Unix socket), or a loopback host."""
    if not isinstance(address, tuple):
        return True
    host = str(address[0])
    if host in ("localhost", ""):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


@contextmanager
def offline() -> Iterator[list[str]]:
    """Refuse connections to other machines; the list names those that were tried."""
    tried: list[str] = []

    def guarded(name: str) -> Any:
        plain = getattr(socket.socket, name)

        def connect(self: socket.socket, address: Any) -> Any:
            if not is_loopback(address):
                tried.append(str(address))
                raise RuntimeError(f"the evaluation tried to connect to {address!r}")
            return plain(self, address)

        return connect

    connect, connect_ex = guarded("connect"), guarded("connect_ex")
    with (
        patch.object(socket.socket, "connect", connect),
        patch.object(socket.socket, "connect_ex", connect_ex),
    ):
        yield tried
