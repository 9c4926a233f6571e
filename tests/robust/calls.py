"""Every public call that talks to a cluster, written once for both flavours.

A call is a generator: what it yields is a result (a thread) or something to await (a task), and it is sent the result.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic
from typing import Any, TypeAlias

from attrs import frozen

from aistore_hl import AsyncClient, Client

URL = "ais://b/o"
BODY = b"body" * 2500

Steps: TypeAlias = Generator[Any, Any, Any]
Call: TypeAlias = Callable[..., Steps]


def get(client: Any, folder: Path, **options: Any) -> Steps:
    reader = yield client.object(URL).get(**options)
    return (yield reader.read_all())


def get_range(client: Any, folder: Path, **options: Any) -> Steps:
    reader = yield client.object(URL).get(byte_range="bytes=1-4", **options)
    return (yield reader.read_all())


def readinto(client: Any, folder: Path, **options: Any) -> Steps:
    reader = yield client.object(URL).get(**options)
    buffer = bytearray(100_000)
    while (yield reader.readinto(buffer)):
        pass


def iterate(client: Any, folder: Path, **options: Any) -> Steps:
    reader = yield client.object(URL).get(**options)
    yield each(reader)


def list_objects(client: Any, folder: Path, **options: Any) -> Steps:
    # A listing is many calls, each with the time that the client's settings give.
    yield each(client.bucket("b").list_objects())


def each(items: Any) -> Any:
    """Go through all of them."""
    if isinstance(items, Iterable):
        return [*items]

    async def through() -> list[Any]:
        return [item async for item in items]

    return through()


READS: dict[str, Call] = {"get": get, "readinto": readinto, "iterate": iterate}


def simple(method: Callable[..., Any]) -> Call:
    """A call of a single step."""

    def call(client: Any, folder: Path, **options: Any) -> Steps:
        return (yield method(client, folder, **options))

    return call


def _file(folder: Path) -> Path:
    path = folder / "body"
    path.write_bytes(BODY)
    return path


HEAD = simple(lambda c, f, **o: c.object(URL).head(**o))
PUT = simple(lambda c, f, **o: c.object(URL).put(BODY, **o))
BUCKET_HEAD = simple(lambda c, f, **o: c.bucket("b").head(**o))
LIST_PAGE = simple(lambda c, f, **o: c.bucket("b").list_page(**o))
INFO = simple(lambda c, f, **o: c.cluster().get_info(**o))
DOWNLOAD = simple(lambda c, f, **o: c.object(URL).download(f / "downloaded", **o))

CALLS: dict[str, Call] = {
    **READS,
    "get range": get_range,
    "download": DOWNLOAD,
    "head": HEAD,
    "exists": simple(lambda c, f, **o: c.object(URL).exists(**o)),
    "put": PUT,
    "put file": simple(lambda c, f, **o: c.object(URL).put(_file(f), **o)),
    "put stream": simple(lambda c, f, **o: c.object(URL).put(iter([BODY, BODY]), **o)),
    "put with metadata": simple(lambda c, f, **o: c.object(URL).put(BODY, metadata={"k": "v"}, **o)),
    "delete": simple(lambda c, f, **o: c.object(URL).delete(**o)),
    "copy": simple(lambda c, f, **o: c.object(URL).copy_to(c.object("ais://b/copy"), **o)),
    "rename": simple(lambda c, f, **o: c.object(URL).rename("renamed", **o)),
    "replace metadata": simple(lambda c, f, **o: c.object(URL).replace_metadata({"k": "v"}, **o)),
    "merge metadata": simple(lambda c, f, **o: c.object(URL).merge_metadata({"k": "v"}, **o)),
    "create bucket": simple(lambda c, f, **o: c.bucket("b").create(**o)),
    "delete bucket": simple(lambda c, f, **o: c.bucket("b").delete(**o)),
    "bucket head": BUCKET_HEAD,
    "set props": simple(lambda c, f, **o: c.bucket("b").set_props({"checksum": {"type": "md5"}}, **o)),
    "reset props": simple(lambda c, f, **o: c.bucket("b").reset_props(**o)),
    "list page": LIST_PAGE,
    "list objects": list_objects,
    "list buckets": simple(lambda c, f, **o: c.cluster().list_buckets(**o)),
    "list jobs": simple(lambda c, f, **o: c.cluster().list_jobs(**o)),
    "info": INFO,
    "job status": simple(lambda c, f, **o: c.job(kind="lru").status(**o)),
    "job start": simple(lambda c, f, **o: c.job(kind="lru").start(**o)),
    "job stop": simple(lambda c, f, **o: c.job(kind="lru").stop(**o)),
}


@frozen
class Outcome:
    """How one call ended."""

    value: Any
    error: BaseException | None
    seconds: float


def threads(endpoint: str, calls: Sequence[Callable[[Any], Steps]], **settings: Any) -> list[Outcome]:
    """How the calls end, all at the same time, by one client."""

    def drive(call: Callable[[Any], Steps]) -> Outcome:
        started = monotonic()
        steps, found = call(client), None
        try:
            while True:
                found = steps.send(found)
        except StopIteration as done:
            return Outcome(done.value, None, monotonic() - started)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the test judges it
            return Outcome(None, exc, monotonic() - started)

    with Client(endpoint, **settings) as client, ThreadPoolExecutor(len(calls)) as pool:
        return [*pool.map(drive, calls)]


def tasks(endpoint: str, calls: Sequence[Callable[[Any], Steps]], **settings: Any) -> list[Outcome]:
    """The same by the other client."""

    async def drive(client: AsyncClient, call: Callable[[Any], Steps]) -> Outcome:
        started = monotonic()
        steps, found = call(client), None
        try:
            while True:
                step = steps.send(found)
                found = await step if inspect.isawaitable(step) else step
        except StopIteration as done:
            return Outcome(done.value, None, monotonic() - started)
        except Exception as exc:  # noqa: BLE001 - whatever it is, the test judges it
            return Outcome(None, exc, monotonic() - started)

    async def main() -> list[Outcome]:
        async with AsyncClient(endpoint, **settings) as client:
            return [*await asyncio.gather(*(drive(client, call) for call in calls))]

    return asyncio.run(main())


FLAVOURS = {"threads": threads, "tasks": tasks}
