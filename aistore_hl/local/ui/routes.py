"""What the page may ask: an overview, listings, objects, and buckets to make and destroy."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote, quote_from_bytes, unquote

from attrs import define, field

from ..jobs import Job, Query
from ..statistics import space
from .passage import NotDone, PageGone, Sent, passed
from .told import BucketState, JobState, ListingState, ObjectState, Overview, SpaceState

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ..state import State

PREFIX: Final = "/ui/api/"
_LARGEST_PAGE: Final = 1_000
_LONGEST_PAGE: Final = 16 << 20
"""Bytes of a page of a listing: names have at most a few KiB."""

_JOBS: Final = 100
_SPACE_AGE: Final = 5.0
"""Seconds for which the room is not looked at again: of a million objects every size is added up."""

_SHOWN: Final = re.compile(rb"[\x20-\x7e\x80-\xff]*")
_TOLD_FIELDS: Final = (b"content-range", b"ais-checksum-type", b"ais-checksum-value", b"ais-version", b"ais-custom-md")
_CONTENT_FIELDS: Final = (
    # Whatever an object holds, no browser makes a page of it.
    (b"Content-Type", b"application/octet-stream"),
    (b"Content-Disposition", b"attachment"),
    (b"Content-Security-Policy", b"default-src 'none'; sandbox; frame-ancestors 'none'"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
    (b"Cache-Control", b"no-store"),
)


@define(eq=False)
class Routes:
    """Answers the page, for one cluster."""

    _state: State
    _space: list[SpaceState] = field(init=False, factory=list)
    _looked: float = field(init=False, default=float("-inf"))

    async def answer(self, scope: Scope, receive: Receive, send: Send) -> Any:
        """What is to be told; `None` where the answer was content, and is sent.

        Raises:
            NotDone: the page asked for nothing that there is, or the cluster refused.
            PageGone: nobody waits for an answer any more.
        """
        method: str = scope["method"]
        raw = scope["raw_path"].decode("latin-1").removeprefix(PREFIX)
        resource, _, rest = raw.partition("/")
        bucket, slash, name = rest.partition("/")
        query = parse_qs(scope["query_string"].decode("latin-1"), errors="surrogateescape")
        match (resource, method):
            case ("overview", "GET") if not rest:
                return self._overview()
            case ("buckets", "GET") if bucket and not slash:
                return await self._listing(bucket, query)
            case ("buckets", "POST" | "DELETE") if bucket and not slash:
                return await self._change_bucket(bucket, method, query)
            case ("objects", "GET") if name:
                return await self._content(scope, send, _object_path(bucket, name, query))
            case ("objects", "PUT") if name:
                return await self._put(receive, _object_path(bucket, name, query))
            case ("objects", "DELETE") if name:
                return await self._plain(Sent("DELETE", _object_path(bucket, name, query)))
        raise NotDone(404, f"nothing is at {scope['path']!r}, or not for {method}")

    def _overview(self) -> Overview:
        now = time.monotonic()
        if now - self._looked >= _SPACE_AGE:
            targets = sorted(self._state.membership.targets)
            self._space = [SpaceState(name, *space(self._state.nodes[name])) for name in targets]
            self._looked = now
        buckets = [
            BucketState(bucket.address.name, bucket.address.namespace)
            for bucket in self._state.buckets
            if not bucket.address.name.startswith(".")
        ]
        # The page lists buckets itself: of listings there are always more than of what somebody began.
        jobs = [job for job in self._state.jobs.select(Query("", "")) if job.kind.name != "list"]
        return Overview(buckets, [_job(job) for job in reversed(jobs[-_JOBS:])], self._space)

    async def _listing(self, bucket: str, query: dict[str, list[str]]) -> ListingState:
        """One page, and one name more to know whether another page follows."""
        text = _first(query, "count", "100")
        count = int(text) if text.isdecimal() and len(text) < 5 else 0
        if not 0 < count <= _LARGEST_PAGE:
            raise NotDone(400, f"count must be 1 to {_LARGEST_PAGE:,}, not {text!r}")
        value = {
            "prefix": _first(query, "prefix"),
            "continuation_token": unquote(_first(query, "after"), errors="surrogateescape"),
            "pagesize": count + 1,
            "props": "name,size,version",
        }
        async with passed(self._state, Sent("GET", _bucket_path(bucket, query), (), _message("list", value))) as reply:
            content = await reply.whole(_LONGEST_PAGE)
            try:
                # Names need not be UTF-8, and are sent as they are.
                entries = json.loads(content.decode("utf-8", "surrogateescape"))["entries"] or []
                shown = [_object(entry) for entry in entries[:count]]
            except (ValueError, LookupError, TypeError, AttributeError) as exc:  # a fault has made it something else
                raise NotDone(502, f"what {reply.node} answers is no listing", reply.node) from exc
        return ListingState(shown, shown[-1].path if len(entries) > count else None)

    async def _change_bucket(self, bucket: str, method: str, query: dict[str, list[str]]) -> dict[str, str]:
        message = _message("create-bck" if method == "POST" else "destroy-bck", None)
        return await self._plain(Sent(method, _bucket_path(bucket, query), (), message))

    async def _put(self, receive: Receive, target: str) -> dict[str, str]:
        more = True

        async def content() -> AsyncIterator[bytes]:
            nonlocal more
            while more:
                event = await receive()
                if event["type"] == "http.disconnect":
                    raise PageGone
                more = event.get("more_body", False)
                if event.get("body"):
                    yield event["body"]

        try:
            return await self._plain(Sent("PUT", target, content=content))
        except NotDone:
            # A browser that still sends would take the end of the connection for the answer.
            async for _ in content():
                pass
            raise

    async def _plain(self, sent: Sent) -> dict[str, str]:
        async with passed(self._state, sent) as reply:
            return {"node": reply.node}

    async def _content(self, scope: Scope, send: Send, target: str) -> None:
        wanted = dict(scope["headers"]).get(b"range")
        fields = () if wanted is None else ((b"Range", wanted),)
        connection = scope["state"]["connection"]
        async with passed(self._state, Sent("GET", target, fields)) as reply:
            told = [pair for pair in reply.head.fields if pair[0].lower() in _TOLD_FIELDS and _SHOWN.fullmatch(pair[1])]
            length = [(b"Content-Length", b"%d" % reply.framing)] if isinstance(reply.framing, int) else []
            head = [*_CONTENT_FIELDS, *length, *told]
            await send({"type": "http.response.start", "status": reply.head.status, "headers": head})
            try:
                async for piece in reply.pieces():
                    if connection.transport.is_closing():
                        raise PageGone
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
            except NotDone as exc:
                # The head is gone already: what is left is to end the connection before the body is complete.
                connection.hang_up()
                raise PageGone from exc
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _first(query: dict[str, list[str]], name: str, otherwise: str = "") -> str:
    return query.get(name, [otherwise])[0]


def _bucket_path(bucket: str, query: dict[str, list[str]]) -> str:
    return f"/v1/buckets/{bucket}{_in_namespace(query)}"


def _object_path(bucket: str, name: str, query: dict[str, list[str]]) -> str:
    return f"/v1/objects/{bucket}/{name}{_in_namespace(query)}"


def _in_namespace(query: dict[str, list[str]]) -> str:
    namespace = _first(query, "namespace")
    return f"?namespace={quote('#' + namespace, errors='surrogateescape')}" if namespace else ""


def _message(action: str, value: Any) -> bytes:
    message = {"action": action, "value": value}
    return json.dumps(message, ensure_ascii=False).encode("utf-8", "surrogateescape")


def _object(entry: dict[str, Any]) -> ObjectState:
    name = entry["name"].encode("utf-8", "surrogateescape")
    shown = name.decode("utf-8", "replace")
    return ObjectState(shown, quote_from_bytes(name, safe=""), int(entry.get("size", 0)), entry.get("version", ""))


def _job(job: Job) -> JobState:
    ended = job.ended / 1e9 if job.ended else None
    return JobState(job.id, job.kind.name, str(job.bucket or ""), job.began / 1e9, ended, job.aborted)
