"""The same with `await`: every name is that of the blocking API.

AIS_ENDPOINT=http://localhost:8080 python examples/put_and_get_async.py
"""

import asyncio
from pathlib import Path

from aistore_hl import AsyncClient


async def main() -> None:
    async with AsyncClient() as client:
        bucket = await client.bucket("example-put-and-get-async").create(exist_ok=True)

        await bucket.object("greeting").put(b"hello")
        props = await bucket.object("this/file").put(Path(__file__))
        print("stored", props.size, "bytes with checksum", props.checksum)

        async with await bucket.object("greeting").get() as reader:
            print(await reader.read_all(), "of", reader.props.size, "bytes")

        async with await client.object("ais://example-put-and-get-async/this/file").get() as reader:
            assert await reader.read_all() == Path(__file__).read_bytes()

        await bucket.object("greeting").delete()
        await bucket.object("greeting").delete(missing_ok=True)
        await bucket.delete()


asyncio.run(main())
