"""Answers as AIS writes them: statuses, header names, JSON with a newline at its end, and the JSON of errors."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
from aistore_api.types import Bytes
from attrs import define, field, frozen

from .store import Content
from .streams import Stream

Fields = list[tuple[bytes, bytes]]
"""Header fields of an answer, as they go on the wire."""

_NOSNIFF: Final = (b"X-Content-Type-Options", b"nosniff")


@frozen
class Part:
    """Bytes `start` to `stop` of an object, without the last: what an answer carries of it."""

    content: Content
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start

    async def read(self, start: int, stop: int) -> Bytes:
        """Bytes of the part, counted from its beginning.

        Raises:
            Damaged: they are not there any more.
        """
        return await self.content.read(self.start + start, self.start + stop)

    def close(self) -> None:
        """Let go of the object."""
        self.content.close()


@define(eq=False)
class Answer:
    """A whole answer. A HEAD gets the header fields that are set here and never the body."""

    status: int = 200
    fields: Fields = field(factory=list)
    content: Bytes | Part | Stream = b""
    length: int | None = None
    """The `Content-Length` to announce where it is not that of `content`: for HEAD."""

    def head(self) -> Fields:
        """All header fields, with the length."""
        length = self.content.length if isinstance(self.content, Stream) else len(self.content)
        length = length if self.length is None else self.length
        # Trimmed as Go's server trims: HTTP has no place for blanks there, and names may begin or end with them.
        fields = [(name, value.strip(b" \t\r\n")) for name, value in self.fields]
        return fields if length is None else [*fields, (b"Content-Length", b"%d" % length)]

    async def close(self) -> None:
        """Let go of the object whose content it carries."""
        if isinstance(self.content, Part):
            self.content.close()
        elif isinstance(self.content, Stream):
            await self.content.close()


@frozen
class Refusal(Exception):
    """What a node says instead of doing what it was asked."""

    status: int
    message: str
    tcode: str = ""
    fields: tuple[tuple[bytes, bytes], ...] = ()
    node: str = ""
    """The label of the node that refused, where it is not the one that answers."""
    path: str = ""
    """The path as that node has it, where it is not the one that was asked for."""
    method: str = ""
    """What that node was asked to do, where it is something else."""


class Crash(Exception):
    """A handler of AIS would crash: the connection ends without an answer."""


def bad_request(message: str, tcode: str = "") -> Refusal:
    """400."""
    return Refusal(400, message, tcode)


def not_built(operation: str) -> Refusal:
    """501: AIS can do it, the local cluster cannot."""
    return Refusal(501, f"{operation} is not built into the local cluster", "ErrNotImpl")


def no_bucket(shown: str, *, status: int = 404) -> Refusal:
    """404, or 400 where a target was asked directly."""
    return Refusal(status, f'bucket "{shown}" does not exist', "ErrBckNotFound")


def as_json(value: Any, *, status: int = 200, media_type: bytes = b"application/json; charset=utf-8") -> Answer:
    """JSON and a newline, as Go's encoder writes it."""
    return Answer(status, [(b"Content-Type", media_type)], msgspec.json.encode(value) + b"\n")


def as_text_json(value: Any) -> Answer:
    """JSON under `text/plain`, which is how AIS answers what=status and what=status_all; no newline."""
    return Answer(200, [(b"Content-Type", b"text/plain; charset=utf-8")], msgspec.json.encode(value))


def as_text(text: str, *, status: int = 200) -> Answer:
    """Plain text without a newline."""
    return Answer(status, [(b"Content-Type", b"text/plain; charset=utf-8")], text.encode())


def method_not_allowed(allowed: str) -> Answer:
    """405; AIS answers it in plain text."""
    fields = [(b"Allow", allowed.encode()), (b"Content-Type", b"text/plain; charset=utf-8"), _NOSNIFF]
    return Answer(405, fields, b"Method Not Allowed\n")


def options(allowed: str) -> Answer:
    """What a resource takes, as AIS says it."""
    return Answer(200, [(b"Allow", allowed.encode())])


def redirect(status: int, location: bytes, *, method: str) -> Answer:
    """301 with a line of HTML for GET, a bare 307 for all else. Source: recorded on AIS 5.0."""
    fields = [(b"Location", location)]
    if method not in ("GET", "HEAD"):
        return Answer(status, fields)
    fields.insert(0, (b"Content-Type", b"text/html; charset=utf-8"))
    if method == "HEAD":
        return Answer(status, fields)
    shown = location.replace(b"&", b"&amp;").replace(b"'", b"&#39;").replace(b'"', b"&#34;")
    return Answer(status, fields, b'<a href="%s">Moved Permanently</a>.\n\n' % shown)


def refused(refusal: Refusal, *, method: str, path: str, client: str, node: str) -> Answer:
    """The error as AIS tells it: JSON in the body, or in `Hdr-Error` where there is no body."""
    document: dict[str, Any] = {"tcode": refusal.tcode} if refusal.tcode else {}
    document |= {
        # Names in it may be no UTF-8: AIS sends them as they are, and its errors are then no JSON.
        "message": refusal.message.encode("utf-8", "surrogateescape").decode("utf-8", "replace"),
        "method": refusal.method or method,
        "url_path": refusal.path or path,
        "remote_addr": client,
        "caller": "",
        "node": refusal.node or node,
        "status": refusal.status,
    }
    fields = [(b"Content-Type", b"application/json"), _NOSNIFF, *refusal.fields]
    text = json.dumps(document, separators=(",", ":"))
    if method == "HEAD":
        return Answer(refusal.status, [(b"Hdr-Error", text.encode()), *fields])
    return Answer(refusal.status, fields, text.encode() + b"\n")


def for_browser(answer: Answer) -> None:
    """JSON to be read by people, as AIS writes it for browsers."""
    if any(name == b"Content-Type" and value.startswith(b"application/json") for name, value in answer.fields):
        assert not isinstance(answer.content, Part | Stream)
        answer.content = json.dumps(json.loads(bytes(answer.content)), indent=4).encode()
        answer.fields.append((b"Strict-Transport-Security", b"max-age=31536000; includeSubDomains"))


def custom_fields(custom: Mapping[str, str]) -> Iterable[tuple[bytes, bytes]]:
    """One `Ais-Custom-Md` for each pair."""
    for key, value in custom.items():
        yield b"Ais-Custom-Md", field_value(f"{key}={value}".encode("utf-8", "surrogateescape"))


def field_value(text: bytes) -> bytes:
    """Text as a header field can carry it: line breaks become spaces and outer spaces go, as in Go's writer.

    So do other control characters, which Go sends and strict clients cannot read.
    """
    return text.translate(_CONTROLS_TO_SPACES).strip(b" ")


_CONTROLS_TO_SPACES: Final = bytes(32 if byte < 32 or byte == 127 else byte for byte in range(256))
