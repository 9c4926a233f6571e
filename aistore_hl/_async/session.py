"""The one way of every call to the cluster: route, redirect, retry, raise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeAlias, TypeVar, cast

from aistore_api.api.cluster import get_smap
from aistore_api.redirects import STATUSES, Hop
from aistore_api.types import Answer, Call, Operation

from .._concurrency import AsyncAction, AsyncLeave, async_sleep, dice, monotonic
from .._core import failure
from .._core.config import Settings
from .._core.errors import AisError, ClientClosed, ProtocolError
from .._core.gateways import Gateways
from .._core.limits import CONTROL_DEADLINE, Limits
from .._core.names import BucketRef
from .._core.reading import DIRECT, PLAIN, ReadOptions
from .._core.request import Timeouts
from .._core.retry import Attempts, Budget, RetryClass
from .._core.smap import ClusterMap
from .._wire.aio import AsyncResponse
from .nodes import AsyncNodes
from .transport import AsyncTransport, open_transport

T = TypeVar("T")
R = TypeVar("R")

CONTROL_LIMIT = 256 * 1024 * 1024
"""Bytes of an answer that is read whole without the caller having asked for content: 20 times a page of 100k names."""

_REDIRECT_LIMIT = 64 * 1024
"""Bytes of a redirect's body; AIS sends about 120."""

_LEAVES = 307
"""With which a target redirects out of the cluster; proxies redirect reads with 301."""

_SHOWN = 100
"""Characters of what is wrong with an answer that an error shows: it may quote what a stranger sent."""

Reading: TypeAlias = Callable[[Answer], R]
"""What makes a result of a 2xx answer; it raises what a document of another form makes it raise."""

_log = logging.getLogger("aistore_hl")


class AsyncSession:
    """Sends calls to one cluster. Resources never see a status code: they get a 2xx answer or an `AisError`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.transport: AsyncTransport = open_transport(settings)
        self.closed = False
        self._timeouts = settings.timeouts
        self._unhurried = Limits(self._timeouts, None)
        self._gateways = Gateways(settings.endpoint, fixed=settings.token is not None)
        self.nodes = AsyncNodes()
        self.credentials: tuple[tuple[str, str], ...] = ()
        """Header fields for the endpoint itself; they never go to the node that a redirect names."""
        if settings.token is not None:
            self.credentials = (("Authorization", f"Bearer {settings.token.reveal()}"),)
        self.redirecting: dict[str, bool] = {}
        """Whether an endpoint redirects uploads, as far as an upload has shown it."""
        self.checksum_types: dict[BucketRef, str] = {}
        """The type of checksum of buckets that a stream was put into. A bucket that changes it is noticed by nobody:
        then a stream goes unverified, as the answer's checksum has another type."""
        self.group_copies: dict[str, str] = {}
        """The arguments of jobs that copied or transformed a group and may serve the next request, by their ids."""
        self.pulled: dict[str, float] = {}
        """When it was seen that clients are redirected to an ETL, by its name."""
        self._budget = Budget()
        self._answered = False

    @property
    def origin(self) -> str:
        """Where calls begin: the endpoint, or another proxy of the cluster while the endpoint is away."""
        return self._gateways.current

    async def send(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> T:
        """The result of a call whose answer is read whole."""
        return await self.read(call, call.parse, timeout=timeout)

    async def read(self, call: Call[T], reader: Reading[R], *, timeout: float | Timeouts | None = None) -> R:
        """What `reader` makes of the 2xx answer of a call, read whole.

        Raises:
            AisError: anything else.
        """
        return await self.part(call, reader, self.limits(timeout, control=True))

    async def part(self, call: Call[T], reader: Reading[R], limits: Limits) -> R:
        """The same for a call that another one needs first: within what that one has left.

        Raises:
            AisError: anything else.
        """
        if limits.deadline is None:
            limits = Limits(limits.timeouts, monotonic() + CONTROL_DEADLINE)
        return await self.persist(call, lambda: self._whole(call, reader, limits), limits)

    def limits(self, timeout: float | Timeouts | None, *, control: bool) -> Limits:
        """What a call's `timeout=` comes to, from now on."""
        if timeout is None and not self.settings.deadline:
            return self._unhurried if not control else Limits(self._timeouts, monotonic() + CONTROL_DEADLINE)
        return Limits.of(self.settings, self._timeouts, timeout, now=monotonic(), control=control)

    def reading(self, direct: bool | None) -> ReadOptions:
        """What a read's `direct=` comes to."""
        return DIRECT if (self.settings.direct if direct is None else direct) else PLAIN

    async def open(self, call: Call[T], limits: Limits, *, leave: AsyncLeave | None = None) -> AsyncResponse:
        """The 2xx answer of a call, its body still to be read and to be closed by the caller."""
        return await self.persist(call, lambda: self.exchange(call, limits, leave=leave), limits)

    async def persist(
        self,
        call: Call[T],
        once: AsyncAction[R],
        limits: Limits,
        *,
        replayable: Callable[[], bool] = lambda: True,
    ) -> R:
        """The result of `once`, tried again as the operation, the failure, the budget and the deadline allow."""
        if self.closed:
            raise ClientClosed("the client was closed")
        started = monotonic()
        attempts: Attempts | None = None
        while True:
            try:
                result = await once()
            except AisError as exc:
                now = monotonic()
                if attempts is None:
                    attempts = self.attempts(call.operation, started)
                self.leave(exc)
                again = replayable()
                wait = attempts.wait_after(exc, now=now, dice=dice(), replayable=again, deadline=limits.deadline)
                self._log_failure(call, exc, wait)
                if wait is None:
                    failure.tell(
                        exc,
                        operation=call.operation,
                        target=call.target,
                        node=getattr(exc, "node", "") or self.origin,
                        attempts=attempts.made,
                        seconds=now - started,
                    )
                    exc.unsure = attempts.unsure
                    outcome = attempts.outcome(exc, replayable=again)
                    if outcome is exc:
                        raise
                    raise outcome from exc
            else:
                self._answered = True
                if attempts is None:
                    self._budget.refund(1)
                else:
                    attempts.succeeded()
                return result
            await async_sleep(wait)

    def attempts(self, operation: Operation, started: float) -> Attempts:
        """The tries of one request."""
        return Attempts(
            self.settings.retry,
            RetryClass.of(operation),
            started=started,
            budget=self._budget,
            known=self._answered,
        )

    def leave(self, exc: AisError) -> None:
        """A request failed so: the next ones may begin at another proxy."""
        self._gateways.leave(exc)

    def went_well(self, count: int) -> None:
        """That many requests were answered at their first try."""
        self._answered = True
        self._budget.refund(count)

    async def exchange(self, call: Call[T], limits: Limits, *, leave: AsyncLeave | None = None) -> AsyncResponse:
        """One try: the 2xx answer's head, redirects followed. `leave` is asked where a target redirects once more."""
        operation = call.operation
        origin, target = self.origin, call.target
        headers = call.headers + self.credentials
        # An upload goes another way (upload.py): what is left is a message in JSON, or nothing.
        body = cast("bytes | None", call.body)
        hops, has_left = 0, False
        while True:
            response = await self.transport.send(
                origin,
                operation.method,
                target,
                headers,
                body,
                timeouts=limits.timeouts,
                deadline=limits.deadline,
            )
            if 200 <= response.status < 300:
                return response
            if response.status not in STATUSES or not operation.redirects:
                raise await self.refusal(call, response, by_etl=has_left)
            if leave is not None and not has_left and hops and response.status == _LEAVES:
                await response.read(_REDIRECT_LIMIT)
                hop = await leave(response.origin, response.location)
                has_left = True
            else:
                hop = await self.hop(operation, response, target, hops, limits)
            # No credentials: targets need none, and whoever answers there is not who the token was given to.
            origin, target, headers = hop.origin, hop.target, call.headers
            hops += 1

    async def hop(self, operation: Operation, response: AsyncResponse, target: str, hops: int, limits: Limits) -> Hop:
        """Where a redirect leads. Its body is read, so that the connection can be used again."""
        await response.read(_REDIRECT_LIMIT)
        return await self.lead(operation, response.origin, target, response.location, hops, limits)

    async def lead(
        self, operation: Operation, origin: str, target: str, location: str | None, hops: int, limits: Limits
    ) -> Hop:
        """Where the redirect of `origin` leads.

        Raises:
            RedirectRefused: it must not be followed.
        """
        return await self.nodes.hop(
            origin,
            target,
            location,
            hops=hops,
            keeps_path=operation.keeps_path,
            read_map=lambda: self.read_map(limits),
        )

    async def refusal(self, call: Call[T], response: AsyncResponse, *, by_etl: bool = False) -> AisError:
        """The error that an answer other than 2xx stands for; `by_etl`: a transformer gave it, and no node."""
        answer = Answer(response.status, response.headers, await response.read(CONTROL_LIMIT))
        return self.judge(call.operation, answer, node=response.origin, by_etl=by_etl)

    def judge(self, operation: Operation, answer: Answer, *, node: str, by_etl: bool = False) -> AisError:
        """The error that an answer other than 2xx stands for."""
        if answer.status < 400:
            return ProtocolError(f"unexpected answer {answer.status}", node=node)
        token = self.settings.token
        secret = "" if token is None else token.reveal()
        return failure.from_answer(answer, operation, node=node, secret=secret, by_etl=by_etl)

    async def close(self) -> None:
        """Drop every connection; whoever still sends is told."""
        self.closed = True
        await self.transport.close()

    def __reduce__(self) -> tuple[Callable[[Settings], AsyncSession], tuple[Settings]]:
        return (AsyncSession, (self.settings,))

    async def _whole(self, call: Call[T], reader: Reading[R], limits: Limits) -> R:
        response = await self.exchange(call, limits)
        content = await response.read(CONTROL_LIMIT)
        return understand(call, Answer(response.status, response.headers, content), reader, node=response.origin)

    async def read_map(self, limits: Limits) -> ClusterMap:
        """The cluster map, as a proxy has it now."""
        call = get_smap.call()
        found = await self.part(call, lambda answer: ClusterMap.from_document(call.parse(answer).to_dict()), limits)
        self._gateways.learn(found.gateways)
        return found

    def _log_failure(self, call: Call[T], exc: AisError, wait: float | None) -> None:
        if _log.isEnabledFor(logging.DEBUG):
            then = "giving up" if wait is None else f"again in {wait:.2f} s"
            _log.debug("%s failed: %s: %s; %s", call.operation.id, type(exc).__name__, exc, then)


def understand(call: Call[T], answer: Answer, reader: Reading[R], *, node: str) -> R:
    """What `reader` makes of a 2xx answer.

    Raises:
        ProtocolError: the answer is not of the form that the specification gives it.
    """
    try:
        return reader(answer)
    except ProtocolError as exc:
        exc.node = exc.node or node
        raise
    # What a generated reader may raise on a document of another shape; deep nesting is a RecursionError.
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as exc:
        text = f"an answer that is not of the form of {call.operation.id} ({type(exc).__name__}: {str(exc)[:_SHOWN]})"
        raise ProtocolError(text, node=node) from exc
