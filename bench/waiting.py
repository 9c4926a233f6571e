"""How late a wait for a job returns, after the end that a poller of 5 ms sees; beside aistore 2.0.0.

    python bench/waiting.py http://localhost:8080 [--rounds 9] [--slow 3] [--write PAGE]

The kinds: a group deleted (milliseconds), a bucket copied (13 s on AIS 5.0) and a group copied, which only goes idle.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

import page
from aistore import Client as Official

from aistore_hl import Client, Job
from aistore_hl.errors import NotFound

NAMES = [f"o{number:03}" for number in range(100)]
_PREFACE = """# Measured: waiting for a job

{source}
Milliseconds from the end of a job, as another client sees it that asks every 5 ms, to the return of the wait.
A kind that idles has no end: what counts is its first snapshot that says so.
Nobody waits for what is over before the first look: hence aistore's p50 of a job that takes milliseconds.

"""


class Watcher:
    """Sees when a job is over, from another thread with a client of its own."""

    def __init__(self, endpoint: str, job: Job) -> None:
        self.ended = 0.0
        self._endpoint = endpoint
        self._job = job
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def join(self) -> float:
        self._thread.join()
        return self.ended

    def _run(self) -> None:
        with Client(self._endpoint) as client:
            job = client.job(self._job.id, kind=self._job.kind)
            while not self._is_over(job):
                time.sleep(0.005)
        self.ended = time.perf_counter()

    @staticmethod
    def _is_over(job: Job) -> bool:
        try:
            return job.status().is_finished
        except NotFound:
            found = [each for snaps in job.snapshots().values() for each in snaps]
            return bool(found) and all(each.is_done for each in found)


def lateness(endpoint: str, start: Callable[[Client], Job], wait: Callable[[Client, Job], object]) -> float:
    """Seconds from the end of a job to the return of the wait for it."""
    with Client(endpoint) as client:
        job = start(client)
        watcher = Watcher(endpoint, job)
        wait(client, job)
        returned = time.perf_counter()
        return returned - watcher.join()


def main() -> None:
    options = argparse.ArgumentParser(description="how late a wait returns")
    options.add_argument("endpoint")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--slow", type=int, default=3, help="rounds of what takes seconds")
    options.add_argument("--write", type=Path, help="a page in docs to write")
    given = options.parse_args()
    official = Official(given.endpoint)
    stem = f"ais-hl-bench-{secrets.token_hex(4)}"

    def deleted(client: Client) -> Job:
        bucket = client.bucket(stem)
        for name in NAMES:
            bucket.object(name).put(name.encode())
        return bucket.objects(NAMES).delete(missing_ok=True).jobs[0]

    def copied(client: Client) -> Job:
        bucket = client.bucket(stem)
        bucket.object("o").put(b"o")
        return bucket.copy_to(client.bucket(f"{stem}-{secrets.token_hex(3)}"))

    def group_copied(client: Client) -> Job:
        bucket = client.bucket(stem)
        bucket.object("o").put(b"o")
        job = bucket.objects(["o"]).copy_to(client.bucket(f"{stem}-{secrets.token_hex(3)}")).jobs[0]
        return client.job(job.id, kind=job.kind)

    kinds = {"delete-listrange": (deleted, given.rounds), "copy-bck": (copied, given.slow)}
    kinds["copy-listrange (idles)"] = (group_copied, given.slow)
    waits: dict[str, Callable[[Client, Job], object]] = {
        "aistore-hl": lambda _, job: job.wait(timeout=120),
        "aistore 2.0.0": lambda _, job: official.job(job.id, job.kind).wait(timeout=120),
    }
    with Client(given.endpoint) as client:
        client.bucket(stem).create()
        try:
            rows = []
            for kind, (start, rounds) in kinds.items():
                for name, wait in waits.items():
                    late = [lateness(given.endpoint, start, wait) * 1e3 for _ in range(rounds)]
                    rows.append(
                        (f"{kind}, {name}", str(rounds), f"{statistics.median(late):,.0f}", f"{max(late):,.0f}")
                    )
                    print(*rows[-1], flush=True)
        finally:
            for bucket in client.cluster().list_buckets():
                if bucket.name.startswith(stem):
                    bucket.delete(missing_ok=True)
    if given.write:
        text = page.table(("", "rounds", "p50, ms", "worst, ms"), rows)
        given.write.write_text(_PREFACE.format(source=page.source("waiting.py", page.AIS, "one at a time")) + text)


if __name__ == "__main__":
    main()
