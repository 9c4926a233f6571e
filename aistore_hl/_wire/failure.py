"""What a failed system call means for the caller, in words that stand alone in a log."""

from __future__ import annotations

import errno

from aistore_hl._core.errors import (
    ConnectFailed,
    ConnectionBroken,
    ConnectTimeout,
    ProtocolError,
    ReadTimeout,
    TransportError,
    WriteTimeout,
)

from .address import Address
from .http1 import Malformed
from .patience import said


def is_timeout(exc: OSError) -> bool:
    """Whether our own wait ended: EAGAIN by the kernel's timer, or Python's time-out, which has no errno.

    ETIMEDOUT is also a `TimeoutError`, but of TCP: the peer is gone.
    """
    return isinstance(exc, BlockingIOError) or (isinstance(exc, TimeoutError) and exc.errno is None)


def reason(exc: BaseException) -> str:
    """The system's words for a failure."""
    if isinstance(exc, ConnectionResetError):
        return "connection reset"
    if isinstance(exc, BrokenPipeError):
        return "connection closed"
    text = getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
    return str(text)[:200]


def not_connected(exc: Exception, address: Address, limit: float, deadline: float | None) -> ConnectFailed:
    """No connection came about. Nothing was sent."""
    if isinstance(exc, TimeoutError) and getattr(exc, "errno", None) != errno.ETIMEDOUT:
        text = f"no connection to {address.label} {said(limit, deadline)}"
        return ConnectTimeout(text, node=address.origin)
    if isinstance(exc, ConnectionRefusedError):
        return ConnectFailed(f"connection refused by {address.label}", node=address.origin)
    # By name: `ssl` and `socket` need not be loaded to tell what they raise.
    kind = type(exc).__name__
    if kind == "SSLCertVerificationError":
        why = getattr(exc, "verify_message", "") or reason(exc)
        text = f"the certificate of {address.label} does not verify: {why}"
        return ConnectFailed(text, node=address.origin, final=True)
    if kind.startswith("SSL"):
        return ConnectFailed(f"TLS handshake with {address.label} failed: {reason(exc)}", node=address.origin)
    if kind == "gaierror":
        return ConnectFailed(f"cannot resolve {address.host!r}: {reason(exc)}", node=address.origin)
    return ConnectFailed(f"cannot connect to {address.label}: {reason(exc)}", node=address.origin)


def send_failed(exc: OSError, address: Address, *, sent: bool, limit: float, deadline: float | None) -> TransportError:
    """The request did not go out whole."""
    if is_timeout(exc):
        text = f"{address.label} took no more of the request {said(limit, deadline)}"
        return WriteTimeout(text, node=address.origin, sent=sent)
    text = f"{address.label} broke the connection while the request was sent: {reason(exc)}"
    return ConnectionBroken(text, node=address.origin, sent=sent)


def no_answer(exc: OSError | None, address: Address, *, limit: float, deadline: float | None) -> TransportError:
    """The request went out, and no whole head of an answer came back. `None`: the server closed the connection."""
    if exc is not None and is_timeout(exc):
        return ReadTimeout(f"no answer from {address.label} {said(limit, deadline)}", node=address.origin)
    why = "closed" if exc is None else reason(exc)
    return ConnectionBroken(f"{address.label} broke the connection instead of answering: {why}", node=address.origin)


def body_broke(
    exc: OSError | None, origin: str, *, missing: int | None, limit: float, deadline: float | None
) -> TransportError:
    """The answer stopped in its body. `missing`: bytes that were still to come, where that is known."""
    node = origin.partition("//")[2]
    rest = "before the end of the body" if missing is None else f"{missing} bytes before the end of the body"
    if exc is not None and is_timeout(exc):
        text = f"{node} sent nothing more {said(limit, deadline)}, {rest}"
        return ReadTimeout(text, node=origin)
    why = "closed" if exc is None else reason(exc)
    return ConnectionBroken(f"{node} broke the connection {rest}: {why}", node=origin)


def not_http(exc: Malformed, address: Address) -> ProtocolError:
    """What came back cannot be trusted to be an answer."""
    return ProtocolError(f"{exc} (from {address.label})", node=address.origin)
