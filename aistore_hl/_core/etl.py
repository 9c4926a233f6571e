"""ETL: what a transformer is called, how it is started, and what the cluster tells of it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal, Self, TypeAlias
from urllib.parse import quote_plus

from aistore_api import models
from aistore_api.types import UNSET
from attrs import field, frozen

from .errors import InvalidETL, InvalidName, ProtocolError
from .names import need_text

Communication: TypeAlias = Literal["hpush", "hpull", "ws"]
"""How a target talks to it: it is sent objects, it is asked for them and fetches them, or all over a WebSocket."""

COMMUNICATIONS: Final[tuple[Communication, ...]] = ("hpush", "hpull", "ws")

Arguments: TypeAlias = Mapping[str, Any] | str
"""What a transformer is given for an object: a text, or what becomes JSON."""

INIT_TIMEOUT: Final = 300.0
"""Seconds in which it has to become ready, unless the caller says otherwise: AIS's 45 do not suffice for an image that
is pulled first."""

OBJECT_TIMEOUT: Final = 45.0
"""Seconds for one object, unless the caller says otherwise; AIS's own are 10."""

ERRORS_KEPT: Final = 128
"""Errors of objects that AIS keeps on each target. Source: ext/etl/boot.go (AIS 5.0)"""

_LONGEST_ARGUMENTS: Final = 56 << 10
"""Bytes of arguments in a URL: a redirect has them in its head, of which 64 KiB are read, as transformers do too."""

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{4,30}[a-z0-9])", re.ASCII)
_VARIABLE: Final = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*", re.ASCII)
_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_TERM: Final = re.compile(r"(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)", re.ASCII)
_DURATION: Final = re.compile(rf"(?:{_TERM.pattern})+", re.ASCII)
_RESOURCES: Final = ("requests", "limits")

# Source: apimachinery/pkg/api/resource/quantity.go (Kubernetes), without a sign
_AMOUNT: Final = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?", re.ASCII)


def check_etl_name(name: str) -> str:
    """`name`, if it can be one: 6 to 32 small letters, digits and dashes, no dash at either end.

    Raises:
        InvalidName: AIS, or Kubernetes, would refuse it.

    Source: cmn/k8s/util.go (AIS 5.0); a pod's name begins with it
    """
    need_text("the name of an ETL", name)
    if not _NAME.fullmatch(name):
        raise InvalidName(f"not a name of an ETL: {name!r} (6 to 32 of a-z 0-9 -, no dash at either end)")
    return name


def communication_of(text: str) -> Communication:
    """`hpush`, `hpull` or `ws`, with `://` behind it or without.

    Raises:
        InvalidETL: AIS has no such way.
    """
    name = text.removesuffix("://")
    for known in COMMUNICATIONS:
        if name == known:
            return known
    if name == "hrev":
        raise InvalidETL("hrev, a reverse proxy of 2022, is no more in AIS: use hpush, or hpull")
    raise InvalidETL(f"no such communication: {text!r} (one of {', '.join(COMMUNICATIONS)})")


def text_of(arguments: Arguments | None) -> str | None:
    """What is sent as `etl_args`: the text as it is, anything else as JSON.

    Raises:
        InvalidETL: it cannot be written as JSON, or in UTF-8, or is too long for a URL.
    """
    if arguments is None:
        return None
    if isinstance(arguments, str):
        text = arguments
    else:
        try:
            text = json.dumps(arguments, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        except (TypeError, ValueError) as exc:
            raise InvalidETL(f"arguments that cannot be written as JSON: {exc}") from exc
    try:
        size = len(quote_plus(text))
    except UnicodeEncodeError as exc:
        raise InvalidETL(f"arguments that cannot be written in UTF-8: {exc}") from exc
    if size > _LONGEST_ARGUMENTS:
        raise InvalidETL(
            f"arguments of {size:,} bytes in a URL, of {_LONGEST_ARGUMENTS:,} at most: put them into an object, or "
            "into the ETL's env"
        )
    return text


class Stages:
    """One ETL after the other: `a >> b >> c` is what `a` makes, given to `b`, and that to `c`."""

    @property
    def etl_names(self) -> tuple[str, ...]:
        """The names of the ETLs, in their order."""
        raise NotImplementedError

    def __rshift__(self, other: Stages | str) -> Pipeline:
        """This, and then the other."""
        return Pipeline(self.etl_names + names_of(other))


@frozen
class Pipeline(Stages):
    """Several ETLs, one after the other."""

    _names: tuple[str, ...]

    @property
    def etl_names(self) -> tuple[str, ...]:
        """The names of the ETLs, in their order."""
        return self._names

    def __str__(self) -> str:
        return " >> ".join(self._names)


def names_of(etl: Stages | str) -> tuple[str, ...]:
    """The names of the ETLs that are meant, in their order.

    Raises:
        InvalidName: one that none can have.
        TypeError: it is neither an ETL nor a name.
    """
    if isinstance(etl, str):
        return (check_etl_name(etl),)
    if not isinstance(etl, Stages):
        raise TypeError(f"an ETL, its name, or several as `a >> b`, not {type(etl).__name__}")
    return etl.etl_names


@frozen
class Transform:
    """What is to be done with an object on its way."""

    etl: str
    pipeline: tuple[str, ...] = ()
    arguments: str | None = None

    @classmethod
    def of(cls, etl: Stages | str, arguments: Arguments | None = None) -> Self:
        """By these ETLs, with these arguments.

        Raises:
            InvalidName: a name that no ETL can have.
            InvalidETL: the arguments cannot be sent.
        """
        first, *rest = names_of(etl)
        return cls(first, tuple(rest), text_of(arguments))

    @property
    def pipeline_text(self) -> str:
        """The ETLs after the first, as `etl_pipeline` has them."""
        return ",".join(self.pipeline)

    def __str__(self) -> str:
        return " >> ".join((self.etl, *self.pipeline))


def duration(seconds: float) -> str:
    """A length of time as AIS reads it.

    Raises:
        TypeError: it is no number.
        ValueError: it is none.
    """
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"a time-out is a number of seconds, such as 300.0, not {seconds!r}")
    if not 0 < seconds < 1e9:
        raise ValueError(f"a time-out must be more than 0 seconds, not {seconds!r}")
    return f"{seconds:g}s" if seconds >= 1 else f"{seconds * 1000:g}ms"


def seconds_of(text: str) -> float:
    """The seconds of a length of time as AIS writes it: `5m`, `1h30m`, `250ms`.

    Raises:
        InvalidETL: it is none.
    """
    if not _DURATION.fullmatch(text):
        raise InvalidETL(f"not a length of time: {text!r} (such as 5m or 90s)")
    return sum(float(number) * _UNITS[unit] for number, unit in _TERM.findall(text))


def environment(variables: Mapping[str, str]) -> list[models.EnvVar]:
    """Variables as Kubernetes has them.

    Raises:
        InvalidETL: a name that no variable can have, or a value that it cannot.
        TypeError: a value that is no text.
    """
    for name, value in variables.items():
        if not _VARIABLE.fullmatch(name):
            raise InvalidETL(f"not a name of a variable: {name!r}")
        need_text(f"the value of {name}", value)
        if "\0" in value:
            raise InvalidETL(f"the value of {name} has a zero byte, which no variable can have")
    return [models.EnvVar(name=name, value=value) for name, value in variables.items()]


@frozen
class Start:
    """How an ETL is started, whatever it is made of."""

    communication: Communication = field(default="hpush", converter=communication_of)
    init_timeout: float = INIT_TIMEOUT
    object_timeout: float = OBJECT_TIMEOUT
    direct_put: bool = False
    env: Mapping[str, str] = field(factory=dict)
    resources: Mapping[str, Mapping[str, str]] = field(factory=dict)

    def __attrs_post_init__(self) -> None:
        if self.communication == "ws" and not self.direct_put:
            raise InvalidETL("ws needs direct_put=True: AIS has no WebSocket without it")
        for name, wanted in self.resources.items():
            if name not in _RESOURCES:
                raise InvalidETL(f'resources are {{"requests": {{...}}, "limits": {{...}}}}: there is no {name!r}')
            for resource, amount in wanted.items():
                need_text(f"{name} of {resource}", amount)
                if not resource or not _AMOUNT.fullmatch(amount):
                    raise InvalidETL(f"{name} of {resource!r}: {amount!r} is no amount, such as 500m or 1.5Gi")

    def of_image(self, name: str, image: str, command: Sequence[str]) -> models.ETLInitMessage:
        """The message that starts it from an image.

        Raises:
            InvalidETL: there is no image, or a variable that cannot be one.
            TypeError: the image, or a word of the command, is no text.
        """
        if not image:
            raise InvalidETL("no image to start it from")
        need_text("the image of an ETL", image)
        for number, word in enumerate(command):
            need_text(f"word {number} of the command", word)
        runtime = models.ETLRuntime(
            image=image,
            command=list(command) if command else UNSET,
            env=environment(self.env) if self.env else UNSET,
        )
        return self.of_runtime(name, runtime)

    def of_runtime(self, name: str, runtime: models.ETLRuntime) -> models.ETLInitMessage:
        """The message that starts it from an image with what it is told, in place of `env`."""
        return self._message(name, runtime=runtime)

    def of_pod(self, name: str, specification: str) -> models.ETLInitMessage:
        """The message that starts it from a pod specification in YAML."""
        return self._message(name, spec=base64.b64encode(specification.encode()).decode())

    def _message(self, name: str, **what: Any) -> models.ETLInitMessage:
        resources = models.ETLResources.from_dict({key: dict(each) for key, each in self.resources.items()})
        return models.ETLInitMessage(
            name=name,
            communication=models.ETLCommunication(f"{self.communication}://"),
            init_timeout=duration(self.init_timeout),
            obj_timeout=duration(self.object_timeout),
            support_direct_put=True if self.direct_put else UNSET,
            resources=resources if self.resources else UNSET,
            **what,
        )


@frozen
class EtlInfo:
    """An ETL in the list of them."""

    name: str
    stage: str
    """`Initializing`, `Running` or `Aborted`."""
    job_id: str
    """The job that it is; empty where it does not run."""
    objects: int
    """Objects that were transformed inline."""
    bytes_in: int
    bytes_out: int

    @property
    def is_running(self) -> bool:
        """Whether it can transform."""
        return self.stage == "Running"

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """As AIS writes it.

        Raises:
            ProtocolError: it is none.
        """
        try:
            return cls(
                name=str(document["id"]),
                stage=str(document["stage"]),
                job_id=str(document.get("xaction_id") or ""),
                objects=int(document.get("obj_count") or 0),
                bytes_in=int(document.get("in_bytes") or 0),
                bytes_out=int(document.get("out_bytes") or 0),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise ProtocolError("the entry of an ETL is malformed") from exc


@frozen
class FailedObject:
    """What went wrong with one object."""

    object: str
    """Its URL."""
    message: str
    status: int
    """What the transformer answered; 0 where it did not."""


@frozen
class EtlDetails:
    """How an ETL was started, and what failed."""

    name: str
    communication: str
    """`hpush`, `hpull` or `ws`."""
    image: str
    """Empty where it was started from a pod specification."""
    command: tuple[str, ...]
    direct_put: bool
    init_timeout: str
    """In Go's notation, as `5m0s`; empty where AIS's own holds."""
    object_timeout: str
    errors: tuple[FailedObject, ...]
    """The latest; AIS keeps 128 on each target."""
    message: Mapping[str, Any] = field(repr=False)
    """All that it was started with, as AIS writes it."""

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Self:
        """As AIS writes it.

        Raises:
            ProtocolError: it is none.
        """
        try:
            message = document["init_msg"]
            runtime = message.get("runtime") or {}
            errors = document.get("obj_errors") or ()
            return cls(
                name=str(message["name"]),
                communication=str(message.get("communication") or "hpush://").removesuffix("://"),
                image=str(runtime.get("image") or ""),
                command=tuple(map(str, runtime.get("command") or ())),
                direct_put=bool(message.get("support_direct_put")),
                init_timeout=str(message.get("init_timeout") or ""),
                object_timeout=str(message.get("obj_timeout") or ""),
                errors=tuple(
                    FailedObject(str(each["obj_name"]), str(each.get("msg") or ""), int(each.get("ecode") or 0))
                    for each in errors
                ),
                message=message,
            )
        except (AttributeError, KeyError, TypeError, ValueError) as exc:
            raise ProtocolError("the details of an ETL are malformed") from exc


@frozen
class EtlUsage:
    """What an ETL uses on one target."""

    cpu: float
    """Cores."""
    memory: int
    """Bytes."""
