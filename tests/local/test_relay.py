"""The relay: transparent to a client, never left by it, and a place for faults on clusters that have none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, Timeouts, errors
from aistore_hl.local.relay import Relay

CONTENT = bytes(range(256)) * 2_000


@pytest.fixture
def relay(local: LocalCluster) -> Iterator[Relay]:
    """Before a local cluster, which knows of no faults here."""
    with Client(local.endpoint) as client, Relay(local.endpoint, client.cluster().get_info()) as relay:
        yield relay


@pytest.fixture
def relayed(relay: Relay) -> Iterator[Client]:
    """A client that knows the relay's address only, and does not wait for long."""
    retry = RetryPolicy(base=0.01)
    with Client(relay.endpoint, timeout=Timeouts(first_byte=0.3, read=0.3), retry=retry) as client:
        yield client


@pytest.fixture
def bucket(relayed: Client) -> Bucket:
    return relayed.bucket("b").create()


def targets_asked(relay: Relay, method: str) -> list[str | None]:
    """The ranges that targets were asked for."""
    return [each.header("range") for each in relay.seen.arrivals(method) if each.side == "target"]


def test_both_legs_pass_through_it(local: LocalCluster, relay: Relay, bucket: Bucket) -> None:
    """What the nodes saw is what the relay saw, the redirected leg included."""
    bucket.object("o").put(CONTENT)
    with bucket.object("o").get() as reader:
        content = reader.read_all()

    assert content == CONTENT
    assert local.seen.requests("PUT") == relay.seen.requests("PUT")
    assert 1 == len(targets_asked(relay, "GET"))


def test_map_names_its_addresses_only(local: LocalCluster, relay: Relay, relayed: Client) -> None:
    """A client that reads the map through the relay learns of no way around it."""
    nodes = relayed.cluster().get_info().nodes

    assert {node.id: frozenset((relay.origin(node.id),)) for node in nodes.values()} == {
        name: node.origins for name, node in nodes.items()
    }
    assert not {local.proxy.origin, *(node.origin for node in local.targets)} & {node.public for node in nodes.values()}


def test_stream_of_unknown_length_passes(relay: Relay, bucket: Bucket) -> None:
    """A chunked body is passed on chunk by chunk."""
    bucket.object("o").put(iter([CONTENT[:1000], CONTENT[1000:]]))

    with bucket.object("o").get() as reader:
        assert reader.read_all() == CONTENT


def test_listing_and_head_pass(bucket: Bucket) -> None:
    """Answers without a body, and those that are not JSON, are left alone."""
    bucket.object("o").put(CONTENT)

    assert len(CONTENT) == bucket.object("o").head().size
    assert [("o", len(CONTENT))] == [(entry.name, entry.size) for entry in bucket.list_objects()]


@pytest.mark.parametrize(
    "effect",
    [
        {"status": 503},
        {"reset": True},
        {"lose_answer": True},
        {"flip": 77},
        {"cut": 0},
        {"cut": 100_000},
        {"cut": 100_000, "reset": True},
        {"delay": 1.0},
        {"delay": 1.0, "at": 100_000},
    ],
    ids=str,
)
def test_faulted_read_recovers(relay: Relay, bucket: Bucket, effect: dict[str, Any]) -> None:
    """Each fault strikes the redirected leg once, and the client reads the right content all the same."""
    bucket.object("o").put(CONTENT)
    fault = relay.faults.once("GET object", side="target", **effect)

    with bucket.object("o").get() as reader:
        content = reader.read_all()

    assert content == CONTENT
    assert 1 == fault.hits
    assert 2 == len(targets_asked(relay, "GET"))


@pytest.mark.parametrize(
    "effect",
    [{"status": 503}, {"reset": True}, {"lose_answer": True}, {"flip": 77}, {"cut": 100_000}],
    ids=str,
)
def test_faulted_write_recovers(relay: Relay, bucket: Bucket, effect: dict[str, Any]) -> None:
    """Of a request with a body it is the body that is cut and flipped; what is stored in the end is right."""
    fault = relay.faults.once("PUT object", side="target", **effect)

    bucket.object("o").put(CONTENT)

    assert 1 == fault.hits
    with bucket.object("o").get() as reader:
        assert reader.read_all() == CONTENT


def test_cut_stream_is_continued_where_it_broke(relay: Relay, bucket: Bucket) -> None:
    """The bytes before the cut arrive, and the next request asks for the rest."""
    bucket.object("o").put(CONTENT)
    relay.faults.once("GET object", side="target", cut=300_000)

    with bucket.object("o").get() as reader:
        content = b"".join(reader)

    assert content == CONTENT
    assert [None, f"bytes=300000-{len(CONTENT) - 1}"] == targets_asked(relay, "GET")


def test_refusal_is_told_as_a_node_tells_it(relay: Relay, relayed: Client, bucket: Bucket) -> None:
    """Status, `tcode` and the node's name, also for HEAD, which has no body."""
    relay.faults.once("HEAD object", side="target", status=403, tcode="ErrBucketAccessDenied")

    with pytest.raises(errors.AccessDenied) as caught:
        bucket.object("o").head()

    assert "ErrBucketAccessDenied" == caught.value.tcode
    assert caught.value.node.startswith("t[")


def test_fault_strikes_one_node_only(relay: Relay, relayed: Client, bucket: Bucket) -> None:
    """`node` is an id of the cluster's own map."""
    owner = relayed.cluster().get_info().owner(bucket.object("o").ref.uname).id
    bucket.object("o").put(CONTENT)
    other = relay.faults.once("GET object", node=next(iter({*relayed.cluster().get_info().targets} - {owner})), cut=1)
    mine = relay.faults.once("GET object", node=owner, cut=1)

    with bucket.object("o").get() as reader:
        assert reader.read_all() == CONTENT

    assert (0, 1) == (other.hits, mine.hits)


def test_endpoint_may_be_a_name_that_the_map_does_not_know(local: LocalCluster) -> None:
    """A balancer or a host name is one more proxy."""
    by_name = local.endpoint.replace("127.0.0.1", "localhost")
    with Client(local.endpoint) as client:
        cluster_map = client.cluster().get_info()

    with Relay(by_name, cluster_map) as relay, Client(relay.endpoint) as client:
        client.bucket("b").create().object("o").put(CONTENT)
        assert client.bucket("b").object("o").exists()


def test_redirect_to_a_stranger_is_left_alone(relay: Relay) -> None:
    """The client must see it as it is, to refuse it."""
    assert b"http://elsewhere:80/v1/objects/b/o" == relay.renamed(b"http://elsewhere:80/v1/objects/b/o")


def test_closed_relay_answers_nobody(local: LocalCluster) -> None:
    """Closing it twice is closing it once."""
    with Client(local.endpoint) as client:
        relay = Relay(local.endpoint, client.cluster().get_info())
    relay.close()
    relay.close()

    with Client(relay.endpoint, retry=RetryPolicy(attempts=1)) as client, pytest.raises(errors.ConnectFailed):
        client.cluster().get_info()


@pytest.mark.parametrize("endpoint", ["", "127.0.0.1:80", "ftp://127.0.0.1"])
def test_endpoint_must_be_an_address(local: LocalCluster, endpoint: str) -> None:
    """Anything else is refused before a port is opened."""
    with Client(local.endpoint) as client:
        cluster_map = client.cluster().get_info()

    with pytest.raises(ValueError, match="not an address of a proxy"):
        Relay(endpoint, cluster_map)
