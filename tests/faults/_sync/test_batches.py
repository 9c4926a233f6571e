# Written by codegen.py from tests/faults/_async/test_batches.py; do not edit.
"""What a batch and a member do when the answer is not what was asked for: nothing is taken for something else."""

from __future__ import annotations

import io
import json
import tarfile
from typing import Any

import pytest
from tests.faults.endpoints import Answer, Endpoint, Request, serving

from aistore_hl import Client, RetryPolicy
from aistore_hl.errors import (
    BatchError,
    BodyInterrupted,
    BrokenArchive,
    IntegrityError,
    NotFound,
    ObjectNotFound,
    Unavailable,
)
from aistore_hl.types import BatchItem

pytestmark = pytest.mark.anyio

TAR = {"Content-Type": "application/x-tar"}


def tar(*members: tuple[str, bytes]) -> bytes:
    """An archive of these members."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


A, B = ("b/a", b"first"), ("b/b", b"second" * 300)
MISSING = ("__404__/b/b", b"")


def multipart(out: list[dict[str, Any]], archive: bytes, end: bytes = b"--\r\n") -> tuple[dict[str, str], bytes]:
    """The two parts of an answer that is not streamed."""
    document = json.dumps({"uuid": "gbt-x", "out": out}).encode()
    parts = b"".join(
        b'--xyz\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name, content)
        for name, content in ((b"metadata", document), (b"archive", archive))
    )
    return {"Content-Type": "multipart/mixed; boundary=xyz"}, parts + b"--xyz" + end


def _batch(headers: dict[str, str], content: bytes, *, streaming: bool = True) -> tuple[list[bytes], Any]:
    """What is read of an answer to a request for `a` and `b`, and the error after it."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, headers, content

    found: list[bytes] = []
    with serving(answer) as endpoint:
        with Client(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            try:
                with client.bucket("b").get_batch(["a", "b"], streaming=streaming) as batch:
                    for member in batch:
                        found.append(member.read_all())
            except (BatchError, IntegrityError) as exc:
                return found, exc
    return found, None


def test_whole_answer_is_read() -> None:
    """What the others differ from."""
    assert ([A[1], B[1]], None) == _batch(TAR, tar(A, B))


@pytest.mark.parametrize(
    ("archive", "failed"),
    [
        (tar(A), ["ais://b/b"]),
        (tar(), ["ais://b/a", "ais://b/b"]),
        (tar(A)[:-9216], ["ais://b/b"]),
        (tar(A, MISSING), ["ais://b/b"]),
        (tar(B, A), ["ais://b/a", "ais://b/b"]),
        (tar(("b/x", b""), B), ["ais://b/a"]),
        (b"", ["ais://b/a", "ais://b/b"]),
        (b"no tar" * 512, ["ais://b/a", "ais://b/b"]),
    ],
    ids=["ends early", "empty", "without an end", "missing", "another order", "another name", "nothing", "no tar"],
)
def test_what_did_not_come_is_named(archive: bytes, failed: list[str]) -> None:
    """And what came is had."""
    found, exc = _batch(TAR, archive)

    assert isinstance(exc, BatchError)
    assert failed == list(exc.failures)
    assert [data for name, data in (A, B) if f"ais://{name}" not in failed] == found


def test_more_than_was_asked_for_is_an_error() -> None:
    """Somebody else's answer, perhaps."""
    found, exc = _batch(TAR, tar(A, B, ("b/c", b"")))

    assert [A[1], B[1]] == found
    assert isinstance(exc, BrokenArchive)


def test_member_that_ends_early_is_an_error() -> None:
    """In the middle of its content; and so is all that should follow."""
    found, exc = _batch(TAR, tar(A, B)[:2048])

    assert [A[1]] == found
    assert isinstance(exc, BrokenArchive)


def test_whole_object_for_a_part_is_an_error() -> None:
    """As AIS sends it of a part behind the end."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, TAR, tar(A)

    with serving(answer) as endpoint:
        with (
            Client(endpoint.origin) as client,
            client.bucket("b").get_batch([BatchItem("a", offset=100, length=2)]) as batch,
        ):
            with pytest.raises(BatchError, match="5 bytes came instead of 2"):
                for _ in batch:
                    pytest.fail("it was taken for the part")


def test_why_something_is_missing_is_told() -> None:
    """Where the answer says so."""
    out = [{"objname": "a", "size": 5}, {"objname": "b", "size": 0, "err_msg": "t[x]: b does not exist"}]

    found, exc = _batch(*multipart(out, tar(A, MISSING)), streaming=False)

    assert [A[1]] == found
    assert isinstance(exc.failures["ais://b/b"], ObjectNotFound)
    assert "b does not exist" in str(exc)


@pytest.mark.parametrize("size", [4, 6])
def test_size_that_was_announced_otherwise_is_an_error(size: int) -> None:
    """Of the two one is wrong."""
    out = [{"objname": "a", "size": size}, {"objname": "b", "size": len(B[1])}]

    found, exc = _batch(*multipart(out, tar(A, B)), streaming=False)

    assert [B[1]] == found
    assert "announced" in str(exc)


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        (multipart([], b"")[0], b'--xyz\r\nContent-Disposition: form-data; name="archive"\r\n\r\n--xyz--'),
        (multipart([], b"")[0], b"no parts at all"),
        (TAR, tar(A, B)),
        multipart([{"x": 1}], b"", end=b""),
    ],
    ids=["no metadata", "no parts", "another media type", "no end"],
)
def test_answer_without_its_parts_is_an_error(headers: dict[str, str], content: bytes) -> None:
    """Nothing of it is had."""
    found, exc = _batch(headers, content, streaming=False)

    assert [] == found
    assert isinstance(exc, (BatchError, IntegrityError))


@pytest.mark.parametrize("status", [404, 409])
def test_batch_whose_job_is_over_is_asked_for_again(status: int) -> None:
    """By the time its target is asked; whoever does not try again is told that it is unavailable, not that it is not
    there."""
    refusal = json.dumps({"message": 'x-moss: xid "gbt-x" not active', "node": "t[x]", "status": status}).encode()

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return (status, {}, refusal) if len(endpoint.requests) == 1 else (200, TAR, tar(A))

    with serving(answer) as endpoint:
        with (
            Client(endpoint.origin, retry=RetryPolicy(base=0.01)) as client,
            client.bucket("b").get_batch(["a"]) as batch,
        ):
            assert [A[1]] == [member.read_all() for member in batch]
    with serving(answer) as endpoint:
        with Client(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(Unavailable, match="not active") as caught:
                client.bucket("b").get_batch(["a"])

    assert status == caught.value.status


def test_server_without_batches_is_said_so() -> None:
    """At once: what does not know them will not know them later."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 404, {}, b"404 page not found"

    with serving(answer) as endpoint:
        with Client(endpoint.origin) as client:
            with pytest.raises(NotFound, match="page not found"):
                client.bucket("b").get_batch(["a"])
        assert 1 == len(endpoint.requests)


def test_member_that_breaks_is_asked_for_again() -> None:
    """There are no ranges of members; nobody has seen any of it."""
    content = b"x" * 100_000

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        is_first = len(endpoint.requests) == 1
        return (
            200,
            {"Content-Length": str(len(content)), "Connection": "close"},
            content[:70_000] if is_first else content,
        )

    with serving(answer) as endpoint:
        with (
            Client(endpoint.origin) as client,
            client.bucket("b").object("s.tar").get_member("m") as member,
        ):
            assert content == member.read_all()
        assert 2 == len(endpoint.requests)


def test_member_that_is_streamed_and_breaks_is_an_error() -> None:
    """A part of it was seen."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, {"Content-Length": "100000", "Connection": "close"}, b"x" * 70_000

    with serving(answer) as endpoint:
        with (
            Client(endpoint.origin) as client,
            client.bucket("b").object("s.tar").get_member("m") as member,
        ):
            with pytest.raises(BodyInterrupted):
                for _ in member:
                    pass


def test_members_that_end_early_are_an_error() -> None:
    """Only two blocks of zeros end a tar."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, TAR, tar(A, B)[:1024]

    with serving(answer) as endpoint:
        with (
            Client(endpoint.origin) as client,
            client.bucket("b").object("s.tar").get_members("", mode="prefix") as members,
        ):
            with pytest.raises(BrokenArchive):
                for member in members:
                    assert A[1] == member.read_all()
