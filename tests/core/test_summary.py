"""Summaries of buckets, as real clusters wrote them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aistore_hl._core.errors import ProtocolError
from aistore_hl._core.names import BucketRef
from aistore_hl._core.summary import BucketSummary, ShardSummary

WIRE = Path(__file__).parent.parent / "data/wire/02-buckets.jsonl"


def recorded(id: str) -> Any:
    for line in WIRE.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["id"] == id:
            return record["response"]["body"]
    raise AssertionError("not recorded")


def test_summary_of_a_bucket() -> None:
    """Objects, bytes, disks."""
    (document,) = recorded("summary-done")
    found = BucketSummary.from_document(document)

    assert (BucketRef("wirerec-cp"), 6, 12, 262156) == (found.bucket, found.objects, found.size, found.size_on_disk)
    assert (2, 2, 2) == (found.smallest, found.average, found.largest)


def test_smallest_of_nothing() -> None:
    """AIS writes the largest number there is."""
    (document,) = recorded("summary-done")
    document["ObjCount"]["obj_count_present"] = "0"
    document["ObjSize"]["obj_min_size"] = (1 << 63) - 1

    assert 0 == BucketSummary.from_document(document).smallest


def test_summary_of_archives() -> None:
    """Each count is a number."""
    assert ShardSummary(0, 0, 0, 0, 0, 0, 0) == ShardSummary.from_document(recorded("shardsumm-done"))


@pytest.mark.parametrize("cls", [BucketSummary, ShardSummary])
def test_malformed_summary(cls: type[BucketSummary] | type[ShardSummary]) -> None:
    """It is no answer of AIS."""
    with pytest.raises(ProtocolError, match="malformed"):
        cls.from_document({"tar-objs": "many"})
