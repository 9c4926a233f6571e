"""Transformers that do what `etl_args` tells them, in each shape that a transform may have, on each server."""

from __future__ import annotations

import asyncio
import os
import time
from array import array
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Barrier, Event, Lock
from typing import Any, BinaryIO

from aistore_hl.etlserver import ETLServer, FastAPIServer, FlaskServer, HTTPMultiThreadedServer

KINDS: dict[str, type[ETLServer]] = {
    "threaded": HTTPMultiThreadedServer,
    "flask": FlaskServer,
    "fastapi": FastAPIServer,
}

PIECE = 1000
NUMBERS = memoryview(array("I", (1, 2, 3)))
"""Its `len` is 3, of 12 bytes."""
PATIENCE = 20.0
LATE = 12 << 20
"""Bytes after which a stage fails that is asked to: its answer has begun by then, and what comes after it too."""
BARRIERS: dict[int, Barrier] = {}
ASYNC_BARRIERS: dict[int, asyncio.Barrier] = {}
LOCK = Lock()
SERVERS: list[ETLServer] = []


def stage() -> str:
    """Which of two stages this process is."""
    return "first" if os.environ["PORT"] == "0" else "second"


class Panic(BaseException):
    """What extensions in other languages raise."""


def barrier(count: int) -> Barrier:
    """Where so many transforms wait for one another: all of them have to be under way at once."""
    with LOCK:
        return BARRIERS.setdefault(count, Barrier(count))


def behave(data: Any, path: str, etl_args: str) -> Any:
    """What `transform` gives."""
    word, _, rest = etl_args.partition(":")
    match word:
        case "upper":
            return data.upper()
        case "show":
            return f"{path}|{etl_args}|{data if isinstance(data, str) else data.decode()}".encode()
        case "empty":
            return b""
        case "view":
            return memoryview(data)
        case "nothing":
            return None
        case "text":
            return "text"
        case "raise":
            raise ValueError("no such luck")
        case "open":
            raise OSError(f"cannot use {data if isinstance(data, str) else path}")
        case "exit":
            raise SystemExit(3)
        case "panic":
            raise Panic("no such luck")
        case "numbers":
            return NUMBERS
        case "nap":
            Event().wait(float(rest))
            return data
        case "forever":
            Event().wait()
        case "gather":
            barrier(int(rest)).wait(PATIENCE)
            return data
        case "hold":
            Path(f"{rest}.in").touch()
            until = time.monotonic() + PATIENCE
            while not Path(rest).exists() and time.monotonic() < until:
                time.sleep(0.005)
            return data
        case "ask":
            return SERVERS[0].session.get(rest).content
        case "pid":
            return str(os.getpid()).encode()
        case "big":
            return bytes(int(rest))
    return data


class Whole:
    """`transform`."""

    def transform(self, data: Any, path: str, etl_args: str) -> Any:
        return behave(data, path, etl_args)

    def get_mime_type(self) -> str:
        return "text/x-test"


class Recorded:
    """What the transformer did that was beside AIS 5.0 when requests were recorded."""

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        if path.endswith("broken"):
            raise ValueError("cannot transform")
        return data.upper() + (f" {etl_args}".encode() if etl_args else b"")


class Coroutine:
    """The same, awaited."""

    async def transform(self, data: Any, path: str, etl_args: str) -> Any:
        word, _, rest = etl_args.partition(":")
        if word == "gather":
            await ASYNC_BARRIERS.setdefault(int(rest), asyncio.Barrier(int(rest))).wait()
            return data
        if word == "nap":
            with suppress(TimeoutError):
                async with asyncio.timeout(float(rest)):
                    await asyncio.Event().wait()
            return data
        return behave(data, path, etl_args)

    def get_mime_type(self) -> str:
        return "text/x-test"


class Hasty(Whole):
    """With limits that a test can wait for."""

    head_timeout = 0.2
    idle_timeout = 0.9
    max_connections = 6


class Steady(Whole):
    """It notes in a file that it is set up, and where."""

    def setup(self) -> None:
        with open(os.environ["SETUPS"], "a") as file:
            file.write(f"{os.getpid()}\n")


class Stuck(Whole):
    """It gives what is under way a second."""

    grace = 1.0


class Mislabelled(Whole):
    """Its type of content would end the header."""

    def get_mime_type(self) -> str:
        return "text/plain\r\nX-Injected: yes"


class Unready(Whole):
    """It cannot be set up."""

    def setup(self) -> None:
        raise ValueError("no model")


class Pieces:
    """`transform_stream`."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[bytes]:
        if etl_args == "raise":
            raise ValueError("no such luck")
        if etl_args == "panic":
            raise Panic("no such luck")
        if etl_args == "numbers":
            yield NUMBERS
            return
        if etl_args == "unread":
            yield b"unread"
            return
        buffer, total = bytearray(PIECE), 0
        if etl_args.startswith("show"):
            yield f"{path}|{etl_args}|".encode()
        if etl_args == "empty":
            yield b""
            return
        if etl_args.startswith("big:"):
            for _ in range(int(etl_args[4:]) >> 20):
                yield bytes(1 << 20)
            return
        try:
            while piece := reader.read(PIECE):
                buffer[: len(piece)] = piece
                total += len(piece)
                if total > LATE and etl_args == f"late:{stage()}":
                    raise ValueError("no such luck")
                if etl_args == "reuse":
                    yield memoryview(buffer)[: len(piece)]
                    continue
                yield piece.upper() if etl_args == "upper" else piece
                if etl_args == "midway":
                    raise ValueError("no such luck")
                if etl_args == "text":
                    yield "text"  # type: ignore[misc]  # what a transform may do wrong
        except ConnectionError:
            if etl_args != "swallow":
                raise

    def get_mime_type(self) -> str:
        return "text/x-test"


class CoroutinePieces:
    """The same, awaited."""

    async def transform_stream(self, reader: Any, path: str, etl_args: str) -> AsyncIterator[bytes]:
        if etl_args == "raise":
            raise ValueError("no such luck")
        if etl_args == "panic":
            raise Panic("no such luck")
        if etl_args == "numbers":
            yield NUMBERS
            return
        if etl_args == "unread":
            yield b"unread"
            return
        buffer, total = bytearray(PIECE), 0
        if etl_args.startswith("show"):
            yield f"{path}|{etl_args}|".encode()
        if etl_args == "empty":
            yield b""
            return
        if etl_args.startswith("big:"):
            for _ in range(int(etl_args[4:]) >> 20):
                yield bytes(1 << 20)
            return
        try:
            while piece := await reader.read(PIECE):
                buffer[: len(piece)] = piece
                total += len(piece)
                if total > LATE and etl_args == f"late:{stage()}":
                    raise ValueError("no such luck")
                if etl_args == "reuse":
                    yield memoryview(buffer)[: len(piece)]
                    continue
                yield piece.upper() if etl_args == "upper" else piece
                if etl_args == "midway":
                    raise ValueError("no such luck")
                if etl_args == "text":
                    yield "text"  # type: ignore[misc]
        except ConnectionError:
            if etl_args != "swallow":
                raise

    def get_mime_type(self) -> str:
        return "text/x-test"


SHAPES: dict[str, type] = {
    "whole": Whole,
    "pieces": Pieces,
    "coroutine": Coroutine,
    "coroutine pieces": CoroutinePieces,
    "recorded": Recorded,
    "hasty": Hasty,
    "steady": Steady,
    "stuck": Stuck,
    "mislabelled": Mislabelled,
    "unready": Unready,
}


def make(kind: str, shape: str) -> ETLServer:
    """A server of that kind whose transform has that shape."""
    from tests.etlserver.routes import ROUTED

    base = SHAPES.get(shape) or ROUTED[shape]
    cls = type(f"{kind.title()}{shape.title().replace(' ', '')}", (base, KINDS[kind]), {})
    server: ETLServer = cls()
    SERVERS.append(server)
    return server
