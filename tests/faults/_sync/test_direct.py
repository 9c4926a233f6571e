# Written by codegen.py from tests/faults/_async/test_direct.py; do not edit.
"""Reads that go to the target itself: by the map, and by way of the proxy where that fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap

from aistore_hl import Bucket, Client, LocalCluster, errors
from aistore_hl.types import BlobDownload, Checksum

pytestmark = pytest.mark.anyio

SIZE = 1_000_000


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


@pytest.fixture
def direct(cluster: LocalCluster, bucket: Bucket) -> Iterator[Bucket]:
    """The bucket by a client that reads directly."""
    with Client(cluster.endpoint, direct=True) as client:
        yield client.bucket(bucket.name)


def asked(cluster: LocalCluster) -> tuple[int, int]:
    """GETs of objects that reached the proxy, and a target."""
    proxy = [each for each in cluster.proxy.seen.arrivals("GET") if "/v1/objects/" in each.target]
    return len(proxy), len(cluster.targets.seen.arrivals("GET"))


def test_a_direct_read_passes_the_proxy_by(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """After the map was read, once."""
    names = [f"o{number}" for number in range(10)]
    for name in names:
        bucket.object(name).put(content[:1000])
    for name in names:
        assert content[:1000] == direct.object(name).get().read_all()

    assert (0, 10) == asked(cluster)


@pytest.mark.parametrize("status", [403, 404, 500])
def test_what_a_target_refuses_the_proxy_is_asked(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes, status: int
) -> None:
    """The object may have moved."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=status)

    assert content == direct.object("o").get().read_all()
    assert (1, 2) == asked(cluster)


def test_a_target_that_does_not_answer_is_passed_by(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """What broke is asked of the proxy."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=0, reset=True)

    assert content == direct.object("o").get().read_all()


def test_a_direct_read_that_breaks_goes_on_by_the_proxy(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes
) -> None:
    """From where it broke."""
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", cut=500_000)

    assert content == direct.object("o").get().read_all()
    assert (1, 2) == asked(cluster)


def test_objects_that_do_not_exist_make_the_map_be_doubted_once(
    cluster: LocalCluster, direct: Bucket
) -> None:
    """For as long as a map is believed, whichever way they are asked for."""
    for number in range(20):
        with pytest.raises(errors.ObjectNotFound):
            direct.object(f"o{number}").get()
    found = [type(item.error) for item in direct.get_many(map(str, range(20)), window=1, raise_errors=False)]
    looks = [each for each in cluster.proxy.seen.arrivals("GET") if "what=smap" in each.target]

    assert [errors.ObjectNotFound] * 20 == found
    assert 40 == asked(cluster)[0]
    assert len(looks) < 10


def test_a_parallel_read_asks_the_target_for_its_parts(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes, tmp_path: Path
) -> None:
    """Into memory and into a file; the client's setting, or the call's own word."""
    content *= 4
    bucket.object("o").put(content)
    assert content == direct.object("o").get_parallel(part_size=1 << 20)
    bucket.object("o").download(tmp_path / "o", workers=2, part_size=1 << 20, direct=True)

    assert content == (tmp_path / "o").read_bytes()
    assert (0, 8) == asked(cluster)
    direct.object("o").get_parallel(part_size=1 << 20, direct=False)
    assert (4, 12) == asked(cluster)


def test_a_download_and_a_file_ask_the_target(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes, tmp_path: Path
) -> None:
    """A file at every jump too."""
    bucket.object("o").put(content)
    direct.object("o").download(tmp_path / "o")
    with direct.object("o").open() as file:
        file.seek(SIZE - 100)
        assert content[-100:] == file.read()
        file.seek(0)
        assert content[:10] == file.read(10)
    with bucket.object("o").open("r", encoding="latin-1", direct=True) as text:
        assert content[:10].decode("latin-1").replace("\r\n", "\n")[:5] == text.read(5).replace("\r", "\n")

    assert content == (tmp_path / "o").read_bytes()
    assert 0 == asked(cluster)[0]


@pytest.mark.parametrize("status", [404, 500])
def test_a_part_that_a_target_refuses_comes_by_the_proxy(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket, content: bytes, status: int
) -> None:
    """The other parts are still asked of the target."""
    content *= 4
    bucket.object("o").put(content)
    cluster.faults.once("GET object", side="target", status=status)

    assert content == direct.object("o").get_parallel(part_size=1 << 20, workers=1)
    assert (1, 5) == asked(cluster)


def test_a_target_with_another_state_is_passed_by() -> None:
    """An object has moved, and its old place still has what it was before: what the proxy says counts."""
    states = {"old": Checksum.of("md5", [b"old"]).value, "new": Checksum.of("md5", [b"new"]).value}

    def of(state: str) -> Answer:
        fields = {"Ais-Checksum-Type": "md5", "Ais-Checksum-Value": states[state], "Ais-Version": "1", "Ais-Atime": "1"}
        return 200, fields, state.encode()

    with serving(lambda endpoint, request: of("old")) as target:

        def answered(endpoint: Endpoint, request: Request) -> Answer:
            return of("new") if "/objects/" in request.path else smap(endpoint, target.origin)

        with serving(answered) as proxy:
            with Client(proxy.origin, direct=True) as client:
                moved = client.bucket("b").object("o")

                assert b"old" == moved.get().read_all()
                assert b"new" == moved.get_parallel()
                with moved.open() as file:
                    assert b"new" == file.read()


def test_with_a_token_nothing_is_direct(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """Targets of such a cluster refuse; they are not asked."""
    bucket.object("o").put(content)
    with Client(cluster.endpoint, direct=True, token="t") as client:
        assert content == client.bucket(bucket.name).object("o").get().read_all()

    assert (1, 1) == asked(cluster)


def test_a_name_that_ais_makes_another_of_is_not_direct(
    cluster: LocalCluster, bucket: Bucket, direct: Bucket
) -> None:
    """Where it is only the proxy knows."""
    with pytest.raises(errors.NotFound):
        direct.object("/a").get()

    assert 0 < asked(cluster)[0]


def test_chunks_of_a_remote_object_are_asked_for(cluster: LocalCluster, bucket: Bucket) -> None:
    """In the words of AIS; what is not said, it decides."""
    bucket.object("o").put(b"content")
    with pytest.raises(errors.BadRequest, match="local"):
        bucket.object("o").get(blob=BlobDownload(chunk_size=1 << 20, workers=2))
    arrived = cluster.targets.seen.arrivals("GET")[0]
    names = ("ais-blob-download", "ais-blob-chunk", "ais-blob-workers", "ais-blob-threshold")

    assert ["true", "1048576", "2", None] == [arrived.header(name) for name in names]
