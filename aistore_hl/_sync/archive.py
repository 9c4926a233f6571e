# Written by codegen.py from aistore_hl/_async/archive.py; do not edit.
"""An object that is an archive: what is in it, and changing it."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from typing import BinaryIO, cast

from aistore_api.api.archives import append_to_archive, replace_with_archive
from aistore_api.types import UNSET, Call

from .._concurrency import each, in_thread
from .._core.archive import TAIL, ArchiveFormat, check_member_name, check_tail, format_of
from .._core.errors import ArchiveRefused, NotFound, ObjectNotFound
from .._core.limits import Limits
from .._core.listing import ListFlag, ListRequest, ObjectEntry
from .._core.names import ObjectRef
from .._core.request import ByteRange, FileSlice
from .absence import surely
from .head import head_whole
from .listing import fetch_page
from .reader import Reader
from .session import Session
from .source import Body, BytesSource, Source, open_source
from .upload import Upload

_IN_MEMORY = 16 * 1024 * 1024
"""Bytes of a member that wait in memory; the rest waits in a temporary file."""

_EXISTING = 1
"""The archive has to be there. Source: recorded on AIS 5.0, header `Ais-Pine`."""


def list_members(session: Session, ref: ObjectRef, limits: Limits) -> list[ObjectEntry]:
    """Names and sizes of what is in an archive, sorted by name.

    Raises:
        ObjectNotFound: there is no such object.
        ArchiveRefused: AIS does not take it for an archive.
    """
    below = f"{ref.name}/"
    found: list[ObjectEntry] = []
    archive: ObjectEntry | None = None
    request: ListRequest | None = ListRequest(prefix=ref.name, flags=ListFlag.ARCHIVE_MEMBERS)
    while request is not None:
        page = fetch_page(session, ref.bucket, request, limits)
        for entry in page.entries:
            if entry.name == ref.name:
                archive = entry
            elif entry.name.startswith(below) and entry.is_in_archive:
                found.append(_of_member(entry, len(below)))
        # The listing goes on with every name that begins so: `a.tar` is followed by `a.tar.old`.
        is_over = bool(page.entries) and page.entries[-1].name[: len(below)] > below
        request = None if is_over else request.after(page)
    if archive is None:
        raise ObjectNotFound(f"there is no object {ref}")
    if not archive.is_archive:
        raise ArchiveRefused(f"{ref} is not an archive that AIS knows: it goes by extension and content")
    return found


def add_member(
    session: Session,
    ref: ObjectRef,
    name: str,
    body: Body,
    format: ArchiveFormat | None,
    limits: Limits,
) -> None:
    """Add a member to an archive that is there."""
    check_member_name(name, write=True)
    is_plain = _needed(ref, format) == ".tar"
    call = append_to_archive.call(
        ref.bucket.name,
        ref.name,
        body=b"",
        archpath=name,
        archmime=UNSET if format is None else format,
        ais_pine=_EXISTING,
        **ref.bucket.address(),
    )
    with open_source(body) as source:
        surely(session, ref, limits, lambda: head_whole(session, ref, limits))
        if is_plain:
            check_tail(ref, _tail(session, ref, limits))
        # A sender that stops in the middle damages the whole tar: all of it is at hand before it begins.
        _send(session, call, source, limits, aside=is_plain and not isinstance(source, BytesSource))


def replace_with_member(
    session: Session,
    ref: ObjectRef,
    name: str,
    body: Body,
    format: ArchiveFormat | None,
    limits: Limits,
) -> None:
    """Make an archive of one member the object."""
    check_member_name(name, write=True)
    _needed(ref, format)
    call = replace_with_archive.call(
        ref.bucket.name,
        ref.name,
        body=b"",
        archpath=name,
        archmime=UNSET if format is None else format,
        **ref.bucket.address(),
    )
    with open_source(body) as source:
        with suppress(ObjectNotFound):  # it comes to be
            head_whole(session, ref, limits)
        try:
            _send(session, call, source, limits)
        except NotFound as exc:
            if exc.tcode == "PathError":
                raise ArchiveRefused(
                    f"AIS 5.0 makes no archive in a directory that no object is in: put {ref} itself first"
                ) from exc
            raise


def _of_member(entry: ObjectEntry, begin: int) -> ObjectEntry:
    return ObjectEntry(name=entry.name[begin:], size=entry.size, flags=entry.flags)


def _needed(ref: ObjectRef, format: ArchiveFormat | None) -> ArchiveFormat:
    found = format_of(ref.name, format)
    if found is None:
        raise ArchiveRefused(f"{ref}: the name says no format of archives: give it as format=")
    return found


def _send(
    session: Session, call: Call[None], source: Source, limits: Limits, *, aside: bool = False
) -> None:
    """Send a member, whose size AIS wants to know before it begins."""
    if source.length == 0:
        raise ArchiveRefused("AIS 5.0 takes no empty member: it misses the `Content-Length`")
    if source.length is not None and not aside:
        Upload(session, call, source, limits, hashed=False).send(call.parse)
        return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
        _set_aside(source, cast("BinaryIO", file))
        with open_source(cast("BinaryIO", file)) as kept:
            _send(session, call, kept, limits)


def _tail(session: Session, ref: ObjectRef, limits: Limits) -> bytes:
    """The end of an object; all of one that is shorter."""
    with Reader.open(session, ref, ByteRange(None, TAIL), limits=limits) as reader:
        return reader.read_all()


def _set_aside(source: Source, file: BinaryIO) -> None:
    started = source.start(hashed=True)
    # Hashed, so that a file comes in pieces too.
    assert started is not None
    assert not isinstance(started, (bytes, bytearray, memoryview, FileSlice))
    for piece in each(started):
        in_thread(lambda: file.write(piece))  # noqa: B023 - called before it changes
    file.seek(0)
