"""Every way in which an exchange can go wrong, by name: what users try their own programs with."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from .effect import Effect

_GARBLED: Final = b"HTTP/1.1 2\0\0 OK\r\nContent-Length: 5\r\n\r\nhello"
_HALF_A_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Le"
_PAGE: Final = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 40\r\nConnection: close\r\n\r\n"
    b"<html><body>Please log in</body></html>\n"
)


@frozen
class Kind:
    """A fault that has a name."""

    name: str
    effect: Effect
    text: str
    """What happens, in one sentence."""


_ALL: Final = (
    Kind("reset", Effect(reset=True), "The connection is reset before anything is done."),
    Kind("cut at once", Effect(cut=0), "The connection ends after the head, or before the first byte of an upload."),
    Kind("cut", Effect(cut=1000), "The connection ends after 1,000 bytes of the body."),
    Kind("reset midway", Effect(cut=1000, reset=True), "It is reset after 1,000 bytes of the body."),
    Kind("trunc", Effect(trunc=1000), "The answer is 1,000 bytes long, and its `Content-Length` agrees."),
    Kind("flip", Effect(flip=0), "One bit of the first byte of the body is turned."),
    Kind("delay", Effect(delay=1), "A second passes before anything is done."),
    Kind("hang", Effect(delay=3600), "Nothing happens for an hour."),
    Kind("stall", Effect(delay=3600, at=1000), "After 1,000 bytes of the body nothing comes for an hour."),
    Kind("drip", Effect(rate=10_000), "The body passes at 10,000 bytes a second."),
    Kind("lost answer", Effect(lose_answer=True), "Everything is done, and the connection ends without an answer."),
    Kind("lost by reset", Effect(lose_answer=True, reset=True), "The same, with a reset."),
    Kind("foreign host", Effect(redirect="foreign host"), "Redirected to a machine that is no node of the cluster."),
    Kind("other path", Effect(redirect="other path"), "Redirected to another object."),
    Kind("no location", Effect(redirect="no location"), "Redirected without a `Location`."),
    Kind("loop", Effect(redirect="loop"), "Redirected to the same address."),
    Kind("stale map", Effect(stale_map=True), "The cluster map is one version old and lacks a target."),
    Kind("not ready", Effect(status=503, empty=True), "503 without a body, as from a proxy that is still starting."),
    Kind("starting", Effect(status=404, tcode="ErrNotFound"), "404, as of an object whose target has not joined yet."),
    Kind("no targets", Effect(status=400, tcode="ErrNoNodes"), "400 `ErrNoNodes`: no target has joined yet."),
    Kind("busy", Effect(status=409, tcode="ErrBusy"), "409 `ErrBusy`: asked to try again."),
    Kind("too many", Effect(status=429, tcode="ErrRateLimitFrontend"), "429: over the rate limit."),
    Kind("failure", Effect(status=500), "500: something in the server is broken."),
    Kind("unavailable", Effect(status=503), "503 with an error in JSON."),
    Kind("full", Effect(status=507, tcode="ErrCapExceeded"), "507 `ErrCapExceeded`: there is no space left."),
    Kind("garbled head", Effect(raw=_GARBLED), "What comes is not HTTP."),
    Kind("half a head", Effect(raw=_HALF_A_HEAD), "The connection ends within the head."),
    Kind("foreign page", Effect(raw=_PAGE), "200 and a page of HTML, as from a network that wants a login."),
)

KINDS: Final = {kind.name: kind for kind in _ALL}
"""By name."""
