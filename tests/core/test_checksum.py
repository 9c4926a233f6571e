"""Checksums, against the values that a real server computed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.checksum import DEFAULT, SUPPORTED, Checksum, combine_crc32c, compute, new

OBJECTS = Path(__file__).parent.parent / "data/wire/04-objects.jsonl"


def recorded() -> dict[str, str]:
    """Type and value of the object `hello world` in buckets of each type."""
    found = {}
    for line in OBJECTS.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["id"].startswith("cksum-head-") and record["id"] != "cksum-head-none":
            headers = record["response"]["headers"]
            found[headers["Ais-Checksum-Type"]] = headers["Ais-Checksum-Value"]
    return found


def test_every_type_is_as_the_server_computed_it() -> None:
    """Six types, the recorded values, lower-case hex."""
    values = recorded()

    assert SUPPORTED == set(values)
    assert values == {kind: compute(kind, b"hello world") for kind in SUPPORTED}


@pytest.mark.parametrize("kind", ["none", "", "sha1", "XXHASH2"])
def test_unknown_types_have_no_checksum(kind: str) -> None:
    """AIS drops the connection at a type that it does not know."""
    assert new(kind) is None
    assert compute(kind, b"x") is None


@given(st.sampled_from(sorted(SUPPORTED)), st.lists(st.binary(max_size=50), max_size=6))
def test_pieces_hash_as_the_whole(kind: str, pieces: list[bytes]) -> None:
    """In any pieces, as bytes, bytearray or memoryview."""
    hasher = new(kind)
    assert hasher is not None

    for number, piece in enumerate(pieces):
        hasher.update((piece, bytearray(piece), memoryview(bytearray(piece)))[number % 3])

    assert compute(kind, b"".join(pieces)) == hasher.hexdigest()


def test_shown() -> None:
    """As one word."""
    assert "xxhash2:ab" == str(Checksum(DEFAULT, "ab"))


@pytest.mark.parametrize("kind", sorted(SUPPORTED))
def test_checksum_of_pieces_is_that_of_the_whole(kind: str) -> None:
    """However they are cut; also of none."""
    assert Checksum(kind, str(compute(kind, b"hello world"))) == Checksum.of(
        kind, [b"hel", b"", bytearray(b"lo world")]
    )
    assert Checksum(kind, str(compute(kind, b""))) == Checksum.of(kind, [])


def test_checksum_of_an_unknown_type_is_none() -> None:
    """And nothing is read for it."""
    assert Checksum.of("none", iter(())) is None


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_two_contents_in_a_row_have_the_combined_crc32c(first: bytes, second: bytes) -> None:
    """Of their checksums and the second one's length alone."""
    one, two = (compute("crc32c", content) or "" for content in (first, second))

    assert compute("crc32c", first + second) == combine_crc32c(one, two, len(second))


@pytest.mark.parametrize("kind", sorted(SUPPORTED))
def test_copy_of_a_checksum_goes_its_own_way(kind: str) -> None:
    """Each has what it was given."""
    one = new(kind)
    assert one is not None
    one.update(b"hello ")
    other = one.copy()
    one.update(b"world")
    other.update(b"there")

    assert [compute(kind, b"hello world"), compute(kind, b"hello there")] == [one.hexdigest(), other.hexdigest()]
