"""A cluster on disk that is killed while it works, and what must be there when it is started again."""

from __future__ import annotations

import hashlib
import json
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPException
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Final

import xxhash
from attrs import define, evolve, field, frozen

from tests.local.http import Answer, ask, follow

ROOT: Final = Path(__file__).parents[3]
BUCKET: Final = "kept"


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A cluster on the folder in a process of its own, and its endpoint; killed in the end, if it still runs."""
    with subprocess.Popen(
        _command(folder, *options), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line and process.poll() is None:
                process.wait(10)
            assert line, process.stderr.read() if process.stderr else ""
            yield process, line.strip().removeprefix("export AIS_ENDPOINT=")
        finally:
            process.kill()
            process.communicate()


def _command(folder: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "aistore_hl.local", "--die-with-parent", "--dir", str(folder), *options]


@frozen
class Thing:
    """An object as far as it must not be mixed with another version."""

    digest: str
    size: int
    custom: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, content: bytes, custom: Mapping[str, str]) -> Thing:
        """An object of that content."""
        return cls(hashlib.sha256(content).hexdigest(), len(content), tuple(sorted(custom.items())))


@frozen
class Pail:
    """A bucket of a worker's own, and what is in it."""

    features: str
    thing: Thing | None = None


World = dict[str, Thing | Pail]


@define(eq=False)
class Worker:
    """Changes names of its own, one after the other, and knows what was acknowledged and what is under way."""

    number: int
    random: Random
    known: World = field(factory=dict)
    maybe: World | None = None
    """What there is if the change under way was made."""
    done: int = 0

    def work(self, endpoint: str, stopped: Event) -> None:
        """Until the cluster is gone."""
        changes: list[Callable[[str], World | None]] = [
            self._put, self._put, self._delete, self._rename, self._copy, self._patch, self._bucket, self._bucket,
        ]  # fmt: skip
        while not stopped.is_set():
            try:
                made = self.random.choice(changes)(endpoint)
            except (OSError, HTTPException):
                return  # killed: what was under way may have been done or not
            if made is not None:
                self.known, self.maybe = made, None
                self.done += 1

    def found(self, endpoint: str) -> World:
        """What there is now of what is its own."""
        names = [*(f"w{self.number}/n{each}" for each in range(5))]
        there: dict[str, Thing | Pail | None] = {name: _thing(endpoint, BUCKET, name) for name in names}
        for each in range(2):
            bucket = f"w{self.number}-b{each}"
            answer = ask(endpoint, "HEAD", f"/v1/buckets/{bucket}")
            if answer.status == 200:
                features = json.loads(answer.header("Ais-Bucket-Props") or "")["features"]
                there[bucket] = Pail(features, _thing(endpoint, bucket, "o"))
        return {name: each for name, each in there.items() if each is not None}

    def settle(self, found: World) -> None:
        """Hold what was found against what may be, and go on from it."""
        assert found in (self.known, self.maybe), (found, self.known, self.maybe)
        self.known, self.maybe = found, None

    def _name(self) -> str:
        return f"w{self.number}/n{self.random.randrange(5)}"

    def _held(self) -> list[str]:
        return [name for name, each in self.known.items() if isinstance(each, Thing)]

    def _content(self) -> bytes:
        seed = self.random.randbytes(16)
        return seed * self.random.choice((0, 1, 50, 50, 5_000, 90_000))

    def _put(self, endpoint: str) -> World | None:
        name, content, pair = self._name(), self._content(), (f"k{self.random.randrange(3)}", str(self.random.random()))
        old = self.known.get(name)
        custom = dict(old.custom) if isinstance(old, Thing) else {}
        made = Thing.of(content, {**custom, pair[0]: pair[1]})
        self.maybe = {**self.known, name: made}
        answer = follow(endpoint, "PUT", f"/v1/objects/{BUCKET}/{name}", content, [("Ais-Custom-Md", "=".join(pair))])
        return self._checked(answer)

    def _delete(self, endpoint: str) -> World | None:
        if not self._held():
            return None
        name = self.random.choice(self._held())
        self.maybe = {each: thing for each, thing in self.known.items() if each != name}
        return self._checked(follow(endpoint, "DELETE", f"/v1/objects/{BUCKET}/{name}"))

    def _rename(self, endpoint: str) -> World | None:
        new = self._name()
        olds = [name for name in self._held() if name != new]
        if not olds:
            return None
        old = self.random.choice(olds)
        moved = {**self.known, new: self.known[old]}
        del moved[old]
        self.maybe = moved
        return self._checked(
            follow(endpoint, "POST", f"/v1/objects/{BUCKET}/{old}", {"action": "rename-obj", "name": new})
        )

    def _copy(self, endpoint: str) -> World | None:
        if not self._held():
            return None
        old, new = self.random.choice(self._held()), self._name()
        self.maybe = {**self.known, new: self.known[old]}
        target = f"/v1/objects/{BUCKET}/{old}?object_to=ais/@%23/{BUCKET}/{new}"
        answer = ask(endpoint, "PUT", target)
        if answer.status == 307:
            parts = answer.location.removeprefix(answer.leads_to)
            answer = ask(answer.leads_to, "PUT", parts)
        return self._checked(answer)

    def _patch(self, endpoint: str) -> World | None:
        if not self._held():
            return None
        name = self.random.choice(self._held())
        thing = self.known[name]
        assert isinstance(thing, Thing)
        value = {"patched": str(self.random.random())}
        self.maybe = {**self.known, name: evolve(thing, custom=tuple(sorted({**dict(thing.custom), **value}.items())))}
        return self._checked(
            follow(endpoint, "PATCH", f"/v1/objects/{BUCKET}/{name}", {"action": "", "name": "", "value": value})
        )

    def _bucket(self, endpoint: str) -> World | None:
        """Make a bucket, change it, put into it, destroy it."""
        bucket = f"w{self.number}-b{self.random.randrange(2)}"
        pail, path = self.known.get(bucket), f"/v1/buckets/{bucket}"
        if not isinstance(pail, Pail):
            self.maybe = {**self.known, bucket: Pail("0")}
            return self._checked(ask(endpoint, "POST", path, {"action": "create-bck"}))
        kind = self.random.randrange(3)
        if kind == 0:
            features = str(1 + int(pail.features) % 7)
            self.maybe = {**self.known, bucket: evolve(pail, features=features)}
            message = {"action": "set-bprops", "value": {"features": features}}
            return self._checked(ask(endpoint, "PATCH", path, message))
        if kind == 1:
            content = self._content()
            self.maybe = {**self.known, bucket: evolve(pail, thing=Thing.of(content, {}))}
            return self._checked(follow(endpoint, "PUT", f"/v1/objects/{bucket}/o", content))
        self.maybe = {name: each for name, each in self.known.items() if name != bucket}
        return self._checked(ask(endpoint, "DELETE", path, {"action": "destroy-bck"}))

    def _checked(self, answer: Answer) -> World:
        assert answer.status == 200, answer
        assert self.maybe is not None
        return self.maybe


def _thing(endpoint: str, bucket: str, name: str) -> Thing | None:
    """An object as it is read; what GET and HEAD tell of it must be one version."""
    answer = follow(endpoint, "GET", f"/v1/objects/{bucket}/{name}")
    if answer.status == 404:
        return None
    assert answer.status == 200, answer
    head = follow(endpoint, "HEAD", f"/v1/objects/{bucket}/{name}")
    for field_name in ("Ais-Checksum-Value", "Ais-Version", "Content-Length"):
        assert answer.header(field_name) == head.header(field_name)
    assert xxhash.xxh64(answer.content).hexdigest() == answer.header("Ais-Checksum-Value")
    return Thing.of(answer.content, dict(each.split("=", 1) for each in answer.headers("Ais-Custom-Md")))


def loose_files(folder: Path) -> tuple[set[str], set[str]]:
    """Files that no object has, and files that objects have and that are not there; of a cluster at rest."""
    with closing(sqlite3.connect(folder / "cluster.sqlite")) as connection:
        rows = connection.execute("SELECT digest, generation FROM objects").fetchall()
    wanted = {f"{digest.hex()}.{generation:x}" for digest, generation in rows}
    there = {path.name for path in (folder / "objects").glob("*/*")} | {
        path.name for path in (folder / "incoming").iterdir()
    }
    return there - wanted, wanted - there


class Victim:
    """A folder, and workers who go on with it from one life of its cluster to the next."""

    def __init__(self, folder: Path, seed: int, *options: str) -> None:
        self._folder = folder
        self._random = Random(seed)
        self._options = options
        self.workers = [Worker(number, Random(self._random.random())) for number in range(4)]
        with serving(folder, *options) as (_, endpoint):
            assert 200 == ask(endpoint, "POST", f"/v1/buckets/{BUCKET}", {"action": "create-bck"}).status

    def live_and_die(self) -> None:
        """One life: start, look whether all is as it must be, work, be killed at any instant."""
        with serving(self._folder, *self._options) as (process, endpoint):
            assert (set(), set()) == loose_files(self._folder)
            for worker in self.workers:
                worker.settle(worker.found(endpoint))
            assert self._listed(endpoint) == {name for each in self.workers for name in each.known if "/" in name}
            stopped = Event()
            threads = [Thread(target=worker.work, args=(endpoint, stopped)) for worker in self.workers]
            for thread in threads:
                thread.start()
            stopped.wait(self._random.uniform(0.0, 0.25))
            process.send_signal(signal.SIGKILL)
            stopped.set()
            for thread in threads:
                thread.join()

    def die_young(self) -> None:
        """A life that ends while it starts, or before anything was asked of it."""
        with subprocess.Popen(_command(self._folder, *self._options), cwd=ROOT, stdout=subprocess.DEVNULL) as process:
            Event().wait(self._random.uniform(0.1, 0.6))
            process.kill()

    def _listed(self, endpoint: str) -> set[str]:
        answer = ask(endpoint, "GET", f"/v1/buckets/{BUCKET}", {"action": "list", "value": {}})
        return {entry["name"] for entry in answer.document["entries"] or ()}
