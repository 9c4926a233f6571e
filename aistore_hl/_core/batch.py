"""Get-batch: what is asked for, as AIS takes it, and whether what comes is that."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec
from attrs import evolve, field, frozen

from .archive import ArchiveFormat, check_member_name
from .errors import AisError, BatchError, BrokenArchive, IntegrityError, NotFound, ObjectNotFound
from .names import BucketRef, ObjectRef

_MISSING: Final = "__404__/"
"""What the name of a member begins with that stands for something missing. Source: api/apc/ml.go (AIS 5.0)."""


def ref_of(name: str, bucket: BucketRef | None) -> ObjectRef:
    """The object that a name in a bucket means, or a URL.

    Raises:
        InvalidName: no object can have such a name, or it is no URL and there is no bucket.
    """
    return ObjectRef.parse(name) if bucket is None or "://" in name else ObjectRef(bucket, name)


def _natural(name: str, value: int | None) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} must be int, not {type(value).__name__}")
    if value < 0:
        raise ValueError(f"{name} must be 0 or more, not {value}")


@frozen
class BatchItem:
    """One thing to get: an object, a member of an archive, or a part of either.

    `object` is an `ObjectRef`, a URL, or a name in the bucket that is asked. With `offset` but without `length` it goes
    to the end, which has to be asked for first; of a member it has to be said. `opaque` comes back with it.
    Of several buckets one may be in a namespace: with more AIS 5.0 takes 20 s.
    """

    object: ObjectRef | str
    member: str = ""
    offset: int | None = field(default=None, kw_only=True)
    length: int | None = field(default=None, kw_only=True)
    opaque: bytes = field(default=b"", kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.member:
            check_member_name(self.member)
        _natural("offset", self.offset)
        _natural("length", self.length)
        if self.length == 0:
            raise ValueError("length must be 1 or more: AIS takes 0 for the whole object")
        if self.offset and self.length is None and self.member:
            raise ValueError(f"how long is {self.member!r}? A part of a member needs its length")

    @property
    def ref(self) -> ObjectRef:
        """The object, once the bucket is known."""
        assert isinstance(self.object, ObjectRef)
        return self.object

    def within(self, bucket: BucketRef | None) -> BatchItem:
        """The same with its object by its full name.

        Raises:
            InvalidName: no object can have such a name, or it is no URL and there is no bucket.
        """
        if isinstance(self.object, ObjectRef):
            return self
        return evolve(self, object=ref_of(self.object, bucket))

    def __str__(self) -> str:
        shown = f"{self.object}/{self.member}" if self.member else str(self.object)
        return shown if self.offset is None and self.length is None else f"{shown} ({self.offset or 0}+{self.length})"


@frozen
class BatchPlan:
    """A request for many things, in order."""

    items: Sequence[BatchItem]
    bucket: BucketRef | None
    """The bucket of those that do not say another one; `None` where all say it."""

    @classmethod
    def of(cls, items: Iterable[BatchItem]) -> BatchPlan:
        """A request for things that are known by their full names.

        Raises:
            ValueError: there are none: AIS would refuse it.
        """
        found = tuple(items)
        if not found:
            raise ValueError("an empty batch: there is nothing to ask for")
        buckets = {item.ref.bucket for item in found}
        # What is named in full has no namespace, but by `uname`, and then AIS 5.0 answers after 20 s.
        of_namespaces = [bucket for bucket in buckets if bucket.namespace]
        if len(buckets) == 1 or len(of_namespaces) == 1:
            return cls(found, (of_namespaces or list(buckets))[0])
        return cls(found, None)

    def document(self, format: ArchiveFormat, *, streaming: bool) -> dict[str, Any]:
        """The body of the request.

        Missing things become members without content, always: what AIS does otherwise depends on which target collects.
        """
        fields = [self._item(item) for item in self.items]
        return {"in": fields, "mime": format, "coer": True, "onob": False, "strm": streaming}

    def judge(self, index: int, name: str, size: int | None, said: Mapping[str, Any] | None = None) -> AisError | None:
        """What is wrong with a member that came in the place of an item; `said` is what the answer told of it."""
        item = self.items[index]
        expected = self._expected(item)
        if name != expected:
            if name.startswith(_MISSING):
                kind = NotFound if item.member else ObjectNotFound
                why = str((said or {}).get("err_msg") or "there is none")
                return kind(f"{item}: {why}", status=404, tcode="ErrNotFound", server_message=why)
            return BrokenArchive(f"{name!r} came where {item} was asked for")
        if said is not None and said.get("size") != size:
            return IntegrityError(f"{item}: {size} bytes came, and {said.get('size')} were announced")
        if item.length is not None and size != item.length:
            return IntegrityError(f"{item}: {size} bytes came instead of {item.length}")
        return None

    def failure(self, failures: Mapping[int, AisError]) -> BatchError:
        """All that went wrong as one error."""
        named = {str(self.items[index]): exc for index, exc in failures.items()}
        return BatchError.of("get_batch", named, total=len(self.items), results={})

    def _item(self, item: BatchItem) -> dict[str, Any]:
        ref = item.ref
        found: dict[str, Any] = {"objname": ref.name}
        if self.bucket != ref.bucket:
            if ref.bucket.namespace:
                found["uname"] = ref.bucket.uname
            else:
                found |= {"bucket": ref.bucket.name, "provider": ref.bucket.provider}
        if item.member:
            found["archpath"] = item.member
        if item.opaque:
            found["opaque"] = base64.b64encode(item.opaque).decode()
        if item.length is not None:
            found |= {"start": item.offset or 0, "length": item.length}
        return found

    def _expected(self, item: BatchItem) -> str:
        """The name of the member that an item becomes; named by `uname` it has none, as recorded on AIS 5.0."""
        if self.bucket != item.ref.bucket and item.ref.bucket.namespace:
            return ""
        name = f"{item.ref.bucket.name}/{item.ref.name}"
        return f"{name}/{item.member}" if item.member else name


def read_metadata(content: bytes) -> list[dict[str, Any]]:
    """What a batch that is not streamed tells of its items, in their order.

    Raises:
        BrokenArchive: it is something else.
    """
    try:
        found = msgspec.json.decode(content)
        return [dict(item) for item in found["out"]]
    except (msgspec.DecodeError, TypeError, KeyError, ValueError) as exc:
        raise BrokenArchive(f"not what a batch tells of itself: {exc}") from exc
