# Written by codegen.py from aistore_hl/_async/session.py; do not edit.
"""The one way of every call to the cluster: route, redirect, retry, raise."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar, cast

from aistore_api.api.cluster import get_smap
from aistore_api.redirects import STATUSES, Hop
from aistore_api.types import Answer, Call, Operation

from .._concurrency import Action, dice, monotonic, sleep
from .._core import failure
from .._core.config import Settings
from .._core.errors import AisError, ClientClosed, ProtocolError
from .._core.limits import CONTROL_DEADLINE, Limits
from .._core.names import BucketRef
from .._core.request import Timeouts
from .._core.retry import Attempts, Budget, RetryClass
from .._core.smap import ClusterMap
from .._wire.blocking import Response
from .nodes import Nodes
from .transport import Transport, open_transport

T = TypeVar("T")
R = TypeVar("R")

CONTROL_LIMIT = 256 * 1024 * 1024
"""Bytes of an answer that is read whole without the caller having asked for content: 20 times a page of 100k names."""

_REDIRECT_LIMIT = 64 * 1024
"""Bytes of a redirect's body; AIS sends about 120."""

_log = logging.getLogger("aistore_hl")


class Session:
    """Sends calls to one cluster. Resources never see a status code: they get a 2xx answer or an `AisError`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.transport: Transport = open_transport(settings)
        self.closed = False
        self._timeouts = settings.timeouts
        self._unhurried = Limits(self._timeouts, None)
        self.origin = settings.endpoint
        self._nodes = Nodes()
        self.credentials: tuple[tuple[str, str], ...] = ()
        """Header fields for the endpoint itself; they never go to the node that a redirect names."""
        if settings.token is not None:
            self.credentials = (("Authorization", f"Bearer {settings.token.reveal()}"),)
        self.redirecting: dict[str, bool] = {}
        """Whether an endpoint redirects uploads, as far as an upload has shown it."""
        self.checksum_types: dict[BucketRef, str] = {}
        """The type of checksum of buckets that a stream was put into. A bucket that changes it is noticed by nobody:
        then a stream goes unverified, as the answer's checksum has another type."""
        self._budget = Budget()
        self._answered = False

    def send(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> T:
        """The result of a call whose answer is read whole."""
        return parse(call, self.answer(call, timeout=timeout))

    def answer(self, call: Call[T], *, timeout: float | Timeouts | None = None) -> Answer:
        """The 2xx answer of a call, read whole.

        Raises:
            AisError: anything else.
        """
        return self.part(call, self.limits(timeout, control=True))

    def part(self, call: Call[T], limits: Limits) -> Answer:
        """The 2xx answer of a call that another one needs first: within what that one has left.

        Raises:
            AisError: anything else.
        """
        if limits.deadline is None:
            limits = Limits(limits.timeouts, monotonic() + CONTROL_DEADLINE)
        return self.persist(call, lambda: self._whole(call, limits), limits)

    def limits(self, timeout: float | Timeouts | None, *, control: bool) -> Limits:
        """What a call's `timeout=` comes to, from now on."""
        if timeout is None and not self.settings.deadline:
            return self._unhurried if not control else Limits(self._timeouts, monotonic() + CONTROL_DEADLINE)
        return Limits.of(self.settings, self._timeouts, timeout, now=monotonic(), control=control)

    def open(self, call: Call[T], limits: Limits) -> Response:
        """The 2xx answer of a call, its body still to be read and to be closed by the caller."""
        return self.persist(call, lambda: self.exchange(call, limits), limits)

    def persist(
        self,
        call: Call[T],
        once: Action[R],
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
                result = once()
            except AisError as exc:
                now = monotonic()
                if attempts is None:
                    attempts = self._attempts(call, started)
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
                if attempts is not None:
                    attempts.succeeded()
                return result
            sleep(wait)

    def exchange(self, call: Call[T], limits: Limits) -> Response:
        """One try: the 2xx answer's head, redirects followed."""
        operation = call.operation
        origin, target = self.origin, call.target
        headers = call.headers + self.credentials
        # An upload goes another way (upload.py): what is left is a message in JSON, or nothing.
        body = cast("bytes | None", call.body)
        hops = 0
        while True:
            response = self.transport.send(
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
                raise self.refusal(call, response)
            hop = self.hop(operation, response, target, hops, limits)
            # No credentials: targets need none, and whoever answers there is not who the token was given to.
            origin, target, headers = hop.origin, hop.target, call.headers
            hops += 1

    def hop(self, operation: Operation, response: Response, target: str, hops: int, limits: Limits) -> Hop:
        """Where a redirect leads. Its body is read, so that the connection can be used again."""
        response.read(_REDIRECT_LIMIT)
        return self._nodes.hop(
            response.origin,
            target,
            response.location,
            hops=hops,
            keeps_path=operation.keeps_path,
            read_map=lambda: self._read_map(limits),
        )

    def refusal(self, call: Call[T], response: Response) -> AisError:
        """The error that an answer other than 2xx stands for."""
        content = response.read(CONTROL_LIMIT)
        if response.status < 400:
            return ProtocolError(f"unexpected answer {response.status}", node=response.origin)
        answer = Answer(response.status, response.headers, content)
        token = self.settings.token
        secret = "" if token is None else token.reveal()
        return failure.from_answer(answer, call.operation, node=response.origin, secret=secret)

    def close(self) -> None:
        """Drop every connection; whoever still sends is told."""
        self.closed = True
        self.transport.close()

    def __reduce__(self) -> tuple[Callable[[Settings], Session], tuple[Settings]]:
        return (Session, (self.settings,))

    def _attempts(self, call: Call[T], started: float) -> Attempts:
        return Attempts(
            self.settings.retry,
            RetryClass.of(call.operation),
            started=started,
            budget=self._budget,
            known=self._answered,
        )

    def _whole(self, call: Call[T], limits: Limits) -> Answer:
        response = self.exchange(call, limits)
        content = response.read(CONTROL_LIMIT)
        return Answer(response.status, response.headers, content)

    def _read_map(self, limits: Limits) -> ClusterMap:
        call = get_smap.call()
        return ClusterMap.from_document(parse(call, self.part(call, limits)).to_dict())

    def _log_failure(self, call: Call[T], exc: AisError, wait: float | None) -> None:
        if _log.isEnabledFor(logging.DEBUG):
            then = "giving up" if wait is None else f"again in {wait:.2f} s"
            _log.debug("%s failed: %s: %s; %s", call.operation.id, type(exc).__name__, exc, then)


def parse(call: Call[T], answer: Answer) -> T:
    """The typed result of a 2xx answer.

    Raises:
        ProtocolError: the answer is not of the form that the specification gives it.
    """
    try:
        return call.parse(answer)
    # What a generated reader may raise on a document of another shape; deep nesting is a RecursionError.
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as exc:
        raise ProtocolError(
            f"{call.operation.method} {call.target.partition('?')[0]}: an answer that is not of the form of "
            f"{call.operation.id} ({type(exc).__name__})"
        ) from exc
