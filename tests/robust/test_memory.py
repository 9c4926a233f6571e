"""Memory: what passes through is not kept, however large it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from aistore_hl import Client
from tests.wire.servers import Peer, Server, answer

from .processes import run

MIB = 1 << 20
KINDS = ["iterate", "readinto", "download", "put file", "put generator"]
IN_PARTS = {
    "read a file": 16,
    "write a file": 32,
    "download by workers": 10,
    "put in parts": 16,
    "put a stream in parts": 112,
}
"""MiB that they may need: what is written and streams in parts are in memory by parts, one of 16 MiB for each worker,
and one more that is being made."""
MOST = 16
"""MiB that a transfer may need, whatever its size."""
MOST_LISTING = 64
"""MiB for a listing that is iterated: a page of 10,000 names, decoded."""
MOST_MANY = 64
"""MiB for many objects, beside what the window holds."""
PAGES = 10
PAGE = 10_000


@pytest.fixture(params=["threads", "tasks"])
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def emptied(endpoint: str) -> Iterator[str]:
    """The shared cluster, without what one test put into its memory."""
    yield endpoint
    with Client(endpoint) as client:
        client.bucket("memory").delete(missing_ok=True)


def assert_small(endpoint: str, flavour: str, kind: str, size: int, folder: Path) -> None:
    found = run("memory", endpoint, flavour, kind, size, folder, timeout=600)

    assert size == found["done"]
    assert found["MiB"] <= MOST


@pytest.mark.parametrize("kind", KINDS)
def test_256_mib_pass_through_16(emptied: str, flavour: str, kind: str, tmp_path: Path) -> None:
    """However they are read or written, they leave the process as small as it was."""
    assert_small(emptied, flavour, kind, 256 * MIB, tmp_path)


@pytest.mark.stress
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_2_gib_pass_through_16_mib(emptied: str, flavour: str, kind: str, tmp_path: Path) -> None:
    """Eight times as much needs no more."""
    assert_small(emptied, flavour, kind, 2048 * MIB, tmp_path)


def test_64_mib_pass_through_in_parts(emptied: str, flavour: str, tmp_path: Path) -> None:
    """Those that keep least, and the one that keeps most."""
    for kind in ("read a file", "put in parts", "write a file"):
        found = run("memory", emptied, flavour, kind, 64 * MIB, tmp_path, timeout=60)

        assert 64 * MIB == found["done"]
        assert found["MiB"] <= IN_PARTS[kind]


@pytest.mark.stress
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", IN_PARTS)
def test_2_gib_pass_through_in_parts(emptied: str, flavour: str, kind: str, tmp_path: Path) -> None:
    """However many parts there are."""
    found = run("memory", emptied, flavour, kind, 2048 * MIB, tmp_path, timeout=600)

    assert 2048 * MIB == found["done"]
    assert found["MiB"] <= IN_PARTS[kind]


@pytest.mark.stress
@pytest.mark.timeout(300)
@pytest.mark.parametrize("kind", ["get many", "put many"])
def test_10_000_objects_pass_through_64_mib(emptied: str, flavour: str, kind: str, tmp_path: Path) -> None:
    """In one call, of which no more is held than the window, and what is said of each that was put."""
    found = run("memory", emptied, flavour, kind, 10_000 * 4096, tmp_path, timeout=250)

    assert found["done"] == 10_000 * 4096
    assert found["MiB"] <= MOST_MANY


def lister() -> Server:
    """A server that has nothing but a long listing."""
    numbers = itertools.count(1)

    def script(peer: Peer) -> None:
        while (request := peer.read()) is not None:
            if not request.target.startswith("/v1/buckets/"):
                peer.send(answer())
                continue
            number = next(numbers)
            entries = [{"n": f"folder/{number:04}/{index:06}.jpg", "s": index} for index in range(PAGE)]
            page = {"UUID": "u", "ContinuationToken": f"t{number}" if number < PAGES else "", "Entries": entries}
            peer.send(answer(200, msgspec.msgpack.encode(page), "Content-Type: application/msgpack"))

    return Server(script)


def test_a_listing_of_100_000_names_is_held_by_pages(flavour: str, tmp_path: Path) -> None:
    """Iterating needs the memory of one page, and of the answer that it comes from."""
    with lister() as server:
        found = run("memory", server.origin, flavour, "list", 0, tmp_path)

    assert PAGES * PAGE == found["done"]
    assert found["MiB"] <= MOST_LISTING
