"""The official client: how it finds the cluster, and what the cluster tells it about itself."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from aistore.sdk import Bucket, Client, Namespace, Object, RetryConfig
from aistore.sdk.errors import AISError, InvalidBckProvider, InvalidURLException
from aistore.sdk.types import BucketModel
from tenacity import Retrying, stop_after_attempt
from urllib3 import Retry

from tests.official.conftest import Where


def test_the_cluster_is_ready(official: Client) -> None:
    """It asks the proxy of the map whether it is."""
    assert official.cluster().is_ready()


def test_a_cluster_that_is_not_there_is_not_ready() -> None:
    """Nobody listens on port 1; it answers no, after no more than its own retries."""
    impatient = RetryConfig(http_retry=Retry(0), network_retry=Retrying(stop=stop_after_attempt(1), reraise=True))

    assert not Client("http://127.0.0.1:1", retry_config=impatient).cluster().is_ready()


def test_the_map_names_every_target(official: Client) -> None:
    """Three, with the digest that places objects, and none in maintenance."""
    targets = official.cluster().get_info().tmap

    assert 3 == len(targets)
    assert all(name == node.daemon_id for name, node in targets.items())
    assert all(node.id_digest > 0 for node in targets.values())


def test_the_map_names_the_primary(official: Client, cluster: Where) -> None:
    """The proxy that answers is its own primary here."""
    found = official.cluster().get_primary_url()

    assert urlsplit(cluster.endpoint).port == urlsplit(found).port


def test_the_cluster_has_a_uuid(official: Client) -> None:
    """The same one each time."""
    uuid = official.cluster().get_uuid()

    assert 9 <= len(uuid)
    assert uuid == official.cluster().get_uuid()


def test_buckets_are_listed(official: Client, made: Bucket) -> None:
    """As models with name and provider."""
    listed = [each for each in official.cluster().list_buckets() if each.name == made.name]

    assert [BucketModel(name=made.name, provider="ais", namespace=Namespace())] == listed


def test_buckets_of_all_providers_are_listed(official: Client, made: Bucket) -> None:
    """Where no provider is named."""
    assert made.name in [each.name for each in official.cluster().list_buckets(provider="")]


def test_buckets_of_a_backend_that_is_not_built_in_cannot_be_listed(official: Client) -> None:
    """It is an error of the cluster, with its status."""
    with pytest.raises(AISError) as caught:
        official.cluster().list_buckets(provider="gcp")

    assert 400 == caught.value.status_code


def test_an_unknown_provider_is_refused(official: Client) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidBckProvider):
        official.cluster().list_buckets(provider="nobody")


def test_every_target_tells_of_its_performance(official: Client) -> None:
    """Through the proxy, one request each."""
    told = official.cluster().get_performance()

    assert official.cluster().get_info().tmap.keys() == told.keys()
    assert all({"snode", "tracker", "status"} <= each.keys() for each in told.values())


def test_an_object_is_found_by_its_url(official: Client, stored: Object, content: bytes) -> None:
    """`ais://bucket/name`, as `get_semantic_url` writes it."""
    found = official.get_object_from_url(stored.get_semantic_url())

    assert content == found.get_reader().read_all()


def test_a_url_without_a_name_is_refused(official: Client) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidURLException):
        official.get_object_from_url("ais://")
