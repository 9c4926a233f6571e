"""Which objects a dataset has."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, InvalidName
from aistore_hl.local import LocalCluster
from aistore_hl.torch import Source
from aistore_hl.torch.inventory import Inventory


def names(inventory: Inventory) -> list[str]:
    return [inventory[index].name for index in range(len(inventory))]


def test_nothing_is_asked_before_somebody_wants_to_know(local: LocalCluster) -> None:
    """Making an inventory of a bucket that is not there works; its length is where the error comes."""
    with Client(local.endpoint) as client:
        inventory = Inventory.of(client.bucket("nothing"))
        asked = local.seen.requests()

        assert asked == local.seen.requests()
        with pytest.raises(BucketNotFound):
            len(inventory)


def test_a_bucket_is_listed_once(local: LocalCluster) -> None:
    """Whatever is asked of it, and copies that are made afterwards have the list."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        bucket.object("a").put(b"1")
        inventory = Inventory.of(bucket)
        inventory.load()
        asked = local.seen.requests()
        copy = pickle.loads(pickle.dumps(inventory))

        assert (["a"], [1], inventory.digest) == (names(copy), list(copy.sizes), copy.digest)
        assert (1, 1) == (len(inventory), inventory[0].size)
        assert asked == local.seen.requests()


def test_sources_are_of_many_kinds(numbered: Bucket, client: Client) -> None:
    """A bucket, a URL with the beginning of names, a selection, and names that need not be listed."""
    url = f"ais://{numbered.name}/n/2"
    given = [url, Source(numbered, suffixes=("1", "2")), Source(numbered, names=["x", "n/03"])]
    inventory = Inventory.of(given, client=client)

    assert ["n/20", "n/21", "n/22", "n/01", "n/02", "n/11", "n/12", "n/21", "n/22", "x", "n/03"] == names(inventory)
    assert [20, 21, 22, 1, 2, 11, 12, 21, 22, -1, -1] == list(inventory.sizes)
    assert 23 == len(Inventory.of(numbered))


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ({"names": ["n/03", "x"]}, ["n/03", "x"]),
        ({"template": "n/{01..03}"}, ["n/01", "n/02", "n/03"]),
        ({"prefix": "n/2"}, ["n/20", "n/21", "n/22"]),
    ],
    ids=["names", "template", "prefix"],
)
def test_a_group_is_a_source(local: LocalCluster, numbered: Bucket, group: dict[str, Any], expected: list[str]) -> None:
    """Alone or beside others, after pickling too; asked for once, when somebody wants to know."""
    asked = local.seen.requests()
    inventory = pickle.loads(pickle.dumps(Inventory.of([numbered.objects(**group), Source(numbered, names=["n/01"])])))
    alone = Inventory.of(numbered.objects(**group), suffixes=(".tar",))

    assert asked == local.seen.requests()
    assert [*expected, "n/01"] == names(inventory)
    assert {-1} == {*inventory.sizes}
    assert (expected, [numbered]) == (names(alone), alone.buckets)
    assert numbered == numbered.objects(**group).bucket


def test_entries_of_several_buckets_know_theirs(client: Client) -> None:
    """Each names its own object."""
    one, other = client.bucket("one"), client.bucket("other")
    inventory = Inventory([Source(one, names=["a", "b"]), Source(one, names=[]), Source(other, names=["a"])])

    assert [one.object("a"), one.object("b"), other.object("a")] == [inventory[index].object for index in range(3)]
    assert inventory[-1] == inventory[2]
    with pytest.raises(IndexError, match="sample 3 of 3"):
        inventory[3]


def test_names_that_are_not_utf8_come_back(client: Client) -> None:
    """As a listing has them."""
    inventory = Inventory([Source(client.bucket("b"), names=["\udcff", "ä"])])

    assert ["\udcff", "ä"] == names(inventory)


def test_a_digest_changes_with_what_is_there(bucket: Bucket) -> None:
    """An object more, or of another size; the same for the same."""
    bucket.object("a").put(b"1")
    first = Inventory.of(bucket).digest
    bucket.object("a").put(b"22")
    second = Inventory.of(bucket).digest
    bucket.object("b").put(b"")

    assert 3 == len({first, second, Inventory.of(bucket).digest})
    assert Inventory.of(bucket).digest == Inventory.of(bucket).digest


@pytest.mark.parametrize(("wrong", "error"), [(b"b", TypeError), ([3], TypeError), ("bucket/a", InvalidName)], ids=str)
def test_something_else_is_no_source(client: Client, wrong: object, error: type[Exception]) -> None:
    """Refused where the dataset is made."""
    with pytest.raises(error):
        Inventory.of(wrong, client=client)


def test_a_url_without_a_client_is_of_the_environment(
    numbered: Bucket, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As every client is that is made without arguments."""
    monkeypatch.setenv("AIS_ENDPOINT", client.endpoint)

    assert 23 == len(Inventory.of(f"ais://{numbered.name}"))
