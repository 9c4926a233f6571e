"""Ways to reach AIS, each doing the same work through the proxy: the raw socket that sets the scale, ours, the peers.

A way has one method per workload that it can do; what it returns is the bytes that it moved, so that nobody is fast by
doing less.
"""

from __future__ import annotations

import asyncio
import itertools
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import httpx
import urllib3
from attrs import define, field

PIECE = 1 << 20
# The names of the workload are of one length and ASCII, so that no decoder is needed to go on.
_TOKEN = re.compile(rb"ContinuationToken(?:\xd9.|[\xa0-\xbf])(some/folder/of/names/[0-9]{7})")


@define
class Scene:
    """What the workloads work on."""

    endpoint: str
    bucket: str
    listed: str
    """The bucket with many names."""
    small: bytes
    large_file: Path
    large_size: int

    _stamps: Iterator[int] = field(init=False, factory=itertools.count)

    def fresh(self) -> bytes:
        """Content that is stored nowhere: AIS does not write what it has already, and a PUT would look too fast."""
        return next(self._stamps).to_bytes(8, "big") + self.small[8:]

    def path(self, name: str) -> str:
        return f"/v1/objects/{self.bucket}/{name}"

    def url(self, name: str) -> str:
        return self.endpoint + self.path(name)


@define
class RawSocket:
    """A loop over a socket that parses nothing but what it must: the least that Python can do."""

    scene: Scene
    name: str = "raw socket"
    _connections: dict[str, socket.socket] = field(factory=dict)

    def get_4k(self, count: int) -> int:
        return sum(len(self._get("small")) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(self._get_into("medium", bytearray(PIECE)) for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(self._get_into("large", bytearray(PIECE)) for _ in range(count))

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._redirected("HEAD", "small")
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._redirected("PUT", "put", self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            host, target = self._located("PUT", "put-large", b"Content-Length: 0\r\n")
            with self.scene.large_file.open("rb") as file:
                sock = self._send(host, "PUT", target, b"Content-Length: %d\r\n" % self.scene.large_size)
                sock.sendfile(file)
                self._answer(sock)
        return count * self.scene.large_size

    def list_100k(self, count: int) -> int:
        return sum(self._list() for _ in range(count))

    def _list(self) -> int:
        moved, token = 0, b""
        host, target = urlsplit(self.scene.endpoint).netloc, f"/v1/buckets/{self.scene.listed}"
        fields = b"Accept: application/msgpack\r\nContent-Type: application/json\r\n"
        while True:
            value = b'{"action":"list","value":{"props":"name,size","continuation_token":"%s"}}' % token
            sock = self._send(host, "GET", target, fields + b"Content-Length: %d\r\n" % len(value), value)
            page = self._chunks(sock)
            moved += len(page)
            found = _TOKEN.search(page)
            if found is None:
                return moved
            token = found[1]

    def _chunks(self, sock: socket.socket) -> bytes:
        """A chunked body with its framing: taking that out is what a client has to do besides."""
        _, data = self._head(sock)
        parts, tail = [data], data[-7:]
        while not tail.endswith(b"\r\n0\r\n\r\n"):
            data = sock.recv(PIECE)
            parts.append(data)
            tail = (tail + data)[-7:]
        return b"".join(parts)

    def _get(self, name: str) -> bytes:
        host, target = self._located("GET", name)
        return self._answer(self._send(host, "GET", target))[1]

    def _get_into(self, name: str, buffer: bytearray) -> int:
        host, target = self._located("GET", name)
        sock = self._send(host, "GET", target)
        head, got = self._head(sock)
        left = _length(head) - len(got)
        view = memoryview(buffer)
        while left:
            left -= sock.recv_into(view, min(left, len(view)))
        return _length(head)

    def _redirected(self, method: str, name: str, body: bytes = b"") -> None:
        host, target = self._located(method, name, b"Content-Length: 0\r\n" if method == "PUT" else b"")
        fields = b"Content-Length: %d\r\n" % len(body) if method == "PUT" else b""
        self._answer(self._send(host, method, target, fields, body), method)

    def _located(self, method: str, name: str, fields: bytes = b"") -> tuple[str, str]:
        netloc = urlsplit(self.scene.endpoint).netloc
        head, _ = self._answer(self._send(netloc, method, self.scene.path(name), fields), method)
        found = re.search(rb"(?i)\r\nlocation: http://([^/]+)(\S+)", head)
        assert found is not None, head
        return found[1].decode(), found[2].decode()

    def _send(self, host: str, method: str, target: str, fields: bytes = b"", body: bytes = b"") -> socket.socket:
        sock = self._connections.get(host)
        if sock is None:
            name, _, port = host.partition(":")
            sock = self._connections[host] = socket.create_connection((name, int(port)))
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        first = f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n".encode()
        sock.sendall(b"%s%s\r\n%s" % (first, fields, body))
        return sock

    def _head(self, sock: socket.socket) -> tuple[bytes, bytes]:
        data = sock.recv(65536)
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += sock.recv(65536)
        return data[:end], data[end + 4 :]

    def _answer(self, sock: socket.socket, method: str = "GET") -> tuple[bytes, bytes]:
        head, body = self._head(sock)
        length = 0 if method == "HEAD" else _length(head)
        parts, have = [body], len(body)
        while have < length:
            parts.append(sock.recv(min(length - have, PIECE)))
            have += len(parts[-1])
        return head, b"".join(parts)


def _length(head: bytes) -> int:
    found = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    return int(found[1]) if found else 0


@define
class Ours:
    """aistore_hl.Client, as users call it."""

    scene: Scene
    name: str = "aistore-hl"
    integrity: str = "auto"
    _client: Any = field(init=False)
    _bucket: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        from aistore_hl import Client

        self._client = Client(self.scene.endpoint, integrity=self.integrity)  # type: ignore[arg-type]
        self._bucket = self._client.bucket(self.scene.bucket)

    def get_4k(self, count: int) -> int:
        moved = 0
        for _ in range(count):
            with self._bucket.object("small").get() as reader:
                moved += len(reader.read_all())
        return moved

    def get_1m(self, count: int) -> int:
        return sum(self._get_into("medium") for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(self._get_into("large") for _ in range(count))

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._bucket.object("small").head()
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._bucket.object("put").put(self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        return sum(self._bucket.object("put-large").put(self.scene.large_file).size for _ in range(count))

    def list_100k(self, count: int) -> int:
        return sum(sum(1 for _ in self._client.bucket(self.scene.listed).list_objects()) for _ in range(count))

    def _get_into(self, name: str) -> int:
        moved, buffer = 0, bytearray(PIECE)
        with self._bucket.object(name).get() as reader:
            while got := reader.readinto(buffer):
                moved += got
        return moved


@define
class OursAsync:
    """aistore_hl.AsyncClient with many tasks on one loop."""

    scene: Scene
    name: str = "aistore-hl async"

    def tasks_128(self, count: int) -> int:
        return asyncio.run(self._run(count))

    async def _run(self, count: int) -> int:
        from aistore_hl import AsyncClient

        async with AsyncClient(self.scene.endpoint, pool_size=128, integrity="off") as client:
            source = client.bucket(self.scene.bucket).object("small")

            async def get() -> int:
                async with await source.get() as reader:
                    return len(await reader.read_all())

            return await _with_128_tasks(get, count)


@define
class Official:
    """The aistore package."""

    scene: Scene
    name: str = "aistore 2.0.0"
    _bucket: Any = field(init=False)
    _listed: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        from aistore import Client

        client = Client(self.scene.endpoint)
        self._bucket = client.bucket(self.scene.bucket)
        self._listed = client.bucket(self.scene.listed)

    def get_4k(self, count: int) -> int:
        return sum(len(self._bucket.object("small").get_reader().read_all()) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(len(self._bucket.object("medium").get_reader().read_all()) for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(
            sum(len(chunk) for chunk in self._bucket.object("large").get_reader(chunk_size=PIECE)) for _ in range(count)
        )

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._bucket.object("small").head()
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._bucket.object("put").get_writer().put_content(self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            self._bucket.object("put-large").get_writer().put_file(str(self.scene.large_file))
        return count * self.scene.large_size

    def list_100k(self, count: int) -> int:
        return sum(len(self._listed.list_all_objects(props="name,size")) for _ in range(count))


@define
class Httpx:
    """httpx.Client, following redirects by itself."""

    scene: Scene
    name: str = "httpx"
    _client: httpx.Client = field(init=False, factory=lambda: httpx.Client(follow_redirects=True, timeout=60))

    def get_4k(self, count: int) -> int:
        return sum(len(self._client.get(self.scene.url("small")).content) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(self._stream("medium") for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(self._stream("large") for _ in range(count))

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._client.head(self.scene.url("small")).raise_for_status()
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._client.put(self.scene.url("put"), content=self.scene.fresh()).raise_for_status()
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            with self.scene.large_file.open("rb") as file:
                self._client.put(self.scene.url("put-large"), content=file).raise_for_status()
        return count * self.scene.large_size

    def tasks_128(self, count: int) -> int:
        return asyncio.run(self._tasks(count))

    async def _tasks(self, count: int) -> int:
        limits = httpx.Limits(max_connections=128, max_keepalive_connections=128)
        async with httpx.AsyncClient(follow_redirects=True, limits=limits, timeout=60) as client:
            url = self.scene.url("small")

            async def get() -> int:
                return len((await client.get(url)).content)

            return await _with_128_tasks(get, count)

    def _stream(self, name: str) -> int:
        with self._client.stream("GET", self.scene.url(name)) as response:
            return sum(len(chunk) for chunk in response.iter_raw())


@define
class Urllib3:
    """urllib3.PoolManager, following redirects by itself."""

    scene: Scene
    name: str = "urllib3"
    _pool: urllib3.PoolManager = field(init=False, factory=lambda: urllib3.PoolManager(maxsize=8, retries=False))

    def get_4k(self, count: int) -> int:
        return sum(len(self._send("GET", "small").data) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(len(self._send("GET", "medium").data) for _ in range(count))

    def get_256m(self, count: int) -> int:
        moved = 0
        for _ in range(count):
            response = self._send("GET", "large", preload_content=False)
            moved += sum(len(chunk) for chunk in response.stream(PIECE))
        return moved

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._send("HEAD", "small")
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._send("PUT", "put", body=self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            with self.scene.large_file.open("rb") as file:
                self._send("PUT", "put-large", body=file)
        return count * self.scene.large_size

    def _send(self, method: str, name: str, **options: Any) -> Any:
        response = self._pool.request(method, self.scene.url(name), redirect=True, retries=urllib3.Retry(3), **options)
        if response.status != 200:
            raise RuntimeError(f"answer {response.status}")
        return response


@define
class Aiohttp:
    """aiohttp.ClientSession: one request after the other, and 128 tasks."""

    scene: Scene
    name: str = "aiohttp"

    def get_4k(self, count: int) -> int:
        return asyncio.run(self._each("GET", "small", count))

    def get_1m(self, count: int) -> int:
        return asyncio.run(self._each("GET", "medium", count))

    def get_256m(self, count: int) -> int:
        return asyncio.run(self._each("GET", "large", count))

    def head_4k(self, count: int) -> int:
        return asyncio.run(self._each("HEAD", "small", count)) or count

    def put_4k(self, count: int) -> int:
        asyncio.run(self._each("PUT", "put", count, self.scene.fresh()))
        return count * len(self.scene.small)

    def tasks_128(self, count: int) -> int:
        return asyncio.run(self._tasks(count))

    async def _each(self, method: str, name: str, count: int, body: bytes | None = None) -> int:
        moved = 0
        async with aiohttp.ClientSession() as session:
            for _ in range(count):
                moved += await self._exchange(session, method, name, body)
        return moved

    async def _tasks(self, count: int) -> int:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=128)) as session:
            return await _with_128_tasks(lambda: self._exchange(session, "GET", "small", None), count)

    async def _exchange(self, session: aiohttp.ClientSession, method: str, name: str, body: bytes | None) -> int:
        moved = 0
        async with session.request(method, self.scene.url(name), data=body, allow_redirects=True) as response:
            response.raise_for_status()
            async for chunk in response.content.iter_chunked(PIECE):
                moved += len(chunk)
        return moved


@define
class Boto3:
    """boto3 at the S3 face of the cluster, with the official patch that makes it follow redirects."""

    scene: Scene
    name: str = "boto3"
    _s3: Any = field(init=False)

    def __attrs_post_init__(self) -> None:
        import aistore.botocore_patch.botocore  # noqa: F401  (patches on import)
        import boto3

        self._s3 = boto3.client(
            "s3",
            endpoint_url=self.scene.endpoint + "/s3",
            aws_access_key_id="any",
            aws_secret_access_key="any",
            region_name="us-east-1",
        )

    def get_4k(self, count: int) -> int:
        return sum(len(self._get("small").read()) for _ in range(count))

    def get_1m(self, count: int) -> int:
        return sum(len(self._get("medium").read()) for _ in range(count))

    def get_256m(self, count: int) -> int:
        return sum(sum(len(chunk) for chunk in self._get("large").iter_chunks(PIECE)) for _ in range(count))

    def head_4k(self, count: int) -> int:
        for _ in range(count):
            self._s3.head_object(Bucket=self.scene.bucket, Key="small")
        return count

    def put_4k(self, count: int) -> int:
        for _ in range(count):
            self._s3.put_object(Bucket=self.scene.bucket, Key="put", Body=self.scene.fresh())
        return count * len(self.scene.small)

    def put_256m_file(self, count: int) -> int:
        for _ in range(count):
            with self.scene.large_file.open("rb") as file:
                self._s3.put_object(Bucket=self.scene.bucket, Key="put-large", Body=file)
        return count * self.scene.large_size

    def _get(self, name: str) -> Any:
        return self._s3.get_object(Bucket=self.scene.bucket, Key=name)["Body"]


async def _with_128_tasks(get: Any, count: int) -> int:
    """`count` calls of `get`, 128 at a time."""
    left = iter(range(count))

    async def worker() -> int:
        return sum([await get() for _ in left])

    return sum(await asyncio.gather(*(worker() for _ in range(128))))
