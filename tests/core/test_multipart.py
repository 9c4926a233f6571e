"""Answers of several parts, read piece by piece."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl._core.errors import BrokenArchive
from aistore_hl._core.multipart import MultipartParser, Part, boundary_of

_MARK = b"2bf17721d723"


def _body(parts: list[tuple[str, bytes]]) -> bytes:
    written = b"".join(
        b'--%s\r\nContent-Disposition: form-data; name="%s"; filename="f"\r\nContent-Type: x/y\r\n\r\n%s\r\n'
        % (_MARK, name.encode(), content)
        for name, content in parts
    )
    return written + b"--%s--\r\n" % _MARK


def _read(data: bytes, step: int) -> tuple[list[tuple[str, bytes]], bool]:
    parser = MultipartParser(_MARK)
    found: list[tuple[str, bytearray]] = []
    for begin in range(0, len(data), step):
        for event in parser.feed(data[begin : begin + step]):
            if isinstance(event, Part):
                found.append((event.name, bytearray()))
            else:
                found[-1][1].extend(event)
    return [(name, bytes(content)) for name, content in found], parser.is_whole


_CONTENT = st.one_of(st.binary(max_size=300), st.sampled_from([b"", b"\r\n", b"\r\n--", b"\r\n--" + _MARK[:-1], b"--"]))


@given(st.lists(st.tuples(st.sampled_from(["metadata", "archive"]), _CONTENT), min_size=1), st.integers(1, 400))
def test_what_was_written_is_read(parts: list[tuple[str, bytes]], step: int) -> None:
    """However the pieces are cut, and whatever in a part looks like an end."""
    assert (parts, True) == _read(_body(parts), step)


def test_what_ends_early_is_not_whole() -> None:
    """Only the last boundary ends it."""
    assert not _read(_body([("archive", b"x" * 100)])[:-20], 7)[1]


def test_boundary_is_in_the_media_type() -> None:
    """Quoted or not."""
    assert b"abc" == boundary_of("multipart/mixed; boundary=abc")
    assert b"a c" == boundary_of('multipart/mixed; boundary="a c"; x=y')
    for other in ("application/x-tar", "multipart/mixed", ""):
        with pytest.raises(BrokenArchive):
            boundary_of(other)


@pytest.mark.parametrize(
    "head", [b"Content-Type: x/y\r\n\r\n", b"x" * 20_000], ids=["without a name", "without an end"]
)
def test_head_that_is_none_is_an_error(head: bytes) -> None:
    """Its content would belong to nobody."""
    with pytest.raises(BrokenArchive):
        list(MultipartParser(_MARK).feed(b"--" + _MARK + b"\r\n" + head))
