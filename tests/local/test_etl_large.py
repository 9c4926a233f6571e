"""Objects that do not fit into memory go through targets in constant memory, whichever way they take."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl import Client, Etl
from aistore_hl.local import LocalCluster
from aistore_hl.local.process import ClusterProcess
from tests.local.http import ask

ROOM = 32 << 20
"""Bytes by which a cluster may grow."""

SERVERS = dedent("""
    from aistore_hl.etlserver import HTTPMultiThreadedServer

    class Whole(HTTPMultiThreadedServer):
        def transform(self, data, path, etl_args):
            return data.swapcase()

    class Flip(HTTPMultiThreadedServer):
        def transform_stream(self, reader, path, etl_args):
            while piece := reader.read(1 << 20):
                yield piece.swapcase()
""")

PIPELINES = ("pipeline", "whole")
"""The second stage streams as the first does, or takes all before it answers."""
WAYS = ("inline", "pull", *PIPELINES, "answered", "put", "copy")


def highest(pid: int) -> int:
    """The most memory that a process had."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return next(int(line.split()[1]) << 10 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterProcess]:
    """Two targets that store on disk, in a process of their own."""
    folder = tmp_path_factory.mktemp("large")
    (folder / "flip.py").write_text(SERVERS)
    images = {
        name: ["{python}", "-m", "aistore_hl.etlserver", f"{folder / 'flip.py'}:{name.title()}"]
        for name in ("flip", "whole")
    }
    with contextlib.closing(LocalCluster.process(2, dir=folder / "kept", etl_images=images)) as cluster:
        yield cluster


def elsewhere(cluster: ClusterProcess, name: str) -> str:
    """What is put before a name so that the result belongs to the other target."""
    owner = ask(cluster.endpoint, "GET", f"/v1/objects/large/{name}").leads_to
    prefixes = (f"{number}/" for number in range(100))
    return next(
        each for each in prefixes if owner != ask(cluster.endpoint, "GET", f"/v1/objects/made/{each}{name}").leads_to
    )


def grown(cluster: ClusterProcess, way: str, size: int) -> tuple[int, str]:
    """How much the cluster grows with an object of that size, and the checksum of what was made of it."""
    with Client(cluster.endpoint) as client, contextlib.ExitStack() as running:
        for name in ("large", "made"):
            client.bucket(name).create(exist_ok=True)

        def begin(name: str, image: str) -> Etl:
            communication = "hpull" if way == "pull" else "hpush"
            etl = client.etl(name)
            etl.init(image, communication=communication, direct_put=way != "answered", object_timeout=300)  # type: ignore[arg-type]
            return running.enter_context(etl)

        big = result = client.bucket("large").object(way)
        big.put(b"a" * (1 << 20) for _ in range(size >> 20))
        etl = begin("up-flip", "flip")
        pipeline = etl >> begin("up-back", "flip" if way == "pipeline" else way) if way in PIPELINES else etl
        before = highest(cluster.pid)
        if way in ("answered", "put"):
            prepend = elsewhere(cluster, way)
            value = {"id": etl.name, "prefix": way, "prepend": prepend}
            answer = ask(
                cluster.endpoint,
                "POST",
                "/v1/buckets/large?bck_to=ais/@%23/made/",
                {"action": "etl-bck", "value": value},
            )
            client.job(answer.content.decode(), kind="etl-bck").wait(timeout=300)
            result = client.bucket("made").object(prepend + way)
        elif way == "copy":
            result = client.bucket("made").object(way)
            big.copy_to(result, etl=etl)
        hashed = hashlib.md5(usedforsecurity=False)
        with big.get(etl=pipeline) if result is big else result.get() as reader:
            for piece in reader:
                hashed.update(piece)
        after = highest(cluster.pid)
        big.delete()
        return after - before, hashed.hexdigest()


def checksum(size: int, letter: bytes) -> str:
    """Of that letter, so many times."""
    hashed = hashlib.md5(usedforsecurity=False)
    for _ in range(size >> 20):
        hashed.update(letter * (1 << 20))
    return hashed.hexdigest()


def test_a_large_object_is_transformed_in_constant_memory(cluster: ClusterProcess) -> None:
    """One that is larger than what the cluster may grow by."""
    growth, found = grown(cluster, "inline", 48 << 20)

    assert checksum(48 << 20, b"A") == found
    assert growth < ROOM


@pytest.mark.stress
@pytest.mark.parametrize("way", WAYS)
def test_a_gibibyte_is_transformed_in_constant_memory(cluster: ClusterProcess, way: str) -> None:
    """Inline by push, by pull and through two stages, and as a job whose results are answered, or put by themselves."""
    growth, found = grown(cluster, way, 1 << 30)

    assert checksum(1 << 30, b"a" if way in PIPELINES else b"A") == found
    assert growth < ROOM
