"""One request as it goes out, and how much of its answer has been heard; the same for threads and for tasks."""

from __future__ import annotations

from collections.abc import AsyncIterable, Iterable, Iterator
from typing import Any, BinaryIO, Final, TypeAlias, cast

from aistore_api.types import Bytes
from attrs import define

from aistore_hl._core.request import FileSlice, Timeouts

from .http1 import MAX_INTERIM, Malformed, ResponseHead, find_head, request_head
from .inbox import Inbox

Body: TypeAlias = Bytes | FileSlice | Iterable[Bytes] | AsyncIterable[Bytes]

EXPECT_WAIT: Final = 1.0
"""Seconds to wait for `100 Continue` before the body is sent unasked. Source: net/http's ExpectContinueTimeout."""
AFTERTHOUGHT: Final = 1.0
"""Seconds to wait for the answer of a server that stopped taking the request."""
PIECE: Final = 256 * 1024
"""How much is read from a file, or received, at a time: twice as much or half as much is slower."""

MAX_SENDFILE: Final = 1 << 30
"""How much one sendfile call is asked for; Linux itself stops below 2 GiB."""

_SMALL: Final = 16 * 1024  # up to here copying the body behind the head is cheaper than a second buffer
SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))
"""Methods that change nothing: what a kept connection lost may be sent again."""
_WITH_BODY: Final = frozenset(("PUT", "POST", "PATCH"))


@define(eq=False)
class Upload:
    """A body that does not travel with the head: one of the three."""

    length: int | None
    """None: chunked."""
    memory: memoryview | None = None
    file: FileSlice | None = None
    pieces: Iterable[Bytes] | AsyncIterable[Bytes] = ()
    asks: bool = False
    """Whether it waits for `100 Continue`."""
    begun: bool = False

    @property
    def is_replayable(self) -> bool:
        """Whether it can still be sent from its beginning."""
        return not self.begun or isinstance(self.pieces, (list, tuple))


class Stale(Exception):
    """A kept connection turned out to be closed; the request may be sent again on a new one."""


@define(eq=False)
class Exchange:
    """One request on its way."""

    method: str
    opening: bytes
    """The head, with a small body behind it."""
    upload: Upload | None
    timeouts: Timeouts
    deadline: float | None
    both_ways: bool = False
    """Whether the rest of the body goes out while the answer comes, rather than that it is pointless then."""
    continued: bool = False
    """Whether `100 Continue` was heard."""
    _interim: int = 0
    _seen: int = 0

    def patience(self, conn: Inbox, *, broken: bool) -> float:
        """Seconds to wait for the head of the answer, or for the rest of it.

        A provisional answer is not the beginning: after `100 Continue` the server still has all its work to do.
        """
        if broken:
            return AFTERTHOUGHT
        return self.timeouts.read if conn.pos < conn.end else self.timeouts.first_byte

    def check_stale(self, conn: Inbox) -> None:
        """After the connection broke: whether the server had closed it before it saw the request.

        When the kernel took all that the server needs, one cannot know: a server that dies after it did what it was
        asked for looks the same, and AIS appends and starts jobs by PUT. Then only what changes nothing is sent again.
        Source: ais/tgtobj.go, ais/prxclu.go (AIS 5.0)

        Raises:
            Stale: it can be sent again.
        """
        is_first = conn.exchanges == 0 or conn.end or self._interim
        upload = self.upload
        is_whole = upload is None or upload.is_replayable
        is_unknown = not conn.accepted or (upload is not None and not upload.begun)
        if not is_first and is_whole and (is_unknown or self.method in SAFE):
            raise Stale

    def hear(self, buffer: bytearray, start: int, end: int) -> tuple[ResponseHead | None, int]:
        """The final head, when it is there, and where reading goes on; interim answers are skipped.

        Raises:
            Malformed: what is there is not an answer.
        """
        while True:
            found = find_head(buffer, start, end, self.method, self._seen)
            if found is None:
                self._seen = end - start
                return None, start
            head, start = found
            if head.status >= 200:
                return head, start
            self._seen = 0
            self._interim += 1
            if head.status == 101 or self._interim > MAX_INTERIM:
                raise Malformed("the answer switches protocols or never stops being provisional")
            self.continued = self.continued or head.status == 100


def bare(method: str, target: str, headers: Iterable[tuple[str, str]], own: str) -> bytes:
    """All of a request without a body; `own` holds Host and User-Agent.

    Raises:
        ValueError: something in it could be read as something else.
    """
    if method in _WITH_BODY:
        own += "Content-Length: 0\r\n"
    return request_head(method, target, own, headers)


def compose(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]],
    body: Body,
    *,
    own: str,
    length: int | None,
    ask: bool,
) -> tuple[bytes, Upload | None]:
    """A request with a body: its opening, and what does not fit into that.

    Raises:
        ValueError: something in it could not be sent, or not be read as meant.
        TypeError: the body is of a type that cannot be sent.
    """
    if isinstance(body, bytes) and len(body) <= _SMALL and length is None and not ask:
        own = f"{own}Content-Length: {len(body)}\r\n"
        return request_head(method, target, own, headers) + body, None
    upload = _upload(body, length)
    own += "Transfer-Encoding: chunked\r\n" if upload.length is None else f"Content-Length: {upload.length}\r\n"
    if ask and upload.length != 0:
        upload.asks = True
        own += "Expect: 100-continue\r\n"
    opening = request_head(method, target, own, headers)
    if upload.memory is not None and len(upload.memory) <= _SMALL and not upload.asks:
        return opening + upload.memory, None
    return opening, upload


def whole(
    method: str, target: str, headers: Iterable[tuple[str, str]], own: str, body: Bytes, *, chunked: bool = False
) -> bytes:
    """All of a request whose body is small: in one piece, `chunked` as one chunk.

    Raises:
        ValueError: something in it could be read as something else.
    """
    if not chunked:
        return request_head(method, target, f"{own}Content-Length: {len(body)}\r\n", headers) + body
    framing = Framing(None)
    pieces = [*framing.frame(body), *framing.finish()]
    return b"".join((request_head(method, target, own + "Transfer-Encoding: chunked\r\n", headers), *pieces))


def _upload(body: Body, length: int | None) -> Upload:
    if isinstance(body, (bytes, bytearray, memoryview)):
        content = as_bytes_view(body)
        if length is not None and length != len(content):
            raise ValueError(f"the body has {len(content)} bytes, not {length}")
        return Upload(len(content), memory=content)
    if isinstance(body, FileSlice):
        return Upload(body.length, file=body)
    if length is not None and length < 0:
        raise ValueError(f"not a length: {length}")
    return Upload(length, pieces=_check_pieces(body))


def _check_pieces(body: object) -> Iterable[Bytes] | AsyncIterable[Bytes]:
    if isinstance(body, str) or not isinstance(body, (Iterable, AsyncIterable)):
        raise TypeError(f"not a body that can be sent: {type(body).__name__}")
    return body


def as_bytes_view(piece: bytes | bytearray | memoryview[Any]) -> memoryview:
    """A view of single bytes, whatever the items are.

    Raises:
        TypeError: it is not bytes, or its memory is not contiguous.
    """
    view = memoryview(piece)
    return view if view.format == "B" and view.ndim == 1 and view.c_contiguous else view.cast("B")


def is_file(content: object) -> bool:
    """Whether something iterable is a file: reading one line by line would be slow, and may block."""
    return callable(getattr(content, "read", None))


def file_pieces(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file that has no known length."""
    while piece := file.read(PIECE):
        yield piece


def pieces(content: Iterable[Bytes]) -> Iterator[Bytes]:
    """The pieces of an iterable body."""
    return file_pieces(cast("BinaryIO", content)) if is_file(content) else iter(content)


@define(eq=False)
class Framing:
    """How the pieces of a body of known or unknown length are framed, and whether they add up."""

    length: int | None
    _taken: int = 0

    def frame(self, piece: Bytes) -> list[memoryview]:
        """What goes out for one piece; nothing for an empty one, which would end a chunked body.

        Raises:
            ValueError: the body is longer than announced.
        """
        view = as_bytes_view(piece)
        if not view:
            return []
        self._taken += len(view)
        if self.length is None:
            return [memoryview(b"%x\r\n" % len(view)), view, memoryview(b"\r\n")]
        if self._taken > self.length:
            raise ValueError(f"the body is longer than the {self.length} bytes announced")
        return [view]

    def finish(self) -> list[memoryview]:
        """What goes out after the last piece.

        Raises:
            ValueError: the body is shorter than announced.
        """
        if self.length is None:
            return [memoryview(b"0\r\n\r\n")]
        if self._taken != self.length:
            raise ValueError(f"the body ended after {self._taken} of the {self.length} bytes announced")
        return []


def consume(pieces: list[memoryview], count: int) -> None:
    """Take `count` sent bytes off the front."""
    while pieces and count >= len(pieces[0]):
        count -= len(pieces.pop(0))
    if count:
        pieces[0] = pieces[0][count:]
