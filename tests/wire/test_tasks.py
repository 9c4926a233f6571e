"""What only tasks do: they are cancelled, and event loops come and go."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from threading import Thread
from typing import Any

import pytest

from aistore_hl._core.errors import ClientClosed, PoolTimeout
from aistore_hl._core.request import Timeouts
from aistore_hl._wire.aio import AsyncEngine
from tests.wire.servers import PATIENCE, Peer, Server, always, answer

BIG = b"x" * 30_000_000


@pytest.fixture
async def engine() -> AsyncIterator[AsyncEngine]:
    engine = AsyncEngine()
    yield engine
    await engine.close()


async def until(condition: Callable[[], object]) -> None:
    """Wait for it."""
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.005)


def stubborn(stage: str) -> Callable[[Peer], None]:
    """The first connection stops at a stage; the others answer."""

    def script(peer: Peer) -> None:
        if peer.number > 0:
            always(answer(body=b"fine"))(peer)
            return
        if stage != "sending":
            peer.read()
        if stage == "body":
            peer.send(answer(body=b"x" * 100, length=10**7))
        reached.append(stage)
        peer.hold()

    reached: list[str] = []
    script.reached = reached  # type: ignore[attr-defined]
    return script


async def test_who_waits_for_a_connection_of_a_closed_engine_opens_none() -> None:
    """It is refused as later requests are, when its turn comes."""
    engine = AsyncEngine(pool_size=1)
    script: Any = stubborn("body")
    with Server(script) as server:
        first = await engine.send(server.origin, "GET", "/")
        second = asyncio.create_task(engine.send(server.origin, "GET", "/"))
        await asyncio.sleep(0)  # it waits
        await engine.close()
        await first.close()

        with pytest.raises(ClientClosed):
            await second


@pytest.mark.parametrize("stage", ["sending", "first byte", "body"])
async def test_cancelled_exchange_frees_its_place(stage: str) -> None:
    """With one connection in all, the next request is served, by a new one."""
    engine = AsyncEngine(pool_size=1, timeouts=Timeouts(pool=2))
    script: Any = stubborn(stage)

    async def ask() -> bytes:
        body = BIG if stage == "sending" else None
        async with await engine.send(server.origin, "PUT" if body else "GET", "/", body=body) as response:
            return await response.read()

    with Server(script) as server:
        task = asyncio.create_task(ask())
        await until(lambda: script.reached)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

        assert await ask_small(engine, server.origin) == b"fine"
        assert server.connections == 2
        await engine.close()


async def ask_small(engine: AsyncEngine, origin: str) -> bytes:
    async with await engine.send(origin, "GET", "/") as response:
        return await response.read()


async def test_cancelled_connecting_frees_its_place() -> None:
    """The other side accepts, and says nothing of TLS."""
    engine = AsyncEngine(pool_size=1, timeouts=Timeouts(pool=0.2))
    with Server(lambda peer: peer.hold()) as server:
        origin = server.origin.replace("http:", "https:")
        for number in range(1, 4):
            task = asyncio.create_task(ask_small(engine, origin))
            while server.connections < number:
                await asyncio.sleep(0.001)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
        await engine.close()


async def test_cancelled_waiter_leaves_its_turn_to_the_next() -> None:
    engine = AsyncEngine(pool_size=1)
    with Server(always(answer(body=BIG))) as server:
        first = await engine.send(server.origin, "GET", "/")
        waiters = [asyncio.create_task(ask_small(engine, server.origin)) for _ in range(3)]
        await asyncio.sleep(0)
        waiters[0].cancel()
        await first.read()
        waiters[1].cancel()

        assert await waiters[2] == BIG
        for waiter in waiters[:2]:
            with pytest.raises(asyncio.CancelledError):
                await waiter
        await engine.close()


async def test_waiter_cancelled_at_the_moment_of_its_turn_passes_it_on() -> None:
    """Handed a connection and cancelled before it could run: the connection is not lost."""
    engine = AsyncEngine(pool_size=1, timeouts=Timeouts(pool=2))
    with Server(always(answer(body=b"hello"))) as server:
        for _ in range(3):
            first = await engine.send(server.origin, "GET", "/big")
            waiter = asyncio.create_task(ask_small(engine, server.origin))
            await asyncio.sleep(0)
            await first.read()
            waiter.cancel()
            await asyncio.gather(waiter, return_exceptions=True)

            assert await ask_small(engine, server.origin) == b"hello"
        await engine.close()


async def test_forgotten_answer_frees_its_place() -> None:
    engine = AsyncEngine(pool_size=1, timeouts=Timeouts(pool=2))
    with Server(always(answer(body=BIG))) as server:
        response: Any = await engine.send(server.origin, "GET", "/")
        del response
        gc.collect()

        assert await ask_small(engine, server.origin) == BIG
        await engine.close()


async def test_many_tasks_share_few_connections(engine: AsyncEngine) -> None:
    """First come, first served, each with its own answer."""

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            peer.send(answer(body=request.target.encode()))

    few = AsyncEngine(pool_size=4)

    async def ask(number: int) -> None:
        async with await few.send(server.origin, "GET", f"/{number}") as response:
            assert await response.read() == f"/{number}".encode()

    with Server(script) as server:
        await asyncio.gather(*(ask(number) for number in range(500)))

        assert server.connections == 4
        await few.close()


async def test_slow_reader_holds_the_server_back(engine: AsyncEngine) -> None:
    """What nobody reads stays in the kernel's buffers, and in one of ours."""
    sent: list[int] = []

    def script(peer: Peer) -> None:
        peer.read()
        peer.send(answer(length=len(BIG)))
        for start in range(0, len(BIG), 100_000):
            peer.send(BIG[start : start + 100_000])
            sent.append(start)

    with Server(script) as server:
        response = await engine.send(server.origin, "GET", "/")
        await until(lambda: sent)
        for _ in range(50):
            await asyncio.sleep(0.002)
        before = len(sent)
        body = await response.read()

    assert before < len(BIG) // 100_000
    assert body == BIG


def in_a_loop(work: Callable[[], Awaitable[bytes]]) -> bytes:
    async def run() -> bytes:
        return await work()

    return asyncio.run(run())


def test_engine_outlives_event_loops() -> None:
    """Connections belong to the loop that made them; the next loop makes its own, and nothing is left open."""
    engine = AsyncEngine()
    with Server(always(answer(body=b"hello"))) as server:
        for _ in range(3):
            assert in_a_loop(lambda: ask_small(engine, server.origin)) == b"hello"

        assert server.connections == 3
        gc.collect()  # an unclosed transport would warn, and warnings are errors
        asyncio.run(engine.close())


@pytest.mark.filterwarnings("ignore:Exception ignored in. <function _SelectorTransport")
@pytest.mark.filterwarnings("ignore:unclosed transport:ResourceWarning")
def test_loop_that_was_closed_without_a_word_is_forgotten() -> None:
    """Not `asyncio.run`, which tells asynchronous generators: a loop stopped by hand. Only asyncio itself complains."""
    engine = AsyncEngine(pool_size=1)
    with Server(always(answer(body=b"hello"))) as server:
        for _ in range(3):
            loop = asyncio.new_event_loop()
            assert loop.run_until_complete(ask_small(engine, server.origin)) == b"hello"
            loop.close()
        asyncio.run(engine.close())
        gc.collect()


def test_loops_of_several_threads_share_an_engine() -> None:
    engine = AsyncEngine()
    bodies: list[bytes] = []

    async def ask() -> None:
        for _ in range(20):
            bodies.append(await ask_small(engine, server.origin))

    with Server(always(answer(body=b"hello"))) as server:
        threads = [Thread(target=lambda: asyncio.run(ask())) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)

        assert bodies == [b"hello"] * 80
        asyncio.run(engine.close())


async def test_words_on_an_idle_connection_end_it_at_once(engine: AsyncEngine) -> None:
    """The loop hears them: no request is needed to find out."""

    def script(peer: Peer) -> None:
        while peer.read() is not None:
            peer.send(answer(body=b"fine"))
            if peer.number == 0:
                peer.send(answer(408))
                ended.append(peer.sock.recv(1))

    ended: list[bytes] = []
    with Server(script) as server:
        await ask_small(engine, server.origin)
        await until(lambda: ended)

        assert ended == [b""]
        assert await ask_small(engine, server.origin) == b"fine"


async def test_full_pool_is_an_error_for_each_that_waits() -> None:
    engine = AsyncEngine(pool_size=1, timeouts=Timeouts(pool=0.1))
    with Server(always(answer(body=BIG))) as server:
        first = await engine.send(server.origin, "GET", "/")
        results = await asyncio.gather(*(ask_small(engine, server.origin) for _ in range(5)), return_exceptions=True)

        assert [type(result) for result in results] == [PoolTimeout] * 5
        assert await first.read() == BIG
        await engine.close()
