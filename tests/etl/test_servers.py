"""What servers for transformers do beside the targets of a local cluster: files, pieces, results that they store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.etlserver import FastAPIServer, HTTPMultiThreadedServer

COUNT = 12


class Whole(HTTPMultiThreadedServer):
    """Capitals, of all content at once."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data.upper()


class Pieces(HTTPMultiThreadedServer):
    """Capitals, piece by piece: what was read is gone."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        while piece := reader.read(1 << 16):
            yield piece.upper()


class Prepared(FastAPIServer):
    """Capitals with what was prepared once."""

    def setup(self) -> None:
        self.mark = b"prepared "

    async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return self.mark + data.upper()


class ByPath(HTTPMultiThreadedServer):
    """Where its content is, and how much that is."""

    def transform(self, data: Any, path: str, etl_args: str) -> bytes:
        with open(data, "rb") as file:
            return f"{type(data).__name__} {path} {len(file.read())}".encode()


@pytest.fixture
def client(stage: LocalCluster) -> Iterator[Client]:
    with Client(stage.endpoint) as client:
        yield client
    stage.faults.clear()


@pytest.fixture
def bucket(client: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """Some objects, of which some results belong to another target than their sources."""
    bucket = client.bucket(bucket_name()).create()
    bucket.put_many((f"o{number}", b"content " * 20_000) for number in range(COUNT))
    yield bucket
    bucket.delete()


@pytest.mark.parametrize("cls", [Whole, pytest.param(Pieces, marks=pytest.mark.stress)], ids=["whole", "pieces"])
def test_a_direct_put_that_breaks_is_made_again(
    stage: LocalCluster, client: Client, bucket: Bucket, cls: type[HTTPMultiThreadedServer]
) -> None:
    """By the server where it has the content still, else by the target, which is told to send the object again."""
    results = client.bucket(f"{bucket.name}-to")
    with client.etl("direct-etl") as etl:
        etl.init_class(cls, env={"AIS_DIRECT_PUT_PAUSE_MS": "10"})
        stage.seen.clear()
        broken = stage.faults.once("PUT *?owt", side="target", lose_answer=True)
        done = bucket.transform(etl, results, prepend="a-").wait(timeout=30)
    puts = [each for each in stage.seen.arrivals("PUT") if each.side == "target" and "/etl/_object/" in each.target]
    found = {entry.name: results.object(entry.name).get().read_all() for entry in results.list_objects()}
    results.delete()

    assert 1 == broken.hits
    assert len(puts) > len({each.target.partition("?")[0] for each in puts}) > 0
    assert (COUNT, {f"a-o{number}": b"CONTENT " * 20_000 for number in range(COUNT)}) == (done.done, found)


@pytest.mark.stress
def test_a_stage_over_a_websocket_is_set_up_once(client: Client, bucket: Bucket) -> None:
    """The asynchronous server: read inline, and by a job that it stores the results of."""
    results = client.bucket(f"{bucket.name}-to")
    with client.etl("socket-etl") as etl:
        etl.init_class(Prepared, communication="ws")
        read = bucket.object("o1").get(etl=etl).read_all()
        done = bucket.objects(["o1", "o2"]).transform(etl, results).wait(timeout=30)
    found = {entry.name: results.object(entry.name).get().read_all() for entry in results.list_objects()}
    results.delete()

    expected = b"prepared " + b"CONTENT " * 20_000
    assert (expected, 2, {"o1": expected, "o2": expected}) == (read, done.done, found)


@pytest.mark.parametrize("communication", ["hpush", pytest.param("hpull", marks=pytest.mark.stress)])
def test_a_transform_that_takes_paths_gets_files_of_the_target(tmp_path: Path, communication: Any) -> None:
    """Where the cluster stores on disk; a name as each way sends it."""
    sent = {"hpush": "b/o", "hpull": "ais/@#/b/o"}
    with LocalCluster(targets=1, dir=tmp_path) as cluster, Client(cluster.endpoint) as client:
        client.bucket("b").create().object("o").put(b"content")
        etl = client.etl("path-etl")
        etl.init_class(ByPath, direct_file_access=True, communication=communication)
        read = client.bucket("b").object("o").get(etl=etl).read_all()

    assert f"str {sent[communication]} 7" == read.decode()
