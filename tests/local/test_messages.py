"""HTTP/1.1 messages as the relay reads and writes them."""

from __future__ import annotations

import asyncio

import pytest

from aistore_hl.local.messages import Framing, Head, body_pieces, encode_end, encode_piece


def fed(content: bytes) -> asyncio.StreamReader:
    """A reader of a connection that carried `content` and ended."""
    reader = asyncio.StreamReader()
    reader.feed_data(content)
    reader.feed_eof()
    return reader


async def test_head_comes_back_as_it_came() -> None:
    """Case, order and repetition of header fields are kept."""
    block = b"GET /v1/objects/b/o?x=1 HTTP/1.1\r\nHost: h\r\nAis-Custom-Md: a=1\r\nais-custom-md: b=2\r\n\r\n"

    head = await Head.read(fed(block))

    assert head is not None
    assert block == head.encode()
    assert ("GET", "/v1/objects/b/o?x=1") == head.words


async def test_no_head_where_the_connection_ends() -> None:
    """Between two messages that is no error."""
    assert await Head.read(fed(b"")) is None


async def test_head_that_ends_early_is_an_error() -> None:
    """Within a message it is one."""
    with pytest.raises(ConnectionError):
        await Head.read(fed(b"GET / HTTP/1.1\r\nHost:"))


@pytest.mark.parametrize(
    ("fields", "framing"),
    [
        ((), "until close"),
        (((b"Content-Length", b"5"),), 5),
        (((b"Transfer-Encoding", b"chunked"),), "chunked"),
    ],
    ids=["neither", "length", "chunked"],
)
def test_head_says_how_its_body_ends(fields: tuple[tuple[bytes, bytes], ...], framing: Framing) -> None:
    """And where it does not, the caller knows."""
    assert framing == Head(b"HTTP/1.1 200 OK", fields).framing(otherwise="until close")


@pytest.mark.parametrize(
    ("framing", "wire"),
    [(10, b"0123456789, and the next message"), ("chunked", b"4\r\n0123\r\n6;x=y\r\n456789\r\n0\r\nT: t\r\n\r\n")],
    ids=["length", "chunked"],
)
async def test_body_ends_where_its_framing_says(framing: Framing, wire: bytes) -> None:
    """The content comes without chunk headers, and nothing of the next message with it."""
    assert b"0123456789" == b"".join([piece async for piece in body_pieces(fed(wire), framing)])


async def test_body_until_close_is_all_there_is() -> None:
    """As HTTP/1.0 has it."""
    assert b"0123" == b"".join([piece async for piece in body_pieces(fed(b"0123"), "until close")])


@pytest.mark.parametrize(
    ("framing", "wire"),
    [(10, b"0123"), ("chunked", b"4\r\n01"), ("chunked", b"4\r\n0123\r\n")],
    ids=["length", "within a chunk", "between chunks"],
)
async def test_body_that_ends_early_is_an_error(framing: Framing, wire: bytes) -> None:
    """It is not taken for a shorter one."""
    with pytest.raises(ConnectionError):
        _ = [piece async for piece in body_pieces(fed(wire), framing)]


async def test_chunks_are_written_as_they_are_read() -> None:
    """Writing and reading are inverse."""
    wire = b"".join((encode_piece(b"abc", "chunked"), encode_piece(b"de", "chunked"), encode_end("chunked")))

    assert b"abcde" == b"".join([piece async for piece in body_pieces(fed(wire), "chunked")])
