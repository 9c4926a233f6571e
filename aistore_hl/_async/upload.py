"""One upload: the body travels once, to the target that the proxy names, and nothing is overwritten by asking.

A proxy does not take bodies: what is pushed at it is thrown away, after half a second when it is large. So the first
leg carries none (`aistore_api.redirects.FirstLeg`), and the second goes where the answer says.
"""

from __future__ import annotations

from typing import TypeVar, cast

from aistore_api.redirects import STATUSES, FirstLeg, Hop, first_leg
from aistore_api.types import Answer, Bytes, Call

from .._core.errors import AmbiguousWrite, TransportError
from .._core.limits import Limits
from .._wire.aio import AsyncResponse
from .session import CONTROL_LIMIT, AsyncSession, Reading, understand
from .source import AsyncSource
from .transport import WireBody

T = TypeVar("T")
R = TypeVar("R")


class AsyncUpload:
    """A call with a body, as often as the session tries it."""

    def __init__(
        self, session: AsyncSession, call: Call[T], source: AsyncSource, limits: Limits, *, hashed: bool
    ) -> None:
        self._session = session
        self._call = call
        self._source = source
        self._limits = limits
        self._hashed = hashed

    async def send(self, reader: Reading[R]) -> R:
        """What `reader` makes of the 2xx answer of the node that stored the body.

        Raises:
            AmbiguousWrite: it may be stored, now or later.
            BodyConsumed: the body is a stream, and a try that stored nothing has used it up.
            AisError: nothing was stored.
        """
        return await self._session.persist(
            self._call, lambda: self._read(reader), self._limits, replayable=lambda: self._source.replayable
        )

    async def _read(self, reader: Reading[R]) -> R:
        response = await self._once()
        async with response:
            answer = Answer(response.status, response.headers, await response.read(CONTROL_LIMIT))
        return understand(self._call, answer, reader, node=response.origin)

    async def _once(self) -> AsyncResponse:
        """One try: the 2xx answer."""
        known = self._session.redirecting
        origin = self._session.origin
        leg = first_leg(known.get(origin))
        if leg is FirstLeg.PROBE or self._source.length == 0:
            response = await self._probe(origin, sure=leg is FirstLeg.PROBE)
            if response.status in STATUSES:
                return await self._follow(response)
            if 200 <= response.status < 300 and self._source.length != 0:
                return await self._mend_probe(response)
            return await self._success(response)
        response = await self._send(origin, self._call.target, self._start(), credentials=True, ask=leg is FirstLeg.ASK)
        if response.status in STATUSES or 200 <= response.status < 300:
            # A refusal says nothing of it: taken for "no", the next try would push the body at a proxy.
            known[origin] = response.status in STATUSES
        if response.status in STATUSES:
            return await self._follow(response, announced=True)
        if 200 <= response.status < 300 and not response.body_sent:
            return await self._mend_probe(response)
        return await self._success(response)

    async def _probe(self, origin: str, *, sure: bool) -> AsyncResponse:
        """Ask with an empty body. Where the endpoint is `sure` to redirect, nothing is written by that."""
        try:
            return await self._send(origin, self._call.target, None, credentials=True)
        except TransportError as exc:
            exc.sent = exc.sent and not sure
            raise

    async def _mend_probe(self, response: AsyncResponse) -> AsyncResponse:
        """An endpoint took the request without its body for the whole of it: send the body there, at once."""
        origin = self._session.origin
        self._session.redirecting.pop(origin, None)
        await response.read(CONTROL_LIMIT)
        try:
            return await self._success(await self._send(origin, self._call.target, self._start(), credentials=True))
        except TransportError as exc:
            raise AmbiguousWrite(
                f"the endpoint stopped redirecting, and took an empty body before the real one broke: {exc}",
                node=origin,
            ) from exc

    async def _follow(self, response: AsyncResponse, *, announced: bool = False) -> AsyncResponse:
        target, hops = self._call.target, 0
        while response.status in STATUSES:
            hop = await self._session.hop(self._call.operation, response, target, hops, self._limits)
            target = hop.target
            hops += 1
            response = await self._deliver(hop, chunked=hop.signed and not announced)
        return await self._success(response)

    async def _deliver(self, hop: Hop, *, chunked: bool) -> AsyncResponse:
        """Send the body to a target. A signed redirect covers the length that the first leg announced: where that was
        0, no other may be announced now."""
        body = self._start(pieces=chunked)
        if chunked and isinstance(body, (bytes, bytearray, memoryview)):
            body = (cast("Bytes", body),)
        return await self._send(hop.origin, hop.target, body, credentials=False, chunked=chunked)

    def _start(self, *, pieces: bool = False) -> WireBody:
        return self._source.start(hashed=self._hashed or pieces)

    async def _send(
        self,
        origin: str,
        target: str,
        body: WireBody,
        *,
        credentials: bool,
        ask: bool = False,
        chunked: bool = False,
    ) -> AsyncResponse:
        headers = self._call.headers
        if credentials:
            headers += self._session.credentials
        return await self._session.transport.send(
            origin,
            self._call.operation.method,
            target,
            headers,
            body,
            length=None if chunked or body is None else self._source.length,
            ask=ask,
            timeouts=self._limits.timeouts,
            deadline=self._limits.deadline,
        )

    async def _success(self, response: AsyncResponse) -> AsyncResponse:
        if not 200 <= response.status < 300:
            raise await self._session.refusal(self._call, response)
        return response
