"""What a listing of 100,000 names with all properties takes beside the same pages fetched raw; and aistore 2.0.0.

    python bench/listing.py http://localhost:8080 [--names 100000] [--rounds 7] [--limit 6.0] [--write PAGE]

Raw are the requests of the same pages over one connection of http.client, their bytes thrown away. Contenders are
interleaved, the best round counts. Ends with 1 if the wall time is more than `--limit` times that of the raw pages.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parent))

import msgspec
import page
from aistore import Client as Official

from aistore_hl import AsyncClient, Bucket, Client
from aistore_hl.types import ALL_PROPS

AT_ONCE = 64
_PREFACE = """# Measured: a listing

{source}
{count:,} names with all {props} properties.
Raw are the same pages over one connection of http.client, in turn: of each only what leads to the next is looked at.
Most of what ours takes is to make a value of each entry: to decode the pages into structs of msgspec, \
and to drop them page by page, is a row of its own.
The next page is asked for while this one is taken apart.

"""


async def fill(endpoint: str, bucket: str, count: int) -> None:
    """Put so many empty objects."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with AsyncClient(endpoint, pool_size=AT_ONCE) as client:

        async def put(number: int) -> None:
            async with gate:
                await client.bucket(bucket).object(f"{number % 100:02}/{number:08}.jpg").put(b"")

        for begin in range(0, count, 10_000):
            await asyncio.gather(*(put(number) for number in range(begin, min(begin + 10_000, count))))


class Last(msgspec.Struct, rename={"uuid": "UUID", "token": "ContinuationToken"}):
    """What leads to the next page."""

    uuid: str = ""
    token: str = ""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An entry, by the keys that AIS gives."""

    n: str = ""
    s: int = 0
    cs: str = ""
    a: str = ""
    v: str = ""
    t: str = ""
    m: str = ""
    c: int = 0
    f: int = 0


class Whole(msgspec.Struct, rename={"uuid": "UUID", "token": "ContinuationToken", "entries": "Entries"}):
    """A page with its entries."""

    entries: list[Entry]
    uuid: str = ""
    token: str = ""


def raw(endpoint: str, bucket: str, kind: type[Last | Whole] = Last) -> int:
    """The same pages without a client: of each only what leads to the next is looked at, or all of it decoded."""
    connection = http.client.HTTPConnection(urlsplit(endpoint).netloc)
    headers = {"Accept": "application/msgpack", "Content-Type": "application/json"}
    value = {"props": ",".join(ALL_PROPS), "flags": "0", "time_format": "2006-01-02T15:04:05.999999999Z07:00"}
    size = 0
    while True:
        message = json.dumps({"action": "list", "value": value})
        connection.request("GET", f"/v1/buckets/{bucket}", body=message, headers=headers)
        content = connection.getresponse().read()
        size += len(content)
        last = msgspec.msgpack.decode(content, type=kind)
        if not last.token:
            connection.close()
            return size
        value |= {"continuation_token": last.token, "uuid": last.uuid}


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of wall and of this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def main() -> None:
    options = argparse.ArgumentParser(description="a listing beside its pages raw")
    options.add_argument("endpoint")
    options.add_argument("--names", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--limit", type=float, default=6.0)
    options.add_argument("--write", type=Path, help="a page in docs to write")
    given = options.parse_args()
    name = f"ais-hl-bench-{secrets.token_hex(4)}"
    with Client(given.endpoint) as client:
        bucket: Bucket = client.bucket(name).create()
        try:
            asyncio.run(fill(given.endpoint, name, given.names))
            official = Official(given.endpoint).bucket(name)
            props = ",".join(ALL_PROPS)
            works: dict[str, Callable[[], object]] = {
                "pages raw": lambda: raw(given.endpoint, name),
                "pages raw, decoded by msgspec": lambda: raw(given.endpoint, name, Whole),
                "to_list": lambda: bucket.list_objects(props=ALL_PROPS).to_list(),
                "iterated": lambda: sum(1 for _ in bucket.list_objects(props=ALL_PROPS)),
                "to_arrow": lambda: bucket.list_objects(props=ALL_PROPS).to_arrow(),
                "aistore 2.0.0": lambda: official.list_all_objects(props=props),
            }
            assert given.names == len(bucket.list_objects().to_list())
            best = dict.fromkeys(works, (float("inf"), float("inf")))
            for _ in range(given.rounds):
                for label, work in works.items():
                    best[label] = min(best[label], timed(work))
        finally:
            bucket.delete()
    wall, cpu = best["pages raw"]
    rows = [
        (label, f"{took * 1e3:.0f}", f"{took / wall:.2f}", f"{spent * 1e3:.0f}", f"{spent / cpu:.2f}")
        for label, (took, spent) in best.items()
    ]
    text = page.table(("", "wall, ms", "x raw", "CPU, ms", "x raw"), rows)
    print(text)
    if given.write:
        source = page.source("listing.py", page.AIS, f"best of {given.rounds} rounds, interleaved")
        given.write.write_text(_PREFACE.format(source=source, count=given.names, props=len(ALL_PROPS)) + text)
    if best["to_list"][0] > given.limit * wall:
        sys.exit(f"to_list takes more than {given.limit} times of the pages raw")


if __name__ == "__main__":
    main()
