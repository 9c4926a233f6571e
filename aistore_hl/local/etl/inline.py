"""Objects that are transformed while they are read, or copied."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from typing import TYPE_CHECKING, Final

from attrs import evolve

from .. import outside, target
from ..answers import Answer, Refusal, bad_request, redirect
from ..streams import Stream
from ..target import named_by, named_place, redirected_place
from .asking import Wish, ask, reached
from .channel import Reply, Silent, Unanswered
from .objects import keep
from .registry import Etl, FailedObject
from .sniff import content_type

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest
    from ..target import Place
    from .transformer import Transformer


_REDIRECTED: Final = 60.0
"""Seconds that who was sent to a transformer has until it reads the file."""


async def transform_object(node: Node, request: NodeRequest) -> Answer:
    """What an ETL makes of an object. Ranges and members of archives are ignored. Source: recorded on AIS 5.0 (10b)"""
    place = named_place(node, request)
    etl = running(node, request.query["etl_name"])
    pipeline = await _stages(node, request)
    wish = Wish(request.query.get("etl_args", ""), request.query.get("latest-ver") == "true", pipeline)
    transformer = at(etl, node)
    try:
        await present(place, latest=wish.latest)
        if etl.message.communication == "hpull":
            return await _send_to(place, transformer, wish)
        reply = await _content(transformer, place, wish)
    except Refusal as refusal:
        is_missing = refusal.tcode == "ErrNotFound"
        text, status = ("object not found", 202) if is_missing else (refusal.message, refusal.status)
        etl.note(node.id, FailedObject(str(place), text, 0 if refusal.tcode == "Error" else status))
        raise
    return await _answer(reply, transformer)


async def copy_object(node: Node, request: NodeRequest) -> Answer:
    """Copy an object within the cluster: as it is, or what an ETL makes of it."""
    if "etl_name" not in request.query:
        return await target.copy_object(node, request)
    place = redirected_place(node, request)
    await request.drain()
    etl = running(node, request.query["etl_name"])
    to = place.at(*named_by(node, request.query["object_to"].encode("utf-8", "surrogateescape")))
    latest = "true" in (request.query.get("latest-ver"), request.query.get("synchronize"))
    wish = Wish(request.query.get("etl_args", ""), latest, await _stages(node, request))
    await present(place, latest=latest)
    transformer = at(etl, node)
    reply = await _content(transformer, place, wish)
    try:
        await keep(to, reply.pieces)
    except (Silent, Unanswered) as exc:
        raise Refusal(500, str(exc)) from exc
    finally:
        await reply.close()
    return Answer()


async def _content(transformer: Transformer, place: Place, wish: Wish) -> Reply:
    """What a transformer makes of an object, which has to be content: empty is content too, "stored elsewhere" is not.

    Raises:
        Refusal: there is none.
    """
    reply = await ask(transformer, place, wish)
    if reply.status == 204 and not wish.pipeline:
        await reply.close()
        raise Refusal(500, "ETL error: 204, as if the result were stored elsewhere, and nobody has said where")
    return reply


async def present(place: Place, *, latest: bool) -> None:
    """Fetch an object that is somewhere else; see that it is there.

    Raises:
        Refusal: 404, it is not.
    """
    if place.bucket.is_remote:
        await outside.make_present(place, latest=latest)
    await place.node.state.companions.revive(place)
    place.stored()


async def _send_to(place: Place, transformer: Transformer, wish: Wish) -> Answer:
    """Whoever asks goes to the transformer itself, which fetches the object."""
    if wish.pipeline:
        raise bad_request("inline transform pipeline not supported for hpull://")
    wish = evolve(wish, file=transformer.lender.lend_for(place, _REDIRECTED))
    channel = await reached(transformer, transformer.etl.message.object_timeout)
    return redirect(307, (channel.origin + wish.pull_target(place)).encode(), method="GET")


async def _answer(reply: Reply, transformer: Transformer) -> Answer:
    """The answer with the first piece of its content, which says what it is: what the transformer says does not count.

    Raises:
        Refusal: 400 or 500, nothing comes.
    """
    try:
        first = await anext(reply.pieces, b"")
    except (Silent, Unanswered) as exc:
        await reply.close()
        raise Refusal(400 if isinstance(exc, Silent) else 500, str(exc), "Error") from exc
    except BaseException:
        await reply.close()
        raise
    fields = [(b"Content-Type", content_type(first))] if first else []

    def release() -> None:
        transformer.etl.state.etls.later(reply.close())

    return Answer(200, fields, Stream(_pieces(first, reply, transformer), reply.length, release))


async def _pieces(first: bytes, reply: Reply, transformer: Transformer) -> AsyncGenerator[bytes, None]:
    count = len(first)
    try:
        yield first
        async for piece in reply.pieces:
            count += len(piece)
            yield piece
    except (Silent, Unanswered) as exc:
        raise Refusal(500, str(exc)) from exc
    finally:
        await reply.close()
    transformer.count(count)


def running(node: Node, name: str) -> Etl:
    """The ETL that a request names.

    Raises:
        Refusal: 404.
    """
    found = node.state.etls.running(name)
    if found is None:
        raise _missing(node, name)
    return found


def at(etl: Etl, node: Node) -> Transformer:
    """The transformer of an ETL beside a target.

    Raises:
        Refusal: 404, there is none: it was stopped, or the target has left.
    """
    found = etl.transformers.get(node.id)
    if found is None:
        raise _missing(node, etl.message.name)
    return found


async def stages(node: Node, etls: Iterable[Etl]) -> tuple[str, ...]:
    """Where the transformers of a pipeline listen, at this target.

    Raises:
        Refusal: 404, one does not run; 400, one is not ready in its time.
    """
    found = [await reached(at(etl, node), etl.message.object_timeout) for etl in etls]
    return tuple(channel.origin for channel in found)


async def _stages(node: Node, request: NodeRequest) -> tuple[str, ...]:
    names = request.query.get("etl_pipeline", "")
    return await stages(node, [running(node, name) for name in names.split(",") if name])


def _missing(node: Node, name: str) -> Refusal:
    primary = node.state.membership.proxy.origin
    text = f'{node.label}: {name} does not exist - try starting new ETL with "{primary}/v1/etl/init" endpoint'
    return Refusal(404, text)
