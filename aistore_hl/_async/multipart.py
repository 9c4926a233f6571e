"""An upload in parts, by hand: begin, send, list, complete, give up."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import nullcontext, suppress
from functools import reduce
from itertools import count
from threading import Lock
from types import TracebackType
from typing import Self

from aistore_api.api.uploads import abort_upload, complete_upload, create_upload, list_parts, put_part
from aistore_api.models import AbortUploadAction, CompletedPart, CompleteUploadAction, CreateUploadAction
from aistore_api.types import Answer
from attrs import evolve

from .._concurrency import AsyncDigest, AsyncGate, async_each, async_sleep, dice, monotonic
from .._core import checksum
from .._core.checksum import combine_crc32c
from .._core.errors import (
    AisError,
    AmbiguousWrite,
    ChecksumMismatch,
    NotFound,
    ProtocolError,
    StatusError,
    UploadLost,
)
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.parts import check_number, check_numbers
from .._core.props import ObjectProps, check_custom
from .._core.request import ByteRange, Timeouts
from .._core.retry import RetryClass, Verdict, verdict
from .head import head
from .metadata import patch
from .part import AsyncMemoryStore, AsyncPartSource, AsyncStore, open_store
from .put import checksum_type
from .reader import AsyncReader
from .session import AsyncSession
from .source import Body
from .upload import AsyncUpload

ABORT = 10.0
"""Seconds to give an upload up in, when something else has failed: AIS 5.0 never answers where its list had a gap."""

_NUMBER = re.compile(rb"<PartNumber>([0-9]{1,5})</PartNumber>")
_LISTING = re.compile(rb"<ListPartsResult[ >/]")


class AsyncMultipart:
    """An object that is sent in parts, numbered from 1 without a gap, and is not seen before it is complete.

    Leaving its block completes it, or gives it up where the block failed. No part is ever sent twice: of such a part
    AIS 5.0 loses the content, and answers that all is well.
    """

    def __init__(self, session: AsyncSession, ref: ObjectRef, upload_id: str | None = None) -> None:
        self.id = upload_id
        """The upload, as the cluster calls it; `None` before it was begun."""
        self._session = session
        self._ref = ref
        self._sent: dict[int, AsyncPartSource | None] = {}
        """What has arrived. `None`: sent by somebody else."""
        self._unknown: dict[int, AsyncPartSource] = {}
        """What may have arrived."""
        self._taken: set[int] = set()
        """What `put_part` is at work with."""
        self._again: set[int] = set()
        """What was sent again, as it had not arrived."""
        self._hasher: checksum.Hasher | None = None
        """Of the first parts, as long as they come one after the other."""
        self._hashed = 0
        """How many these are."""
        self._kind = ""
        self._over = False
        self._turn = Lock()
        self._gate = AsyncGate()
        """Parts go through it beside others, a listing alone: what arrives while it is made could leave a gap."""

    @property
    def is_over(self) -> bool:
        """Whether it was completed or given up."""
        return self._over

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._ref} {self.id or 'not begun'}>"

    async def create(self, *, timeout: float | Timeouts | None = None) -> str:
        """Begin; the upload's id, by which it can be taken up again.

        Raises:
            ValueError: it was begun before.
            BucketNotFound: there is no such bucket.
        """
        if self.id is not None:
            raise ValueError(f"the upload of {self._ref} was begun before")
        return await self.begin(self._session.limits(timeout, control=True))

    async def put_part(self, number: int, body: Body, *, timeout: float | Timeouts | None = None) -> None:
        """Send one part; which are sent in another order, or at once, is of no matter.

        `body` is what `put` takes, and must not be empty. An iterable is collected in memory first. What broke is sent
        again; where it may have arrived the cluster is asked first, once no other part of this upload is on its way.
        `timeout` in seconds covers all of that.

        Raises:
            ValueError: a number that cannot be, or was sent before; a part without content.
            TypeError: what is no body.
            NotFound: there is no such upload (any more).
            UploadLost: the part may have arrived, and nobody can tell.
            AisError: it has not arrived, and may be sent again; or nobody could be asked, as `parts` and `complete` do.
        """
        check_number(number)
        self._check_open()
        with self._turn:
            if number in self._sent or number in self._unknown or number in self._taken:
                raise ValueError(f"part {number} was sent before: of a part that came twice AIS loses the content")
            self._taken.add(number)
        try:
            await self._put_part(number, body, self._session.limits(timeout, control=False))
        finally:
            self._taken.discard(number)

    async def _put_part(self, number: int, body: Body, limits: Limits) -> None:
        store = open_store(body)
        if not isinstance(store, AsyncStore):
            store = AsyncMemoryStore(b"".join([bytes(piece) async for piece in async_each(store)]))
        async with store:
            if not store.size:
                raise ValueError("a part cannot be empty")
            before = await self._hasher_before(number, limits)
            await self.deliver(number, AsyncPartSource(store, 0, store.size, before=before), limits)

    async def parts(self, *, timeout: float | Timeouts | None = None) -> list[int]:
        """The numbers of the parts that have arrived, as the cluster knows them.

        Who lists parts with a gap between them locks the upload for good on AIS 5.0. So this waits until no part that
        is sent here is on its way, and the next ones wait for it. What others send by the same id, in another process
        say, nobody here knows: list only when they send nothing, and have left no gap.

        Raises:
            ValueError: one is missing between those that were sent.
            UploadLost: they cannot be listed, or one may be missing.
        """
        self._check_open()
        return await self.arrived(self._session.limits(timeout, control=True))

    async def complete(
        self, *, metadata: Mapping[str, str] | None = None, timeout: float | Timeouts | None = None
    ) -> ObjectProps:
        """Make the parts the object, in place of one that has the name, and compare it with what was sent.

        Custom metadata of an object that was there is gone. `metadata` is set in a second request, as AIS takes none
        with this one: for a moment the object is seen without.

        Raises:
            ValueError: there are no parts, or one is missing between them.
            ChecksumMismatch: what is stored now is not what was sent.
            NotFound: there is no such upload (any more).
            AmbiguousWrite: it may be stored, now or later: look before writing again.
        """
        self._check_open()
        if metadata is not None:
            check_custom(metadata)
        limits = self._session.limits(timeout, control=True)
        if self._unknown:
            await self.arrived(limits)
        check_numbers(self._sent)
        return await self.finish(limits, metadata)

    async def abort(self, *, timeout: float | Timeouts | None = None) -> None:
        """Give it up, and drop what has arrived. Again, or where there is no such upload: nothing."""
        self._over = True
        if self.id is None:
            return
        call = abort_upload.call(
            self._ref.bucket.name,
            self._ref.name,
            body=AbortUploadAction(),
            upload_id=self.id,
            **self._ref.bucket.address(),
        )
        with suppress(NotFound):
            await self._session.send(call, timeout=timeout)

    async def __aenter__(self) -> Self:
        if self.id is None:
            await self.create()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._over:
            return
        if exc is not None:
            await self.give_up(exc)
            return
        try:
            await self.complete()
        except BaseException as failed:
            await self.give_up(failed)
            raise

    # What follows is for those who send many parts.

    async def begin(self, limits: Limits) -> str:
        """As `create`, within the limits of another call."""
        call = create_upload.call(
            self._ref.bucket.name, self._ref.name, body=CreateUploadAction(), **self._ref.bucket.address()
        )
        self.id = await self._session.part(call, call.parse, limits)
        return self.id

    async def arrived(self, limits: Limits) -> list[int]:
        """As `parts`, within the limits of another call."""
        async with self._gate.alone(limits.deadline):
            self._check_listable()
            found = await self._list(limits)
            for number in found:
                self._sent.setdefault(number, None)
            # All of them were sent before the cluster was asked.
            for number, source in self._unknown.items():
                if number in self._sent:
                    self._keep(number, source)
                else:
                    self._again.add(number)
            self._unknown.clear()
            return found

    async def give_up(self, exc: BaseException) -> None:
        """Drop what has arrived, as something has failed; that this fails too is only noted there."""
        if self._over:
            return
        try:
            await self.abort(timeout=ABORT)
        except AisError as failed:
            exc.add_note(f"the upload {self.id} could not be given up: {failed}")

    async def deliver(self, number: int, source: AsyncPartSource, limits: Limits) -> None:
        """Send a part until it has arrived.

        Of one of which not all has left nothing is kept, so it is sent again; of any other the cluster is asked.
        """
        policy = self._session.settings.retry
        for attempt in count(1):
            try:
                await self._send(number, source, limits)
            except AisError as exc:
                if number in self._unknown:
                    if await self._has_arrived(number, exc, limits):
                        return
                elif not _passes(exc):
                    raise
                wait = policy.wait(attempt, dice())
                if attempt >= policy.attempts or (limits.deadline and monotonic() + wait >= limits.deadline):
                    raise
                self._again.add(number)
                await async_sleep(wait)
            else:
                return

    async def finish(
        self,
        limits: Limits,
        metadata: Mapping[str, str] | None,
        *,
        size: int | None = None,
        digest: AsyncDigest | None = None,
    ) -> ObjectProps:
        """Complete it, whose parts are known to be there, and compare.

        `size` and `digest` are of all that was to be sent, where the parts alone do not tell.
        """
        call = complete_upload.call(
            self._ref.bucket.name,
            self._ref.name,
            body=CompleteUploadAction([CompletedPart(number, "") for number in sorted(self._sent)]),
            upload_id=self._known_id(),
            **self._ref.bucket.address(),
        )
        lost: AisError | None = None
        try:
            await self._session.part(call, call.parse, limits)
        except AmbiguousWrite as exc:
            lost = exc
        self._over = True
        try:
            props = await self._compare(limits, size, digest, needed=lost is not None)
        except AisError as exc:
            raise lost or exc from exc
        if metadata:
            await patch(self._session, self._ref, metadata, limits, replace=True)
        return evolve(props, custom=dict(metadata or {}))

    async def _send(self, number: int, source: AsyncPartSource, limits: Limits) -> None:
        call = put_part.call(
            self._ref.bucket.name,
            self._ref.name,
            body=b"",
            upload_id=self._known_id(),
            part_number=number,
            **self._ref.bucket.address(),
        )
        source.handed = 0
        # Who has a turn holds back the end of all parts behind its own while it lists: they are no danger.
        async with nullcontext() if source.has_turn else self._gate.beside(limits.deadline):
            try:
                await AsyncUpload(self._session, call, source, limits, hashed=False).send(call.parse)
            except BaseException as exc:
                refused = isinstance(exc, StatusError) and exc.status < 500
                if source.may_be_stored and not refused:
                    self._unknown[number] = source
                raise
            self._keep(number, source)

    def _keep(self, number: int, source: AsyncPartSource) -> None:
        """A part has arrived."""
        source.forget()
        self._sent[number] = source
        if source.after is not None:
            self._hasher, self._hashed = source.after, number

    def _check_listable(self) -> None:
        """Refuse to list what may have a gap.

        Raises:
            ValueError: it has one.
            UploadLost: it may have one: of a part before the last nobody knows whether it has arrived.
        """
        known = self._sent.keys() | self._unknown.keys()
        if not known:
            return
        check_numbers(known)
        unsure = sorted(self._unknown.keys() - {max(known)})
        if unsure:
            raise UploadLost(f"part {unsure[0]} may be missing: listed with a gap AIS 5.0 would keep the upload locked")

    async def _has_arrived(self, number: int, cause: AisError, limits: Limits) -> bool:
        try:
            return number in await self.arrived(limits)
        except (ValueError, UploadLost) as exc:
            raise UploadLost(f"part {number} may have arrived or not: {exc}") from cause

    async def _list(self, limits: Limits) -> list[int]:
        """The parts that have arrived, from the S3 interface: the native one does not tell."""
        ref = self._ref
        if "?" in ref.name:
            raise UploadLost(f"the parts of {ref} cannot be listed: its name has a '?', where AIS would cut it")
        call = list_parts.call(ref.bucket.name, ref.name, upload_id=self._known_id())
        try:
            return await self._session.part(call, _read_numbers, limits)
        except (StatusError, ProtocolError) as exc:
            raise UploadLost(f"the parts of {ref} cannot be listed: {exc}") from exc

    async def _hasher_before(self, number: int, limits: Limits) -> checksum.Hasher | None:
        """The checksum of all parts before, where they came one after the other."""
        if self._session.settings.integrity != "auto":
            return None
        if number == 1:
            self._kind = await checksum_type(self._session, self._ref.bucket, limits)
            return checksum.new(self._kind)
        return self._hasher if number == self._hashed + 1 else None

    async def _compare(
        self, limits: Limits, size: int | None, digest: AsyncDigest | None, *, needed: bool
    ) -> ObjectProps:
        """The properties of what is stored, if it is what was sent; `needed`: no matter who said that none should."""
        props = await head(self._session, self._ref, limits)
        sources = [source for _, source in sorted(self._sent.items()) if source is not None]
        if len(sources) == len(self._sent):
            size = sum(source.sent for source in sources)
        found = None
        if props.checksum is not None and (needed or self._session.settings.integrity == "auto"):
            found = await self._digest(props.checksum.type, sources, digest)
        if size not in (None, props.size) or (found and props.checksum and found != props.checksum.value):
            raise ChecksumMismatch(
                f"{self._ref}: {size} bytes ({found or 'no checksum'}) were sent, and {props.size} "
                f"({props.checksum}) are stored; the object is visible: put it again or delete it"
            )
        if needed and not found:
            raise ChecksumMismatch(f"{self._ref} has no checksum to know it by")
        await self._read_back(props.size or 0, limits)
        return props

    async def _digest(self, kind: str, sources: list[AsyncPartSource], digest: AsyncDigest | None) -> str | None:
        # AIS has the bucket's own checksum of parts that came in order, crc32c of others (recorded on AIS 5.0).
        if len(sources) == len(self._sent):
            if kind == "crc32c":
                first, *rest = sources
                return reduce(lambda all_, each: combine_crc32c(all_, each.crc32c, each.sent), rest, first.crc32c)
            if kind == self._kind and self._hasher is not None and self._hasher is sources[-1].after:
                return self._hasher.hexdigest()
        return None if digest is None else await digest(kind)

    async def _read_back(self, size: int, limits: Limits) -> None:
        """Read what was sent again: had AIS got it after all, it would be lost, and its checksum right."""
        for number, (source, offset) in self._places(size).items():
            if number not in self._again:
                continue
            wanted = ByteRange(offset, offset + source.sent - 1)
            hasher = checksum.new("crc32c")
            assert hasher is not None
            async with await AsyncReader.open(self._session, self._ref, wanted, limits=limits) as reader:
                async for piece in reader:
                    hasher.update(piece)
            if hasher.hexdigest() != source.crc32c:
                raise ChecksumMismatch(f"{self._ref}: part {number} is not what was sent; put the object again")

    def _places(self, size: int) -> dict[int, tuple[AsyncPartSource, int]]:
        """Where the parts are in the whole: all, but for those between two that somebody else has sent."""
        found: dict[int, tuple[AsyncPartSource, int]] = {}
        numbers = sorted(self._sent)
        offset = 0
        for number in numbers:
            if (source := self._sent[number]) is None:
                break
            found[number] = source, offset
            offset += source.sent
        for number in reversed(numbers):
            if (source := self._sent[number]) is None:
                break
            size -= source.sent
            found[number] = source, size
        return found

    def _known_id(self) -> str:
        if self.id is None:
            raise ValueError(f"the upload of {self._ref} was not begun")
        return self.id

    def _check_open(self) -> None:
        self._known_id()
        if self._over:
            raise ValueError(f"the upload {self.id} of {self._ref} is over")


def _passes(exc: AisError) -> bool:
    """Whether to send again may help, when nothing of the last time was kept."""
    cause = exc.__cause__ if isinstance(exc, AmbiguousWrite) else exc
    return isinstance(cause, AisError) and verdict(cause, RetryClass.REPLACE, replayable=True) is Verdict.RETRY


def _read_numbers(answer: Answer) -> list[int]:
    # Not by a parser of XML: the answer has no attributes, and what an XML parser can be made to do is a chapter of
    # its own.
    if not _LISTING.search(answer.content):
        raise ProtocolError("not a listing of parts")
    return sorted(int(number) for number in _NUMBER.findall(answer.content))
