"""Two hundred objects at a time: one client, many tasks.

AIS_ENDPOINT=http://localhost:8080 python examples/many_tasks.py
"""

import asyncio

from aistore_hl import AsyncBucket, AsyncClient


async def double(bucket: AsyncBucket, number: int) -> int:
    name = f"numbers/{number:03}"
    await bucket.object(name).put(str(2 * number).encode())
    async with await bucket.object(name).get() as reader:
        return int(await reader.read_all())


async def main() -> None:
    # Tasks beyond `pool_size` connections to one node wait for one of them.
    async with AsyncClient(pool_size=32) as client:
        bucket = await client.bucket("example-many-tasks").create(exist_ok=True)
        doubled = await asyncio.gather(*(double(bucket, number) for number in range(200)))
        assert sum(doubled) == 39_800

        names = [entry.name async for entry in bucket.list_objects(prefix="numbers/")]
        print(len(names), "objects, from", names[0], "to", names[-1])
        await bucket.delete()


asyncio.run(main())
