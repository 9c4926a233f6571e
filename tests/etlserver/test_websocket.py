"""Objects over a WebSocket, and how it closes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.etlserver.cluster import SECRET
from tests.etlserver.conftest import Scene

PATIENCE = 20


@pytest.fixture(
    params=["whole", "coroutine pieces"]
    + [pytest.param(shape, marks=pytest.mark.stress) for shape in ("coroutine", "pieces")]
)
def socket(request: pytest.FixtureRequest, scene: Scene) -> Iterator[ClientConnection]:
    """A connection to a server with each shape of transform."""
    with connect(f"ws://127.0.0.1:{scene.ports['fastapi', request.param, 'on']}/ws") as connection:
        yield connection


def control(**fields: Any) -> bytes:
    """A control message."""
    return json.dumps({"path": "o", **fields}).encode()


def closed(socket: ClientConnection) -> tuple[int, str]:
    """How the other side closed it."""
    with pytest.raises(ConnectionClosed) as caught:
        socket.recv(PATIENCE)
    assert caught.value.rcvd is not None
    return caught.value.rcvd.code, caught.value.rcvd.reason


def test_objects_one_after_the_other(socket: ClientConnection) -> None:
    """Each with its own arguments, in their order, also when they are sent before the first is answered."""
    for number in range(5):
        socket.send(control(etl_args="show", path=f"dir/o{number}"))
        socket.send(b"content %d" % number)

    heard = [socket.recv(PATIENCE) for _ in range(5)]

    assert [f"dir/o{number}|show|content {number}".encode() for number in range(5)] == heard


def test_an_empty_result_is_an_empty_message(socket: ClientConnection) -> None:
    """Binary: AIS would take text for delivered."""
    socket.send(control(etl_args="empty"))
    socket.send(b"content")

    assert b"" == socket.recv(PATIENCE)


def test_a_result_that_is_put_directly_is_told_by_its_length(scene: Scene, socket: ClientConnection) -> None:
    """As text, and only then."""
    socket.send(control(pipeline=f"http://{scene.peer.place}/to%2Fsocket?owt=3"))
    socket.send(b"content")

    assert "7" == socket.recv(PATIENCE)
    assert f"{SECRET}/to%2Fsocket?owt=3" == scene.peer.seen[-1].target


def test_a_result_of_another_stage_is_content(scene: Scene, socket: ClientConnection) -> None:
    """What it answers comes back."""
    socket.send(control(pipeline=f"http://{scene.peer.place}"))
    socket.send(b"content")

    assert b"staged content" == socket.recv(PATIENCE)


def test_an_unlisted_target_gets_nothing(scene: Scene, socket: ClientConnection) -> None:
    """The content comes back instead."""
    socket.send(control(pipeline=f"http://{scene.stranger.place}/to%2Fo"))
    socket.send(b"content")

    assert b"content" == socket.recv(PATIENCE)
    assert 0 == scene.stranger.connections


@pytest.mark.parametrize(
    ("args", "pipeline"),
    [("raise", ""), ("", "http://{peer}/status-500"), ("", "http://127.0.0.1:9/x"), ("", "http://127.0.0.1:9")],
)
def test_a_failure_closes_it(scene: Scene, socket: ClientConnection, args: str, pipeline: str) -> None:
    """With 1011, never with a message."""
    socket.send(control(etl_args=args, pipeline=scene.fill(pipeline, "")))
    socket.send(b"content")

    assert 1011 == closed(socket)[0]


@pytest.mark.parametrize("path", ["{root}/b/none"])
def test_a_file_that_is_not_there_closes_it(scene: Scene, socket: ClientConnection, path: str) -> None:
    """With 1011 too: the object is at fault, not the message."""
    socket.send(control(fqn=scene.fill(path, "")))

    assert 1011 == closed(socket)[0]


@pytest.mark.parametrize(
    "message",
    [
        b"no JSON",
        b"[]",
        b"7",
        b"[" * 60_000,
        b'{"path": ""}',
        b'{"path": 7}',
        b'{"path": "../x"}',
        b'{"path": "o", "pipeline": ","}',
        b'{"path": "o", "pipeline": "http://127.0.0.1:7"}',
        b'{"path": "o", "fqn": "/etc/hostname"}',
        b'{"path": "o", "fqn": "%zz"}',
    ],
    ids=range(11),
)
def test_a_message_that_asks_for_what_must_not_be_done_closes_it(socket: ClientConnection, message: bytes) -> None:
    """With 1008."""
    socket.send(message)

    assert 1008 == closed(socket)[0]


@pytest.mark.parametrize("messages", [["text"], [control(), "text"]], ids=["control", "content"])
def test_a_message_of_text_closes_it(socket: ClientConnection, messages: list[Any]) -> None:
    """With 1003: all that AIS sends is binary."""
    for message in messages:
        socket.send(message)

    assert 1003 == closed(socket)[0]


def test_another_path_is_refused(scene: Scene) -> None:
    """Before it is a WebSocket."""
    with pytest.raises(InvalidStatus), connect(f"ws://127.0.0.1:{scene.ports['fastapi', 'whole', 'on']}/other"):
        pass


@pytest.mark.parametrize(("size", "code"), [(9_000, 1011), (70_000, 1009)])
def test_content_that_is_too_long_closes_it(scene: Scene, size: int, code: int) -> None:
    """Over `ETL_MAX_BODY`, before it is transformed; far over it, before it is taken in."""
    with connect(f"ws://127.0.0.1:{scene.ports['fastapi', 'whole', 'on']}/ws") as connection:
        connection.send(control())
        connection.send(bytes(size))

        assert code == closed(connection)[0]
