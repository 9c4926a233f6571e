"""What the tests of datasets share: buckets with numbered objects."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket

COUNT = 23


@pytest.fixture
def numbered(bucket: Bucket) -> Bucket:
    """A bucket with the objects `n/00` to `n/22`, each of as many bytes as its number."""
    for number in range(COUNT):
        bucket.object(f"n/{number:02}").put(bytes([number]) * number)
    return bucket
