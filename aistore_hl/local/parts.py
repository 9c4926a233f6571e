"""Uploads in parts: those that were begun and are no objects yet, with what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from attrs import define, field, frozen

from .._core.checksum import Checksum, Hasher, combine_crc32c, new
from .answers import Refusal, bad_request
from .membership import new_uuid
from .store import Chunks, Draft, Key

MOST: Final = 9_999
"""Parts of one upload. Source: core/ufest.go (AIS 5.0)"""

_SHORTEST_ID: Final = 8
_LONGEST_ID: Final = 128


@frozen(eq=False)
class Part:
    """One part that came whole."""

    draft: Draft
    size: int
    crc32c: str


@define(eq=False)
class Upload:
    """One upload. Parts may come at the same time, and in any order."""

    id: str
    key: Key
    whole: Hasher | None
    """What hashes all of them, while they come one after the other."""
    type: str
    """The type of that checksum."""
    parts: dict[int, Part] = field(factory=dict)
    lost: set[int] = field(factory=set)
    """Those that came twice, where AIS's faults are wanted."""
    hangs: bool = False
    """It is never completed, for another of them."""
    _next: int = 1
    _is_busy: bool = False

    def begin(self, number: int) -> Hasher | None:
        """What also hashes this part: there is something as long as each comes whole before the next.

        Source: core/ufest.go (AIS 5.0)
        """
        if number != self._next or self._is_busy:
            self.whole = None
        if self.whole is not None:
            self._next += 1
            self._is_busy = True
        return self.whole

    def end(self, hasher: Hasher | None, *, is_whole: bool) -> None:
        """The part that began with that hasher has ended. Half a part has spoiled it."""
        if hasher is not None:
            self._is_busy = False
            if not is_whole:
                self.whole = None

    def add(self, number: int, part: Part) -> None:
        """Keep a part; one that was sent before is replaced."""
        before = self.parts.pop(number, None)
        if before is not None:
            before.draft.discard()
        self.parts[number] = part

    def check(self, numbers: list[int]) -> None:
        """Whether these are all that came, without a gap.

        Raises:
            Refusal: 400. Source: ais/tgtmpt.go (AIS 5.0), recorded
        """
        if not self.parts:
            raise bad_request("no chunks")
        for at, number in enumerate(sorted(self.parts)):
            if number != at + 1:
                raise bad_request(f"chunk at ({at}) has invalid number {number} (count={len(self.parts)})")
        if len(numbers) != len(self.parts):
            raise bad_request(
                f"partial completion is not allowed: requested {len(numbers)} parts, have {len(self.parts)}"
            )
        for at, number in enumerate(sorted(numbers)):
            if number != at + 1:
                raise bad_request(f"parts must be exactly 1..{len(numbers)}: got {number} at position {at}")

    def checksum(self) -> Checksum:
        """The whole object's: of the bucket's type where the parts came in their order, else a CRC-32C."""
        if self.whole is not None:
            return Checksum(self.type, self.whole.hexdigest())
        found = "00000000"
        for part in self._in_order():
            found = combine_crc32c(found, part.crc32c, part.size)
        return Checksum("crc32c", found)

    def chunks(self) -> Chunks:
        """How the object came."""
        return Chunks(len(self.parts), max(part.size for part in self.parts.values()))

    def readable(self) -> int | None:
        """Bytes before the first part that is lost; `None` where there is none."""
        if not self.lost:
            return None
        return sum(self.parts[number].size for number in range(1, min(self.lost)))

    async def join(self, draft: Draft) -> None:
        """Put all parts together; they are over then, one after the other."""
        for part in self._in_order():
            await draft.join(part.draft)

    def discard(self) -> None:
        """Forget what came."""
        for part in self.parts.values():
            part.draft.discard()

    def _in_order(self) -> Iterator[Part]:
        return (self.parts[number] for number in sorted(self.parts))


class Uploads:
    """Those of all targets. Used by the cluster's thread only; they end with the cluster."""

    def __init__(self) -> None:
        self._held: dict[str, Upload] = {}

    def begin(self, key: Key, type: str) -> Upload:
        """A new one, for a bucket with checksums of that type."""
        upload = Upload(new_uuid(), key, new(type), type)
        self._held[upload.id] = upload
        return upload

    def get(self, id: str, key: Key) -> Upload | None:
        """The upload of that id, if it is of that object; its target may be another one by now."""
        found = self._held.get(id)
        is_of_it = found is not None and (found.key.bucket, found.key.name) == (key.bucket, key.name)
        return found if is_of_it else None

    def has(self, upload: Upload) -> bool:
        """Whether it was neither completed nor given up."""
        return self._held.get(upload.id) is upload

    def take(self, upload: Upload) -> None:
        """Let nobody else find it any more."""
        self._held.pop(upload.id, None)

    def forget(self, bucket: int) -> None:
        """A bucket is gone, and with it what was to become an object of it."""
        for upload in [each for each in self._held.values() if each.key.bucket == bucket]:
            self.take(upload)
            upload.discard()

    def close(self) -> None:
        """Forget all of them."""
        for upload in self._held.values():
            upload.discard()
        self._held.clear()


def part_number(text: str) -> int:
    """The number in a request.

    Raises:
        ValueError: it is none.
    """
    if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdecimal():
        raise ValueError(text)
    return int(text)


def check_number(number: int, shown: str) -> None:
    """Whether a part may have that number.

    Raises:
        Refusal: 500. Source: recorded on AIS 5.0
    """
    if number < 1:
        raise Refusal(500, f"{shown}: invalid chunk number ({number})")
    if number > MOST:
        raise Refusal(500, f"{shown}: chunk number ({number}) exceeds the maximum allowed ({MOST})")


def check_id(id: str) -> None:
    """Whether it could be the id of an upload.

    Raises:
        Refusal: 400. Source: cmn/cos/uuid.go (AIS 5.0)
    """
    if len(id) < _SHORTEST_ID:
        raise bad_request(f'chunk-manifest ID "{id}" is too short (expecting >= {_SHORTEST_ID} chars)')
    if len(id) > _LONGEST_ID:
        raise bad_request(f'chunk-manifest ID "{id}" is too long (expecting <= {_LONGEST_ID} chars)')
    if any(not 32 < ord(char) < 127 or char in "/\\" for char in id):
        raise bad_request(f'chunk-manifest ID "{id}" contains invalid character')
