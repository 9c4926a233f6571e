"""Shards in the making: samples of WebDataset, stored as tar archives in a bucket."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self, cast

from aistore_hl import Bucket

from .grouping import split_name

_NOT_IN_TARS: Final = re.compile(r"[\0\ud800-\udc7f\udd00-\udfff]")
_OVERHEAD: Final = 512
"""Bytes of a tar's header."""


class ShardWriter:
    """Writes samples into shards of at most `max_samples` and about `max_bytes`, one after the other.

    A shard is put together in a file on this machine and stored whole: readers never see a part of one.
    The same samples make the same bytes. Use it in a `with`: leaving it by an error stores no further shard.
    """

    def __init__(
        self, bucket: Bucket, pattern: str, *, max_samples: int = 100_000, max_bytes: int = 1 << 30, first: int = 0
    ) -> None:
        """`pattern` names the shards by their number, as in `train-%06d.tar`.

        Raises:
            ValueError: the pattern makes the same name of every number, or a limit is below 1.
        """
        if max_samples < 1 or max_bytes < 1:
            raise ValueError("a shard has room for at least one sample and one byte")
        self._name(pattern, 0, 1)
        self._bucket = bucket
        self._pattern = pattern
        self._max_samples = max_samples
        self._max_bytes = max_bytes
        self._number = first
        self._stored: list[str] = []
        self._file: IO[bytes] | None = None
        self._packed: IO[bytes] | None = None
        self._tar: tarfile.TarFile | None = None
        self._samples = 0
        self._is_whole = True
        """Whether every sample is there with all of its fields: an error between two of them leaves half of one."""
        self._keys: set[str] = set()

    @property
    def shards(self) -> tuple[str, ...]:
        """Names of the objects stored so far."""
        return tuple(self._stored)

    def write(self, sample: Mapping[str, Any]) -> None:
        """Add a sample: `__key__`, and each field as bytes, or as text, number or JSON that becomes bytes.

        `bytes` stay as they are and `str` becomes UTF-8; a number becomes its digits; in a field whose name ends in
        `json` anything becomes JSON. Other fields that begin with two underscores are left out.

        Raises:
            ValueError: no key, a key that is in this shard already, or one that would be read as another; or an earlier
                sample could not be written to its end: that shard is given up.
            TypeError: a field that is none of these.
        """
        key = sample.get("__key__")
        if not isinstance(key, str) or not key:
            raise ValueError("a sample has a text as its '__key__'")
        if key in self._keys:
            raise ValueError(f"the shard has a sample {key!r} already")
        files = {f"{key}.{name}": _encoded(name, value) for name, value in sample.items() if not name.startswith("__")}
        if not files:
            raise ValueError(f"sample {key!r} has no field")
        for name, field in zip(files, (name for name in sample if not name.startswith("__")), strict=True):
            if split_name(name) != (key, field):
                raise ValueError(
                    f"{name!r} would be read as {split_name(name)}: no dot in a key, no capital in a field"
                )
            if _NOT_IN_TARS.search(name):
                raise ValueError(f"{name!r} cannot be a name in a tar: it has a NUL, or what UTF-8 has not")
        self._check_whole()
        size = sum(_OVERHEAD + len(content) for content in files.values())
        if self._samples and (self._samples >= self._max_samples or self._written() + size > self._max_bytes):
            self.finish()
        self._is_whole = False
        self._add(files)
        self._is_whole = True
        self._samples += 1
        self._keys.add(key)

    def finish(self) -> None:
        """Store the shard as it is, if it has a sample; the next sample begins another one.

        Raises:
            ValueError: a sample could not be written to its end: the shard is given up.
        """
        self._check_whole()
        if self._tar is None or self._file is None:
            return
        name = self._pattern % self._number
        try:
            self._tar.close()
            if self._packed is not None:
                self._packed.close()
            self._file.flush()
            self._bucket.object(name).put(Path(self._file.name))
        finally:
            self._forget()
        self._stored.append(name)
        self._number += 1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self._forget()

    def _check_whole(self) -> None:
        if self._is_whole:
            return
        lost = self._samples
        self._forget()
        raise ValueError(f"a sample could not be written to its end: its shard is given up, with {lost} before it")

    def _add(self, files: Mapping[str, bytes]) -> None:
        if self._tar is None:
            self._file = tempfile.NamedTemporaryFile(suffix=".tar")  # noqa: SIM115  # closed by `_forget`
            stream: IO[bytes] = self._file
            if self._pattern.endswith("gz"):  # not tarfile's own, which writes the time of day
                stream = self._packed = cast("IO[bytes]", gzip.GzipFile("", "wb", fileobj=self._file, mtime=0))
            self._tar = tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            self._tar.addfile(member, io.BytesIO(content))

    def _written(self) -> int:
        return self._file.tell() if self._file is not None else 0

    def _forget(self) -> None:
        file, packed = self._file, self._packed
        self._file = self._packed = self._tar = None
        self._samples = 0
        self._is_whole = True
        self._keys = set()
        # What packs writes its end when it is closed: first it, then the file.
        try:
            if packed is not None:
                packed.close()
        finally:
            if file is not None:
                file.close()

    @staticmethod
    def _name(pattern: str, *numbers: int) -> None:
        try:
            names = {pattern % number for number in numbers}
        except (TypeError, ValueError) as exc:
            raise ValueError(f"not a pattern for shards: {pattern!r} (as in 'train-%06d.tar')") from exc
        if len(names) != len(numbers):
            raise ValueError(f"{pattern!r} gives every shard the same name")
        if not all(name.endswith((".tar", ".tar.gz", ".tgz")) for name in names):
            raise ValueError(f"{pattern!r} does not end in .tar, .tar.gz or .tgz")


def _encoded(name: str, value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if name.rpartition(".")[2] == "json":
        return json.dumps(value, sort_keys=True).encode()
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, int | float):
        return str(value).encode()
    raise TypeError(f"field {name!r} is {type(value).__name__}: bytes, text, a number, or JSON in a field 'json'")
