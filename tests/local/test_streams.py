"""Bodies that are made while they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from threading import Event, Timer

from aistore_hl.local.streams import Steps


def test_a_step_that_outlives_its_loop_is_waited_for() -> None:
    """Then what the steps work on is let go, and not before."""
    goes_on, done = Event(), []

    def slow() -> Generator[bytes, None, None]:
        goes_on.wait(20)
        done.append("step")
        yield b""

    async def begin() -> None:
        steps = Steps(slow(), lambda: done.append("released"))
        waiting = asyncio.ensure_future(steps.next())
        await asyncio.sleep(0)
        waiting.cancel()
        steps.close()
        Timer(0.05, goes_on.set).start()

    asyncio.run(begin())

    assert ["step", "released"] == done
