"""Tasks cancelled at random instants, one client for all: `cancelled ENDPOINT FOLDER TIMES SEED`."""

from __future__ import annotations

import asyncio
import gc
import random
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

from aistore_hl import AsyncBucket, AsyncClient
from tests.robust.processes import say
from tests.robust.programs.interrupted import LARGE, LONGEST, SMALL, leftovers, pieces

TOGETHER = 5
"""Tasks that run at the same time, each with a fate of its own."""


async def awaited_pieces() -> AsyncIterator[bytes]:
    """The large content, from something that has to be awaited."""
    for piece in pieces():
        await asyncio.sleep(0)
        yield piece


async def stream(bucket: AsyncBucket) -> None:
    async with await bucket.object("large").get() as reader:
        async for _ in reader:
            pass


async def read_many(bucket: AsyncBucket) -> None:
    async for item in bucket.get_many([*["small"] * 40, "large"]):
        assert item.name != "small" or item.content == SMALL


async def forget_many(bucket: AsyncBucket) -> None:
    """Objects of which nobody asks for more, nor says so."""
    await anext(aiter(bucket.get_many(["small"] * 40)))


async def forget(bucket: AsyncBucket) -> None:
    """A reader that nobody closes."""
    reader = await bucket.object("large").get()
    await anext(aiter(reader))


def works(bucket: AsyncBucket, folder: Path) -> list[Callable[[], Coroutine[Any, Any, object]]]:
    """What can be cancelled."""
    large, small, own = bucket.object("large"), bucket.object("small"), bucket.object("own")

    async def get(name: str) -> bytes:
        return await (await bucket.object(name).get()).read_all()

    return [
        lambda: large.download(folder / "large"),
        lambda: small.download(folder / "small"),
        lambda: get("large"),
        lambda: get("small"),
        lambda: stream(bucket),
        lambda: read_many(bucket),
        lambda: forget_many(bucket),
        lambda: bucket.put_many({f"many/{number}": SMALL for number in range(40)}),
        lambda: own.put(SMALL),
        lambda: own.put(folder / "source"),
        lambda: own.put(folder / "source", progress=lambda done, total: None),
        lambda: own.put(awaited_pieces()),
        lambda: bucket.list_objects().to_list(),
    ]


async def cancel_at_random(bucket: AsyncBucket, folder: Path, dice: random.Random) -> bool:
    """Run one kind of work again and again until it is cancelled; whether it was."""
    work = dice.choice(works(bucket, folder))

    async def repeat() -> None:
        while True:
            await work()

    task = asyncio.create_task(repeat())
    done, _ = await asyncio.wait([task], timeout=dice.uniform(0, LONGEST))
    if done:
        await task
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


async def main(endpoint: str, folder: Path, times: int, seed: int) -> None:
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: complaints.append(context["message"]))
    dice = random.Random(seed)
    cancelled, left, wrong = 0, [], 0
    async with AsyncClient(endpoint) as client:
        bucket = await client.bucket("cancelled").create(exist_ok=True)
        (folder / "source").write_bytes(LARGE)
        await bucket.object("large").put(LARGE)
        await bucket.object("small").put(SMALL)
        for number in range(times // TOGETHER):
            cancelled += sum(await asyncio.gather(*(cancel_at_random(bucket, folder, dice) for _ in range(TOGETHER))))
            left += leftovers(folder)
            check = bucket.object("check")
            content = b"%d" % number * 1000
            await check.put(content)
            wrong += await (await check.get()).read_all() != content
        await forget(bucket)
        gc.collect()
    await asyncio.sleep(0)
    gc.collect()
    say({"cancelled": cancelled, "left": left, "wrong": wrong, "complaints": complaints})


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])))
