"""Where a node listens: the port that it has taken, and the address that it is named by."""

from __future__ import annotations

import socket
from typing import Final, Self

from attrs import frozen


def named_address(host: str) -> str:
    """The address that a node is named by which listens at `host`: where that is every address of this machine, the
    one from which it reaches others."""
    probed = _ELSEWHERE.get(host)
    if probed is None:
        return host
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(probed)  # sends nothing: it only looks for a way
        except OSError:
            return _LOOPBACK[host]
        return str(probe.getsockname()[0])


_ELSEWHERE: Final = {"0.0.0.0": ("192.0.2.1", 9), "::": ("2001:db8::1", 9)}
"""Addresses that belong to nobody (RFC 5737, RFC 3849)."""

_LOOPBACK: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}


@frozen(eq=False)
class Port:
    """A port that is taken, and will be listened on."""

    number: int
    sock: socket.socket

    @classmethod
    def take(cls, host: str, number: int) -> Self:
        """Take a port; 0 means any free one.

        Raises:
            OSError: it is taken already.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # With the protocol named, else asyncio does not switch Nagle's delay off: 44 ms for every GET.
        sock = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            # A cluster that has just ended must not keep its port from the next one.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((host, number))
        except OSError as exc:
            sock.close()
            raise OSError(exc.errno, exc.strerror, f"{host}:{number}") from exc
        return cls(sock.getsockname()[1], sock)

    def close(self) -> None:
        """Give it back."""
        self.sock.close()
