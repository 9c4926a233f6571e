"""Runs one command, and ends it with whoever started this: `python supervisor.py FD HOME COMMAND...`.

Standard input is a pipe whose other end only the owner holds: when it closes, also because the owner was killed, the
whole process group of the command is ended, and the folder HOME is removed, if one is named. A forked child of the
owner may hold that end too, so that the owner is also looked for. A `t` on it asks the command to end, a `k` ends it.
The process id of the command, which is that of its group, is written to the descriptor FD.

Whatever the command has started ends with it. On Linux that is also what has left its group, as a daemon does: this
process adopts it. There it is two, in a session of their own, each of which ends all that is left when the other one
is killed: a signal to the owner's group, or one SIGKILL, cannot let anything go on. Two at the same time can.

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

_SET_CHILD_SUBREAPER = 36
_CAPBSET_DROP = 24
"""Source: prctl(2)"""

_CAP_DAC_OVERRIDE = 1
"""Source: capabilities(7)"""


def main() -> int:
    """The status of the command; 128 and the signal where one has ended it, 127 where it cannot be started."""
    told, home, words = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
    # What the owner's terminal sends is for the owner, which then tells us. The command would inherit SIG_IGN.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD, signal.SIGUSR1):
        signal.signal(number, _noted)
    owner, keeper = os.getppid(), os.getpid()
    if not _adopt():
        return _run(owner, told, home, words, is_kept=False)
    if watcher := os.fork():
        return _keep(watcher, owner, told, home)
    _adopt()
    return _run(keeper, told, home, words, is_kept=True)


def _keep(watcher: int, owner: int, told: int, home: str) -> int:
    """Until the one that watches the command has ended; where it was killed, what is left is ended here."""
    os.close(told)
    os.closerange(1, 3)
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGCHLD,))
    is_orphan = False
    while not (found := os.waitpid(watcher, os.WNOHANG))[0]:
        signal.sigtimedwait((signal.SIGCHLD,), _LOOK)
        if not is_orphan and os.getppid() != owner:
            is_orphan = True
            os.kill(watcher, signal.SIGUSR1)
    status = os.waitstatus_to_exitcode(found[1])
    _end_adopted()
    if is_orphan and home:
        _remove(home)  # a second time, where the other one could
    return 128 - status if status < 0 else status


def _run(owner: int, told: int, home: str, words: list[str], *, is_kept: bool) -> int:
    """Start the command, and end it; its status. Where it `is_kept`, `owner` is the process that keeps this one."""
    noted = _notes()
    if os.environ.get("ETL_FQN_ROOTS"):
        _obey()
    try:
        command = subprocess.Popen(words, stdin=subprocess.DEVNULL, start_new_session=True)
    except OSError as exc:
        os.write(1, f"{words[0]}: {exc.strerror}\n".encode())
        return 127
    is_orphan = True
    try:
        with contextlib.suppress(BrokenPipeError):  # the owner is gone already
            os.write(told, b"%d" % command.pid)
            os.close(told)
            os.closerange(1, 3)  # its output is the command's alone: it ends when that ends
            is_orphan = _watch(command, owner, noted, is_kept=is_kept)
    finally:
        _signal(command.pid, signal.SIGKILL)
        status = command.wait()
        _end_adopted()
        if is_orphan and home:
            _remove(home)
    return 128 - status if status < 0 else status


def _notes() -> int:
    """A descriptor with the numbers of signals, such as that a child has ended."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    return reading


def _watch(command: subprocess.Popen[bytes], owner: int, noted: int, *, is_kept: bool) -> bool:
    """Until the command has ended, or should have; whether the owner is gone."""
    is_orphan = False
    while command.poll() is None:
        ready, _, _ = select.select([0, noted], [], [], _LOOK)
        if noted in ready:
            is_orphan |= signal.SIGUSR1 in os.read(noted, 64)
            _reap(command.pid)
        if 0 in ready:
            wishes = os.read(0, 64)
            if wishes:
                _signal(command.pid, signal.SIGKILL if b"k" in wishes else signal.SIGTERM)
                continue
            # An owner whose process was killed closes its pipe, too, and may need the home for the next one.
            is_orphan |= not is_kept or os.getppid() == owner
        elif os.getppid() != owner:
            is_orphan |= not is_kept
        elif not is_orphan:
            continue
        _signal(command.pid, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        while command.poll() is None and time.monotonic() < deadline:
            time.sleep(_TICK)
        break
    return is_orphan


def _noted(number: int, frame: object) -> None:
    """It wakes who waits."""


def _remove(folder: str) -> None:
    import shutil  # only here: it takes longer to load than all the rest

    shutil.rmtree(folder, ignore_errors=True)


def _adopt() -> bool:
    """Become the parent of what the command has started, once that has no other; where Python has no ctypes, do not."""
    return _prctl(_SET_CHILD_SUBREAPER, 1)


def _obey() -> None:
    """Where this is root, start commands that are not above permissions: a file that is lent to one is an object, and a
    pod could only read it."""
    if os.geteuid() == 0:
        _prctl(_CAPBSET_DROP, _CAP_DAC_OVERRIDE)


def _prctl(option: int, value: int) -> bool:
    """Whether it was done: Linux has it, where Python has ctypes."""
    if sys.platform == "linux":
        with contextlib.suppress(ImportError):
            import ctypes

            return bool(ctypes.CDLL(None).prctl(option, value, 0, 0, 0) == 0)
    return False


def _adopted() -> list[int]:
    """Children of this process: none but adopted ones, once the command has ended."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as children:
            return [int(pid) for pid in children.read().split()]
    except OSError:
        return []  # where the system has no such file nothing is adopted


def _end_adopted() -> None:
    """End them; their own children are adopted then."""
    while pids := _adopted():
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)


def _reap(command: int) -> None:
    """Forget adopted children that have ended; the command is waited for elsewhere."""
    if sys.platform != "linux":
        return
    while (found := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)) and found.si_pid != command:
        os.waitpid(found.si_pid, 0)


def _signal(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, number)


if __name__ == "__main__":
    sys.exit(main())
