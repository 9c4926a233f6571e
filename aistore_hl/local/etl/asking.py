"""What a target says to a transformer: which requests, and what the answers mean."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, quote_plus

from attrs import evolve, frozen

from ..answers import Refusal
from ..store import StoreFailure
from .channel import Channel, Reply, Request, Silent, Unanswered
from .transformer import Gone

if TYPE_CHECKING:
    from ..store import Content
    from ..target import Place
    from .transformer import Transformer

_PATH_KEPT: Final = "$&+,/:;=@!'()*"
_SEGMENT_KEPT: Final = "$&+=:@"
"""What Go's url.URL and url.PathEscape leave as it is, besides letters, digits and -_.~"""

_LONGEST: Final = 64 << 10
"""Bytes of an error that are told on."""

_RETRY: Final = "direct-put-transient"
_REPLAYS: Final = 10
_AGAIN: Final = 0.1
"""Seconds before a request is sent again whose transformer is just being started again; then twice as long, up to 1."""


@frozen
class Wish:
    """What is wanted of a transformer for one object."""

    arguments: str = ""
    latest: bool = False
    """The content is sent, rather than the path of a file."""
    pipeline: tuple[str, ...] = ()
    """Where the result goes: addresses of transformers, and of the target that keeps it."""
    file: str = ""
    """The path of a file that the transformer may read; empty: the content is sent."""

    def push(self, place: Place) -> Request:
        """The request by which an object is given to it."""
        bucket = place.bucket.address.name
        path = quote(f"/{bucket}/".encode() + place.name, safe=_PATH_KEPT)
        return Request("PUT", path + self._query(), self._fields)

    def pull(self, place: Place) -> Request:
        """The request for what it makes of an object that it fetches."""
        return Request("GET", self.pull_target(place), self._fields)

    def pull_target(self, place: Place) -> str:
        """Path and query of that request."""
        return "/" + segment(place.bucket.uname.encode() + place.name) + self._query()

    def control(self, place: Place) -> bytes:
        """The message by which an object is given to it over a WebSocket."""
        said = {
            "pipeline": ",".join(self.pipeline),
            "etl_args": self.arguments,
            "fqn": segment(_bytes(self.file)),
            "path": place.name.decode("utf-8", "replace"),
        }
        return json.dumps({name: value for name, value in said.items() if value}, ensure_ascii=False).encode()

    @property
    def _fields(self) -> tuple[tuple[str, str], ...]:
        return (("Ais-Node-Url", ",".join(self.pipeline)),) if self.pipeline else ()

    def _query(self) -> str:
        pairs = []
        if self.arguments:
            pairs.append(("etl_args", self.arguments))
        if self.file:
            pairs.append(("etl_fqn", segment(_bytes(self.file))))
            if self.latest:
                pairs.append(("latest-ver", "true"))
        # Sorted, as Go's url.Values are.
        text = "&".join(f"{name}={quote_plus(value, errors='surrogateescape')}" for name, value in pairs)
        return f"?{text}" if text else ""


def segment(name: bytes) -> str:
    """A name as one element of a path, as Go's url.PathEscape writes it."""
    return quote(name, safe=_SEGMENT_KEPT)


async def reached(transformer: Transformer, seconds: float) -> Channel:
    """How a transformer is asked, once it can be: one that is just being started is waited for.

    Raises:
        Refusal: 404, it was stopped; 400, it was not ready in that time.
    """
    try:
        async with asyncio.timeout(max(seconds, 0.0)):
            return await transformer.reached()
    except Gone as exc:
        raise Refusal(404, f"{exc}: ETL {transformer.etl.message.name} does not run") from exc
    except TimeoutError as exc:
        why = f": {transformer.waits_for}" if transformer.waits_for else ""
        raise Refusal(400, f"{transformer.pod}: context deadline exceeded{why}", "Error") from exc


async def ask(transformer: Transformer, place: Place, wish: Wish) -> Reply:
    """What a transformer makes of an object: its answer, of less than 400. It has the time of the ETL for all of it.

    The content is sent, or the path of a file where there is one, unless the latest version is wanted. A transformer
    that is just being started again is waited for, and a direct put that failed on the way is begun anew.

    Raises:
        Refusal: with the status that it answered, or 400 where it did not; `ETL error: ` and its words.
    """
    communication = transformer.etl.message.communication
    try:
        lent = transformer.lender.lend(place) if communication == "hpull" or not wish.latest else None
    except StoreFailure as exc:
        raise Refusal(500, str(exc)) from exc
    if lent is None:
        return await _persist(transformer, place, wish)
    try:
        reply = await _persist(transformer, place, evolve(wish, file=lent.path))
    except BaseException:
        lent.take_back()
        raise
    reply.then(lent.take_back)
    return reply


async def _persist(transformer: Transformer, place: Place, wish: Wish) -> Reply:
    seconds = transformer.etl.message.object_timeout
    deadline, pause = time.monotonic() + seconds, _AGAIN
    for _ in range(_REPLAYS):
        channel = await reached(transformer, deadline - time.monotonic())
        try:
            reply = await _once(transformer, channel, place, wish)
        except Silent as exc:
            raise Refusal(400, str(exc), "Error") from exc
        except StoreFailure as exc:
            raise Refusal(500, str(exc)) from exc
        except Unanswered as exc:
            if time.monotonic() + pause >= deadline:
                raise Refusal(500, str(exc)) from exc
        else:
            if reply.status < 400:
                transformer.answered()
                return reply
            await _replay(reply, is_whole=not wish.file)
        await asyncio.sleep(pause)
        pause = min(2 * pause, 1.0)
    raise Refusal(500, f"{transformer.pod}: no answer after {_REPLAYS} tries")


async def _once(transformer: Transformer, channel: Channel, place: Place, wish: Wish) -> Reply:
    """One request, and what is answered.

    Raises:
        Silent, Unanswered, StoreFailure.
        Refusal: 404, the object is not there any more.
    """
    seconds, communication = transformer.etl.message.object_timeout, transformer.etl.message.communication

    def content() -> Content:
        return place.opened()[1]

    open_content = None if wish.file else content
    if communication == "ws":
        return await transformer.sockets.ask(wish.control(place), seconds=seconds, open_content=open_content)
    if communication == "hpull":
        return await channel.ask(wish.pull(place), seconds=seconds)
    return await channel.ask(wish.push(place), seconds=seconds, open_content=open_content)


async def _replay(reply: Reply, *, is_whole: bool) -> None:
    """Whether a request that was answered so is worth to be sent again.

    Raises:
        Refusal: it is not.
    """
    is_transient = reply.status == 503 and reply.text(b"ais-etl-retry-reason") == _RETRY
    try:
        text = (await reply.content(_LONGEST)).decode("utf-8", "replace")
    except (Silent, Unanswered) as exc:
        text = str(exc)
    # Where it was given a file it could try again by itself. Source: ext/etl/communicator.go (AIS 5.0)
    if not (is_transient and is_whole):
        raise Refusal(reply.status, f"ETL error: {text}")


def _bytes(path: str) -> bytes:
    return path.encode("utf-8", "surrogateescape")
