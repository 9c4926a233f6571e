"""The content of an object as it was read in 2022."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from aistore_hl import OpenMember, Reader
from aistore_hl._forward import ForwardFile
from aistore_hl.types import Checksum

from .advice import advise

DEFAULT_CHUNK_SIZE: Final = 32768
"""Bytes of a chunk, as in 2022."""


class ObjectStream:
    """An open object: `read_all()`, `raw()`, or a loop over its chunks, once."""

    def __init__(self, reader: Reader | OpenMember, chunk_size: int) -> None:
        self._reader = reader
        self._chunk_size = chunk_size

    @property
    def content_length(self) -> int:
        """Bytes of the content; 0 where the answer does not say."""
        advise("content_length", "Reader.length")
        length = self._reader.length if isinstance(self._reader, Reader) else self._reader.size
        return length or 0

    @property
    def e_tag(self) -> str:
        """The value of the checksum; empty where there is none, as of a member."""
        advise("e_tag", "Reader.props.checksum.value")
        checksum = self._checksum()
        return checksum.value if checksum is not None else ""

    @property
    def e_tag_type(self) -> str:
        """The type of the checksum; empty where there is none, as of a member."""
        advise("e_tag_type", "Reader.props.checksum.type")
        checksum = self._checksum()
        return checksum.type if checksum is not None else ""

    def read_all(self) -> bytes:
        """The content, in memory, verified.

        Raises:
            ChecksumMismatch: it is not what was stored.
        """
        return self._reader.read_all()

    def raw(self) -> ForwardFile:
        """The content as an open binary file."""
        advise("raw()", "Object.open('rb')")
        return self._file()

    def __iter__(self) -> Iterator[bytes]:
        """The content in chunks of the size asked for; the last may be shorter.

        Raises:
            ChecksumMismatch: it is not what was stored.
        """
        with self._file() as file:
            while chunk := file.read(self._chunk_size):
                yield chunk

    def close(self) -> None:
        """Stop reading. In 2022 there was no such thing."""
        self._reader.close()

    def _file(self) -> ForwardFile:
        return ForwardFile(self._reader, self._reader.close)

    def _checksum(self) -> Checksum | None:
        return self._reader.props.checksum if isinstance(self._reader, Reader) else None
