"""The content of one object, at any position: one stream while reading goes on, ranges after a jump."""

from __future__ import annotations

from .._core.access import Access
from .._core.body import Fingerprint
from .._core.errors import BodyInterrupted, ObjectChanged
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import ObjectProps
from .._core.reading import ReadOptions
from .reader import AsyncReader
from .session import AsyncSession

_PIECE = 128 * 1024


class AsyncContent:
    """One state of one object: an object that is overwritten meanwhile is an error, never a mixture."""

    def __init__(
        self, session: AsyncSession, ref: ObjectRef, props: ObjectProps, options: ReadOptions, limits: Limits
    ) -> None:
        self.name = str(ref)
        self.size = props.size or 0
        self._session = session
        self._ref = ref
        self._options = options
        self._limits = Limits(limits.timeouts, None)
        self._pinned = Fingerprint(self.size, props.checksum, props.version)
        self._known = props.checksum is not None
        """Whether the fingerprint is all there is. A remote object that was never read has no checksum yet."""
        self._access = Access(self.size)
        self._reader: AsyncReader | None = None

    async def read_at(self, position: int, buffer: memoryview) -> int:
        """Fill the buffer from its start with what is at `position`; how many bytes, 0 behind the end.

        Raises:
            ObjectChanged: the object is not the one that was opened.
            ChecksumMismatch: these were the last bytes of a whole read in order, which is not what was stored.
            BodyInterrupted: it broke too often.
        """
        wanted = min(len(buffer), self.size - position)
        if wanted <= 0:
            return 0
        try:
            reader = await self._reader_at(position, wanted)
            with buffer[:wanted] as view:
                count = await reader.readinto(view)
        except BaseException:
            await self.close()
            raise
        if not count:
            await self.close()
            raise BodyInterrupted(f"{self.name} ended at {position:,} of {self.size:,} bytes")
        self._access.advance(count)
        return count

    async def close(self) -> None:
        """Let go of the answer that is being read, if any: it keeps the object locked in AIS."""
        reader, self._reader = self._reader, None
        self._access.drop()
        if reader is not None:
            await reader.close()

    async def _reader_at(self, position: int, wanted: int) -> AsyncReader:
        """The answer whose next byte is that at `position`."""
        gap = None if self._reader is None else self._access.gap(position)
        if self._reader is None or gap is None:
            self._reader = await self._ask(position, wanted)
            gap = position - self._access.position
        if gap:
            await self._leave_out(self._reader, gap)
        return self._reader

    async def _ask(self, position: int, wanted: int) -> AsyncReader:
        # The old answer first: its connection may be the one that is needed.
        reader, self._reader = self._reader, None
        if reader is not None:
            await reader.close()
        byte_range = self._access.ask(position, wanted)
        pinned = self._pinned if self._known else None
        try:
            reader = await AsyncReader.open(
                self._session, self._ref, byte_range, options=self._options, limits=self._limits, pinned=pinned
            )
        except ObjectChanged as exc:
            if byte_range is None or not exc.perhaps_range:
                raise
            # The whole object will tell.
            self._access.ranges = False
            return await self._ask(position, wanted)
        if not self._known:
            await self._learn(reader)
        return reader

    async def _learn(self, reader: AsyncReader) -> None:
        found = reader.fingerprint
        if found.size != self.size:
            await reader.close()
            raise ObjectChanged(f"the object was {self._pinned}, and now is {found}", old=self._pinned, new=found)
        self._pinned, self._known = found, True

    async def _leave_out(self, reader: AsyncReader, count: int) -> None:
        scratch = memoryview(bytearray(min(count, _PIECE)))
        while count:
            done = await reader.readinto(scratch[: min(count, _PIECE)])
            if not done:
                raise BodyInterrupted(f"{self.name} ended early")
            self._access.advance(done)
            count -= done
