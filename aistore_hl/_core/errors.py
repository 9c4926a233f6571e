"""The tree of errors, and which answer becomes which.

AisError
├── ConfigError (ValueError)            settings that cannot be used
│   └── EndpointMissing                 nobody said where the cluster is
├── InvalidName (ValueError)            a bucket or object name that AIS would refuse or mistake
├── InvalidTemplate (ValueError)        a template of names that AIS would refuse or mistake
├── GroupTooLarge (ValueError)          more names than one request should have
├── NotRemote (ValueError)              what is done to remote buckets only; AIS would delete, or end itself
├── InvalidMetadata (ValueError)        custom metadata that would not survive
├── InvalidETL (ValueError)             an ETL, or arguments for one, that AIS would refuse
├── ArchiveRefused (ValueError)         what AIS would answer wrongly, or damage an archive by
├── ObjectInChunks (ValueError)         what came in parts, and would be damaged by a change in place
├── InsecureToken (PermissionError)     a token would have gone over plain http
├── TransportError (ConnectionError)    no whole answer
│   ├── ConnectFailed                   nothing was sent: refused, unknown host, TLS
│   │   └── ConnectTimeout (TimeoutError)
│   ├── ConnectionBroken                broke while sending or reading
│   ├── ReadTimeout (TimeoutError)
│   ├── WriteTimeout (TimeoutError)
│   ├── PoolTimeout (TimeoutError)      no free connection; nothing was sent
│   └── ProtocolError                   an answer that is not HTTP or not AIS
├── DeadlineExceeded (TimeoutError)     the time given for the whole call is over
├── RedirectRefused (PermissionError)   a redirect that must not be followed
├── AmbiguousWrite                      a write that may or may not have happened, or still may
├── UploadLost                          a multipart upload that cannot go on; nothing was stored
├── BodyConsumed                        a stream that a failed try used up; nothing was stored
├── IntegrityError
│   ├── ChecksumMismatch                bytes differ from their checksum
│   ├── BodyInterrupted (ConnectionError)  a body ended early and could not be resumed
│   ├── BrokenArchive (ValueError)      what should be an archive is none, or not all of one
│   └── ObjectChanged                   overwritten while it was being read
├── BucketNotEmpty                      it was to be destroyed only if it were empty
├── ListingIncomplete                   a listing has fewer names than the cluster counts
├── JobFailed                           a job of the cluster ended with errors
│   ├── JobAborted                      it was stopped before its end
│   └── GroupFailed                     some names of a group were missing, or are not done
├── JobTimeout (TimeoutError)           a job was waited for, and still runs
├── EtlNotStarted                       an ETL that could not be started
├── MissingExtra (ImportError)          a package that an extra would have brought is not installed
├── BatchError                          some of many objects failed
├── ClientClosed                        used after close
└── StatusError                         an answer of 400 or more
    ├── EtlFailed                       what an ETL answered instead of content
    ├── BadRequest (ValueError)         400
    │   ├── JobAlreadyRunning           400 ErrXactUsePrev
    │   └── NoTargets                   400 ErrNoNodes
    ├── Unauthorized (PermissionError)  401
    ├── AccessDenied (PermissionError)  403
    ├── NotFound (FileNotFoundError)    404
    │   ├── BucketNotFound
    │   ├── EtlNotFound                 there is none, or it does not run
    │   ├── MemberNotFound              the archive is there, and has no such member
    │   └── ObjectNotFound
    ├── Conflict                        409, 423
    │   ├── AlreadyExists (FileExistsError)
    │   │   └── BucketAlreadyExists
    │   └── Busy
    ├── Gone (FileNotFoundError)        410
    ├── RangeNotSatisfiable (ValueError) 416
    ├── TooManyRequests                 429
    └── ServerError                     5xx
        ├── Unsupported                 501
        ├── Unavailable                 503
        ├── OutOfSpace                  507
        └── BadChecksum                 500 ErrBadCksum: what arrived is not what was announced
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from .groups import GroupResult
    from .jobs import JobProgress


class AisError(Exception):
    """Whatever goes wrong here. `str()` is one line that stands alone in a log."""

    retry_safe: ClassVar[bool] = False
    """Whether the same request may be sent again without changing what happens; the operation may still forbid it."""

    operation: str = ""
    """Id of the operation that failed, as in the specification; empty where nothing was sent."""
    attempts: int = 0
    """How often it was tried."""
    unsure: bool = False
    """Whether an earlier try may have been carried out: then "not found" may be what a delete did."""

    def __init__(self, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        for name, value in facts.items():
            setattr(self, name, value)

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        facts = {name: value for name, value in vars(self).items() if name not in ("message", "__notes__")}
        return (_rebuild, (type(self), self.message, facts))


def _rebuild(cls: type[AisError], message: str, facts: dict[str, Any]) -> AisError:
    exc = cls.__new__(cls, message)
    AisError.__init__(exc, message, **facts)
    return exc


class ConfigError(AisError, ValueError):
    """Settings that cannot be used."""


class EndpointMissing(ConfigError):
    """Nobody said where the cluster is."""


class InvalidName(AisError, ValueError):
    """A bucket or object name that AIS would refuse, or take for another one. Nothing was sent."""


class InvalidTemplate(AisError, ValueError):
    """A template of names that AIS would refuse, or take for something else. Nothing was sent."""

    tcode: str = "errTemplateInvalid"
    """AIS's name of the error."""


class GroupTooLarge(AisError, ValueError):
    """A group of more names than one request should have; `count` says how many. Nothing was expanded or sent."""

    count: int = 0


class NotRemote(AisError, ValueError):
    """A bucket of AIS itself was named where only a remote one can be meant. Nothing was sent."""


class InvalidMetadata(AisError, ValueError):
    """Custom metadata that would not survive in AIS. Nothing was sent."""


class InvalidETL(AisError, ValueError):
    """An ETL, or arguments for one, that AIS would refuse. Nothing was sent."""


class ArchiveRefused(AisError, ValueError):
    """What AIS would answer wrongly, or damage an archive by. Nothing was changed."""


class ObjectInChunks(AisError, ValueError):
    """What came in parts is in chunks, and AIS loses some when it is changed in place. Nothing was changed."""


class InsecureToken(AisError, PermissionError):
    """A token would have gone over plain http to another machine. Nothing was sent."""


class ClientClosed(AisError):
    """The client was closed."""


class TransportError(AisError, ConnectionError):
    """No whole answer came back."""

    retry_safe = True
    sent: bool = True
    """Whether any byte of the request may have reached the server."""
    node: str = ""


class ConnectFailed(TransportError):
    """No connection: refused, unknown host, or TLS. Nothing was sent."""

    sent = False
    final: bool = False
    """Whether trying again cannot help: a certificate that does not verify."""


class ConnectTimeout(ConnectFailed, TimeoutError):
    """No connection within the connect time-out. Nothing was sent."""


class PoolTimeout(TransportError, TimeoutError):
    """Every connection to the node stayed in use for the pool time-out. Nothing was sent."""

    sent = False


class ConnectionBroken(TransportError):
    """The connection broke while the request was sent or the answer read."""


class ReadTimeout(TransportError, TimeoutError):
    """The server stayed silent for the read time-out."""


class WriteTimeout(TransportError, TimeoutError):
    """The server took no byte for the write time-out."""


class ProtocolError(TransportError):
    """What came back is not HTTP/1.1, breaks a limit, or is not an answer of AIS."""

    retry_safe = False


class DeadlineExceeded(AisError, TimeoutError):
    """The time given for the whole call is over."""


class RedirectRefused(AisError, PermissionError):
    """A redirect that must not be followed: another host, path or scheme, or a loop."""


class AmbiguousWrite(AisError):
    """A write that may have happened, or may still happen: look before writing again.

    Source: observed on AIS 5.0; a PUT that timed out landed after a later acknowledged one.
    """


class UploadLost(AisError):
    """Of a multipart upload nobody can tell which parts have arrived: only a new one helps. Nothing was stored."""


class BodyConsumed(AisError):
    """A body that can be read once was used up by a try that failed. Nothing was stored."""


class BucketNotEmpty(AisError):
    """A bucket holds objects and was to be destroyed only if it did not. Nothing was destroyed."""


class ListingIncomplete(AisError):
    """A listing has fewer names than the cluster counts. AIS 5.0 loses some where a directory's name begins others."""


class JobFailed(AisError):
    """A job of the cluster ended with errors.

    Fields: `id`, `kind`, `errors` (what went wrong, by the target's id; empty: the whole cluster), and `progress`, what
    was done nevertheless.
    """

    id: str = ""
    kind: str = ""
    errors: Mapping[str, str] = MappingProxyType({})
    progress: JobProgress | None = None


class JobAborted(JobFailed):
    """A job of the cluster was stopped before its end, by somebody or by the cluster."""


class GroupFailed(JobFailed):
    """An operation on a group did not do all of it.

    Fields: `missing` (names that were not there), `failed` (what is wrong, by name) and `result`, besides those of
    `JobFailed`.
    """

    missing: tuple[str, ...] = ()
    failed: Mapping[str, str] = MappingProxyType({})
    result: GroupResult | None = None


class JobTimeout(AisError, TimeoutError):
    """A job was waited for as long as the caller said. It still runs; `progress` says how far it is."""

    id: str = ""
    kind: str = ""
    progress: JobProgress | None = None


class EtlNotStarted(AisError):
    """An ETL could not be started. `name` is its name, `reason` what the cluster said.

    `is_reserved` says whether the cluster keeps the name: then nothing can be started by it.
    """

    name: str = ""
    reason: str = ""
    is_reserved: bool = False


class MissingExtra(AisError, ImportError):
    """A package is not installed that an extra of this one brings."""


class IntegrityError(AisError):
    """Bytes that are not the ones stored, or not all of them."""


class ChecksumMismatch(IntegrityError):
    """The bytes differ from their checksum."""


class BodyInterrupted(IntegrityError, ConnectionError):
    """A body ended early, and continuing it was not possible or not safe."""


class BrokenArchive(IntegrityError, ValueError):
    """What should be an archive is none, or not all of one."""


class ObjectChanged(IntegrityError):
    """The object was overwritten while it was being read."""

    perhaps_range: bool = False
    """Whether it may be the same: its bucket may give ranges checksums of their own."""


class BatchError(AisError):
    """Some of many objects failed; each by its name in `failures`, and what did succeed is not lost."""

    failures: Mapping[str, Exception] = MappingProxyType({})
    """The error of each object that failed, by name."""
    results: Mapping[str, Any] = MappingProxyType({})
    """What the call would have returned, for those that did not fail; empty where they were handed over before."""
    total: int = 0
    """Objects in all."""

    @classmethod
    def of(cls, verb: str, failures: Mapping[str, Exception], *, total: int, results: Mapping[str, Any]) -> Self:
        """The error of a call that did the `verb` to many objects."""
        kinds = Counter(type(exc).__name__ for exc in failures.values())
        counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
        name, first = next(iter(failures.items()))
        text = f"{verb}: {len(failures):,} of {total:,} objects failed ({counts}); the first, {name!r}: {first}"
        return cls(text, failures=failures, results=results, total=total)


class StatusError(AisError):
    """An answer of 400 or more.

    Fields: `status`, `tcode` (AIS's name of the error, often empty), `server_message`, `node`.
    """

    status: int = 0
    tcode: str = ""
    server_message: str = ""
    node: str = ""


class EtlFailed(StatusError):
    """What an ETL answered instead of content: `status` is its own, `server_message` its words; 400 where it took
    longer than it may. It is not tried again, as it would fail again."""


class BadRequest(StatusError, ValueError):
    """400: the server understood the words and refused them."""


class JobAlreadyRunning(BadRequest):
    """400 ErrXactUsePrev: the same job runs already."""


class NoTargets(BadRequest):
    """400 ErrNoNodes: no target has joined (yet)."""

    retry_safe = True


class Unauthorized(StatusError, PermissionError):
    """401: no token, or one that is not accepted."""


class AccessDenied(StatusError, PermissionError):
    """403: not permitted, by the bucket's access or by the token."""


class NotFound(StatusError, FileNotFoundError):
    """404."""


class BucketNotFound(NotFound):
    """404: there is no such bucket."""


class EtlNotFound(NotFound):
    """404: there is no such ETL, or it does not run."""


class MemberNotFound(NotFound):
    """404: the archive is there, and has no such member."""


class ObjectNotFound(NotFound):
    """404: there is no such object.

    Also 400 and 500 `ErrLmetaNotFound`: AIS found a directory, since other names begin with this one and a slash.
    """


class Conflict(StatusError):
    """409 or 423: something else stands in the way."""


class AlreadyExists(Conflict, FileExistsError):
    """409: the name is taken."""


class BucketAlreadyExists(AlreadyExists):
    """409: there is such a bucket."""


class Busy(Conflict):
    """409 ErrBusy: the server asks to try again. Also 400 errDuplicateTrname: two jobs got one id."""

    retry_safe = True


class Gone(StatusError, FileNotFoundError):
    """410: gone at the remote backend."""


class RangeNotSatisfiable(StatusError, ValueError):
    """416: the range lies outside the object."""


class TooManyRequests(StatusError):
    """429: over the bucket's rate limit."""

    retry_safe = True


class ServerError(StatusError):
    """500 and above."""

    retry_safe = True


class Unsupported(ServerError):
    """501: not built into this server."""

    retry_safe = False


class Unavailable(ServerError):
    """502, 503, 504: not now. Also 400 ErrFailedTo of a proxy: a target does not answer it."""


class OutOfSpace(ServerError):
    """507: the cluster is full."""

    retry_safe = False


class BadChecksum(ServerError, IntegrityError):
    """500 ErrBadCksum: what arrived differs from the announced checksum. Nothing was stored."""

    retry_safe = False


# (status, tcode) -> class; "" is the status's own default. Never by message text: it is not stable, `tcode` is.
# Source: cmn/err.go (AIS 5.0); recorded in wire/02, 04, 06.
_CLASSES: dict[tuple[int, str], type[StatusError]] = {
    (400, ""): BadRequest,
    (400, "ErrXactUsePrev"): JobAlreadyRunning,
    (400, "ErrNoNodes"): NoTargets,
    (400, "ErrFailedTo"): Unavailable,
    (400, "errDuplicateTrname"): Busy,
    (400, "ErrLmetaNotFound"): ObjectNotFound,
    (401, ""): Unauthorized,
    (403, ""): AccessDenied,
    (404, ""): NotFound,
    (404, "ErrBckNotFound"): BucketNotFound,
    (404, "ErrRemoteBckNotFound"): BucketNotFound,
    (404, "ErrNotFound"): ObjectNotFound,
    (409, ""): Conflict,
    (409, "ErrBusy"): Busy,
    (409, "ErrBucketAlreadyExists"): BucketAlreadyExists,
    (410, ""): Gone,
    (416, ""): RangeNotSatisfiable,
    (423, ""): Conflict,
    (429, ""): TooManyRequests,
    (500, "ErrBadCksum"): BadChecksum,
    (500, "ErrLmetaNotFound"): ObjectNotFound,
    (501, ""): Unsupported,
    (502, ""): Unavailable,
    (503, ""): Unavailable,
    (504, ""): Unavailable,
    (507, ""): OutOfSpace,
}


def class_of(status: int, tcode: str) -> type[StatusError]:
    """The class of an answer of 400 or more."""
    found = _CLASSES.get((status, tcode)) or _CLASSES.get((status, ""))
    return found or (ServerError if status >= 500 else StatusError)


for _cls in [cls for cls in vars().values() if isinstance(cls, type) and issubclass(cls, AisError)]:
    # Tracebacks and pickles name the public home.
    _cls.__module__ = "aistore_hl.errors"
