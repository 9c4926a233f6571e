"""A cluster in a process of its own: its life and its memory are nobody else's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest
from attrs import frozen

from tests.local.http import ask, follow


@frozen
class Victim:
    """The cluster that is abused, with a bucket `b` and an object `there` in it."""

    process: psutil.Process
    endpoint: str
    target: str
    """The origin of the target that holds the object."""

    @property
    def is_alive(self) -> bool:
        """Whether its process runs, and both nodes answer."""
        answers = [ask(origin, "GET", "/v1/health").status for origin in (self.endpoint, self.target)]
        return bool(self.process.is_running()) and answers == [200, 200]

    @property
    def memory(self) -> int:
        """Bytes that it has in memory."""
        return int(self.process.memory_info().rss)

    def renew(self) -> None:
        """Put back what abuse may have changed."""
        ask(self.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        ask(self.endpoint, "PATCH", "/v1/buckets/b", {"action": "reset-bprops"})
        assert 200 == follow(self.endpoint, "PUT", "/v1/objects/b/there", b"0123456789").status


@pytest.fixture(scope="module")
def victim() -> Iterator[Victim]:
    with running() as victim:
        yield victim


@contextmanager
def running(*options: str) -> Iterator[Victim]:
    """A cluster that is started with more options."""
    command = [sys.executable, "-m", "aistore_hl.local", "--die-with-parent", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        endpoint = process.stdout.readline().removeprefix("export AIS_ENDPOINT=").strip()
        try:
            ask(endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
            target = ask(endpoint, "PUT", "/v1/objects/b/there", b"").leads_to
            victim = Victim(psutil.Process(process.pid), endpoint, target)
            victim.renew()
            yield victim
        finally:
            process.terminate()
            process.wait(30)
