"""The generated client against a cluster, in all flavours: the local one, or the real one of AIS_TEST_ENDPOINT."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import httpx
import pytest
from aistore_api.api.buckets import create_bucket, destroy_bucket, head_bucket, list_buckets, list_objects
from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import delete_object, get_object, head_object, put_object
from aistore_api.errors import ApiError
from aistore_api.models import CreateBucketAction, DestroyBucketAction

from aistore_hl.local import LocalCluster
from tests.generated.corpus import NAMES
from tests.generated.faces import Face

MakeFace: TypeAlias = Callable[..., Face]

BIG = bytes(range(256)) * 4096 * 5 + b"tail"

# HTTP has no place for these in a header field, where AIS writes names; what becomes of them is in test_client.py.
PLAIN = {kind: name for kind, name in NAMES.items() if name.replace("\t", "").replace("\n", "").isprintable() or "�" in name}


@pytest.fixture
def here(face: MakeFace, cluster: Any, bucket_name: Callable[[], str]) -> Iterator[tuple[Face, str]]:
    """A client of one flavour, and an empty bucket."""
    client, bucket = face(cluster.endpoint), bucket_name()
    client.send(create_bucket.call(bucket, body=CreateBucketAction()))
    yield client, bucket
    client.send(destroy_bucket.call(bucket, body=DestroyBucketAction()))
