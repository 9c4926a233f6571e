"""What only threads and processes do: share an engine, fork, and are interrupted."""

from __future__ import annotations

import gc
import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from aistore_hl._core.request import Timeouts
from aistore_hl._wire.blocking import Engine
from tests.wire.programs import run
from tests.wire.servers import Peer, Server, always, answer

BIG = b"x" * 30_000_000


def echo(peer: Peer) -> None:
    """Answer with the target, or with the body."""
    while (request := peer.read()) is not None:
        peer.send(answer(body=request.body or request.target.encode() * 500))


def descriptors() -> int:
    """How many this process has open."""
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize("pool_size", [64, 8])
def test_many_threads_share_an_engine(pool_size: int) -> None:
    """Each gets its own answers; descriptors are back to where they were."""
    engine = Engine(pool_size=pool_size)

    def work(number: int) -> int:
        for turn in range(50):
            target = f"/{number}/{turn}"
            if turn % 5:
                with engine.send(server.origin, "GET", target) as response:
                    assert response.read() == target.encode() * 500
            else:
                with engine.send(server.origin, "PUT", target, body=target.encode()) as response:
                    assert response.read() == target.encode()
        return 50

    with Server(echo) as server:
        before = descriptors()
        with ThreadPoolExecutor(64) as threads:
            assert sum(threads.map(work, range(64))) == 64 * 50

        assert server.connections <= pool_size
        engine.close()
    assert descriptors() <= before + 8


def test_forgotten_answer_frees_its_place() -> None:
    engine = Engine(pool_size=1, timeouts=Timeouts(pool=3))
    with Server(always(answer(body=BIG))) as server:
        response: Any = engine.send(server.origin, "GET", "/")
        del response
        gc.collect()

        with engine.send(server.origin, "GET", "/") as again:
            assert len(again.read()) == len(BIG)
        engine.close()


FORK = """
import os, sys
from aistore_hl._wire.blocking import Engine
from aistore_hl._core.errors import TransportError
engine = Engine(pool_size=2)
origin = sys.argv[1]
def ask(target):
    with engine.send(origin, "GET", target) as response:
        return response.read()
assert ask("/parent") == b"/parent" * 500
held = engine.send(origin, "GET", "/" + "x" * 1000)
child = os.fork()
if child == 0:
    # Neither the idle connection nor the one in use is the child's.
    try:
        held.read()
        os._exit(1)
    except TransportError:
        pass
    good = all(ask("/child") == b"/child" * 500 for _ in range(20))
    os._exit(0 if good else 2)
for _ in range(20):
    assert ask("/parent") == b"/parent" * 500
status = os.waitpid(child, 0)[1]
assert held.read() == ("/" + "x" * 1000).encode() * 500
assert ask("/parent") == b"/parent" * 500
engine.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_forked_child_has_connections_of_its_own() -> None:
    """Parent and child go on side by side, also while the parent is in the middle of an answer."""
    with Server(echo) as server:
        done = run(FORK, server.origin)

        assert (done.returncode, done.stderr) == (0, "")
        assert server.connections == 3


LOCKED = """
import os, sys, threading, time
from aistore_hl._wire.blocking import Engine
from aistore_hl._core.request import Timeouts
from aistore_hl._core.errors import PoolTimeout
engine = Engine(pool_size=1, timeouts=Timeouts(pool=5))
held = engine.send(sys.argv[1], "GET", "/" + "x" * 1000)
threads = [threading.Thread(target=lambda: engine.send(sys.argv[1], "GET", "/").close(), daemon=True) for _ in range(8)]
for thread in threads:
    thread.start()
pool = next(iter(engine._nodes.values())).pool
while len(pool._turns) < 8:
    time.sleep(0.001)
child = os.fork()
if child == 0:
    engine.send(sys.argv[1], "GET", "/").close()
    os._exit(0)
status = os.waitpid(child, 0)[1]
held.read()
for thread in threads:
    thread.join(10)
engine.close()
sys.exit(os.waitstatus_to_exitcode(status))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_fork_while_threads_wait_for_a_connection() -> None:
    """Their lock may be held in the child for ever: it has another."""
    with Server(echo) as server:
        done = run(LOCKED, server.origin)

    assert (done.returncode, done.stderr) == (0, "")


ASYNC_FORK = """
import asyncio, os, sys
from aistore_hl._wire.aio import AsyncEngine
engine = AsyncEngine()
async def ask(target):
    async with await engine.send(sys.argv[1], "GET", target) as response:
        return await response.read()
async def child():
    for _ in range(20):
        assert await ask("/child") == b"/child" * 500
    await engine.close()
async def parent():
    assert await ask("/parent") == b"/parent" * 500
    pid = os.fork()
    if pid == 0:
        # As multiprocessing does: the child starts afresh, with an event loop of its own.
        asyncio._set_running_loop(None)
        asyncio.run(child())
        os._exit(0)
    for _ in range(20):
        assert await ask("/parent") == b"/parent" * 500
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert await ask("/parent") == b"/parent" * 500
    await engine.close()
asyncio.run(parent())
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
def test_forked_child_of_a_loop_has_connections_of_its_own() -> None:
    """The parent's loop still watches the old ones: the child must not touch what it watches them with."""
    with Server(echo) as server:
        done = run(ASYNC_FORK, server.origin)

        assert (done.returncode, done.stderr) == (0, "")
        assert server.connections == 2


INTERRUPT = """
import os, signal, sys, threading, time
from aistore_hl._wire.blocking import Engine
engine = Engine(pool_size=1)
started = time.monotonic()
threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    engine.send(sys.argv[1], "GET", "/silent").read()
except KeyboardInterrupt:
    assert time.monotonic() - started < 1.3
else:
    sys.exit("not interrupted")
with engine.send(sys.argv[1], "GET", "/again") as response:
    assert response.read() == b"fine"
engine.close()
"""


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX", answer(body=b"x", length=10**6)])
def test_interrupt_ends_a_wait_and_frees_its_place(start: bytes) -> None:
    """Ctrl-C is heard within the second, and the answer that may still come is nobody's."""

    def script(peer: Peer) -> None:
        if peer.number:
            always(answer(body=b"fine"))(peer)
            return
        peer.read()
        peer.send(start)
        peer.hold()

    with Server(script) as server:
        done = run(INTERRUPT, server.origin)

        assert (done.returncode, done.stderr) == (0, "")
        assert server.connections == 2
