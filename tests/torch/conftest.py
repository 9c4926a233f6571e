"""What the tests under real torch share: buckets with numbered objects, and loaders that fork or spawn."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket
from aistore_hl.torch import ShardWriter

COUNT = 23


@pytest.fixture
def numbered(bucket: Bucket) -> Bucket:
    """A bucket with the objects `n/00` to `n/22`, each of as many bytes as its number."""
    for number in range(COUNT):
        bucket.object(f"n/{number:02}").put(bytes([number]) * number)
    return bucket


@pytest.fixture
def sharded(bucket: Bucket) -> Bucket:
    """A bucket with 23 samples in shards of at most four."""
    with ShardWriter(bucket, "s/%02d.tar", max_samples=4) as writer:
        for number in range(COUNT):
            writer.write({"__key__": f"{number:02}", "cls": number, "bin": bytes([number]) * number})
    return bucket
