"""Processes of transformers that do not behave: how they end, and what is kept of what they print."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import psutil
import pytest

from aistore_hl.local.etl.child import KEPT, Child, Log

DEADLINE = 20.0

STUBBORN = """
import signal, threading
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("up", flush=True)
threading.Event().wait()
"""

PARENT = """
import os, sys, threading
for leaves in (False, True):
    if os.fork() == 0:
        if leaves:
            os.setsid()
            if os.fork():
                os._exit(0)
        print("below", os.getpid(), flush=True)
        threading.Event().wait()
if sys.argv[1] == "stays":
    threading.Event().wait()
sys.stdin.read()
"""
"""It has a child in its group and one that has left it, as daemons do; both have its output."""

OWNER = """
import asyncio, sys
from pathlib import Path
from aistore_hl.local.etl.child import Child, Log

async def main():
    log = Log()
    await Child.start([sys.executable, "-c", sys.argv[1], "stays"], {}, Path(sys.argv[2]), log)
    while log.content().count(b"below") < 2:
        await asyncio.sleep(0.01)
    print(log.content().decode(), flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def pids(text: str) -> list[int]:
    """The processes that have said so."""
    return [int(line.split()[1]) for line in text.splitlines() if line.startswith("below")]


def ran(script: str, *words: str, then: Callable[[Child, Log], Awaitable[None]], home: Path) -> Log:
    """What a script has printed that was started, and what was done to it."""

    async def run() -> Log:
        log = Log()
        child = await Child.start([sys.executable, "-c", script, *words], {}, home, log)
        async with asyncio.timeout(DEADLINE):
            await then(child, log)
            await child.wait()
        return log

    return asyncio.run(run())


async def said(log: Log, words: bytes, count: int = 1) -> None:
    """Wait until it has printed that."""
    while log.content().count(words) < count:
        await asyncio.sleep(0.01)


def test_who_does_not_end_when_asked_is_ended(tmp_path: Path) -> None:
    """After the time that it has for that."""
    found: list[int] = []

    async def then(child: Child, log: Log) -> None:
        await said(log, b"up")
        found.append(child.pid)
        await child.stop(0.1)

    ran(STUBBORN, then=then, home=tmp_path)

    assert [False] == [is_alive(pid) for pid in found]


@pytest.mark.parametrize("how", ["stays", "ends"])
def test_what_a_transformer_has_started_ends_with_it(tmp_path: Path, how: str) -> None:
    """Whether it is ended or ends by itself, and also what has left its group; nobody waits for their output."""

    async def then(child: Child, log: Log) -> None:
        if how == "stays":
            await said(log, b"below", 2)
            await child.stop(0.1)

    log = ran(PARENT, how, then=then, home=tmp_path)

    assert [] == [pid for pid in pids(log.content().decode()) if is_alive(pid)]


def test_what_a_transformer_has_started_ends_with_its_killed_owner(tmp_path: Path) -> None:
    """Within seconds, and its home is removed."""
    home = tmp_path / "home"
    home.mkdir()
    with subprocess.Popen([sys.executable, "-c", OWNER, PARENT, str(home)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        below = pids(owner.stdout.readline() + owner.stdout.readline())
        assert [True, True] == [is_alive(pid) for pid in below]
        owner.kill()

    deadline = time.monotonic() + DEADLINE
    while any(map(is_alive, below)) or home.exists():
        assert time.monotonic() < deadline, "something of it is still there"
        time.sleep(0.01)


def test_what_a_transformer_has_started_ends_with_the_killed_group_of_its_owner(tmp_path: Path) -> None:
    """As a job of a shell, or of a CI, is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as owner:
        assert owner.stdout is not None
        below = pids(owner.stdout.readline() + owner.stdout.readline())
        os.killpg(owner.pid, signal.SIGKILL)

    assert gone(below)


@pytest.mark.parametrize("generation", [0, 1], ids=["who keeps", "who watches"])
@pytest.mark.parametrize("with_owner", [False, True], ids=["alone", "with the owner"])
def test_what_a_transformer_has_started_ends_with_a_killed_supervisor(
    tmp_path: Path, generation: int, with_owner: bool
) -> None:
    """Also what has left its group; its home is there for the next one as long as there is an owner."""
    home = tmp_path / "home"
    home.mkdir()
    with subprocess.Popen([sys.executable, "-c", OWNER, PARENT, str(home)], stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        below = pids(owner.stdout.readline() + owner.stdout.readline())
        psutil.Process(owner.pid).children(recursive=True)[generation].kill()
        if with_owner:
            owner.kill()
        ended = gone(below)
        is_left = home.exists()
        owner.kill()

    assert ended
    assert with_owner or is_left


def gone(processes: list[int]) -> bool:
    """Whether none of them runs any more, soon."""
    deadline = time.monotonic() + DEADLINE
    while any(map(is_alive, processes)):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_without_a_home_nothing_is_removed(tmp_path: Path) -> None:
    """A command that runs in a folder of the user's."""
    script = OWNER.replace("Path(sys.argv[2])", "None")
    with subprocess.Popen(
        [sys.executable, "-c", script, PARENT], stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=dict(os.environ)
    ) as owner:
        assert owner.stdout is not None
        below = pids(owner.stdout.readline() + owner.stdout.readline())
        owner.kill()

    deadline = time.monotonic() + DEADLINE
    while any(map(is_alive, below)):
        assert time.monotonic() < deadline, "something of it is still there"
        time.sleep(0.01)
    assert tmp_path.exists()


def test_the_latest_of_a_long_log_is_kept(tmp_path: Path) -> None:
    """A mebibyte of it, from the beginning of a line on, also where there is none, and it came in small pieces."""

    async def then(child: Child, log: Log) -> None:
        await child.wait()

    log = ran("for n in range(250_000): print('line', n)", then=then, home=tmp_path)
    endless = Log()
    for _ in range(3 * KEPT // 16):
        endless.add(b"x" * 16)

    kept = log.content()
    assert kept.startswith(b"line ")
    assert KEPT - 20 <= len(kept) <= KEPT
    assert "line 249999" == log.tail(1)
    assert KEPT == len(endless.content())


def test_what_is_no_text_is_kept_and_shown_as_such() -> None:
    """All of it in the log; in an error nothing but what can be printed, and not much."""
    log = Log()
    log.add(b"\x1b[31mred\n" + bytes(range(256)) * 1000)

    assert log.content().startswith(b"\x1b[31mred\n")
    assert len(log.tail(1)) <= 8 << 10
    assert not [c for c in log.tail(500) if not c.isprintable() and c not in "\n\t"]
