"""A folder of files that becomes a bucket when a cluster starts."""

from __future__ import annotations

import http.client
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, Self, TextIO, TypeAlias
from urllib.parse import quote_from_bytes, urlsplit

from attrs import define, field, frozen

from .._core.errors import InvalidName
from .._core.names import check_bucket_name, check_object_name

if TYPE_CHECKING:
    from . import LocalCluster

_PIECE: Final = 256 << 10
_PATIENCE: Final = 60.0
"""Seconds for one step of one exchange: the cluster is this process, and only a full disk is slow."""

Progress: TypeAlias = Callable[["Loaded"], None]
"""Told after each object."""


@frozen
class Load:
    """A folder, the bucket that it becomes, and its files by the names that they get."""

    bucket: str
    folder: Path
    names: tuple[str, ...]

    @classmethod
    def of(cls, given: str | os.PathLike[str], bucket: str = "") -> Self:
        """The files of a folder, all levels down; the bucket has the folder's name unless another one is given.

        Symbolic links to files are read, those to folders are not entered.

        Raises:
            ValueError: a name that no bucket or object can have, or something that is neither file nor folder.
            OSError: there is no such folder, or it cannot be read.
        """
        folder = Path(given)
        if not folder.exists():
            raise FileNotFoundError(f"no such folder: {str(folder)!r}")
        if not folder.is_dir():
            raise NotADirectoryError(f"not a folder: {str(folder)!r}")
        name = bucket or folder.resolve().name
        try:
            check_bucket_name(name)
        except InvalidName as exc:
            advice = "" if bucket else "; name the bucket, as in bucket=DIR"
            raise ValueError(f"cannot load {str(folder)!r}: {exc}{advice}") from exc
        return cls(name, folder, tuple(_names(folder)))

    @classmethod
    def parse(cls, text: str) -> Self:
        """As the command line has it: `DIR`, or `BUCKET=DIR`; a "=" after a slash is part of the path.

        Raises:
            ValueError, OSError: as `of`.
        """
        bucket, mark, folder = text.partition("=")
        return cls.of(folder, bucket) if mark and "/" not in bucket else cls.of(text)


def pairs(texts: Iterable[str], form: str) -> dict[str, str]:
    """Values by name, of texts as the command line has them: `NAME=VALUE`.

    Raises:
        ValueError: one of another form, or a name twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, mark, value = text.partition("=")
        if not (name and mark and value) or name in found:
            raise ValueError(f"not {form}, or not the only one for its name: {text!r}")
        found[name] = value
    return found


@frozen
class Loaded:
    """How far a load is."""

    bucket: str
    objects: int
    of: int
    bytes: int


@define(eq=False)
class Loader:
    """One load, sent to a cluster as any client would send it: content passes in pieces, and is checked as any is."""

    _cluster: LocalCluster
    _load: Load
    _connections: dict[str, http.client.HTTPConnection] = field(init=False, factory=dict)

    def run(self, progress: Progress | None = None) -> Loaded:
        """Make the bucket, if there is none, and put every file.

        Raises:
            OSError: a file cannot be read or changed meanwhile, or the cluster refused; what was put until then stays.
        """
        bucket, size = self._load.bucket, 0
        try:
            self._make_bucket()
            for number, name in enumerate(self._load.names, 1):
                size += self._put(name)
                if progress is not None:
                    progress(Loaded(bucket, number, len(self._load.names), size))
            return Loaded(bucket, len(self._load.names), len(self._load.names), size)
        finally:
            for connection in self._connections.values():
                connection.close()

    def _make_bucket(self) -> None:
        message = json.dumps({"action": "create-bck"}).encode()
        status, _, text = self._ask(self._cluster.proxy.origin, "POST", f"/v1/buckets/{self._load.bucket}", message)
        if status not in (200, 409):
            raise OSError(f"cannot make bucket {self._load.bucket!r}: {text}")

    def _put(self, name: str) -> int:
        """Send one file; its size."""
        path = self._load.folder / name
        target = f"/v1/objects/{self._load.bucket}/{quote_from_bytes(os.fsencode(name))}"
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            status, location, text = self._ask(self._cluster.proxy.origin, "PUT", target)
            if status == 307:
                parts = urlsplit(location)
                origin = f"{parts.scheme}://{parts.netloc}"
                status, _, text = self._ask(origin, "PUT", f"{target}?{parts.query}", _pieces(file, size, path), size)
        if status != 200:
            raise OSError(f"cannot put {str(path)!r} into {self._load.bucket!r}: {text}")
        return size

    def _ask(
        self, origin: str, method: str, target: str, body: bytes | Iterator[bytes] = b"", size: int | None = None
    ) -> tuple[int, str, str]:
        """Status, where it leads, and the text of the answer."""
        token = self._cluster.token
        headers = {}
        if size is None:
            headers["Content-Length"] = str(len(body)) if isinstance(body, bytes) else "0"
            if token is not None:
                headers["Authorization"] = f"Bearer {token}"
        elif token is None:
            headers["Content-Length"] = str(size)
        else:  # a signed redirect covers an announced length of 0
            headers["Transfer-Encoding"] = "chunked"
        connection = self._connection(origin)
        connection.request(method, target, body, headers, encode_chunked="Transfer-Encoding" in headers)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        return answer.status, answer.headers.get("Location", ""), _message(text)

    def _connection(self, origin: str) -> http.client.HTTPConnection:
        if origin not in self._connections:
            parts = urlsplit(origin)
            assert parts.hostname is not None
            self._connections[origin] = http.client.HTTPConnection(parts.hostname, parts.port, timeout=_PATIENCE)
        return self._connections[origin]


def meter(stream: TextIO) -> Progress | None:
    """What shows progress at a terminal, in one line that is written anew ten times a second; `None` elsewhere."""
    if not stream.isatty():
        return None
    shown = 0.0

    def show(loaded: Loaded) -> None:
        nonlocal shown
        now, ends = time.monotonic(), loaded.objects == loaded.of
        if ends or now - shown >= _FRAME:
            shown = now
            done = f"{loaded.objects:,} of {loaded.of:,} objects, {loaded.bytes / 1e6:,.1f} MB"
            stream.write(f"\r{loaded.bucket}: {done}" + "\n" * ends)
            stream.flush()

    return show


_FRAME: Final = 0.1


def _names(folder: Path) -> Iterator[str]:
    """Paths of all files, relative to the folder, in order."""
    for place, below, files in os.walk(folder, onerror=_raise):
        below.sort()
        for name in sorted(files):
            path = Path(place, name)
            if not path.is_file():
                raise ValueError(f"cannot load {str(path)!r}: neither a file nor a folder")
            relative = path.relative_to(folder).as_posix()
            try:
                yield check_object_name(relative, write=True)
            except InvalidName as exc:
                raise ValueError(f"cannot load {str(path)!r}: {exc}") from exc


def _raise(error: OSError) -> None:
    raise error


def _pieces(file: IO[bytes], size: int, path: Path) -> Iterator[bytes]:
    """As many bytes as were announced."""
    left = size
    while left:
        piece = file.read(min(left, _PIECE))
        if not piece:
            raise OSError(f"{str(path)!r} became shorter while it was read")
        left -= len(piece)
        yield piece


def _message(text: str) -> str:
    """The words of an error, without what is around them."""
    try:
        return str(json.loads(text)["message"])
    except (ValueError, KeyError, TypeError):
        return text.strip()
