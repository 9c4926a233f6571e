"""Members of an archive, read at its target: one, or those that match, as a tar."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator
from typing import TYPE_CHECKING, Final

from aistore_api.types import Bytes

from .. import outside, proxy, target
from ..answers import Answer, Part, Refusal
from ..store import Content
from ..streams import Steps, Stream
from ..target import Place
from .expression import BadExpression
from .format import HEAD, ZIP, by_content, by_media_type, by_name, unknown
from .matching import Wanted
from .packing import TarPacker
from .reading import Member, members

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest

_OCTETS: Final = (b"Content-Type", b"application/octet-stream")
_TAR: Final = (b"Content-Type", b"application/x-tar")


async def redirect_members(node: Node, request: NodeRequest) -> Answer:
    """The way to the archive, if what is wanted of it can be."""
    Wanted.of(request.query)
    return await proxy.redirect_object(node, request)


async def get_members(node: Node, request: NodeRequest) -> Answer:
    """What is wanted of an archive; the whole object where nothing is said."""
    wanted = Wanted.of(request.query)
    if wanted is None:
        return await target.get_object(node, request)
    place = target.named_place(node, request)
    span = request.headers.get("range")
    if span is not None:
        what = f"cannot range-read archived content range: {span}, arch query: {wanted}"
        raise Refusal(400, f"{what} - operation not supported", "ErrUnsupp")
    if place.bucket.is_remote:
        await outside.make_present(place)
    _, content = place.opened()
    try:
        format = await format_of(content, place, wanted.media_type)
        if format == ZIP and not wanted.path:
            place.imitation.leak_lock(place)
    except BaseException:
        content.close()
        raise
    answer = await (one_member if wanted.path else _matching)(place, content, format, wanted)
    place.table.touch(place.name)
    node.counters["get.n"] += 1
    return answer


async def format_of(content: Content, place: Place, media_type: str = "") -> str:
    """The format of an archive: as it is said, by its name, by its first bytes.

    Raises:
        Refusal: 400, it has none.
    """
    name = place.name.decode("utf-8", "replace")
    found = by_media_type(media_type) if media_type else by_name(name)
    found = found or by_content(bytes(await content.read(0, min(HEAD, content.size))))
    if not found:
        raise unknown(name)
    return found


async def one_member(place: Place, content: Content, format: str, wanted: Wanted) -> Answer:
    """One member: from a plain tar as a part of it, else unpacked while it is sent. The content is closed with it.

    Raises:
        Refusal: 404, it is not there; 400, the archive is broken.
    """
    steps = Steps(_found(content, format, wanted, place), content.close)
    try:
        member = await steps.next()
        if member is None:
            raise _missing(place, wanted)
    except BaseException:
        steps.close()
        raise
    assert isinstance(member, Member)
    if member.start is not None:
        steps.keep()
        return Answer(200, [_OCTETS], Part(content, member.start, member.start + member.size))
    return Answer(200, [_OCTETS], Stream(_pieces(steps), member.size, steps.close))


async def _matching(place: Place, content: Content, format: str, wanted: Wanted) -> Answer:
    steps = Steps(_packed(content, format, wanted, place), content.close)
    try:
        first = await steps.next()
        if first is None:
            raise _missing(place, wanted)
    except BaseException as exc:
        steps.close()
        if isinstance(exc, BadExpression):
            what = f"failed to extract files that match {wanted} from {place}, err: {exc}"
            raise Refusal(400, f"{place.node.label}: {what}", "ErrFailedTo") from exc
        raise
    return Answer(200, [_TAR], Stream(_with(first, steps), None, steps.close))


def _missing(place: Place, wanted: Wanted) -> Refusal:
    return Refusal(404, f"{place.node.label}: {wanted} in {place} does not exist", "ErrNotFound")


def _found(content: Content, format: str, wanted: Wanted, place: Place) -> Generator[Member | Bytes, None, None]:
    """The member, and then its content. Of several with one name it is the first."""
    name = place.name.decode("utf-8", "surrogateescape")
    for member in members(content, format, str(place)):
        if wanted.is_one(member.name, name):
            yield member
            yield from member.pieces()
            return


def _packed(content: Content, format: str, wanted: Wanted, place: Place) -> Generator[Bytes, None, None]:
    matches, packer = wanted.matcher(), TarPacker()
    is_empty = True
    for member in members(content, format, str(place)):
        if matches(member.name):
            is_empty = False
            yield packer.begin(member.name, member.size, member.modified)
            yield from map(packer.add, member.pieces())
            yield packer.end()
    if not is_empty:
        yield packer.finish()


async def _pieces(steps: Steps[Member | Bytes]) -> AsyncGenerator[Bytes, None]:
    async for piece in steps.rest():
        assert not isinstance(piece, Member)  # it came first
        yield piece


async def _with(first: Bytes, steps: Steps[Bytes]) -> AsyncGenerator[Bytes, None]:
    yield first
    async for piece in steps.rest():
        yield piece
