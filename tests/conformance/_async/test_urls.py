"""URLs of objects: where a plain GET has their content."""

from __future__ import annotations

from collections.abc import Callable
from urllib.request import urlopen

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, InvalidETL

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", ["o", "folder/o b", "100%?x=1&y#z", "é"])
async def test_a_plain_get_of_the_url_has_the_content(bucket: AsyncBucket, name: str) -> None:
    """By way of a redirect, which every client of HTTP follows; whatever characters the name has."""
    await bucket.object(name).put(b"content")
    with urlopen(bucket.object(name).get_url(), timeout=20) as answer:
        assert b"content" == answer.read()


async def test_the_urls_of_a_bucket_are_those_of_its_objects(bucket: AsyncBucket) -> None:
    """In the order of their names, below a prefix."""
    for name in ("a/2", "a/1", "b"):
        await bucket.object(name).put(b"content")

    expected = [bucket.object(name).get_url() for name in ("a/1", "a/2")]
    assert expected == [url async for url in bucket.list_urls("a/")]


async def test_an_etl_and_its_arguments_are_in_the_url(bucket: AsyncBucket) -> None:
    """By name, with the rest of a pipeline, and arguments as JSON."""
    found = bucket.object("o").get_url(etl="first-one", etl_args={"k": 1})

    assert found.endswith("/o?etl_name=first-one&etl_args=%7B%22k%22%3A1%7D")
    with pytest.raises(InvalidETL, match="name it as etl"):
        bucket.object("o").get_url(etl_args="x")


async def test_a_bucket_that_is_not_there_has_no_urls(client: AsyncClient, bucket_name: Callable[[], str]) -> None:
    """It is said."""
    with pytest.raises(BucketNotFound):
        [url async for url in client.bucket(bucket_name()).list_urls()]
