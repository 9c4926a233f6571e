"""Objects that are appended to: nothing is seen before the flush, and nothing is lost."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import pytest

from aistore_hl._core.checksum import compute
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

_LARGE: Final = b"0123456789" * 120_000


def append(cluster: LocalCluster, path: str, content: bytes, handle: str = "") -> Answer:
    """One more piece."""
    query = f"?append_type=append&append_handle={quote(handle)}"
    return follow(cluster.endpoint, "PUT", path + query, content)


def flush(cluster: LocalCluster, path: str, handle: str, **fields: str) -> Answer:
    """The end."""
    headers = [(name.replace("_", "-"), value) for name, value in fields.items()]
    query = f"?append_type=flush&append_handle={quote(handle)}"
    return follow(cluster.endpoint, "PUT", path + query, b"", headers)


def handle_of(answer: Answer) -> str:
    """What is to be passed on."""
    assert 200 == answer.status, answer.content
    return answer.header("Ais-Append-Handle") or ""


def test_pieces_become_an_object_when_they_are_flushed(shared: LocalCluster, bucket: str) -> None:
    """With the checksum of all of it; before there is none."""
    path = f"/v1/objects/{bucket}/a/b c"
    handle = ""
    for piece in (b"one", _LARGE, b"", b"three"):
        handle = handle_of(append(shared, path.replace(" ", "%20"), piece, handle))
    missing = follow(shared.endpoint, "HEAD", path.replace(" ", "%20")).status
    answer = flush(shared, path.replace(" ", "%20"), handle)
    got = follow(shared.endpoint, "GET", path.replace(" ", "%20"))

    assert (404, 200) == (missing, answer.status)
    assert (b"one" + _LARGE + b"three", "1") == (got.content, got.header("Ais-Version"))
    assert compute("xxhash2", got.content) == got.header("Ais-Checksum-Value")


def test_an_object_that_is_there_is_continued(shared: LocalCluster, bucket: str) -> None:
    """Readers see the old one meanwhile; custom metadata stays."""
    path = f"/v1/objects/{bucket}/o"
    follow(shared.endpoint, "PUT", path, _LARGE, [("Ais-Custom-Md", "k=v")])
    handle = handle_of(append(shared, path, b"more"))
    before = follow(shared.endpoint, "GET", path).content
    flush(shared, path, handle)
    got = follow(shared.endpoint, "GET", path)

    assert (_LARGE, _LARGE + b"more") == (before, got.content)
    assert ("2", "k=v") == (got.header("Ais-Version"), got.header("Ais-Custom-Md"))


def test_a_handle_is_used_once(shared: LocalCluster, bucket: str) -> None:
    """A piece that is sent again after its answer would come twice: 409."""
    path = f"/v1/objects/{bucket}/o"
    first = handle_of(append(shared, path, b"one"))
    second = handle_of(append(shared, path, b"two", first))

    assert 409 == append(shared, path, b"two", first).status
    assert 200 == flush(shared, path, second).status
    assert (400, b"onetwo") == (flush(shared, path, second).status, follow(shared.endpoint, "GET", path).content)


def test_of_two_that_append_one_is_refused(shared: LocalCluster, bucket: str) -> None:
    """409 to the second that flushes: AIS would drop what the first one appended."""
    path = f"/v1/objects/{bucket}/o"
    handles = [handle_of(append(shared, path, content)) for content in (b"one", b"two")]

    assert [200, 409] == [flush(shared, path, handle).status for handle in handles]
    assert b"one" == follow(shared.endpoint, "GET", path).content


@pytest.mark.parametrize("wrong", [False, True], ids=["right", "wrong"])
def test_a_checksum_is_compared_at_the_end(shared: LocalCluster, bucket: str, wrong: bool) -> None:
    """500 ErrBadCksum, and no object."""
    path = f"/v1/objects/{bucket}/o"
    value = "0" * 16 if wrong else str(compute("xxhash2", b"content"))
    answer = flush(
        shared, path, handle_of(append(shared, path, b"content")), Ais_Checksum_Type="xxhash2", Ais_Checksum_Value=value
    )

    assert (500 if wrong else 200) == answer.status
    assert (404 if wrong else 200) == follow(shared.endpoint, "GET", path).status


@pytest.mark.parametrize(
    "handle", ["xyz", "nosuch|/x|xxhash2|AAAA", "{target}|/x|xxhash2|AAAA", "{target}|/x|sha1|AAAA"]
)
def test_bad_handles(shared: LocalCluster, bucket: str, handle: str) -> None:
    """400, and no object."""
    path = f"/v1/objects/{bucket}/o"
    target = ask(shared.endpoint, "PUT", path, b"").leads_to
    node = next(each.id for each in shared.targets if each.origin == target)

    assert 400 == append(shared, path, b"x", handle.format(target=node)).status
    assert 404 == follow(shared.endpoint, "GET", path).status
