"""Runs one command, and ends it with whoever started this: `python supervisor.py FD COMMAND...`.

Standard input is a pipe whose other end only the owner holds: when it closes, also because the owner was killed, the
whole process group of the command is ended, and the folder that this runs in is removed, which is the command's home.
A forked child of the owner may hold that end too, so that the owner is also looked for. A `t` on it asks the command to
end, a `k` ends it. The process id of the command, which is that of its group, is written to the descriptor FD.

It is run as a file, without the package: it has to start in milliseconds, and must not load what the command may lack.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time

_GRACE = 2.0
"""Seconds that the command has to end by itself where the owner is gone."""

_LOOK = 0.5
"""Seconds between two looks at whether the owner is still there."""

_TICK = 0.02


def main() -> int:
    """The status of the command; 128 and the signal where one has ended it, 127 where it cannot be started."""
    owner = os.getppid()
    # What the owner's terminal sends is for the owner, which then tells us. The command would inherit SIG_IGN.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(number, _noted)
    ended = _ends()
    try:
        command = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as exc:
        os.write(1, f"{sys.argv[2]}: {exc.strerror}\n".encode())
        return 127
    told = int(sys.argv[1])
    os.write(told, b"%d" % command.pid)
    os.close(told)
    os.closerange(1, 3)  # its output is the command's alone: it ends when that ends
    is_orphan = False
    try:
        is_orphan = _watch(command, owner, ended)
    finally:
        _signal(command.pid, signal.SIGKILL)
        status = command.wait()
        if is_orphan:
            _remove_home()
    return 128 - status if status < 0 else status


def _ends() -> int:
    """A descriptor that can be read when a child has ended."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def _watch(command: subprocess.Popen[bytes], owner: int, ended: int) -> bool:
    """Until the command has ended, or should have; whether the owner is gone."""
    while command.poll() is None:
        ready, _, _ = select.select([0, ended], [], [], _LOOK)
        if ended in ready:
            os.read(ended, 64)
        if 0 in ready:
            wishes = os.read(0, 64)
            if wishes:
                _signal(command.pid, signal.SIGKILL if b"k" in wishes else signal.SIGTERM)
                continue
        elif os.getppid() == owner:
            continue
        _signal(command.pid, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        while command.poll() is None and time.monotonic() < deadline:
            time.sleep(_TICK)
        return True
    return False


def _noted(number: int, frame: object) -> None:
    """It wakes who waits."""


def _remove_home() -> None:
    import shutil  # only here: it takes longer to load than all the rest

    shutil.rmtree(os.getcwd(), ignore_errors=True)


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
