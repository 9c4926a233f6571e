"""How the answer to one name of many is judged, and what is told of it."""

from __future__ import annotations

import pytest

from aistore_hl._core.checksum import Checksum, compute
from aistore_hl._core.errors import ChecksumMismatch, ObjectNotFound, ProtocolError
from aistore_hl._core.many import FoundObject, ReadObject, SentObject, check
from aistore_hl._core.names import BucketRef

B = BucketRef("b")
CONTENT = b"hello"


def fields(content: bytes = CONTENT, *, more: bytes = b"") -> bytes:
    """The header fields of AIS to a read, as they come here."""
    value = (compute("xxhash2", content) or "").encode()
    return (
        b"\r\nAis-Atime: 1763688000000000000\r\nAis-Checksum-Type: xxhash2\r\nAis-Checksum-Value: %s%s"
        b"\r\nAis-Version: 7\r\nContent-Length: %d\r\nContent-Type: application/octet-stream"
        b"\r\nDate: Fri, 21 Nov 2025 01:20:00 GMT" % (value, more, len(content))
    )


@pytest.mark.parametrize("more", [b"", b"\r\nAis-Custom-Md: k=v", b"\r\nX-Other: 1"], ids=["plain", "custom", "other"])
@pytest.mark.parametrize("verify", [True, False])
def test_whole_content_is_kept(more: bytes, verify: bool) -> None:
    """In the form that AIS writes, and in any other; with its properties."""
    item = ReadObject(3, "o", B)
    check(item, 200, fields(more=more), CONTENT, verify=verify)

    assert (CONTENT, False) == (item.content, item.is_large)
    assert (5, "7") == (item.props.size, item.props.version)
    assert Checksum("xxhash2", compute("xxhash2", CONTENT) or "") == item.props.checksum
    assert "<ReadObject 3 ais://b/o>" == repr(item)


@pytest.mark.parametrize("more", [b"", b"\r\nX-Other: 1"], ids=["plain", "other"])
def test_other_content_is_not_kept(more: bytes) -> None:
    """Unless nobody asked whether it is."""
    item = ReadObject(0, "o", B)
    with pytest.raises(ChecksumMismatch):
        check(item, 200, fields(more=more), b"jello", verify=True)
    with pytest.raises(ValueError, match="larger than what get_many keeps"):
        _ = item.content

    check(item, 200, fields(more=more), b"jello", verify=False)

    assert b"jello" == item.content


def test_large_content_is_left() -> None:
    """It is there, its properties are known, and it is to be read by itself."""
    item = ReadObject(0, "o", B)
    check(item, 200, fields(), None, verify=True)

    assert item.is_large
    assert 5 == item.props.size
    with pytest.raises(ValueError, match="'o' is larger than what get_many keeps in memory"):
        _ = item.content


@pytest.mark.parametrize("more", [b"\r\nAis-Version: 7", b"\r\nais-version: 7"], ids=["as AIS writes", "by a proxy"])
def test_a_head_is_of_ais(more: bytes) -> None:
    """However its fields are spelled on the way; its properties are of the object that was asked for."""
    item = FoundObject(0, "o", B)
    check(item, 200, b"\r\nContent-Length: 5" + more, None, verify=True)

    assert (5, "7") == (item.props.size, item.props.version)


@pytest.mark.parametrize("kind", [FoundObject, ReadObject])
def test_an_answer_of_something_else_is_refused(kind: type[FoundObject]) -> None:
    """A portal or a cache says 200 to everything."""
    with pytest.raises(ProtocolError):
        check(kind(0, "o", B), 200, b"\r\nContent-Length: 5", CONTENT, verify=True)


@pytest.mark.parametrize("kind", [FoundObject, ReadObject])
def test_what_failed_is_raised_by_who_asks(kind: type[FoundObject]) -> None:
    """And shown."""
    item = kind(1, "o", B)
    item.error = ObjectNotFound("not there")

    with pytest.raises(ObjectNotFound):
        _ = item.props
    if isinstance(item, ReadObject):
        assert not item.is_large
        with pytest.raises(ObjectNotFound):
            _ = item.content
    assert f"<{kind.__name__} 1 ais://b/o ObjectNotFound>" == repr(item)


def test_a_body_on_its_way_is_told_like_a_name() -> None:
    """By its index and address."""
    assert "<SentObject 2 ais://b/o>" == repr(SentObject(2, "o", B))
