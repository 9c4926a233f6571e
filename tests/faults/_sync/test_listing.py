# Written by codegen.py from tests/faults/_async/test_listing.py; do not edit.
"""Listings of very many names, and of a cluster that does not get on."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tests.faults.endpoints import Answer, Endpoint, Request, serving

from aistore_hl import Client
from aistore_hl.errors import ListingIncomplete, ProtocolError

PAGE = 10_000
PROGRAM = """
import resource, sys
from aistore_hl import Client
with Client(sys.argv[1]) as client:
    listing = iter(client.bucket("b").list_objects(props=["name", "size", "checksum"]))
    next(listing)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    count = 1 + sum(1 for _ in listing)
    print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def page(first: int, count: int, token: str) -> Answer:
    """Names from a number on, as a cluster packs them."""
    entries = [
        {"n": f"dataset/images/{number:012}.jpg", "s": number, "cs": f"{number:016x}", "f": 64}
        for number in range(first, first + count)
    ]
    content = msgspec.msgpack.encode({"UUID": "AbCdEfGhI", "ContinuationToken": token, "Entries": entries, "Flags": 0})
    return 200, {"Content-Type": "application/msgpack"}, content


def many(total: int) -> Callable[[Endpoint, Request], Answer]:
    """A cluster with so many names."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        endpoint.requests.clear()
        first = int(asked(request).get("continuation_token", "0"))
        end = first + PAGE
        return page(first, PAGE, str(end) if end < total else "")

    return answer


def asked(request: Request) -> dict[str, Any]:
    """What a page was asked for by."""
    found: dict[str, Any] = json.loads(request.body)["value"]
    return found


def iterated(total: int) -> tuple[int, int]:
    """Names that another process counted, and KiB by which it grew after the first page."""
    with serving(many(total)) as endpoint:
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, endpoint.origin], capture_output=True, text=True, check=True
        )
    count, grown = map(int, done.stdout.split())
    return count, grown


def test_many_names_take_little_memory() -> None:
    """Two pages at a time; ten million in the long run."""
    count, grown = iterated(200_000)

    assert 200_000 == count
    assert grown < 64 * 1024


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_ten_million_names_take_little_memory() -> None:
    """No more than a few pages of them."""
    count, grown = iterated(10_000_000)

    assert 10_000_000 == count
    assert grown < 64 * 1024


def test_next_page_is_fetched_while_one_is_used() -> None:
    """One, and no more; who takes the first name alone has asked once."""
    seen: list[int] = []

    def counting(_: Endpoint, request: Request) -> Answer:
        seen.append(int(asked(request).get("continuation_token", "0")))
        return page(seen[-1], 2, str(seen[-1] + 2) if seen[-1] < 6 else "")

    with serving(counting) as endpoint:
        with Client(endpoint.origin) as client:
            listing = client.bucket("b").list_objects()
            walk = iter(listing)
            next(walk)
            alone = list(seen)
            names = [1, *[1 for _ in walk]]

    assert ([0], 8) == (alone, len(names))
    assert [0, 2, 4, 6] == seen


def test_listing_that_is_left_leaves_nothing_behind() -> None:
    """The page that was being fetched is dropped, and the client goes on."""
    with serving(many(5 * PAGE)) as endpoint:
        with Client(endpoint.origin) as client:
            for _ in range(5):
                pages = client.bucket("b").list_objects().pages()
                first = next(pages)
                pages.close()
                assert PAGE == len(first.entries)
            assert 5 * PAGE == len(client.bucket("b").list_objects().to_list())


def test_failure_of_the_next_page_comes_when_it_is_wanted() -> None:
    """What was fetched before it can be used."""

    def answer(_: Endpoint, request: Request) -> Answer:
        if "continuation_token" in asked(request):
            return 200, {"Content-Type": "text/html"}, b"<html>"
        return page(0, 3, "3")

    got = []
    with serving(answer) as endpoint:
        with Client(endpoint.origin) as client:
            with pytest.raises(ProtocolError):
                for entry in client.bucket("b").list_objects():
                    got.append(entry.size)

    assert [0, 1, 2] == got


@pytest.mark.parametrize("tokens", [["a", "a"], ["a", "b", "a", "b", "a"]], ids=["same", "circle"])
def test_listing_that_does_not_get_on_is_an_error(tokens: list[str]) -> None:
    """NVIDIA's client lists the first page for ever."""
    left = [*tokens, *tokens, *tokens]
    with serving(lambda _, request: page(0, 1, left.pop(0))) as endpoint:
        with Client(endpoint.origin) as client:
            with pytest.raises(ProtocolError, match="does not get on"):
                client.bucket("b").list_objects().to_list()


def test_names_that_the_cluster_lost_are_noticed() -> None:
    """If that is wanted: it counts more than it lists."""
    sizes = {"obj_min_size": 1, "obj_avg_size": 1, "obj_max_size": 1}
    totals = dict.fromkeys(("size_on_disk", "size_all_present_objs", "size_all_remote_objs", "total_disks_size"), "9")
    summary = {
        "name": "b",
        "provider": "ais",
        "namespace": {"uuid": "", "name": ""},
        "ObjCount": {"obj_count_present": "4", "obj_count_remote": "0"},
        "ObjSize": sizes,
        "TotalSize": totals,
        "used_pct": 0,
        "is_present": True,
    }

    def answer(_: Endpoint, request: Request) -> Answer:
        message = json.loads(request.body)
        if message["action"] == "list":
            return page(0, 3, "")
        if "uuid" not in message.get("value", {}):
            return 202, {}, b"AbCdEfGhI"
        return 200, {}, json.dumps([summary]).encode()

    with serving(answer) as endpoint:
        with Client(endpoint.origin) as client:
            with pytest.raises(ListingIncomplete, match="3 names of ais://b were listed, and the cluster counts 4"):
                client.bucket("b").list_objects(verify=True).to_list()
