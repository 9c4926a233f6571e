"""`AISFileLister` and `AISFileLoader`, with the arguments that torchdata's had."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from torch.utils.data import DataLoader

from aistore_hl import Bucket, Client
from aistore_hl.errors import ObjectNotFound
from aistore_hl.torch import AISFileLister, AISFileLoader


@pytest.fixture
def where(client: Client) -> str:
    """The cluster's address without a scheme."""
    return client.endpoint.removeprefix("http://")


def test_the_block_of_the_seed_runs(numbered: Bucket, where: str) -> None:
    """Line by line, but for the names of the cluster, the bucket and the class's home."""
    ais_prefixes = [f"ais://{numbered.name}/n/0", f"ais:{numbered.name}/n/1", f"{numbered.name}/n/2"]

    # List all files for these prefixes using AISFileLister
    dp_ais_urls = AISFileLister(url=where, source_datapipe=ais_prefixes)

    listed = list(dp_ais_urls)

    # Load files using AISFileLoader
    dp_files = AISFileLoader(url=where, source_datapipe=dp_ais_urls)

    loaded = [(url, file.read()) for url, file in dp_files]

    assert [f"ais://{numbered.name}/n/{n:02}" for n in range(23)] == listed
    assert [(f"ais://{numbered.name}/n/{n:02}", bytes([n]) * n) for n in range(23)] == loaded


@pytest.mark.parametrize("prefix", ["gcp://bucket/folder/", "aws:bucket/folder/"])
def test_other_providers_are_asked_for(where: str, prefix: str) -> None:
    """A cluster without that backend says that it has no such bucket, or no such backend."""
    with pytest.raises(Exception, match="bucket") as caught:
        list(AISFileLister(url=where, source_datapipe=[prefix]))
    assert caught.type.__module__ == "aistore_hl.errors"


@pytest.mark.parametrize("context", ["fork", "spawn"])
def test_workers_share_the_files(numbered: Bucket, where: str, context: str) -> None:
    """Of a lister as of a list of addresses; a file comes out of its worker with its content."""
    lister = AISFileLister([f"{numbered.name}/n/"], where)
    for source in (lister, list(lister)):
        loader = DataLoader(
            AISFileLoader(source, where), batch_size=None, num_workers=2, multiprocessing_context=context
        )
        found = {url.rpartition("/")[2]: file.read() for url, file in loader}
        assert {f"{n:02}": bytes([n]) * n for n in range(23)} == found


class Odd:
    """Addresses that something stands before, which knows nothing of workers."""

    def __init__(self, addresses: AISFileLister) -> None:
        self._addresses = addresses

    def __iter__(self) -> Iterator[str]:
        return (address for address in self._addresses if int(address[-2:]) % 2)


def test_what_stands_between_loses_nothing(numbered: Bucket, where: str) -> None:
    """A share of a share would leave a quarter of the files for two workers."""
    lister = AISFileLister([f"{numbered.name}/n/"], where)
    loader = DataLoader(AISFileLoader(Odd(lister), where), batch_size=None, num_workers=2)

    assert list(range(1, 23, 2)) == sorted(int(url[-2:]) for url, _ in loader)


def test_a_length_is_what_was_given(where: str) -> None:
    """Nobody counts the objects for it."""
    assert 7 == len(AISFileLister([], where, 7)) == len(AISFileLoader([], url=where, length=7))
    with pytest.raises(TypeError, match="length"):
        len(AISFileLister([], where))


def test_a_missing_object_is_an_error_at_its_turn(numbered: Bucket, where: str) -> None:
    """Those before it are loaded."""
    loader = iter(AISFileLoader([f"{numbered.name}/n/01", f"{numbered.name}/gone"], where))

    assert b"\1" == next(loader)[1].read()
    with pytest.raises(ObjectNotFound):
        next(loader)


def test_the_scheme_may_be_given(client: Client, bucket: Bucket, bucket_name: Callable[[], str]) -> None:
    """`http://` in front of the address is fine too."""
    assert [] == list(AISFileLister([f"ais://{bucket.name}"], client.endpoint))
