"""Buckets and groups of objects that are transformed into other buckets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

from ..answers import Answer, Refusal
from ..copying import Copying, CopyValue, start_bucket, start_objects
from ..store import StoreFailure
from ..target import Place
from .asking import Wish, ask, segment
from .channel import LONGEST_NUMBER, Reply, Silent, Unanswered
from .inline import at, present, stages
from .objects import keep
from .registry import Etl, FailedObject, Users

if TYPE_CHECKING:
    from ..jobs import Part
    from ..node import Node
    from ..request import NodeRequest

_BUCKET_KIND, _GROUP_KIND, _VERB = "etl-bck", "etl-listrange", "etl"
_TRIES: Final = 3
"""How often a transformer is asked that breaks off in the middle of its answer."""

_MOUNTPATHS: Final = 2
"""Workers of a target, where the message does not say: one for each of its mountpaths."""


@frozen
class Transforming(Copying):
    """From one bucket to another, by way of transformers."""

    etls: tuple[Etl, ...] = ()
    workers: int = 0
    continues: bool = False
    """Whether one object that fails lets the others go on."""

    def used(self, before: Users | None) -> Users:
        """The ETLs: a job that serves one group after the other uses those of all."""
        known = () if before is None else before.etls
        return Users(tuple(dict.fromkeys((*known, *self.etls))))

    async def each(self, part: Part, names: AsyncIterator[tuple[bytes, Any]], *, latest: bool, needed: bool) -> None:
        """Transform objects of the part's target, several at a time."""

        async def one(name: bytes) -> None:
            try:
                if not await self.copy(part, name, latest=latest) and needed:
                    raise Refusal(404, self.is_missing(part, name), "ErrNotFound")
            except Refusal as refusal:
                self._note(part, name, refusal)
                if not self.continues:
                    raise
                part.fail(refusal.message)

        await _spread(names, one, self.workers or _MOUNTPATHS)

    async def copy(self, part: Part, name: bytes, *, latest: bool) -> bool:
        """Store what the transformers make of one object of the part's target; whether there was one."""
        place = Place(self.state.nodes[part.target], self.source, name)
        try:
            await present(place, latest=latest)
        except Refusal as refusal:
            if refusal.tcode != "ErrNotFound":
                raise
            return False
        size, goes_to = await self._transform(part, place, latest=latest)
        if goes_to:
            part.send(size, goes_to)
        else:
            part.handle(size)
        return True

    def _destination(self, part: Part, place: Place) -> Place:
        """Where the result of an object belongs now.

        Raises:
            Refusal: 503, the target is dead, and the map still has it.
        """
        if self.is_dry:  # whose destination need not be there
            return place
        to = place.at(self.state.buckets.find(self.destination, part.target), self.name_for(place.name))
        self.state.check_reach(to.node.id)
        return to

    async def _transform(self, part: Part, place: Place, *, latest: bool) -> tuple[int, str]:
        """Store what the transformers make of an object: its bytes, and the target that it went to, if to another one.

        A transformer that dies while it answers is asked again, and so is one that should have put its result to a
        target which has left meanwhile.

        Raises:
            Refusal: it did not answer, or not the whole; nothing was stored.
        """
        for left in reversed(range(_TRIES)):
            to = self._destination(part, place)
            goes_to = "" if to.node.id == part.target else to.node.id
            try:
                reply = await self._ask(part, place, to if goes_to else None, latest=latest)
            except Refusal:
                if left and goes_to and goes_to not in self.state.living():
                    continue
                raise
            try:
                return await self._keep(reply, to), goes_to
            except Silent as exc:
                raise Refusal(400, str(exc), "Error") from exc
            except Unanswered as exc:
                if not left:
                    raise Refusal(500, str(exc)) from exc
            except StoreFailure as exc:
                raise Refusal(500, str(exc)) from exc
            finally:
                await reply.close()
        raise AssertionError("the last try returns or raises")

    async def _ask(self, part: Part, place: Place, to: Place | None, *, latest: bool) -> Reply:
        first, *rest = self.etls
        pipeline = await stages(place.node, rest)
        if to is not None:
            uname = segment(to.bucket.uname.encode() + to.name)
            pipeline += (f"{to.node.member.origin}/{uname}?owt=3&uuid={part.job.id}",)
        reply = await ask(at(first, place.node), place, Wish(latest=latest, pipeline=pipeline))
        for each in rest:  # what the first one answers is their answer
            if (stage := each.transformers.get(part.target)) is not None:
                stage.answered()
        return reply

    async def _keep(self, reply: Reply, to: Place) -> int:
        """Store what was answered, unless it was put already; its bytes."""
        if reply.status == 204:
            text = reply.text(b"ais-direct-put-length")
            return int(text) if text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
        if self.is_dry:
            return sum([len(piece) async for piece in reply.pieces])
        self.state.check_reach(to.node.id)
        return (await keep(to, reply.pieces)).size

    def _note(self, part: Part, name: bytes, refusal: Refusal) -> None:
        shown = f"{self.source.address}/{name.decode('utf-8', 'replace')}"
        failure = FailedObject(shown, refusal.message, 0 if refusal.tcode == "Error" else refusal.status)
        self.etls[0].note(part.target, failure, job=part.job.id)


async def transform_bucket(node: Node, request: NodeRequest) -> Answer:
    """Transform a bucket, or what begins with a prefix."""
    return await start_bucket(node, request, _BUCKET_KIND, _VERB, _by_etls)


async def transform_objects(node: Node, request: NodeRequest) -> Answer:
    """Transform objects by list, range or prefix."""
    return await start_objects(node, request, _GROUP_KIND, _VERB, _by_etls)


def _by_etls(copying: Copying, value: CopyValue) -> Transforming:
    """The ETLs that a message names.

    Raises:
        Refusal: 404, one does not run.
    """
    state = copying.state
    if not value.id:
        raise Refusal(404, 'ETL name "" is empty')
    found = [state.etls.running(name) for name in (value.id, *value.pipeline)]
    etls = tuple(etl for etl in found if etl is not None)
    if len(etls) < len(found):
        missing = (value.id, *value.pipeline)[found.index(None)]
        raise Refusal(404, f"ETL {missing} doesn't exist")
    return Transforming(
        state,
        copying.source,
        copying.destination,
        copying.prepend,
        copying.ext,
        copying.is_dry,
        etls,
        max(value.num_workers, 0) or (1 if value.num_workers else 0),
        value.coer,
    )


async def _spread(names: AsyncIterator[tuple[bytes, Any]], do: Callable[[bytes], Awaitable[None]], count: int) -> None:
    """Do something for each name, for so many at a time. The first failure ends the others, and is raised."""
    running: set[asyncio.Task[None]] = set()

    async def some() -> None:
        nonlocal running
        done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
        # Each is asked, as several may have failed at once.
        failures = [failure for task in done if (failure := task.exception()) is not None]
        if failures:
            raise failures[0]

    try:
        async for name, _ in names:
            while len(running) >= count:
                await some()
            running.add(asyncio.ensure_future(do(name)))
        while running:
            await some()
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
