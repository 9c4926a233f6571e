"""Where a node listens, taken apart once."""

from __future__ import annotations

import re
from typing import Self

from attrs import frozen

_ORIGIN = re.compile(r"(https?)://(\[[0-9A-Fa-f:.]+(?:%25[\w.~-]+)?\]|[A-Za-z0-9._-]+)(?::([0-9]{1,5}))?/?")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@frozen
class Address:
    """A node's origin, and what connecting to it and speaking of it need."""

    origin: str
    host: str
    port: int
    secure: bool
    label: str
    """`host:port`, for messages."""
    host_field: str
    """The value of the Host header: without the port where that is the scheme's own."""

    @classmethod
    def parse(cls, origin: str) -> Self:
        """The address of `http://host:port` or `https://host:port`.

        Raises:
            ValueError: it has another scheme, a path, credentials, or is not a URL.
        """
        match = _ORIGIN.fullmatch(origin)
        if match is None:
            # The text is not shown: what stands before an @ may be a password.
            raise ValueError("not an origin of the form http://host:port or https://host:port")
        scheme, shown, digits = match.groups()
        port = int(digits) if digits else _DEFAULT_PORTS[scheme]
        if not 0 < port < 65536:
            raise ValueError(f"not a port: {port}")
        host_field = shown if port == _DEFAULT_PORTS[scheme] else f"{shown}:{port}"
        host = shown.strip("[]").replace("%25", "%")
        return cls(origin, host, port, scheme == "https", f"{shown}:{port}", host_field)
