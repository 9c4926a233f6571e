"""The generated client against a cluster, in all flavours: the local one, or the real one of AIS_TEST_ENDPOINT."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from aistore_api.api.buckets import create_bucket, destroy_bucket, list_buckets, list_objects
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import delete_object, get_object, head_object, put_object
from aistore_api.errors import ApiError
from aistore_api.models import CreateBucketAction, DestroyBucketAction
from aistore_api.types import UNSET, Unset
from attrs import frozen

from aistore_hl.local import LocalCluster
from tests.generated.corpus import CONTROLS, NAMES
from tests.generated.faces import Face

MakeFace: TypeAlias = Callable[..., Face]

BIG = bytes(range(256)) * 4096 * 5 + b"tail"


@frozen
class Place:
    """A client of one flavour, and an empty bucket."""

    client: Face
    bucket: str

    def put(self, name: str, body: Any) -> Any:
        return self.client.call(put_object, self.bucket, name, body=body)

    def get(self, name: str) -> bytes:
        content: bytes = self.client.call(get_object, self.bucket, name)
        return content


def opened(client: Face, bucket: str) -> Iterator[Place]:
    client.call(create_bucket, bucket, body=CreateBucketAction())
    yield Place(client, bucket)
    client.call(destroy_bucket, bucket, body=DestroyBucketAction())


@pytest.fixture
def place(face: MakeFace, cluster: Any, bucket_name: Callable[[], str]) -> Iterator[Place]:
    """On the cluster that all tests share."""
    yield from opened(face(cluster.endpoint), bucket_name())


@pytest.fixture
def own(face: MakeFace, local: LocalCluster, bucket_name: Callable[[], str]) -> Iterator[Place]:
    """On a local cluster of the test's own."""
    yield from opened(face(local.endpoint, token="sesame"), bucket_name())


def test_json(place: Place) -> None:
    """Typed documents: the map, the buckets, a page of objects."""
    place.put("a/1", b"one")
    place.put("a/2", b"three")

    smap = place.client.call(get_smap)
    buckets = place.client.call(list_buckets)
    page = place.client.call(list_objects, place.bucket)

    assert 3 == len(smap.to_dict()["tmap"])
    assert place.bucket in [each.name for each in buckets]
    assert [("a/1", "3"), ("a/2", "5")] == [(entry.name, entry.size) for entry in page.entries]


BODIES: dict[str, tuple[Callable[[Face], Any], bytes]] = {
    "bytes": (lambda client: b"data", b"data"),
    "empty": (lambda client: b"", b""),
    "memoryview": (lambda client: memoryview(BIG), BIG),
    "buffer": (lambda client: io.BytesIO(BIG), BIG),
    "generator": (lambda client: client.generator([b"da", b"ta"]), b"data"),
    "big-generator": (lambda client: client.generator([BIG, b"", BIG]), BIG + BIG),
    "empty-generator": (lambda client: client.generator([]), b""),
    "iterator": (lambda client: iter([b"da", b"ta"]), b"data"),
}


@pytest.mark.parametrize(("make", "expected"), BODIES.values(), ids=BODIES)
def test_bodies(place: Place, make: Callable[[Face], Any], expected: bytes) -> None:
    """They come back whole and streamed, whatever they were sent from."""
    result = place.put("o", make(place.client))
    streamed = place.client.call_stream(get_object, place.bucket, "o")

    assert 16 == len(result.checksum_value)
    assert expected == place.get("o")
    assert expected == b"".join(streamed.pieces)
    assert result.checksum_value == streamed.headers["Ais-Checksum-Value"]


def test_a_file(place: Place, tmp_path: Path) -> None:
    """From its position to its end."""
    path = tmp_path / "file"
    path.write_bytes(b"skipped" + BIG)
    with path.open("rb") as file:
        file.seek(7)
        place.put("o", file)

    assert BIG == place.get("o")


def test_names(place: Place) -> None:
    """Put, read, described and deleted under their own bytes."""
    names = {kind: name for kind, name in NAMES.items() if kind not in CONTROLS}
    for kind, name in names.items():
        place.put(name, kind.encode())
    wrong = [kind for kind, name in names.items() if kind.encode() != place.get(name)]
    sizes = {k: place.client.call(head_object, place.bucket, n).size for k, n in names.items()}
    for name in names.values():
        place.client.call(delete_object, place.bucket, name)

    assert [] == wrong
    assert {kind: len(kind) for kind in names} == sizes
    assert not place.client.call(list_objects, place.bucket).entries


def test_a_range(place: Place) -> None:
    """206 is a success."""
    place.put("o", b"0123456789")
    response = place.client.call_detailed(get_object, place.bucket, "o", range_="bytes=2-4")

    assert (206, b"234", "bytes 2-4/10") == (response.status_code, response.parsed, response.headers["Content-Range"])


@pytest.mark.parametrize(
    ("module", "tcode"),
    [(get_object, "ErrNotFound"), (head_object, "ErrNotFound"), (delete_object, UNSET)],
    ids=["get", "head", "delete"],
)
def test_a_missing_object(place: Place, module: Any, tcode: str | Unset) -> None:
    """A typed error, from the body or, for HEAD, from the header field."""
    with pytest.raises(ApiError) as caught:
        place.client.call(module, place.bucket, "missing")

    assert caught.value.error is not None
    assert (404, tcode) == (caught.value.status, caught.value.error.tcode)
    assert caught.value.error.node.startswith("t[")


@pytest.mark.parametrize("body", [b"data", BIG], ids=["small", "big"])
def test_a_missing_bucket(place: Place, face: MakeFace, cluster: Any, body: bytes) -> None:
    """Known before the body is sent, by the first upload of a client and by later ones."""
    for client in (face(cluster.endpoint), place.client):
        with pytest.raises(ApiError) as caught:
            client.call(put_object, f"{place.bucket}-missing", "o", body=body)

        assert caught.value.error is not None
        assert (404, "ErrBckNotFound") == (caught.value.status, caught.value.error.tcode)


def test_the_body_travels_once(own: Place, local: LocalCluster) -> None:
    """To the target; the proxy gets none of it."""
    local.seen.clear()
    own.put("o", own.client.generator([BIG]))
    own.put("p", BIG)

    assert 0 == local.proxy.seen.body_bytes("PUT")
    assert 2 * len(BIG) == local.targets.seen.body_bytes("PUT")


def test_the_token_stays_at_the_proxy(own: Place, local: LocalCluster) -> None:
    """No target sees it, in any field."""
    own.put("o", b"data")
    own.get("o")
    own.client.call(head_object, own.bucket, "o")

    proxied = [arrival.header("authorization") for arrival in local.proxy.seen.arrivals()]
    assert {"Bearer sesame"} == set(proxied)
    assert 3 <= len(local.targets.seen.arrivals())
    assert "sesame" not in repr([arrival.headers for arrival in local.targets.seen.arrivals()])


def test_a_read_that_is_cut_raises(own: Place, local: LocalCluster) -> None:
    """It is never taken for the whole."""
    own.put("o", BIG)
    local.faults.once("GET object", side="target", cut=100_000)

    with pytest.raises(httpx.TransportError):
        own.get("o")


def test_an_upload_that_is_cut_raises(own: Place, local: LocalCluster) -> None:
    """And is not repeated: only the caller knows whether that is safe."""
    own.put("o", b"data")
    local.seen.clear()
    local.faults.once("PUT object", side="target", cut=100_000, reset=True)

    with pytest.raises(httpx.TransportError):
        own.put("o", BIG)
    assert 1 == local.targets.seen.requests("PUT")


def test_an_error_on_either_side(own: Place, local: LocalCluster) -> None:
    """With the status of who answered."""
    own.put("o", b"data")
    for side in ("proxy", "target"):
        local.faults.once("GET object", side=side, status=503, tcode="ErrBusy")
        with pytest.raises(ApiError, match="503 ErrBusy"):
            own.get("o")

    assert b"data" == own.get("o")
