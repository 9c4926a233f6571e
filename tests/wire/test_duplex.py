"""An answer that begins before the request is over is read while the rest goes out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from aistore_hl._core.errors import TransportError
from tests.wire.faces import Face, How
from tests.wire.servers import Peer, Request, Server, answer

PIECE = os.urandom(1_000_000)
COUNT = 16
SIZE = len(PIECE) * COUNT
"""More than what waits in sockets."""


def echo(peer: Peer, until: int = SIZE) -> None:
    """Answer what comes while it comes, so much of it, and take nothing that cannot be answered."""
    head = peer.read_head()
    if head is None or Request(head, b"").method != "PUT":
        peer.send(answer(204))
        return
    peer.send(answer(length=SIZE))
    while until and (data := peer.read_some()):
        peer.send(data[:until])
        until -= min(until, len(data))


def broken(left: int) -> Iterator[bytes]:
    """Content whose source fails."""
    for _ in range(left):
        yield PIECE
    raise LookupError("no more of it")


@pytest.mark.parametrize(("kind", "how"), [("bytes", "read"), ("pieces", "readinto"), ("pieces", "chunks")])
def test_all_goes_out_and_comes_back(face: Face, kind: str, how: How) -> None:
    """Though the server takes no more than it gets rid of."""
    options: dict[str, Any] = {"body": PIECE * COUNT}
    if kind == "pieces":
        options = {"body": iter([PIECE] * COUNT), "length": SIZE}
    with Server(echo) as server:
        heard = face.ask(server.origin, "PUT", how=how, both_ways=True, **options)

    assert (200, SIZE) == (heard.status, len(heard.body))
    assert PIECE * COUNT == heard.body


@pytest.mark.parametrize("by", ["end", "reset"])
def test_a_server_that_breaks_in_the_middle_is_an_error(face: Face, by: str) -> None:
    """However many bytes of the answer are here already."""

    def script(peer: Peer) -> None:
        echo(peer, SIZE // 2)
        if by == "reset":
            peer.reset()

    with Server(script) as server, pytest.raises(TransportError):
        face.ask(server.origin, "PUT", body=iter([PIECE] * COUNT), length=SIZE, both_ways=True)


def test_what_the_source_raises_is_raised_where_the_answer_is_read(face: Face) -> None:
    """The connection serves nobody then: the server waits for the rest of the request."""
    with Server(echo) as server:
        with pytest.raises(LookupError, match="no more of it"):
            face.ask(server.origin, "PUT", body=broken(COUNT - 2), length=SIZE, both_ways=True)

        assert 204 == face.ask(server.origin).status
        assert 2 == server.connections


@pytest.mark.parametrize("status", [200, 307, 413])
def test_an_answer_that_is_whole_ends_both(face: Face, status: int) -> None:
    """What the server did not want is not sent."""

    def script(peer: Peer) -> None:
        peer.read_head()
        peer.send(answer(status, b"enough"))
        peer.hold()

    with Server(script) as server:
        heard = face.ask(server.origin, "PUT", body=iter([PIECE] * COUNT), both_ways=True)

    assert (status, b"enough", False) == (heard.status, heard.body, heard.body_sent)
