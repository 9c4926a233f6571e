"""HTTP/1.1 as bytes: heads, framing, limits. Pure, and strict where leniency would let two readers disagree.

Source: RFC 9112.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum
from functools import lru_cache
from typing import Final

from aistore_api.types import Headers
from attrs import define

# AIS answers with 12 to 20 fields in about 600 bytes, custom metadata adds 2 KiB at most (recorded on AIS 5.0).
# Go's own client takes 10 MiB by default; nothing here needs that, and a buffer of this size is kept per connection.
MAX_HEAD: Final = 64 * 1024
MAX_FIELDS: Final = 200
MAX_CHUNK_LINE: Final = 256
MAX_INTERIM: Final = 10
MAX_LENGTH: Final = (1 << 63) - 1

_TOKEN: Final = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]"
_TEXT: Final = rb"[\t -~\x80-\xff]"
_STATUS_LINE: Final = rb"HTTP/1\.([01]) ([1-5][0-9][0-9])(?: " + _TEXT + rb"*+)?"
_LINE: Final = rb"\r\n" + _TOKEN + rb"++:" + _TEXT + rb"*+"
# A field that says nothing about framing. Most names begin with other letters, and are through at once.
_OTHER_LINE: Final = (
    rb"\r\n(?:[!#$%&'*+\-.^_`|~0-9ABD-SU-Zabd-su-z]|(?!(?i:content-length|transfer-encoding|connection)[\t :])[CcTt])"
    rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]*+:" + _TEXT + rb"*+"
)

# Possessive throughout, so that a hostile head cannot make them backtrack.
_HEAD = re.compile(_STATUS_LINE + rb"((?:" + _LINE + rb"){0,200}+)")
# What AIS sends nearly always: one pass finds the end of the head, checks it and has the length. Half the time of
# looking for each. What does not match is taken apart step by step.
_PLAIN_FIELDS: Final = (
    rb"((?:" + _OTHER_LINE + rb"){0,99}+(?:\r\nContent-Length: ([0-9]{1,18}+)(?=\r))?+"
    rb"(?:" + _OTHER_LINE + rb"){0,99}+)\r\n\r\n"
)
_PLAIN_HEAD = re.compile(_STATUS_LINE + _PLAIN_FIELDS)
# The same of an answer that another one can follow, with nothing left to be looked at afterwards.
_ORDINARY = re.compile(rb"HTTP/1\.1 (?!204|304)([2-5][0-9][0-9])(?: " + _TEXT + rb"*+)?" + _PLAIN_FIELDS)
_BARE_LINE_FEED = re.compile(rb"(?<!\r)\n")
_FIELDS = re.compile(rb"(?:" + _TOKEN + rb"++:" + _TEXT + rb"*+\r\n)*+")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})(?:;" + _TEXT + rb"*+|[ \t]*+)")
_DIGITS = re.compile(rb"[0-9]{1,19}")
_METHODS: Final = frozenset(("GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"))
_METHOD = re.compile(r"[A-Z]{1,16}")
_TARGET = re.compile(r"/[!-~]*+")
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]++")
_VALUE = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*+")

# The engine writes these itself: given twice they would let two readers see two requests.
_OWN_FIELDS: Final = frozenset(
    ("host", "user-agent", "content-length", "transfer-encoding", "expect", "connection", "te", "trailer", "upgrade")
)


class Malformed(Exception):
    """Bytes that are not HTTP/1.1, or break a limit; the text says which."""


@define(eq=False)
class ResponseHead:
    """Status, fields and framing of one answer.

    Neither `length` nor `chunked`: the body ends with the connection.
    Not frozen: freezing costs half a microsecond per answer.
    """

    status: int
    fields: bytes
    """Field lines as received, checked, each begun by CRLF."""
    keep_alive: bool
    length: int | None
    """Bytes of the body, 0 where the method or the status forbids one."""
    chunked: bool

    @property
    def headers(self) -> Headers:
        """The fields, decoded on every call."""
        return Headers.from_block(self.fields)


def request_head(method: str, target: str, own: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """Everything before the body; `own` holds the field lines that the engine writes, each ended by CRLF.

    Raises:
        ValueError: a method, target, name or value that could be read as something else, or a field of the engine's.
    """
    lines = ""
    for name, value in headers:
        if not _may_send(name) or not ((value.isascii() and value.isprintable()) or _VALUE.fullmatch(value)):
            raise ValueError(f"header {name!r} is written by the engine, or has characters that HTTP does not allow")
        lines += f"{name}: {value}\r\n"
    if _TARGET.fullmatch(target) is None or (method not in _METHODS and _METHOD.fullmatch(method) is None):
        raise ValueError(f"not a request that can be sent: {method!r} {target!r}")
    head = f"{method} {target} HTTP/1.1\r\n{own}{lines}\r\n"
    return head.encode() if head.isascii() else head.encode("utf-8", "surrogateescape")


@lru_cache(maxsize=256)
def _may_send(name: str) -> bool:
    """Whether a header of that name may be given; the same few names come again and again."""
    return _NAME.fullmatch(name) is not None and name.lower() not in _OWN_FIELDS


def find_head(buffer: bytearray, start: int, end: int, method: str, seen: int = 0) -> tuple[ResponseHead, int] | None:
    """The head that begins at `start`, and where it ends; None while more bytes are needed.

    `seen` bytes were there before: a head that comes byte by byte is not gone through from its beginning each time.

    Raises:
        Malformed: what is there can no longer become a head.
    """
    match = None if seen else _PLAIN_HEAD.match(buffer, start, end)
    if match is not None:
        minor, digits, fields, size = match.groups()
        status = int(digits)
        # Spares the call of `_frame` where it would change nothing.
        if size is not None and method != "HEAD" and status >= 200 and status != 204 and status != 304:
            return ResponseHead(status, fields, minor == b"1", int(size), False), match.end()
        return _frame(method, minor, status, fields, None if size is None else int(size)), match.end()
    fresh = start + max(seen - 3, 0)
    stop = buffer.find(b"\r\n\r\n", fresh, end)
    if stop < 0:
        _check_beginning(buffer, start, fresh, end)
        return None
    return parse_response_head(buffer[start:stop], method), stop + 4


def find_ordinary(buffer: bytearray, end: int, method: str, start: int = 0) -> tuple[int, bytes, int, int] | None:
    """Status, fields, and beginning and length of the body of an ordinary answer that begins at `start`.

    None: more bytes are needed, or it is one that `find_head` has to judge.
    """
    match = _ORDINARY.match(buffer, start, end)
    if match is None:
        return None
    digits, fields, size = match.groups()
    if method == "HEAD":
        return int(digits), fields, match.end(), 0
    return None if size is None else (int(digits), fields, match.end(), int(size))


def _check_beginning(buffer: bytearray, start: int, fresh: int, end: int) -> None:
    """Refuse at once what no further byte can mend, instead of waiting for the time-out."""
    have = bytes(buffer[start : min(end, start + 7)])
    if not b"HTTP/1.".startswith(have):
        raise Malformed(f"the answer is not HTTP/1.1: it begins with {bytes(buffer[start : min(end, start + 16)])!r}")
    if end - start >= MAX_HEAD:
        raise Malformed(f"the head of the answer is longer than {MAX_HEAD} bytes")
    if _BARE_LINE_FEED.search(buffer, fresh, end) is not None:
        raise Malformed("the head of the answer has a bare line feed")


def parse_response_head(block: bytes | bytearray, method: str) -> ResponseHead:
    """The head in `block`, without the empty line that ends it.

    Raises:
        Malformed: it breaks the grammar, a limit, or says two things about its body.
    """
    match = _HEAD.fullmatch(block)
    if match is None:
        raise Malformed(_describe(bytes(block)))
    minor, digits, fields = match.groups()
    low = fields.lower()
    length = _content_length(low)
    codings = _tokens(low, b"transfer-encoding")
    if codings and codings != [b"chunked"]:
        raise Malformed(f"the answer has a transfer coding that is not known: {b', '.join(codings)[:40]!r}")
    if codings and (length is not None or minor == b"0"):
        raise Malformed("the answer is chunked and has a Content-Length, or is of HTTP/1.0")
    closes = b"close" in _tokens(low, b"connection")
    return _frame(method, minor, int(digits), fields, length, chunked=bool(codings), closes=closes)


def _frame(
    method: str,
    minor: bytes,
    status: int,
    fields: bytes,
    length: int | None,
    chunked: bool = False,
    closes: bool = False,
) -> ResponseHead:
    """How long the body is, and whether another answer can follow it."""
    keep_alive = minor == b"1" and not closes
    if method == "HEAD" or status < 200 or status == 204 or status == 304:
        # A body where none may be would be taken for the next answer.
        return ResponseHead(status, fields, keep_alive and not (status == 204 and (chunked or length)), 0, False)
    return ResponseHead(status, fields, keep_alive and (chunked or length is not None), length, chunked)


def _values(low: bytes, name: bytes) -> list[bytes]:
    """Every value of one field in a lower-cased block."""
    mark = b"\r\n" + name + b":"
    return [part.partition(b"\r\n")[0].strip(b" \t") for part in low.split(mark)[1:]]


def _tokens(low: bytes, name: bytes) -> list[bytes]:
    return [token.strip(b" \t") for value in _values(low, name) for token in value.split(b",")]


def _content_length(low: bytes) -> int | None:
    tokens = _tokens(low, b"content-length")
    if not tokens:
        return None
    if any(token != tokens[0] for token in tokens):
        raise Malformed("the answer has two different Content-Lengths")
    if _DIGITS.fullmatch(tokens[0]) is None or int(tokens[0]) > MAX_LENGTH:
        raise Malformed(f"the answer has a Content-Length that is no length: {tokens[0][:40]!r}")
    return int(tokens[0])


def _describe(block: bytes) -> str:
    """What is wrong with a head that the grammar refused; for the message only."""
    status_line, *lines = block.split(b"\r\n")
    if re.fullmatch(_STATUS_LINE, status_line) is None:
        return f"the answer has a malformed status line: {status_line[:40]!r}"
    if len(lines) > MAX_FIELDS:
        return f"the answer has more than {MAX_FIELDS} header fields"
    bad = next((line for line in lines if _FIELDS.fullmatch(line + b"\r\n") is None), b"")
    return f"the answer has a malformed header line: {bad[:40]!r}"


class _Part(Enum):
    SIZE = "the line with the size of the next chunk"
    DATA_END = "the line break after the data of a chunk"
    TRAILER = "the fields after the last chunk"


@define(eq=False)
class ChunkDecoder:
    """Where a chunked body stands: `left` bytes of data come next, or it is `done`, or framing has to be read."""

    left: int = 0
    """Bytes of the current chunk still to come; whoever takes them subtracts them."""
    done: bool = False
    _part: _Part = _Part.SIZE
    _trailer_size: int = 0

    def advance(self, buffer: bytearray, start: int, end: int) -> int:
        """Read framing from `start` until data comes, the body ends or bytes run out; where it stopped.

        Raises:
            Malformed: what is there is not a chunked body.
        """
        pos = start
        while not self.left and not self.done:
            if self._part is _Part.DATA_END:
                if not b"\r\n".startswith(buffer[pos : min(end, pos + 2)]):
                    raise Malformed("a chunk is longer than it said")
                if end - pos < 2:
                    break
                pos += 2
                self._part = _Part.SIZE
                continue
            stop = self._line_end(buffer, pos, end)
            if stop < 0:
                break
            line = bytes(buffer[pos:stop])
            pos = stop + 2
            if self._part is _Part.SIZE:
                self._take_size(line)
            else:
                self._take_trailer(line)
        return pos

    def _line_end(self, buffer: bytearray, pos: int, end: int) -> int:
        limit = MAX_CHUNK_LINE if self._part is _Part.SIZE else MAX_HEAD - self._trailer_size
        stop = buffer.find(b"\r\n", pos, min(end, pos + limit))
        if stop < 0 and end - pos >= limit:
            raise Malformed("a line of the chunked framing is too long")
        if stop < 0 and buffer.find(b"\n", pos, end) >= 0:
            raise Malformed("the chunked framing has a bare line feed")
        return stop

    def _take_size(self, line: bytes) -> None:
        match = _CHUNK_LINE.fullmatch(line)
        if match is None:
            raise Malformed(f"not the size of a chunk: {line[:40]!r}")
        size = int(match.group(1), 16)
        if size > MAX_LENGTH:
            raise Malformed(f"not the size of a chunk: {line[:40]!r}")
        self.left = size
        self._part = _Part.DATA_END if size else _Part.TRAILER

    def _take_trailer(self, line: bytes) -> None:
        """Trailers are checked and dropped: AIS sends none (recorded on AIS 5.0), and merging them is unsafe."""
        self._trailer_size += len(line) + 2
        if not line:
            self.done = True
        elif _FIELDS.fullmatch(line + b"\r\n") is None:
            raise Malformed(f"malformed field after the last chunk: {line[:40]!r}")
