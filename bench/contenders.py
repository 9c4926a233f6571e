"""Ways to reach AIS, each doing the same work through the proxy: ours, and the peers.

A way has one method per workload that it can do; what it returns is the bytes that it moved, so that nobody is fast by
doing less.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import httpx
import urllib3
from attrs import define, field
from scene import PIECE, Scene


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
