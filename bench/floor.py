"""One large object by raw sockets and nothing else: what the kernel takes for the bytes, below which nobody gets.

Nothing is checked, no failure is understood; every part goes through the proxy, as ours does.
"""

from __future__ import annotations

import mmap
import os
import re
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

MIB = 1 << 20
_LOCATION = re.compile(rb"\r\nLocation: (\S+)")
_END = b"\r\n\r\n"


class Floor:
    """Parts of one object, a thread and a connection each."""

    def __init__(self, endpoint: str, path: str, size: int, workers: int) -> None:
        self._endpoint = endpoint
        self._path = path
        self._size = size
        self._workers = workers

    def into(self, buffer: bytearray | mmap.mmap) -> None:
        """Received where it stays."""
        with memoryview(buffer) as view:
            self._each(lambda number, begin, end: self._receive(view, begin, end))

    def into_new(self) -> None:
        """The same, where the kernel has to find and clear the memory first."""
        with mmap.mmap(-1, self._size) as fresh:
            if hasattr(mmap, "MADV_HUGEPAGE"):
                fresh.madvise(mmap.MADV_HUGEPAGE)
            self.into(fresh)

    def into_file(self, path: Path) -> None:
        """Received into a buffer of 1 MiB for each, and written."""
        with path.open("wb", buffering=0) as file:
            os.posix_fallocate(file.fileno(), 0, self._size)
            self._each(lambda number, begin, end: self._write(file.fileno(), begin, end))

    def from_file(self, path: Path) -> None:
        """By sendfile, which copies nothing; each part an object of its own, so that nothing is put together."""
        with path.open("rb", buffering=0) as file:
            self._each(lambda number, begin, end: self._send(file.fileno(), number, begin, end))

    def _each(self, work: Callable[[int, int, int], None]) -> None:
        step = -(-self._size // self._workers)
        bounds = [(begin, min(begin + step, self._size)) for begin in range(0, self._size, step)]
        with ThreadPoolExecutor(self._workers) as pool:
            for each in [pool.submit(work, number, *pair) for number, pair in enumerate(bounds)]:
                each.result()

    def _receive(self, view: memoryview, begin: int, end: int) -> None:
        with self._open(begin, end) as sock:
            while begin < end:
                begin += _some(sock.recv_into(view[begin : min(begin + MIB, end)], 0, socket.MSG_WAITALL))

    def _write(self, file: int, begin: int, end: int) -> None:
        buffer = memoryview(bytearray(MIB))
        with self._open(begin, end) as sock:
            while begin < end:
                count = _some(sock.recv_into(buffer[: min(MIB, end - begin)], 0, socket.MSG_WAITALL))
                os.pwrite(file, buffer[:count], begin)
                begin += count

    def _send(self, file: int, number: int, begin: int, end: int) -> None:
        with self._ask("PUT", f"{self._path}-{number}", "Content-Length: 0", f"Content-Length: {end - begin}") as sock:
            while begin < end:
                begin += _some(os.sendfile(sock.fileno(), file, begin, end - begin))
            assert b" 200 " in sock.recv(4096)[:20]

    def _open(self, begin: int, end: int) -> socket.socket:
        """A connection whose next byte is the first one of the part."""
        sock = self._ask("GET", self._path, "", f"Range: bytes={begin}-{end - 1}")
        head = sock.recv(4096, socket.MSG_PEEK)
        sock.recv(head.index(_END) + len(_END))
        assert b" 206 " in head[:20]
        return sock

    def _ask(self, method: str, path: str, first: str, fields: str) -> socket.socket:
        """A connection to the target, with the request on its way."""
        with _connect(self._endpoint) as proxy:
            proxy.sendall(_request(method, path, first))
            found = _LOCATION.search(proxy.recv(4096))
        assert found is not None
        url = urlsplit(found[1].decode())
        sock = _connect(url.geturl())
        sock.sendall(_request(method, f"{url.path}?{url.query}", fields))
        return sock


def _connect(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname, parts.port))


def _request(method: str, target: str, fields: str) -> bytes:
    more = f"{fields}\r\n" if fields else ""
    return f"{method} {target} HTTP/1.1\r\nHost: x\r\n{more}\r\n".encode()


def _some(count: int) -> int:
    if not count:
        raise ConnectionError("the connection ended early")
    return count
