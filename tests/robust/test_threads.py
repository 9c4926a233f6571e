"""One client, many threads: every answer is the right one, and nothing is left behind."""

from __future__ import annotations

import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from time import monotonic

import pytest

from aistore_hl import Bucket, Client

SIZE = 4096
SHARED = 16
"""Objects that all threads read."""
SLACK = 8
"""Descriptors and threads that others in this process may open meanwhile."""


def content_of(name: str) -> bytes:
    """Different for each name."""
    return random.Random(name).randbytes(SIZE)


def wrong_answers(bucket: Bucket, own: str, dice: random.Random) -> int:
    """One operation at random, looked at; 0 or 1."""
    name = f"shared-{dice.randrange(SHARED)}"
    kind = dice.choice(["get", "get", "range", "head", "put", "stream", "replace", "list", "missing", "many"])
    if kind == "get":
        return bucket.object(name).get().read_all() != content_of(name)
    if kind == "range":
        return bucket.object(name).get(byte_range="bytes=100-299").read_all() != content_of(name)[100:300]
    if kind == "head":
        return bucket.object(name).head().size != SIZE
    if kind == "list":
        return [entry.name for entry in bucket.list_objects(name)][:1] != [name]
    if kind == "missing":
        return bucket.object(f"missing-{own}").exists()
    if kind == "many":
        names = [f"shared-{number}" for number in range(SHARED)]
        return [item.content for item in bucket.get_many(names)] != [content_of(name) for name in names]
    if kind == "stream":
        with bucket.object(name).get() as reader:
            return b"".join(reader) != content_of(name)
    mine = bucket.object(own)
    content = dice.randbytes(SIZE)
    mine.put(content)
    if kind == "replace":
        mine.put(content[::-1])
        return mine.get().read_all() != content[::-1]
    return mine.get().read_all() != content


def load(endpoint: str, *, threads: int, operations: int) -> int:
    """How many of so many operations went wrong in so many threads that begin at once."""
    begin = threading.Barrier(threads)

    def work(number: int) -> int:
        dice = random.Random(number)
        begin.wait(30)
        return sum(wrong_answers(bucket, f"own-{number}", dice) for _ in range(operations // threads))

    with Client(endpoint) as client, ThreadPoolExecutor(threads) as pool:
        bucket = client.bucket("threads").create(exist_ok=True)
        for number in range(SHARED):
            bucket.object(f"shared-{number}").put(content_of(f"shared-{number}"))
        wrong = sum(pool.map(work, range(threads)))
        bucket.delete()
    return wrong


def descriptors() -> int:
    """Open files and sockets of this process."""
    return len(os.listdir("/proc/self/fd"))


def assert_all_gone(files: int, threads: int) -> None:
    """Soon there are as few descriptors and threads as before."""
    end = monotonic() + 5
    while descriptors() > files + SLACK or threading.active_count() > threads + SLACK:
        assert monotonic() < end, (descriptors(), files, threading.active_count(), threads)
        os.sched_yield()


def test_64_threads_share_a_client(endpoint: str) -> None:
    """1,280 mixed operations: 0 errors, 0 wrong bytes, no descriptor and no thread left."""
    before = descriptors(), threading.active_count()

    assert load(endpoint, threads=64, operations=1_280) == 0
    assert_all_gone(*before)


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_512_threads_share_a_client(endpoint: str) -> None:
    """20,000 mixed operations: 0 errors, 0 wrong bytes, no descriptor and no thread left."""
    before = descriptors(), threading.active_count()

    assert load(endpoint, threads=512, operations=20_000) == 0
    assert_all_gone(*before)
