"""A client that was used before a fork, used by both processes at once afterwards: `fork ENDPOINT FLAVOUR`."""

from __future__ import annotations

import asyncio
import os
import sys
from concurrent.futures import ThreadPoolExecutor

from aistore_hl import AsyncClient, Client
from tests.robust.processes import say

NAMES = [f"o{number}" for number in range(8)]
ROUNDS = 40


def content_of(name: str) -> bytes:
    """Different for each name, and longer than what fits into one receive."""
    return name.encode() * 50_000


def wrong_answers(client: Client) -> int:
    """How many of many reads and writes in four threads brought back something else."""

    def work(number: int) -> int:
        wrong = 0
        for step in range(ROUNDS):
            name = NAMES[(number + step) % len(NAMES)]
            wrong += client.bucket("fork").object(name).get().read_all() != content_of(name)
            own = client.bucket("fork").object(f"own-{os.getpid()}-{number}")
            own.put(name.encode())
            wrong += own.get().read_all() != name.encode()
        return wrong

    with ThreadPoolExecutor(4) as threads:
        return sum(threads.map(work, range(4)))


async def async_wrong_answers(client: AsyncClient) -> int:
    """The same with four tasks."""

    async def work(number: int) -> int:
        wrong = 0
        for step in range(ROUNDS):
            name = NAMES[(number + step) % len(NAMES)]
            wrong += await (await client.bucket("fork").object(name).get()).read_all() != content_of(name)
            own = client.bucket("fork").object(f"own-{os.getpid()}-{number}")
            await own.put(name.encode())
            wrong += await (await own.get()).read_all() != name.encode()
        return wrong

    return sum(await asyncio.gather(*map(work, range(4))))


def threads(endpoint: str) -> None:
    with Client(endpoint) as client:
        bucket = client.bucket("fork").create()
        for name in NAMES:
            bucket.object(name).put(content_of(name))
        before = wrong_answers(client)
        reader = bucket.object("o1").get()
        chunks = iter(reader)
        first = next(chunks)
        child = os.fork()
        if not child:
            # The half-read answer is the parent's: the child goes on by asking for the rest itself.
            rest = b"".join(chunks)
            os._exit(min(wrong_answers(client) + (first + rest != content_of("o1")), 99))
        after = wrong_answers(client)
        after += first + b"".join(chunks) != content_of("o1")
        _, status = os.waitpid(child, 0)
        say({"before": before, "parent": after, "child": os.waitstatus_to_exitcode(status)})


def tasks(endpoint: str) -> None:
    """The parent goes on in the loop that it had; the child must have one of its own."""
    client = AsyncClient(endpoint)

    async def prepare() -> int:
        bucket = await client.bucket("fork").create()
        for name in NAMES:
            await bucket.object(name).put(content_of(name))
        return await async_wrong_answers(client)

    async def close_after_use() -> int:
        async with client:
            return await async_wrong_answers(client)

    with asyncio.Runner() as runner:
        before = runner.run(prepare())
        child = os.fork()
        if not child:
            os._exit(min(asyncio.run(close_after_use()), 99))
        after = runner.run(async_wrong_answers(client))
        _, status = os.waitpid(child, 0)
        after += runner.run(close_after_use())
    say({"before": before, "parent": after, "child": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    {"threads": threads, "tasks": tasks}[sys.argv[2]](sys.argv[1])
