"""What recorded requests are on the wire."""

from __future__ import annotations

import base64
import json
import socket
from typing import Any
from urllib.parse import quote_plus, urlsplit


def raw(origin: str, request: dict[str, Any], target: str, *, patience: float) -> bytes:
    """What comes to a request of which the head is sent, and whether the connection ends in that time."""
    parts = urlsplit(origin)
    assert parts.hostname
    fields = "".join(f"{name}: {value}\r\n" for name, value in request["headers"].items())
    received = b""
    with socket.create_connection((parts.hostname, parts.port), timeout=patience) as connection:
        connection.sendall(f"{request['method']} {target} HTTP/1.1\r\nHost: local\r\n{fields}\r\n".encode())
        try:
            while piece := connection.recv(65536):
                received += piece
        except TimeoutError:
            return received
    return received + b"<EOF>"


def field(line: str) -> str:
    """A line of a head, as any cluster would have it."""
    name, colon, value = line.partition(":")
    value = "" if name.lower() == "location" else value.strip().lower()
    return f"{name.lower()}{colon}{value}"


def is_raw(record: dict[str, Any]) -> bool:
    """Whether its answer was recorded as bytes."""
    body = record["response"]["body"]
    return isinstance(body, dict) and str(body.get("text", "")).startswith("HTTP/1.1")


def listed(value: Any) -> list[str]:
    """The values of a header."""
    return value if isinstance(value, list) else [value]


def query(pairs: Any) -> str:
    """The query of a URL, from `?` on."""
    if not pairs:
        return ""
    if isinstance(pairs, str):
        return f"?{pairs}"
    found = pairs.items() if isinstance(pairs, dict) else pairs
    # One record has an escape that is none: it goes out as it is.
    return "?" + "&".join(
        f"{quote_plus(name)}={value if value == '%zz' else quote_plus(str(value))}" for name, value in found
    )


def content(body: Any) -> bytes | None:
    """The bytes of a recorded body."""
    if body is None:
        return None
    if isinstance(body, dict):
        if body.keys() == {"text"}:
            return str(body["text"]).encode()
        if body.keys() == {"base64"}:
            return base64.b64decode(body["base64"])
        if "size" in body and body.keys() <= {"size", "sha256", "repeat_base64", "text"}:
            # What was sent as "put-1m", of which the recording has the hash, were these bytes.
            repeated = base64.b64decode(body.get("repeat_base64") or "Qg==")
            return (repeated * (body["size"] // len(repeated) + 1))[: body["size"]]
    return json.dumps(body, separators=(",", ":")).encode()
