"""The methods of an object that is an archive, a shard of a dataset say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._core.names import ObjectRef, check_object_name
from .._core.request import Timeouts
from .handle import AsyncHandle
from .source import Body

if TYPE_CHECKING:
    from .._core.archive import ArchiveFormat, MatchMode
    from .._core.listing import ObjectEntry
    from .member import AsyncOpenMember
    from .members import AsyncMembers


class AsyncObjectShard(AsyncHandle[ObjectRef]):
    """What is in it, and adding to it."""

    async def members(self, *, timeout: float | Timeouts | None = None) -> list[ObjectEntry]:
        """Names and sizes of what is in the archive that the object is, sorted by name.

        Raises:
            ObjectNotFound: there is no such object.
            ArchiveRefused: AIS does not take it for an archive: it goes by extension and content.
        """
        from .archive import list_members

        return await list_members(self._session, self._ref, self._session.limits(timeout, control=False))

    async def get_member(
        self, name: str, *, format: ArchiveFormat | None = None, timeout: float | Timeouts | None = None
    ) -> AsyncOpenMember:
        """The content of one member of the archive, opened as `get` opens an object. Of two with the name, the first.

        `format` is for archives whose name does not say. AIS has neither checksums nor ranges of members: what is read
        is verified by its length, and what breaks is read anew if nobody saw any of it.

        Raises:
            MemberNotFound: the archive has no such member.
            ObjectNotFound: there is no such object.
            InvalidName: no member can have such a name.
            BadRequest: it is no archive.
        """
        from .._core.archive import check_member_name, format_of
        from .member import AsyncOpenMember

        check_member_name(name)
        format_of(self.name, format)
        limits = self._session.limits(timeout, control=False)
        return await AsyncOpenMember.open(self._session, self._ref, name, format, limits)

    async def get_members(
        self,
        pattern: str,
        *,
        mode: MatchMode,
        format: ArchiveFormat | None = None,
        timeout: float | Timeouts | None = None,
    ) -> AsyncMembers:
        """The members whose names match, opened, to be iterated: each is read before the next one.

        `mode` says how: "regexp" (of Go), "prefix", "suffix", "substr", or "wdskey", the name without its extension. An
        empty pattern is all of them.

        Raises:
            ObjectNotFound: there is no such object, or nothing in it matches.
            ArchiveRefused: it is a zip: AIS 5.0 would keep it locked.
            ValueError: no such mode.
            BadRequest: it is no archive, or the expression is none.
        """
        from .members import AsyncMembers

        limits = self._session.limits(timeout, control=False)
        return await AsyncMembers.open(self._session, self._ref, pattern, mode, format, limits)

    async def add_member(
        self,
        name: str,
        body: Body,
        *,
        format: ArchiveFormat | None = None,
        timeout: float | Timeouts | None = None,
    ) -> None:
        """Add a member to the archive that the object is; one of the same name stays, and is the one that is read.

        `body` is as for `put`, but not empty; a stream is collected first, since AIS wants its size. It is never sent
        twice. A plain .tar is changed in place: it has no checksum afterwards, and a sender that stops in the middle
        damages it, so all of the body is at hand before it is sent.

        Raises:
            ObjectNotFound: there is no such archive: put it first.
            ArchiveRefused: it is a .tar that is padded, as most programs write it: AIS 5.0 would damage it. Or the body
                is empty, which AIS 5.0 does not take.
            ObjectInChunks: it came in parts, and AIS 5.0 would damage it. Put it anew as a whole before, with metadata,
                since equal content is not stored again.
            AmbiguousWrite: it may be in the archive: look before adding again.
            InvalidName: a name that is not to be written.
        """
        from .archive import add_member

        limits = self._session.limits(timeout, control=False)
        await add_member(self._session, self._ref, name, body, format, limits)

    async def replace_with_member(
        self,
        name: str,
        body: Body,
        *,
        format: ArchiveFormat | None = None,
        timeout: float | Timeouts | None = None,
    ) -> None:
        """Make the object an archive that has one member; of the object before, custom metadata and version stay.

        `body` is as for `add_member`.

        Raises:
            ArchiveRefused: the name says no format, AIS 5.0 makes no archive there, or the body is empty.
            ObjectInChunks: what is there came in parts, and AIS 5.0 would damage it: delete it before.
            BucketNotFound: there is no such bucket.
            AmbiguousWrite: it may be stored, now or later: look before writing again.
            InvalidName: a name that is not to be written.
        """
        from .archive import replace_with_member

        check_object_name(self.name, write=True)
        limits = self._session.limits(timeout, control=False)
        await replace_with_member(self._session, self._ref, name, body, format, limits)
