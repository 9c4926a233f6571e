# Copied by codegen.py from openapi/templates/runtime/exchange.py; do not edit.
"""What one call says to the cluster, leg by leg, until an answer is the caller's. Pure: clients send the legs.

A generator, since it is a dialogue: it yields the next leg, is given the answer to it, and ends only by raising.
A client leaves it once a `final` leg is answered with success. So both clients say the same, whatever they hear.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final, NoReturn, TypeAlias, TypeVar

from attrs import evolve, frozen

from .endpoint import Endpoint
from .errors import AmbiguousUpload, ApiError, CallError, RedirectError, parse_error
from .redirects import STATUSES, FirstLeg, Hop, RedirectRefused, UnknownNode, first_leg, follow
from .types import Answer, Call
from .upload import Upload

E = TypeVar("E", bound=CallError)

SMALL: Final = 64 << 10
"""Bytes kept of an answer that only says where to go or what went wrong; those of AIS are below 2 KiB."""
_MAP: Final = 64 << 20  # a cluster map has about 700 bytes per node
_SMAP: Final = "/v1/cluster?what=smap"

_EMPTY: Final = Upload(b"")
_SECRETS: Final = frozenset(("authorization", "cookie", "x-amz-security-token"))
_NO_BUCKET: Final = frozenset(("ErrBckNotFound", "ErrRemoteBckNotFound"))


@frozen(eq=False)
class Leg:
    """One request as it goes out."""

    origin: str
    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    """Without those of the connection, the length and `Authorization`."""
    body: Upload | None = None
    chunked: bool = False
    """The body goes without its length, even if that is known."""
    authorized: bool = False
    """The endpoint's token goes with it."""
    final: bool = False
    """Success is the caller's answer: its body is left unread."""
    limit: int = SMALL
    """How many bytes of any other answer are kept."""
    ambiguous: bool = False
    """If this fails, nobody knows what is stored."""


Legs: TypeAlias = Generator[Leg, Answer, NoReturn]


class Exchange:
    """One call at one endpoint."""

    def __init__(self, endpoint: Endpoint, call: Call[Any], body: Upload | None) -> None:
        self._endpoint = endpoint
        self._call = call
        self._body = body

    def legs(self) -> Legs:
        """The dialogue.

        Raises:
            ApiError: the cluster refused.
            RedirectError: a redirect is not to be followed, or came when the body was gone.
            AmbiguousUpload: an empty object was stored by mistake, and the body refused.
        """
        if self._call.operation.uploads and self._call.operation.redirects:
            return self._upload(self._body or _EMPTY)
        return self._follow_all()

    def ambiguous(self) -> AmbiguousUpload:
        """The error of an `ambiguous` leg that was not answered."""
        return self._error(AmbiguousUpload, "an empty object may be stored: the endpoint redirected before, took this")

    def error(self, kind: type[E], message: str) -> E:
        """An error of this call."""
        return self._error(kind, message)

    def _follow_all(self) -> Legs:
        leg = self._to_endpoint(self._body)
        hops = 0
        while True:
            answer = yield leg
            hop = yield from self._hop(leg, answer, hops)
            # Announced as before: that is the length which a signed redirect covers.
            leg = self._to_node(hop, self._body)
            hops += 1

    def _upload(self, body: Upload) -> Legs:
        """The body goes to one node only: to the one named, or to an endpoint that was seen to name none."""
        restarted = False
        while True:
            hop, overwritten = yield from self._where()
            if hop is None:
                leg = evolve(self._to_endpoint(body), ambiguous=overwritten)
            else:
                # A signature covers the length that the probe announced, 0: no other may be announced now.
                leg = evolve(self._to_node(hop, body), chunked=hop.signed)
            answer = yield leg
            if answer.status not in STATUSES:
                raise self._refused(leg, answer)
            if hop is not None:
                break
            self._endpoint.redirecting = True  # it took the body first, but next time it is asked first
            if restarted or not body.replayable:
                break
            body.rewind()
            restarted = True
        if overwritten:
            raise self.ambiguous()
        raise self._error(RedirectError, "redirected after the body was sent")

    def _where(self) -> Generator[Leg, Answer, tuple[Hop | None, bool]]:
        """The node to upload to, `None` for the endpoint; and whether asking may have stored an empty object."""
        if first_leg(self._endpoint.redirecting) is FirstLeg.ASK:
            yield from self._look()
        if first_leg(self._endpoint.redirecting) is not FirstLeg.PROBE:
            return None, False
        # With the caller's header fields: a checksum of the content makes a server that takes the probe refuse it.
        probe = evolve(self._to_endpoint(_EMPTY), final=False)
        answer = yield probe
        if answer.status in STATUSES:
            return (yield from self._hop(probe, answer, 0)), False
        self._endpoint.redirecting = None  # not this time, so the next upload asks again
        if 200 <= answer.status < 300:
            return None, True
        if _tcode(answer) == "ErrBadCksum":
            return None, False
        raise self._refused(probe, answer)

    def _look(self) -> Generator[Leg, Answer, None]:
        """Learn from a HEAD of the object whether the endpoint redirects: httpx cannot wait for `100 Continue`."""
        head = Leg(self._endpoint.origin, "HEAD", self._call.target, authorized=True)
        answer = yield head
        status = answer.status
        if status in STATUSES:
            yield from self._hop(head, answer, 0)  # one that is not to be followed says nothing about uploads
            self._endpoint.redirecting = True
        elif 200 <= status < 300 or status in (405, 501) or (status == 404 and _tcode(answer) not in _NO_BUCKET):
            self._endpoint.redirecting = False
        elif status != 403:  # there are buckets to write and not to read: this one's body has to show it
            raise self._refused(head, answer)

    def _hop(self, leg: Leg, answer: Answer, hops: int) -> Generator[Leg, Answer, Hop]:
        operation = self._call.operation
        if answer.status not in STATUSES:
            raise self._refused(leg, answer)
        if not operation.redirects:
            raise self._error(RedirectError, f"redirected ({answer.status}), which this operation never is")
        map_is_old = self._endpoint.nodes is not None
        if not map_is_old:
            yield from self._read_map()
        while True:
            try:
                return follow(
                    origin=leg.origin,
                    target=leg.target,
                    location=answer.headers.get("Location"),
                    nodes=None if self._endpoint.unchecked else self._endpoint.nodes,
                    hops=hops,
                    keeps_path=operation.keeps_path,
                )
            except RedirectRefused as exc:
                if not (map_is_old and isinstance(exc, UnknownNode)):
                    raise self._error(RedirectError, str(exc)) from exc
            yield from self._read_map()
            map_is_old = False

    def _read_map(self) -> Generator[Leg, Answer, None]:
        if self._endpoint.unchecked:
            return
        answer = yield Leg(self._endpoint.origin, "GET", _SMAP, authorized=True, limit=_MAP)
        if not self._endpoint.learn_nodes(answer):
            text = f"redirected, and the cluster map that tells whether to follow was not readable ({answer.status})"
            raise self._error(RedirectError, text)

    def _to_endpoint(self, body: Upload | None) -> Leg:
        return Leg(
            self._endpoint.origin,
            self._call.operation.method,
            self._call.target,
            self._call.headers,
            body,
            authorized=True,
            final=True,
        )

    def _to_node(self, hop: Hop, body: Upload | None) -> Leg:
        headers = tuple(item for item in self._call.headers if item[0].lower() not in _SECRETS)
        method = self._call.operation.method
        return Leg(hop.origin, method, hop.target, headers, body, final=True)

    def _refused(self, leg: Leg, answer: Answer) -> CallError:
        if leg.ambiguous:
            return self.ambiguous()
        where = {"operation": self._call.operation.id, "method": leg.method, "target": self._call.target}
        return ApiError(answer.status, parse_error(answer), answer, **where)

    def _error(self, kind: type[E], message: str) -> E:
        operation = self._call.operation
        return kind(message, operation=operation.id, method=operation.method, target=self._call.target)


def _tcode(answer: Answer) -> str:
    error = parse_error(answer)
    return str(error.tcode) if error is not None and error.tcode else ""
