"""Cancellation: tasks that are stopped anywhere leave no file, no complaint, and a client that works."""

from __future__ import annotations

import asyncio
import os
import random
import threading
from pathlib import Path

import pytest

from aistore_hl import AsyncClient

from .processes import run


def cancel(endpoint: str, folder: Path, times: int) -> None:
    """A program in which so many tasks are cancelled; it is run with every warning an error."""
    seed = random.randrange(1 << 32)
    found = run("cancelled", endpoint, folder, times, seed, timeout=1500)

    assert ({"cancelled": times, "left": [], "wrong": 0, "complaints": []}, seed) == (found, seed)


def test_a_client_goes_on_after_its_tasks_are_cancelled(endpoint: str, tmp_path: Path) -> None:
    """100 tasks at random instants of ten kinds of work: right round trips, no file, no warning, no lost exception."""
    cancel(endpoint, tmp_path, 100)


@pytest.mark.stress
@pytest.mark.timeout(1800)
def test_a_client_goes_on_after_10_000_tasks_are_cancelled(endpoint: str, tmp_path: Path) -> None:
    """As the sample in the short run."""
    cancel(endpoint, tmp_path, 10_000)


@pytest.mark.anyio
async def test_a_cancelled_upload_waits_for_the_thread_that_reads_its_file(endpoint: str, tmp_path: Path) -> None:
    """A file that is read in a thread is not closed under it: the descriptor could be another file's by then."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = os.open(path, os.O_RDWR)
    reading = threading.Event()

    class Slow:
        """A file whose reads take until somebody writes."""

        def __init__(self) -> None:
            self.busy = False

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return 0

        def seek(self, offset: int, whence: int = 0) -> int:
            return 10 if whence == os.SEEK_END else 0

        def read(self, count: int) -> bytes:
            self.busy = True
            reading.set()
            found = os.read(writing, 1)
            self.busy = False
            return found

    file = Slow()
    async with AsyncClient(endpoint) as client:
        bucket = await client.bucket("threaded").create(exist_ok=True)
        task = asyncio.create_task(bucket.object("o").put(file))  # type: ignore[arg-type]
        assert await asyncio.to_thread(reading.wait, 10)
        task.cancel()
        done, _ = await asyncio.wait([task], timeout=0.1)
        assert not done
        os.write(writing, b"x" * 10)
        with pytest.raises(asyncio.CancelledError):
            await task
        os.close(writing)

    assert not file.busy
