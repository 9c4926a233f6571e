"""Many servers, each in a process of its own, for one start of Python: `python -m tests.etlserver.host JSON`.

A list of `{kind, shape, log, env}`; each process says in its log where it listens, and all end with this one.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import traceback
from typing import Any

from tests.etlserver.transformers import make


def child(wanted: dict[str, Any]) -> None:
    """Serve until told to stop."""
    log = os.open(wanted["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.write(log, f"pid {os.getpid()}\n".encode())
    os.environ.update(wanted["env"])
    make(wanted["kind"], wanted["shape"]).start(**wanted.get("start", {}))


def main() -> None:
    """Fork the servers, and wait until they end."""
    pids: dict[int, str] = {}
    for wanted in json.loads(sys.argv[1]):
        pid = os.fork()
        if not pid:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            code = 1
            try:
                child(wanted)
                code = 0
            except BaseException:  # noqa: BLE001 - said in the log of the child, which ends with it
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(code)
        pids[pid] = wanted["log"]
    signal.signal(signal.SIGTERM, lambda *_: [os.kill(pid, signal.SIGTERM) for pid in pids])
    failed = []
    while pids:
        pid, status = os.wait()
        log = pids.pop(pid)
        code = os.waitstatus_to_exitcode(status)
        with open(f"{log}.code.new", "w") as file:
            file.write(str(code))
        os.replace(file.name, f"{log}.code")  # whoever waits for it reads it at once
        if code:
            failed.append(f"{log}: {code}")
    if failed:
        sys.exit("\n".join(failed))


if __name__ == "__main__":
    main()
