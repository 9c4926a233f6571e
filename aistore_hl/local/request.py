"""A request as a node reads it: path and query decoded once, the body as a stream, control messages as values."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote_to_bytes

import msgspec
from attrs import frozen
from starlette.requests import ClientDisconnect, Request

from .answers import Refusal, bad_request
from .faults import Asked, noun_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope

    from .node import Connection
    from .seen import Side

MAX_MESSAGE: Final = 4 << 20
"""Bytes of a control message; AIS names no limit, its largest (a list of object names) stay far below."""

_BAD_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2}).{0,2}", re.DOTALL)
_BASE_36 = re.compile(r"[0-9a-z]{1,13}", re.ASCII)


@frozen
class Message:
    """AIS's control message: what to do, to what, and how."""

    action: str
    name: str
    value: Any


class NodeRequest(Request):
    """One request at a node.

    `elements` are those of the decoded path, at most four: version, resource, and for buckets and objects
    the bucket and all the rest, slashes kept. Names are bytes: AIS takes any.
    """

    def __init__(self, scope: Scope, receive: Receive) -> None:
        super().__init__(scope, receive)
        raw: bytes = scope["raw_path"]
        self.decoded_path = unquote_to_bytes(raw) if b"%" in raw else raw
        self.elements = self.decoded_path.lstrip(b"/").split(b"/", 3)
        self.connection: Connection = scope["state"]["connection"]
        self.body_taken = False
        self._message: Message | None = None
        self._content: bytes | None = None
        self._query: Mapping[str, str] | None = None

    def check_path(self) -> None:
        """Whether the path is well formed.

        Raises:
            Refusal: 400, an escape that is none.
        """
        raw: bytes = self.scope["raw_path"]
        bad = _BAD_ESCAPE.search(raw) if b"%" in raw else None
        if bad is not None:
            raise bad_request(f"invalid URL escape {bad.group().decode('latin-1')!r}")

    def at(self, path: str) -> NodeRequest:
        """The same request, for another path."""
        return NodeRequest({**self.scope, "raw_path": path.encode()}, self._receive)

    def standing_for(self, path: bytes, parameter: bytes) -> NodeRequest:
        """The request that this one is short for: another path, and a parameter where the query lacks it."""
        query: bytes = self.scope["query_string"]
        if parameter.partition(b"=")[0].decode() not in self.query:
            query = query + b"&" + parameter if query else parameter
        return NodeRequest({**self.scope, "raw_path": path, "query_string": query}, self._receive)

    def receive_from(self, receive: Receive) -> None:
        """Read the body from somewhere else than the connection."""
        self._receive = receive

    @property
    def noun(self) -> str:
        """What the request is about: `object`, `bucket`, `buckets`, `cluster`, `daemon`, `health`."""
        return noun_of(self.elements)

    def asked(self, side: Side, node: str) -> Asked:
        """The request at a node, as faults look at it."""
        query: bytes = self.scope["query_string"]
        target = self.scope["raw_path"] + (b"?" + query if query else b"")
        return Asked(
            self.method,
            self.noun,
            side,
            node,
            target.decode("latin-1"),
            host=self.headers.get("host", ""),
            expects="expect" in self.headers,
        )

    @property
    def shown_path(self) -> str:
        """The decoded path, as errors show it."""
        return self.decoded_path.decode("utf-8", "replace")

    @property
    def shown_client(self) -> str:
        """The address of whoever asked, as errors show it."""
        return "{}:{}".format(*self.client) if self.client else ""

    @property
    def query(self) -> Mapping[str, str]:
        """Query parameters; of several with one name the first.

        Raises:
            Refusal: 400, an escape that is none, or a reserved name with a value that AIS could not parse.
        """
        if self._query is None:
            self._query = parse_query(self.scope["query_string"])
        return self._query

    @property
    def is_redirected(self) -> bool:
        """Whether it carries both marks that a proxy leaves; like AIS we do not look at their values."""
        return bool(self.query.get("pid")) and bool(self.query.get("utm"))

    @property
    def announced(self) -> int | None:
        """Bytes of the body; `None` when it is chunked."""
        if "transfer-encoding" in self.headers:
            return None
        return int(self.headers.get("content-length", 0))

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body as it arrives.

        Raises:
            Refusal: 500 when the sender closed its side before the end; the answer still reaches it.
            ClientDisconnect: the connection broke.
        """
        self.body_taken = True
        more = True
        while more:
            event = await self._receive()
            if event["type"] == "http.disconnect":
                raise ClientDisconnect
            more = event.get("more_body", False)
            chunk = event.get("body", b"")
            if chunk:
                yield chunk
            elif more and self.connection.is_half_closed:
                raise Refusal(500, "unexpected EOF")

    async def drain(self) -> None:
        """Read the body to its end and forget it."""
        async for _ in self.stream():
            pass

    async def ends_within(self, most: int) -> bool:
        """Whether no more of the body comes than so many bytes, which are forgotten. Waits for them."""
        size = 0
        try:
            async for chunk in self.stream():
                size += len(chunk)
                if size > most:
                    return False
        except (Refusal, ClientDisconnect):
            return False
        return True

    async def forget(self) -> None:
        """Read the body, which nobody has asked for, and forget it."""
        self.connection.cycle.waiting_for_100_continue = False
        with suppress(Refusal, ClientDisconnect):
            await self.drain()

    async def wait_for_end(self) -> None:
        """Wait until the sender gives up.

        Raises:
            ClientDisconnect: it has.
        """
        while (await self._receive())["type"] != "http.disconnect":
            pass
        raise ClientDisconnect

    async def message(self) -> Message:
        """The control message in the body.

        Without a body and without a JSON content type a GET means "list", of buckets or of objects.

        Raises:
            Refusal: 400, it is not such a message.
        """
        if self._message is None:
            self._message = self._parse(await self.content())
        return self._message

    async def content(self) -> bytes:
        """The body as it came.

        Raises:
            Refusal: 413, it is too large for a control message.
        """
        if self._content is None:
            self._content = await self._read()
        return self._content

    async def query_body(self) -> dict[str, Any]:
        """The JSON object that a job query carries in its body; unknown keys are kept.

        Raises:
            Refusal: 400, it is not a JSON object.
        """
        return self._object(await self.content())

    async def _read(self) -> bytes:
        content = bytearray()
        async for chunk in self.stream():
            content += chunk
            if len(content) > MAX_MESSAGE:
                raise Refusal(413, f"control message over {MAX_MESSAGE:,} bytes")
        return bytes(content)

    def _parse(self, content: bytes) -> Message:
        if not content and self.method == "GET" and "json" not in self.headers.get("content-type", ""):
            names_bucket = len(self.elements) > 2 and bool(self.elements[2])
            return Message("list", "", {} if names_bucket else None)
        fields = {key.lower(): value for key, value in self._object(content).items()}
        action, name = fields.get("action"), fields.get("name")
        if not isinstance(action, str | None) or not isinstance(name, str | None):
            raise bad_request(f"failed to unmarshal action message ({self.method}), err: expects a string")
        return Message(action or "", name or "", fields.get("value"))

    def _object(self, content: bytes) -> dict[str, Any]:
        what = f"failed to unmarshal action message ({self.method}), err:"
        if not content:
            raise bad_request(f"{what} EOF")
        try:
            found = _decoded(content)
        except (ValueError, RecursionError) as exc:
            raise bad_request(f"{what} {exc}") from exc
        if not isinstance(found, dict):
            raise bad_request(f"{what} expects an object")
        return found


def _decoded(content: bytes) -> Any:
    """JSON; text in it that is not UTF-8, as names of objects can be, is kept by surrogate escapes."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return json.loads(content.decode("utf-8", "surrogateescape"))
    return msgspec.json.decode(content)


def parse_query(raw: bytes) -> dict[str, str]:
    """Query parameters by name; of several with one name the first.

    `x` and `vpams` belong to signed redirects: AIS parses them as base-36 numbers even where nothing is signed.

    Raises:
        Refusal: 400.

    Source: recorded on AIS 5.0
    """
    found: dict[str, str] = {}
    if not raw:
        return found
    for pair in raw.split(b"&"):
        bad = _BAD_ESCAPE.search(pair) if b"%" in pair else None
        if bad is not None:
            raise bad_request(f"dpq: {pair.decode('latin-1')!r}, err: invalid URL escape")
        name, _, value = pair.partition(b"=")
        key = _unquote(name)
        if key in ("x", "vpams") and not _BASE_36.fullmatch(_unquote(value)):
            raise bad_request(f"dpq: {pair.decode('latin-1')!r}, err: invalid syntax")
        found.setdefault(key, _unquote(value))
    return found


def _unquote(text: bytes) -> str:
    if b"%" in text or b"+" in text:
        text = unquote_to_bytes(text.replace(b"+", b" "))
    return text.decode("utf-8", "surrogateescape")
