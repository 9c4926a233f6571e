"""The head of a request as bytes: strict where leniency would let two readers disagree. Pure.

Source: RFC 9112
"""

from __future__ import annotations

import re
from typing import Final

from attrs import define

from .refusal import Refused

MAX_HEAD: Final = 64 * 1024
"""Paths and `etl_fqn` have 12 KiB at most, as names have 1 KiB and are encoded twice."""
MAX_FIELDS: Final = 200
MAX_LENGTH: Final = (1 << 63) - 1

_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_TEXT: Final = rb"[\t -~\x80-\xff]"
_LINE: Final = re.compile(rb"(" + _TOKEN + rb"{1,32}+) ([!-~]++) HTTP/1\.([01])")
_FIELD_LINES: Final = re.compile(rb"(?:\r\n" + _TOKEN + rb"++:" + _TEXT + rb"*+)*+")
_DIGITS: Final = re.compile(r"[0-9]{1,19}")
_ONCE: Final = frozenset(("content-length", "transfer-encoding", "host", "expect"))


@define(eq=False)
class RequestHead:
    """What a request asks for, and how long its body is."""

    method: str
    target: str
    fields: dict[str, str]
    """By their names in lower case; of those that may be repeated, the values with commas between them."""
    length: int
    """Bytes of the body; 0 without one, -1 where it is chunked."""
    keep_alive: bool
    """Whether another request may follow."""
    expects: bool
    """Whether the client waits to be asked for the body."""
    is_old: bool = False
    """Whether it is of HTTP/1.0, which has no chunks."""


def find_request(buffer: bytearray, start: int, end: int, seen: int = 0) -> tuple[RequestHead, int] | None:
    """The head that begins at `start`, and where it ends; None while more bytes are needed.

    `seen` bytes were there before: a head that comes byte by byte is not gone through from its beginning each time.

    Raises:
        Refused: what is there can no longer become a head.
    """
    stop = buffer.find(b"\r\n\r\n", start + max(seen - 3, 0), end)
    if stop >= 0:
        return _read(bytes(memoryview(buffer)[start:stop])), stop + 4
    if end - start >= MAX_HEAD:
        raise Refused(431, f"the head of the request is longer than {MAX_HEAD} bytes")
    line_end = buffer.find(b"\n", start, end)
    if line_end >= 0 and _LINE.fullmatch(bytes(buffer[start:line_end]).removesuffix(b"\r")) is None:
        raise _bad_line(bytes(buffer[start:line_end]))
    return None


def _read(block: bytes) -> RequestHead:
    first, mark, rest = block.partition(b"\r\n")
    line = _LINE.fullmatch(first)
    if line is None:
        raise _bad_line(first)
    if _FIELD_LINES.fullmatch(mark + rest) is None:
        raise Refused(400, "a header line of the request is malformed")
    fields: dict[str, str] = {}
    lines = rest.decode("latin-1").split("\r\n") if rest else []
    if len(lines) > MAX_FIELDS:
        raise Refused(431, f"the request has more than {MAX_FIELDS} header fields")
    for text in lines:
        name, _, value = text.partition(":")
        name = name.lower()
        value = value.strip(" \t")
        if name in fields:
            if name in _ONCE:
                raise Refused(400, f"the request has {name} twice")
            value = f"{fields[name]}, {value}"
        fields[name] = value
    is_new = line[3] == b"1"
    if is_new and "host" not in fields:
        raise Refused(400, "the request has no Host")
    length = _length(fields, is_new=is_new)
    connection = fields.get("connection", "").lower()
    tokens = [token.strip() for token in connection.split(",")] if connection else ()
    return RequestHead(
        line[1].decode(),
        line[2].decode(),
        fields,
        length,
        is_new and "close" not in tokens,
        is_new and length != 0 and fields.get("expect", "").lower() == "100-continue",
        not is_new,
    )


def _length(fields: dict[str, str], *, is_new: bool) -> int:
    coding = fields.get("transfer-encoding")
    text = fields.get("content-length")
    if coding is not None:
        if coding.lower() != "chunked":
            raise Refused(501, "the request has a transfer coding that is not known")
        if text is not None or not is_new:
            raise Refused(400, "the request is chunked and has a Content-Length, or is of HTTP/1.0")
        return -1
    if text is None:
        return 0
    if _DIGITS.fullmatch(text) is None or int(text) > MAX_LENGTH:
        raise Refused(400, "the request has a Content-Length that is no length")
    return int(text)


def _bad_line(line: bytes) -> Refused:
    if re.search(rb" HTTP/[2-9]", line):
        return Refused(505, "HTTP/1.1 is spoken here")
    return Refused(400, "this is no request of HTTP/1.1")
