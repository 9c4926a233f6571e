"""Sections of a bucket's properties, and what a change would change."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._core.setup import BucketSetup, Change, changes, seconds, size

WIRE = Path(__file__).parent.parent / "data/wire/02-buckets.jsonl"


def recorded() -> dict[str, Any]:
    for line in WIRE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["id"] == "head":
            found: dict[str, Any] = json.loads(record["response"]["headers"]["Ais-Bucket-Props"])
            return found
    raise AssertionError("not recorded")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2h0m", 7200), ("10m", 600), ("1m30s", 90), ("1.5s", 1.5), ("250ms", 0.25), ("", 0), ("0", 0)],
)
def test_duration(text: str, expected: float) -> None:
    """In seconds."""
    assert pytest.approx(expected) == seconds(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("0B", 0), ("1GiB", 1 << 30), ("1TiB", 1 << 40), ("128KiB", 1 << 17), ("77", 77), (5, 5)]
)
def test_size(text: object, expected: int) -> None:
    """In bytes."""
    assert expected == size(text)


@pytest.mark.parametrize("text", ["abc", "1 parsec", "h", "-1s"])
def test_what_is_no_duration(text: str) -> None:
    """It is not 0."""
    with pytest.raises(ValueError, match="not a duration"):
        seconds(text)


@pytest.mark.parametrize("text", ["abc", "1 XB", "-1"])
def test_what_is_no_size(text: str) -> None:
    """It is not 0."""
    with pytest.raises(ValueError, match="not a size"):
        size(text)


def test_every_recorded_section_is_read() -> None:
    """With times in seconds and sizes in bytes."""
    found = BucketSetup.of(recorded())

    assert (2, False) == (found.mirror.copies, found.mirror.enabled)
    assert (2, 2, 262144, "never") == (
        found.ec.data_slices,
        found.ec.parity_slices,
        found.ec.objsize_limit,
        found.ec.compression,
    )
    assert (7200.0, 600.0) == (found.lru.dont_evict_time, found.lru.capacity_upd_time)
    assert ("xxhash2", True) == (found.checksum.type, found.versioning.enabled)
    assert (1 << 30, 1 << 40) == (found.chunks.chunk_size, found.chunks.max_monolithic_size)
    assert (60.0, 375, 3) == (
        found.rate_limit.frontend.interval,
        found.rate_limit.frontend.burst_size,
        found.rate_limit.backend.num_retries,
    )
    assert "immediate" == found.write_policy.data


def test_malformed_section() -> None:
    """It is no answer of AIS."""
    with pytest.raises(ProtocolError, match="malformed"):
        BucketSetup.of({"lru": {"dont_evict_time": "soon"}})


def test_change_names_old_and_new() -> None:
    """By dotted names; the masks as AIS writes them."""
    found = changes(recorded(), {"mirror": {"enabled": True, "copies": 3}, "access": 771})

    assert {
        "mirror.enabled": Change(False, True),
        "mirror.copies": Change(2, 3),
        "access": Change("18446744073709551615", "771"),
    } == found


@pytest.mark.parametrize(
    "props",
    [
        {"lru": {"dont_evict_time": "120m"}},
        {"chunks": {"chunk_size": 1 << 30}},
        {"extra": {"aws": {"profile": ""}}},
        {"checksum": {"type": "xxhash2"}},
        {"features": 0},
    ],
    ids=["duration", "size", "absent", "text", "number"],
)
def test_what_means_the_same_is_no_change(props: dict[str, Any]) -> None:
    """However it is spelled."""
    assert {} == changes(recorded(), props)
