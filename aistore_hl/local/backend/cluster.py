"""Another AIS cluster, attached to this one: its buckets are buckets here, under its uuid or an alias."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_from_bytes

from attrs import define, evolve

from ..._core.checksum import SUPPORTED, Checksum
from ..answers import Answer, Refusal
from ..buckets import Address
from ..store import Content
from .contract import SOURCE, Entry, Listed, Outside
from .peer import Reply, Unreachable, exchange

if TYPE_CHECKING:
    from ..listing import Wanted

_JSON: Final = (("Content-Type", "application/json"),)
_KEPT: Final = frozenset((b"content-type", b"x-content-type-options", b"ais-bucket-props"))


@define(eq=False)
class ClusterBackend:
    """One attached cluster, as its map told when it was last asked."""

    url: str
    alias: str
    smap: Mapping[str, Any]

    @classmethod
    async def reach(cls, url: str, alias: str) -> ClusterBackend:
        """The cluster at an address.

        Raises:
            Unreachable: nobody answers there, or no cluster.
        """
        async with exchange(url, "GET", "/v1/cluster?what=smap") as reply:
            content = await reply.content()
        try:
            smap = json.loads(content)
            smap["uuid"]
        except (KeyError, TypeError, ValueError) as exc:
            raise Unreachable(f"{url} is no AIS cluster") from exc
        return cls(url.rstrip("/"), alias, smap)

    @property
    def uuid(self) -> str:
        """The id of the cluster."""
        return str(self.smap["uuid"])

    @property
    def source(self) -> str:
        """`ais`."""
        return "ais"

    def document(self) -> dict[str, Any]:
        """As what=remote tells it."""
        return {"smap": self.smap, "url": self.url, "alias": self.alias, "uuid": self.uuid}

    async def buckets(self) -> Sequence[Address]:
        """All of its own buckets."""
        try:
            async with exchange(self.url, "GET", "/v1/buckets?provider=ais", _JSON, body=b'{"action":"list"}') as reply:
                await self._check(reply, "GET")
                found = json.loads(await reply.content()) or []
        except Unreachable as exc:
            raise self._offline(exc, 500) from exc
        return [
            Address("ais", self.uuid, each["namespace"]["name"], each["name"])
            for each in found
            if not each["namespace"]["uuid"]
        ]

    async def check_bucket(self, bucket: Address, node: str) -> None:
        """Whether it has the bucket."""
        try:
            async with exchange(self.url, "HEAD", f"/v1/buckets/{quote(bucket.name)}{_query(bucket)}") as reply:
                await self._check(reply, "HEAD")
        except Unreachable as exc:
            raise self._offline(exc, 404) from exc

    async def head(self, bucket: Address, name: bytes, node: str) -> Outside:
        """What it tells of an object."""
        try:
            async with exchange(self.url, "HEAD", self._object(bucket, name)) as reply:
                await self._check(reply, "HEAD")
                return self._outside(reply)
        except Unreachable as exc:
            raise self._offline(exc, 400) from exc

    @asynccontextmanager
    async def get(self, bucket: Address, name: bytes, node: str) -> AsyncIterator[tuple[Outside, AsyncIterator[bytes]]]:
        """An object and its content, as one answer gives them."""
        try:
            async with exchange(self.url, "GET", self._object(bucket, name)) as reply:
                await self._check(reply, "GET")
                yield self._outside(reply), reply.pieces
        except Unreachable as exc:
            raise self._offline(exc, 400) from exc

    async def put(
        self, bucket: Address, name: bytes, content: Content, checksum: Checksum | None, custom: Mapping[str, str]
    ) -> Outside:
        """Store it there; the other cluster compares it with the checksum."""
        fields = [("Ais-Custom-Md", f"{key}={value}") for key, value in custom.items()]
        if checksum is not None and checksum.type in SUPPORTED:
            fields += [("Ais-Checksum-Type", checksum.type), ("Ais-Checksum-Value", checksum.value)]
        target = self._object(bucket, name)
        try:
            async with exchange(self.url, "PUT", target, fields, content=content) as reply:
                await self._check(reply, "PUT")
                stored = self._outside(reply)
        except Unreachable as exc:
            raise Refusal(500, f'Put "{self.url}{target}": {exc}', "Error") from exc
        if stored.checksum is None:
            # It had the same content already and says nothing of it.
            stored = await self.head(bucket, name, "")
        return evolve(stored, size=content.size)

    async def delete(self, bucket: Address, name: bytes, node: str) -> None:
        """Remove it there."""
        try:
            async with exchange(self.url, "DELETE", self._object(bucket, name)) as reply:
                await self._check(reply, "DELETE")
        except Unreachable as exc:
            raise self._offline(exc, 500) from exc

    async def page(self, bucket: Address, wanted: Wanted) -> Listed:
        """Its page, whose entries are shown as it shows them."""
        value = wanted.document()
        body = json.dumps({"action": "list", "value": value}).encode()
        try:
            async with exchange(
                self.url, "GET", f"/v1/buckets/{quote(bucket.name)}{_query(bucket)}", _JSON, body=body
            ) as reply:
                await self._check(reply, "GET")
                content = await reply.content()
        except Unreachable as exc:
            raise self._offline(exc, 500) from exc
        page = json.loads(content.decode("utf-8", "surrogateescape"))
        return Listed([_entry(each) for each in page["entries"] or ()], _bytes(page["continuation_token"]))

    async def forward(self, method: str, bucket: Address, body: bytes) -> Answer:
        """Its answer to a request about a bucket of its own, whatever that is."""
        try:
            async with exchange(
                self.url, method, f"/v1/buckets/{quote(bucket.name)}{_query(bucket)}", _JSON, body=body
            ) as reply:
                fields = [(name, value) for name, value in reply.head.fields if name.lower() in _KEPT]
                return Answer(reply.status, fields, await reply.content())
        except Unreachable as exc:
            raise self._offline(exc, 500) from exc

    def _object(self, bucket: Address, name: bytes) -> str:
        return f"/v1/objects/{quote(bucket.name)}/{quote_from_bytes(name)}{_query(bucket)}"

    def _outside(self, reply: Reply) -> Outside:
        kind, value = reply.text(b"ais-checksum-type"), reply.text(b"ais-checksum-value")
        pairs = (text.partition("=") for text in reply.texts(b"ais-custom-md"))
        custom = {key: found for key, _, found in pairs} | {SOURCE: self.source}
        version = reply.text(b"ais-version")
        return Outside(
            int(reply.text(b"content-length") or 0),
            Checksum(kind, value) if kind and value else None,
            int(version) if version.isdecimal() else 0,
            custom,
        )

    async def _check(self, reply: Reply, method: str) -> None:
        """Whether it did what it was asked.

        Raises:
            Refusal: it did not; with its words, and those of its nodes.
        """
        if reply.status < 300:
            return
        told = await reply.error(method=method)
        node, message = str(told.get("node") or ""), str(told.get("message") or "")
        if message.startswith(f"{node}: "):  # to another cluster AIS's nodes say whose they are
            message = f"{node}@{self.uuid}{message.removeprefix(node)}"
        raise Refusal(
            reply.status,
            f"remote-cluster[{self.uuid}/@{self.alias}]: {message}",
            str(told.get("tcode") or ""),
            node=node,
            path=str(told.get("url_path") or ""),
            method=str(told.get("method") or ""),
        )

    def _offline(self, exc: Unreachable, status: int) -> Refusal:
        text = f"remote-cluster[{self.uuid}/@{self.alias}]: {exc}"
        return Refusal(status, text, "OpError", method="HEAD" if status == 400 else "")


def _query(bucket: Address) -> str:
    """The bucket as its own cluster knows it."""
    return "?provider=ais" + (f"&namespace=%23{quote(bucket.namespace)}" if bucket.namespace else "")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _entry(told: Mapping[str, Any]) -> Entry:
    return Entry(
        name=_bytes(told["name"]),
        size=int(told.get("size") or 0),
        checksum=told.get("checksum") or "",
        atime=told.get("atime") or "",
        version=told.get("version") or "",
        location=told.get("location") or "",
        custom=told.get("custom-md") or "",
        flags=int(told.get("flags") or 0),
    )
