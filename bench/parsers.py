"""What reading one response head costs: our parser, h11, httptools' and the standard library's.

    python bench/parsers.py [--rounds 9] [--heads 20000]

Microseconds of CPU per head, contenders interleaved, best round. Whatever a contender needs before the bytes arrive is
made outside the measured time.
"""

from __future__ import annotations

import argparse
import datetime
import http.client
import io
import os
import platform
import time
from collections.abc import Callable, Iterable
from typing import Any

import h11
import httptools

from aistore_hl._wire.http1 import parse_response_head

# An AIS target's answer to GET object, as recorded on AIS 5.0.
HEAD = (
    b"HTTP/1.1 200 OK\r\n"
    b"Ais-Atime: 1795259348532931627\r\n"
    b"Ais-Checksum-Type: xxhash2\r\n"
    b"Ais-Checksum-Value: 6a3abd28a71fde97\r\n"
    b"Ais-Custom-Md: source=camera-7\r\n"
    b"Ais-Version: 1\r\n"
    b"Content-Length: 300000\r\n"
    b"Content-Type: application/octet-stream\r\n"
    b"Date: Sat, 21 Nov 2026 11:09:08 GMT\r\n"
    b"\r\n"
)


class Fields:
    """What httptools reports to: the least that a client must keep."""

    def __init__(self) -> None:
        self.held: list[tuple[bytes, bytes]] = []

    def on_header(self, name: bytes, value: bytes) -> None:
        self.held.append((name, value))


def ours(_: object) -> None:
    parse_response_head(HEAD, method="GET", stop=len(HEAD) - 4)


def ours_with_fields(_: object) -> None:
    _fields = parse_response_head(HEAD, method="GET", stop=len(HEAD) - 4).headers


def new_h11() -> h11.Connection:
    connection = h11.Connection(h11.CLIENT)
    connection.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    return connection


def with_h11(connection: h11.Connection) -> None:
    connection.receive_data(HEAD)
    connection.next_event()


def new_httptools() -> tuple[Any, Fields]:
    fields = Fields()
    return httptools.HttpResponseParser(fields), fields


def with_httptools(made: tuple[Any, Fields]) -> None:
    parser, _ = made
    parser.feed_data(HEAD)
    parser.get_status_code()
    parser.should_keep_alive()


def with_library(_: object) -> None:
    stream = io.BytesIO(HEAD)
    stream.readline()
    http.client.parse_headers(stream)


CONTENDERS: dict[str, tuple[Callable[[], Any], Callable[[Any], None]]] = {
    "ours": (lambda: None, ours),
    "ours, every field decoded": (lambda: None, ours_with_fields),
    "httptools": (new_httptools, with_httptools),
    "h11": (new_h11, with_h11),
    "http.client": (lambda: None, with_library),
}


def measure(act: Callable[[Any], None], prepared: Iterable[Any]) -> float:
    """CPU seconds of acting on everything that was prepared."""
    start = time.process_time()
    for made in prepared:
        act(made)
    return time.process_time() - start


def main() -> None:
    options = argparse.ArgumentParser(description="CPU per response head")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--heads", type=int, default=20_000)
    given = options.parse_args()
    best = dict.fromkeys(CONTENDERS, float("inf"))
    for _ in range(given.rounds):
        for name, (make, act) in CONTENDERS.items():
            prepared = [make() for _ in range(given.heads)]
            best[name] = min(best[name], measure(act, prepared) / given.heads)
    print(
        f"{datetime.date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores, {len(HEAD)} bytes; "
        f"h11 {h11.__version__}, httptools {httptools.__version__}"
    )
    for name, seconds in best.items():
        print(f"{name:28}{seconds * 1e6:7.1f} us {seconds / best['ours']:6.1f}x")


if __name__ == "__main__":
    main()
