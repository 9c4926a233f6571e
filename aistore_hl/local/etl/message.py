"""What an ETL is started with, as AIS takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Self

import msgspec
from attrs import frozen
from msgspec import Struct

from ..._core.errors import AisError
from ..._core.podspec import PodSpec
from ..answers import Refusal, bad_request
from ..props import seconds

INIT_TIMEOUT: Final = 45.0
OBJECT_TIMEOUT: Final = 10.0
"""Seconds, where the message does not say. Source: ext/etl/api.go (AIS 5.0)"""

_COMMUNICATIONS: Final = ("hpush://", "hpull://", "ws://")
_SHORTEST, _LONGEST = 6, 32
_NAME: Final = re.compile(r"[a-z0-9-]+", re.ASCII)
_NO_POD: Final = "failed to parse pod spec: Object 'Kind' is missing in ''"
_VARIABLE: Final = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*", re.ASCII)
_DURATION: Final = re.compile(r"(?:\d+(?:\.\d+)?(?:ns|us|µs|ms|s|m|h))+", re.ASCII)


class _Variable(Struct):
    name: str
    value: str = ""


class _Runtime(Struct):
    image: str = ""
    command: list[str] = []
    env: list[_Variable] = []


class _Message(Struct):
    """Source: ext/etl/api.go (AIS 5.0); fields that it does not know are ignored."""

    name: str = ""
    communication: str = ""
    env: list[_Variable] = []
    init_timeout: str = ""
    obj_timeout: str = ""
    support_direct_put: bool = False
    runtime: _Runtime = msgspec.field(default_factory=_Runtime)
    resources: dict[str, Any] = {}
    spec: bytes = b""


@frozen
class InitMessage:
    """A message that AIS would take."""

    name: str
    communication: str
    """`hpush`, `hpull` or `ws`."""
    init_timeout: float
    object_timeout: float
    direct_put: bool
    image: str
    command: tuple[str, ...]
    env: Mapping[str, str]
    shown: Mapping[str, Any]
    """As AIS shows it."""

    @classmethod
    def of(cls, body: bytes) -> Self:
        """The message of a request.

        Raises:
            Refusal: 400. Source: recorded on AIS 5.0 (10 bad-*)
        """
        try:
            message = msgspec.json.decode(body, type=_Message)
        except msgspec.MsgspecError as exc:
            raise _invalid(str(exc), str(exc)) from exc
        pod = _pod(message)
        wrong = _wrong_base(message)
        if wrong:
            raise _invalid(wrong, wrong if pod else _NO_POD)
        env = {**{each.name: each.value for each in (*message.env, *message.runtime.env)}, **_env(pod)}
        _check_env(message.name, env)
        return cls(
            name=message.name,
            communication=(message.communication or _COMMUNICATIONS[0]).removesuffix("://"),
            init_timeout=seconds(message.init_timeout) if message.init_timeout else INIT_TIMEOUT,
            object_timeout=seconds(message.obj_timeout) if message.obj_timeout else OBJECT_TIMEOUT,
            direct_put=message.support_direct_put or (pod is not None and pod.direct_put),
            image=message.runtime.image if pod is None else pod.image,
            command=tuple(message.runtime.command) if pod is None else pod.command,
            env=env,
            shown=_shown(msgspec.json.decode(body)),
        )


def check_name(name: str) -> None:
    """Whether an ETL can have the name.

    Raises:
        Refusal: 400. Source: cmn/k8s/util.go (AIS 5.0)
    """
    wrong = _wrong_name(name)
    if wrong:
        raise bad_request(wrong)


def _wrong_name(name: str) -> str:
    if not name:
        return f'ETL name "{name}" is empty'
    if len(name) < _SHORTEST:
        return f'ETL name "{name}" is too short'
    if len(name) > _LONGEST:
        return f'ETL name "{name}" is too long'
    return "" if _NAME.fullmatch(name) else f'ETL name "{name}" is invalid: can only contain [a-z0-9-]'


def _pod(message: _Message) -> PodSpec | None:
    """The pod specification, where there is no image.

    Raises:
        Refusal: 400, neither is there, or the specification is none.
    """
    if message.runtime.image:
        return None
    shown = f'[etl="{message.name}"]' if message.name else "[]"
    if not message.spec:
        raise _invalid(f"{shown} runtime.image must be specified", f"{shown} {_NO_POD}")
    try:
        return PodSpec.parse(message.spec.decode("utf-8", "replace"))
    except AisError as exc:
        raise _invalid(f"{shown} runtime.image must be specified", f"{shown} {exc}") from exc


def _env(pod: PodSpec | None) -> Mapping[str, str]:
    return {} if pod is None else pod.env


def _check_env(name: str, env: Mapping[str, str]) -> None:
    """Whether a process can have these variables.

    Raises:
        Refusal: 400. Source: IsEnvVarName (Kubernetes' API), which refuses the pod
    """
    wrong = [key for key, value in env.items() if not _VARIABLE.fullmatch(key) or "\0" in value]
    if wrong:
        raise bad_request(f"ETL[{name}]: environment variable {wrong[0]!r} is invalid")


def _wrong_base(message: _Message) -> str:
    """What is wrong with a message, whatever it is started from; empty if nothing is."""
    name = _wrong_name(message.name)
    if name:
        return name
    if message.communication not in ("", *_COMMUNICATIONS):
        return f'[etl="{message.name}"] unknown comm-type "{message.communication}"'
    if message.communication == "ws://" and not message.support_direct_put:
        return (
            "WebSocket without direct put is not supported yet. Ensure that the "
            "`metadata.annotations.support_direct_put` annotation is set to `true` and that your ETL server properly "
            "implements the direct put mechanism"
        )
    wrong = [text for text in (message.init_timeout, message.obj_timeout) if text and not _DURATION.fullmatch(text)]
    return f'time: invalid duration "{wrong[0]}"' if wrong else ""


def _invalid(as_image: str, as_pod: str) -> Refusal:
    return bad_request(f"invalid etl.InitMsg: ETLSpecMsg error: {as_image}; InitSpecMsg error: {as_pod}")


def _shown(document: dict[str, Any]) -> dict[str, Any]:
    """The message as AIS shows it: with what it adds by itself."""
    known = {name: document[name] for name in _Message.__struct_fields__ if name in document}
    if not known.get("communication"):
        known["communication"] = _COMMUNICATIONS[0]
    known.setdefault("init_timeout", f"{INIT_TIMEOUT:g}s")
    known.setdefault("obj_timeout", f"{OBJECT_TIMEOUT:g}s")
    if "runtime" in known:
        known.setdefault("resources", {})
    return known
