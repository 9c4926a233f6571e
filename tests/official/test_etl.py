"""NVIDIA's client and servers of transformers, and ours, in every pairing, on a local cluster of two targets.

A server stands beside each target; `hpush`, `hpull` and `ws` are how that talks to it. What NVIDIA's servers cannot do
has a test that says so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any, Protocol

import aistore.sdk as official
import pytest
from aistore.sdk.errors import AISError
from aistore.sdk.etl import ETLConfig
from aistore.sdk.retry_config import RetryConfig
from attrs import define, field, frozen
from tenacity import Retrying, stop_after_attempt
from urllib3 import Retry

import aistore_hl
from aistore_hl import LocalCluster, errors

SCRIPT = Path(__file__).with_name("transformers.py")
PATIENCE = 30
NAMES = [f"texts/{number:02}.txt" for number in range(12)]
"""Enough that each of two targets has some whose results belong to the other."""

KINDS = ("threaded", "flask", "fastapi")
SERVERS = [f"{whose}-{kind}" for whose, kind in product(("theirs", "ours"), KINDS)]
LOADED = [
    (server, way) for server in SERVERS for way in ("hpush", "hpull", "ws") if way != "ws" or server.endswith("fastapi")
]
SHORT = {("theirs-threaded", "hpush")}
"""What the short run holds of it."""


class Driver(Protocol):
    """What both clients do, each in its own words."""

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes: ...
    def copy(self, bucket: str, name: str, etl: str, to: str) -> None: ...
    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None: ...
    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None: ...


@frozen
class Theirs:
    """NVIDIA's client."""

    client: official.Client
    error = AISError

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes:
        found = self.client.bucket(bucket).object(name)
        return bytes(found.get_reader(etl=ETLConfig(self._piped(etls), arguments)).read_all())

    def copy(self, bucket: str, name: str, etl: str, to: str) -> None:
        buckets = self.client.bucket(bucket), self.client.bucket(to)
        buckets[0].object(name).copy(buckets[1].object(name), etl=ETLConfig(etl))

    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None:
        first, *rest = etls
        job = self.client.bucket(bucket).transform(
            etl_name=first, to_bck=self.client.bucket(to), etl_pipeline=rest or None, **options
        )
        assert self.client.job(job).wait(timeout=PATIENCE, verbose=False).success

    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None:
        first, *rest = etls
        group = self.client.bucket(bucket).objects(obj_names=list(names))
        job = group.transform(self.client.bucket(to), etl_name=first, etl_pipeline=rest or None)
        assert self.client.job(job).wait(timeout=PATIENCE, verbose=False).success

    def _piped(self, etls: Sequence[str]) -> Any:
        first, *rest = (self.client.etl(name) for name in etls)
        for each in rest:
            first = first >> each
        return first


@frozen
class Ours:
    """Our client."""

    client: aistore_hl.Client
    error = errors.AisError

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes:
        found = self.client.bucket(bucket).object(name)
        return found.get(etl=self._piped(etls), etl_args=arguments).read_all()

    def copy(self, bucket: str, name: str, etl: str, to: str) -> None:
        self.client.bucket(bucket).object(name).copy_to(self.client.bucket(to).object(name), etl=etl)

    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None:
        self.client.bucket(bucket).transform(self._piped(etls), self.client.bucket(to), **options).wait(
            timeout=PATIENCE
        )

    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None:
        job = self.client.bucket(bucket).objects(names).transform(self._piped(etls), self.client.bucket(to))
        job.wait(timeout=PATIENCE)

    def _piped(self, etls: Sequence[str]) -> Any:
        first, *rest = (self.client.etl(name) for name in etls)
        piped: Any = first
        for each in rest:
            piped = piped >> each
        return piped


@define
class Scene:
    """A cluster that knows all six servers as images."""

    cluster: LocalCluster
    theirs: Theirs
    ours: Ours
    _started: dict[tuple[str, str], str] = field(factory=dict)
    _buckets: int = 0

    def driver(self, whose: str) -> Theirs | Ours:
        return self.theirs if whose == "theirs" else self.ours

    def hasty(self) -> Theirs:
        """NVIDIA's client, which asks once."""
        once = RetryConfig(Retry(0, raise_on_status=False), Retrying(stop=stop_after_attempt(1), reraise=True))
        return Theirs(official.Client(self.cluster.endpoint, retry_config=once))

    def etl(self, server: str, way: str) -> str:
        """The name of an ETL on such a server, started the first time by NVIDIA's client."""
        key = (server, way)
        if key not in self._started:
            name = f"{server}-{way}"
            self.theirs.client.etl(name).init(image=f"servers/{server}", comm_type=way, direct_put=True)
            self._started[key] = name
        return self._started[key]

    def bucket(self, *, filled: bool = False) -> str:
        """A new bucket; with texts by `NAMES`, where that is asked for."""
        self._buckets += 1
        name = f"bucket-{self._buckets}"
        bucket = self.ours.client.bucket(name).create()
        if filled:
            bucket.put_many({each: f"text of {each}".encode() for each in NAMES})
        return name

    def contents(self, bucket: str) -> dict[str, bytes]:
        """All that is in one."""
        found = self.ours.client.bucket(bucket)
        return {entry.name: found.object(entry.name).get().read_all() for entry in found.list_objects()}


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    images = {f"servers/{server}": [sys.executable, str(SCRIPT), *server.split("-")] for server in SERVERS}
    with LocalCluster(targets=2, etl_images=images) as cluster, aistore_hl.Client(cluster.endpoint) as client:
        yield Scene(cluster, Theirs(official.Client(cluster.endpoint)), Ours(client))


def matrix(*ways: str, servers: Sequence[str] = SERVERS) -> Callable[..., Any]:
    """A test for each client, server and way of talking to it."""
    rows = [
        pytest.param(
            client,
            server,
            way,
            id=f"client {client}, server {server}, {way}",
            marks=() if (server, way) in SHORT else pytest.mark.stress,
        )
        for client, (server, way) in product(("theirs", "ours"), LOADED)
        if way in ways and server in servers
    ]
    return pytest.mark.parametrize(("client", "server", "way"), rows)


def expected(prefix: str = "", ext: tuple[str, str] = ("", "")) -> dict[str, bytes]:
    """What becomes of the texts."""
    return {prefix + name.replace(*ext): f"text of {name}".upper().encode() for name in NAMES}


@matrix("hpush", "hpull", "ws")
def test_object_is_read_through_it(scene: Scene, client: str, server: str, way: str) -> None:
    """Inline, with arguments as text, as a dict, and without."""
    driver, etl, bucket = scene.driver(client), scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("a/b c").put(b"text")

    assert b"TEXT" == driver.get(bucket, "a/b c", [etl])
    assert b"TEXTx=1 & 2%" == driver.get(bucket, "a/b c", [etl], "x=1 & 2%")
    assert b'TEXT{"k":1}' == driver.get(bucket, "a/b c", [etl], {"k": 1}).replace(b" ", b"")


@matrix("hpush", "hpull", "ws")
def test_empty_object_stays_empty(scene: Scene, client: str, server: str, way: str) -> None:
    """It is content, and no lack of it."""
    driver, etl, bucket = scene.driver(client), scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("empty").put(b"")

    assert b"" == driver.get(bucket, "empty", [etl])


@matrix("hpush", "hpull", "ws")
def test_failure_is_told_to_who_reads(scene: Scene, client: str, server: str, way: str) -> None:
    """As an error of that client: of NVIDIA's only where it is told not to try for a minute, as it does by itself."""
    etl, bucket = scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("bad").put(b"fail")
    driver = scene.hasty() if client == "theirs" else scene.ours

    with pytest.raises((driver.error, OSError)):
        driver.get(bucket, "bad", [etl])


@matrix("hpush", "hpull", "ws")
def test_object_is_copied_through_it(scene: Scene, client: str, server: str, way: str) -> None:
    """Into another bucket, by one request."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(), scene.bucket()
    scene.ours.client.bucket(bucket).object("text").put(b"text")
    driver.copy(bucket, "text", etl, to)

    assert {"text": b"TEXT"} == scene.contents(to)


@matrix("hpush", "hpull", "ws")
def test_bucket_is_transformed_by_a_job(scene: Scene, client: str, server: str, way: str) -> None:
    """Every object, put directly where it belongs."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [etl], prepend="made/")

    assert expected("made/") == scene.contents(to)


@pytest.mark.stress
@matrix("hpush", "hpull", "ws")
def test_group_is_transformed_by_a_job(scene: Scene, client: str, server: str, way: str) -> None:
    """The objects that are named, and no others."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    driver.transform_group(bucket, NAMES[:5], to, [etl])

    assert {name: expected()[name] for name in NAMES[:5]} == scene.contents(to)


@matrix("hpush", "ws")
def test_it_is_the_first_stage_of_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """Before one of the other make: both do their work, on the way to a reader and in a job."""
    driver, first = scene.driver(client), scene.etl(server, way)
    second = scene.etl("ours-threaded" if server.startswith("theirs") else "theirs-threaded", "hpush")
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [first, second])

    assert expected() == scene.contents(to)
    if way == "hpush":
        assert b"TEXT OF TEXTS/07.TXT+" + b"+" == driver.get(bucket, NAMES[7], [first, second], "+")


@matrix("hpush")
def test_it_is_the_last_stage_of_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """Behind one of the other make."""
    driver, last = scene.driver(client), scene.etl(server, way)
    first = scene.etl("ours-threaded" if server.startswith("theirs") else "theirs-threaded", "hpush")
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [first, last])

    assert expected() == scene.contents(to)
    assert b"TEXT OF TEXTS/07.TXT!!" == driver.get(bucket, NAMES[7], [first, last], "!")
