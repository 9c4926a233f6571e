"""One name of many: what became of it, and how a whole small answer is judged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from aistore_api.types import Headers

from .body import Cursor
from .checksum import compute
from .errors import AisError, ProtocolError
from .names import BucketRef, ObjectRef
from .props import ObjectProps, is_of_ais

if TYPE_CHECKING:
    from pathlib import Path

    from aistore_api.types import Bytes

    from .retry import Attempts

# What AIS 5.0 answers with for content that has a checksum, field by field in the order of its writer (recorded). An
# answer that is not of this form is judged by the same cursor as a single read. A line break within a line is gone
# when it comes here: to look for a CR alone takes two thirds of the time.
_USUAL: Final = re.compile(
    rb"\r\nAis-Atime: [0-9]{1,20}+\r\nAis-Checksum-Type: ([a-z0-9]{1,10}+)\r\nAis-Checksum-Value: ([0-9a-f]{1,128}+)"
    rb"(?:\r\nAis-(?:Custom-Md|Version): [^\r]*+){0,100}+"
    rb"\r\nContent-Length: [0-9]{1,18}+\r\nContent-Type: application/octet-stream\r\nDate: [^\r]*+"
)


class Flight:
    """One name on its way, and what became of it.

    One value for both: a second one for each name would cost a fifth of all that is done for it.
    """

    __slots__ = (
        "_attempts",
        "_bucket",
        "_content",
        "_fields",
        "_hops",
        "_is_direct",
        "_is_second",
        "_origin",
        "_status",
        "_target",
        "error",
        "index",
        "name",
    )

    def __init__(self, index: int, name: str, bucket: BucketRef) -> None:
        self.index = index
        """Which of the names it was, counted from 0."""
        self.name = name
        self.error: AisError | None = None
        self._bucket = bucket
        self._target = ""
        self._origin = ""
        self._hops = 0
        self._is_second = False
        """Whether it came once and was not what was stored."""
        self._is_direct = False
        """Whether the target that should have it is asked, rather than the proxy."""
        self._attempts: Attempts | None = None
        # The answer. Here, since an `__init__` for each kind of value costs half of making it.
        self._status = 0
        self._fields = b""
        self._content: bytes | None = None

    def __repr__(self) -> str:
        state = "" if self.error is None else f" {type(self.error).__name__}"
        return f"<{type(self).__name__} {self.index} {self._bucket}/{self.name}{state}>"


class FoundObject(Flight):
    """What became of one name: its properties, or `error`."""

    __slots__ = ()

    @property
    def props(self) -> ObjectProps:
        """Size, checksum, version and custom metadata, as the answer gave them.

        Raises:
            AisError: what the name failed with.
        """
        if self.error is not None:
            raise self.error
        headers = Headers.from_block(self._fields)
        return ObjectProps.from_head(headers, ObjectRef(self._bucket, self.name))


class SentObject(Flight):
    """One body on its way."""

    __slots__ = ("_body", "_is_asking", "_large", "_pairs", "_props")

    def __init__(self, index: int, name: str, bucket: BucketRef) -> None:
        super().__init__(index, name, bucket)
        self._body = b""
        self._large: Bytes | str | Path | None = None
        """What is sent by itself, instead of `_body`."""
        self._pairs: tuple[tuple[str, str], ...] = ()
        """Header fields with its checksum."""
        self._is_asking = True
        """Whether the proxy is asked where it goes, rather than a target given it."""
        self._props: ObjectProps | None = None


class ReadObject(FoundObject):
    """What became of one name: its content, or `error`."""

    __slots__ = ()

    @property
    def props(self) -> ObjectProps:
        """As the answer gave them; see `FoundObject`."""
        if self.error is not None:
            raise self.error
        return ObjectProps.from_get(self._status, Headers.from_block(self._fields))

    @property
    def is_large(self) -> bool:
        """Whether it is there, and too large to be held in memory: `get` or `download` that object alone."""
        return self.error is None and self._content is None

    @property
    def content(self) -> bytes:
        """All of it, verified.

        Raises:
            AisError: what the name failed with.
            ValueError: the object `is_large`.
        """
        if self._content is not None:
            return self._content
        if self.error is not None:
            raise self.error
        raise ValueError(f"{self.name!r} is larger than what get_many keeps in memory: get or download it by itself")


def check(item: FoundObject, status: int, fields: bytes, content: bytes | None, *, verify: bool) -> None:
    """Keep the answer to a name, if it is one that AIS gives, and its content is what was stored.

    Raises:
        ChecksumMismatch: the content has another checksum.
        ProtocolError: it is another answer.
    """
    if isinstance(item, ReadObject):
        # Nearly every answer, looked at in one go: the cursor of a single read takes four times as long.
        usual = _USUAL.fullmatch(fields)
        if usual is None or content is None or (verify and compute(usual[1].decode(), content) != usual[2].decode()):
            _check_content(status, fields, content, verify=verify)
        item._content = content
    elif b"\r\nAis-" not in fields and not is_of_ais(Headers.from_block(fields).first):
        raise ProtocolError("no header of AIS: something else answers there")
    item._status, item._fields = status, fields


def _check_content(status: int, fields: bytes, content: bytes | None, *, verify: bool) -> None:
    """As a single read judges it."""
    cursor = Cursor(verify=verify)
    cursor.open(status, Headers.from_block(fields))
    if content is not None:
        cursor.advance(content)
        cursor.finish()
