"""When a get-batch is the better way: the same objects, or members of archives, one by one and in one answer.

`python bench/batch.py [rounds]`, with AIS_TEST_ENDPOINT set: wall and CPU time of this process, in ms, the median of
rounds that are interleaved. Objects and members have 4 KiB.
"""

from __future__ import annotations

import asyncio
import io
import os
import statistics
import sys
import tarfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Final

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.types import BatchItem

SIZE: Final = 4096
COUNTS: Final = (1, 32, 1000)
AT_ONCE: Final = 16
SHARD: Final = "shard.tar"


async def one_by_one(bucket: AsyncBucket, names: Sequence[str]) -> int:
    """GETs, so many at a time."""
    waiting = iter(names)

    async def work() -> int:
        done = 0
        for name in waiting:
            async with await bucket.object(name).get() as reader:
                done += len(await reader.read_all())
        return done

    return sum(await asyncio.gather(*(work() for _ in range(AT_ONCE))))


async def members(bucket: AsyncBucket, names: Sequence[str]) -> int:
    """Members of one archive, so many at a time."""
    waiting = iter(names)

    async def work() -> int:
        done = 0
        for name in waiting:
            async with await bucket.object(SHARD).get_member(name) as member:
                done += len(await member.read_all())
        return done

    return sum(await asyncio.gather(*(work() for _ in range(AT_ONCE))))


async def batch(bucket: AsyncBucket, items: Sequence[str | BatchItem]) -> int:
    """All in one answer."""
    async with await bucket.get_batch(items) as found:
        return sum([len(await member.read_all()) async for member in found])


async def fill(bucket: AsyncBucket) -> list[str]:
    """The objects, and an archive of the same."""
    names = [f"o{number:04}" for number in range(max(COUNTS))]
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in names:
            content = os.urandom(SIZE)
            await bucket.object(name).put(content)
            info = tarfile.TarInfo(name)
            info.size = SIZE
            archive.addfile(info, io.BytesIO(content))
    await bucket.object(SHARD).put(file.getvalue())
    return names


async def measured(call: Callable[[], Awaitable[int]], expected: int) -> tuple[float, float]:
    """Wall and CPU time, in ms."""
    wall, cpu = time.perf_counter(), time.process_time()
    assert await call() == expected
    return 1000 * (time.perf_counter() - wall), 1000 * (time.process_time() - cpu)


async def main(endpoint: str, rounds: int) -> None:
    """Print the table."""
    async with AsyncClient(endpoint) as client:
        bucket = await client.bucket(f"bench-batch-{os.getpid()}").create()
        try:
            names = await fill(bucket)
            print(f"{'4 KiB each, p50 in ms':<34} {'wall':>8} {'CPU':>8} {'CPU/item':>9}")
            for count in COUNTS:
                some = names[:count]
                inside = [BatchItem(SHARD, name) for name in some]
                ways: dict[str, Callable[[], Awaitable[int]]] = {
                    f"GET, {AT_ONCE} at a time": partial(one_by_one, bucket, some),
                    "get-batch": partial(batch, bucket, some),
                    f"members, {AT_ONCE} at a time": partial(members, bucket, some),
                    "get-batch of members": partial(batch, bucket, inside),
                }
                found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
                for _ in range(rounds):
                    for way, call in ways.items():
                        found[way].append(await measured(call, count * SIZE))
                for way, times in found.items():
                    wall, cpu = (statistics.median(each) for each in zip(*times, strict=True))
                    print(f"{count:>5} {way:<28} {wall:8.1f} {cpu:8.1f} {cpu / count:9.3f}")
        finally:
            await bucket.delete()


if __name__ == "__main__":
    asyncio.run(main(os.environ["AIS_TEST_ENDPOINT"], int(sys.argv[1]) if len(sys.argv) > 1 else 7))
