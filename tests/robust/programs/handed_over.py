"""Clients and handles given to other processes: `handed_over ENDPOINT METHOD`, the method as multiprocessing has it."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
from typing import Any

from aistore_hl import AsyncBucket, AsyncClient, AsyncObject, Bucket, Client, Object
from tests.robust.processes import say

CONTENT = b"content" * 1000


def read(given: Client | Bucket | Object) -> bool:
    """Whether what was handed over leads to the object."""
    if isinstance(given, Client):
        given = given.bucket("handed")
    if isinstance(given, Bucket):
        given = given.object("o")
    return given.get().read_all() == CONTENT


def read_async(given: AsyncClient | AsyncBucket | AsyncObject) -> bool:
    """The same in a loop of its own."""

    async def work() -> bool:
        place = given.bucket("handed") if isinstance(given, AsyncClient) else given
        thing = place.object("o") if isinstance(place, AsyncBucket) else place
        return await (await thing.get()).read_all() == CONTENT

    return asyncio.run(work())


def main(endpoint: str, method: str) -> None:
    context = multiprocessing.get_context(method)
    with Client(endpoint) as client:
        bucket = client.bucket("handed").create(exist_ok=True)
        bucket.object("o").put(CONTENT)
        aclient = AsyncClient(endpoint)
        work: list[tuple[Any, Any]] = [
            (read, client),
            (read, bucket),
            (read, bucket.object("o")),
            (read_async, aclient),
            (read_async, aclient.bucket("handed")),
            (read_async, aclient.object("ais://handed/o")),
        ]
        with context.Pool(2) as pool:
            waiting = [pool.apply_async(function, (given,)) for function, given in work]
            found = [each.get(30) for each in waiting]
            pool.close()
            pool.join()
        say({"right": found, "here": read(client)})


if __name__ == "__main__":
    main(*sys.argv[1:])
