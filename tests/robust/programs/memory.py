"""How much one piece of work makes a process grow: `memory ENDPOINT FLAVOUR WORK BYTES FOLDER`."""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aistore_hl import AsyncBucket, AsyncClient, Bucket, Client
from tests.robust.processes import say

PIECE = bytes(range(256)) * 4096
"""1 MiB; all content is made of it."""
SMALL = 4096
"""Bytes of one object of many."""


class Growth:
    """The most memory that this process had at any moment since the beginning of the block, beyond what it had then."""

    def __enter__(self) -> Growth:
        gc.collect()
        # Linux sets the high-water mark back to the present size.
        Path("/proc/self/clear_refs").write_text("5")
        self._before = memory("VmRSS")
        return self

    def __exit__(self, *exc: object) -> None:
        self.bytes = memory("VmHWM") - self._before


def memory(what: str) -> int:
    """A figure of this process that the kernel keeps, in bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) * 1024


def pieces(size: int) -> Iterator[bytes]:
    """Content that is nowhere as a whole."""
    for _ in range(size // len(PIECE)):
        yield PIECE


def names(size: int) -> list[str]:
    """Of objects of 4 KiB that come to so many bytes."""
    return [f"many/{number:06}" for number in range(size // SMALL)]


def named(size: int) -> Iterator[tuple[str, bytes]]:
    """They and their content, which is nowhere as a whole."""
    return ((name, name.encode().ljust(SMALL, b".")) for name in names(size))


def work(kind: str, bucket: Bucket, size: int, folder: Path) -> int:
    """Move so many bytes; how many arrived."""
    if kind == "put file":
        return bucket.object("put").put(folder / "file").size or 0
    if kind == "put generator":
        return bucket.object("put").put(pieces(size)).size or 0
    if kind == "download":
        return bucket.object("got").download(folder / "got").size or 0
    if kind == "list":
        return sum(1 for _ in bucket.list_objects())
    if kind == "download by workers":
        return bucket.object("got").download(folder / "got", workers=4).size or 0
    if kind == "put in parts":
        return bucket.object("put").put_multipart(folder / "file").size or 0
    if kind == "put a stream in parts":
        return bucket.object("put").put_multipart(pieces(size)).size or 0
    if kind == "write a file":
        with bucket.object("put").open("wb") as file:
            return sum(file.write(piece) for piece in pieces(size))
    if kind == "read a file":
        with bucket.object("got").open() as opened:
            return sum(len(piece) for piece in iter(lambda: opened.read(1 << 20), b""))
    if kind == "get many":
        return sum(len(item.content) for item in bucket.get_many(names(size)))
    if kind == "put many":
        return sum(props.size or 0 for props in bucket.put_many(named(size)).values())
    with bucket.object("got").get() as reader:
        if kind == "iterate":
            return sum(len(chunk) for chunk in reader)
        buffer = bytearray(1 << 20)
        return sum(iter(lambda: reader.readinto(buffer), 0))


async def async_work(kind: str, bucket: AsyncBucket, size: int, folder: Path) -> int:
    """The same."""
    if kind == "put file":
        return (await bucket.object("put").put(folder / "file")).size or 0
    if kind == "put generator":
        return (await bucket.object("put").put(pieces(size))).size or 0
    if kind == "download":
        return (await bucket.object("got").download(folder / "got")).size or 0
    if kind == "download by workers":
        return (await bucket.object("got").download(folder / "got", workers=4)).size or 0
    if kind == "put in parts":
        return (await bucket.object("put").put_multipart(folder / "file")).size or 0
    if kind == "put a stream in parts":
        return (await bucket.object("put").put_multipart(pieces(size))).size or 0
    count = 0
    if kind == "write a file":
        async with await bucket.object("put").open("wb") as file:
            for piece in pieces(size):
                count += await file.write(piece)
        return count
    if kind == "read a file":
        async with await bucket.object("got").open() as opened:
            while piece := await opened.read(1 << 20):
                count += len(piece)
        return count
    if kind == "list":
        async for _ in bucket.list_objects():
            count += 1
        return count
    if kind == "get many":
        async for item in bucket.get_many(names(size)):
            count += len(item.content)
        return count
    if kind == "put many":
        return sum(props.size or 0 for props in (await bucket.put_many(named(size))).values())
    async with await bucket.object("got").get() as reader:
        if kind == "iterate":
            async for chunk in reader:
                count += len(chunk)
        buffer = bytearray(1 << 20)
        while found := await reader.readinto(buffer):
            count += found
    return count


def prepare(kind: str, bucket: Bucket, size: int, folder: Path) -> None:
    """What the work needs, and once the same work with a little: whatever is loaded on first use is there then."""
    for amount in (len(PIECE), size):
        if kind in ("put file", "put in parts"):
            with (folder / "file").open("wb") as file:
                file.writelines(pieces(amount))
        elif kind == "get many":
            bucket.put_many(named(amount))
        elif kind not in ("put generator", "put many", "put a stream in parts", "write a file", "list"):
            bucket.object("got").put(pieces(amount))
        if amount != size and kind != "list":
            work(kind, bucket, amount, folder)


async def grow_async(endpoint: str, kind: str, size: int, folder: Path) -> dict[str, Any]:
    async with AsyncClient(endpoint) as client:
        bucket = client.bucket("memory")
        await client.cluster().is_aistore_running()
        with Growth() as growth:
            done = await async_work(kind, bucket, size, folder)
    return {"done": done, "MiB": growth.bytes / 2**20}


def main(endpoint: str, flavour: str, kind: str, size: int, folder: Path) -> None:
    with Client(endpoint) as client:
        bucket = client.bucket("memory")
        if kind != "list":
            bucket.create(exist_ok=True)
        prepare(kind, bucket, size, folder)
        if flavour == "threads":
            with Growth() as growth:
                done = work(kind, bucket, size, folder)
            say({"done": done, "MiB": growth.bytes / 2**20})
            return
    say(asyncio.run(grow_async(endpoint, kind, size, folder)))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), Path(sys.argv[5]))
