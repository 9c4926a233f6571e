"""What who writes and starts transformers relies on, as types. Checked by mypy --strict and pyright, never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, BinaryIO, assert_type

from aistore_hl import AsyncClient, AsyncEtl, Client, Etl
from aistore_hl.etlserver import FastAPIServer, FlaskServer, HTTPMultiThreadedServer
from aistore_hl.types import EtlDetails, EtlUsage, Pipeline


class Whole(HTTPMultiThreadedServer):
    """As the page has it."""

    def setup(self) -> None:
        self.word = b"AIS"

    def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data + self.word


class Seed(HTTPMultiThreadedServer):
    """As the page of the web-server SDK has it: whatever comes after the content has no name."""

    def transform(self, data: bytes, *_: object) -> bytes:
        return data


class Piecewise(FlaskServer):
    """Pieces may be views on a buffer that is filled again."""

    def transform_stream(self, reader: BinaryIO, path: str, etl_args: str) -> Iterator[memoryview]:
        buffer = bytearray(1 << 16)
        while count := reader.readinto(buffer):  # type: ignore[attr-defined]
            yield memoryview(buffer)[:count]


class Awaited(FastAPIServer):
    """All that may be asynchronous."""

    async def setup(self) -> None:
        self.word = b"AIS"

    async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
        return data + self.word


class AwaitedPieces(FastAPIServer):
    async def transform_stream(self, reader: Any, path: str, etl_args: str) -> AsyncIterator[bytes]:
        while piece := await reader.read(1 << 16):
            yield piece


def start(client: Client) -> None:
    """A decorated class stays what it is."""
    etl = client.etl("upper-case")
    assert_type(etl, Etl)

    @etl.init_class(dependencies=["pillow"], os_packages=["ffmpeg"], workers=2, direct_file_access=True)
    class Upper(HTTPMultiThreadedServer):
        times = 3

        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            return data.upper() * self.times

    assert_type(Upper.times, int)
    assert_type(Upper(port=8000).times, int)
    assert_type(etl.init_class(Whole, communication="ws"), type[Whole])
    assert_type(etl.init_function(lambda data: data.upper()), Etl)
    assert_type(etl.init("me/upper:1", command=["python", "server.py"]), Etl)
    assert_type(etl >> etl >> "other-etl", Pipeline)
    assert_type(etl.view(), EtlDetails)
    assert_type(etl.metrics(), dict[str, EtlUsage])
    with client.etl("other-etl").init_spec("") as other:
        assert_type(other, Etl)
    etl.init_class(Whole, dependency=["pillow"])  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]
    etl.init("me/upper:1", communication="hrev")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def start_async(client: AsyncClient) -> None:
    """The twins have the same names; what waits is awaited."""
    etl = client.etl("upper-case")
    assert_type(etl, AsyncEtl)
    assert_type(await etl.init_class(Awaited), type[Awaited])
    assert_type(await etl.init_class(workers=2)(AwaitedPieces), type[AwaitedPieces])
    assert_type(await etl.init_function(lambda data: data), AsyncEtl)
    async with etl as same:
        assert_type(await same.logs(), dict[str, str])
