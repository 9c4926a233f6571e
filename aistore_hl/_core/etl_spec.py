"""Specifications of ETLs in AIS's own form: an image, and how it is run. Else they are those of pods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from aistore_api import models
from aistore_api.types import UNSET
from attrs import frozen

from .errors import InvalidETL
from .etl import Start, environment, seconds_of
from .podspec import PodSpec, document_of

_FIELDS: Final = frozenset(
    (
        "name",
        "communication",
        "argument",
        "init_timeout",
        "obj_timeout",
        "support_direct_put",
        "runtime",
        "resources",
    )
)
_OF_RUNTIME: Final = frozenset(("image", "command", "env"))


def specification_of(text: str) -> EtlSpec | PodSpec:
    """The specification that a text is, in either form.

    Raises:
        InvalidETL: it is none that AIS would take; what, and where.
        MissingExtra: nothing is installed that reads YAML.
    """
    document = document_of(text)
    return EtlSpec.of(document) if "runtime" in document else PodSpec.of(document, text)


@frozen
class EtlSpec:
    """A specification that AIS takes.

    Source: ext/etl/api.go (AIS 5.0), and docs/etl.md for `argument`
    """

    is_repaired: ClassVar = False
    runtime: models.ETLRuntime
    communication: str
    """`hpush://` and the like; empty where it does not say."""
    init_timeout: float | None
    """Seconds; `None` where it does not say."""
    object_timeout: float | None
    direct_put: bool
    resources: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The specification that a document is. Its name is not looked at: an ETL has the one of its handle.

        Raises:
            InvalidETL: it is none that AIS would take; what, and where.
        """
        _only(document, _FIELDS, "")
        argument = document.get("argument") or ""
        if argument not in ("", "fqn"):
            raise InvalidETL(f"argument: 'fqn' or nothing, not {argument!r}")
        return cls(
            runtime=_runtime(_mapping(document, "runtime"), by_file=argument == "fqn"),
            communication=_text(document, "communication"),
            init_timeout=_seconds(document, "init_timeout"),
            object_timeout=_seconds(document, "obj_timeout"),
            direct_put=_flag(document, "support_direct_put"),
            resources={name: _amounts(amounts, name) for name, amounts in _mapping(document, "resources").items()},
        )

    def message(self, name: str, start: Start) -> models.ETLInitMessage:
        """The message that starts it by a name."""
        return start.of_runtime(name, self.runtime)


def _runtime(runtime: Mapping[str, Any], *, by_file: bool) -> models.ETLRuntime:
    _only(runtime, _OF_RUNTIME, "runtime.")
    image, command = _text(runtime, "image"), runtime.get("command") or []
    if not image:
        raise InvalidETL("runtime.image: none")
    if not isinstance(command, list) or not all(isinstance(each, str) for each in command):
        raise InvalidETL("runtime.command: a list of words")
    variables = _variables(runtime.get("env") or [])
    if by_file:
        variables += environment({"ETL_DIRECT_FQN": "true"})
    return models.ETLRuntime(image=image, command=command if command else UNSET, env=variables if variables else UNSET)


def _variables(found: Any) -> list[models.EnvVar]:
    """Variables as Kubernetes has them: some take their value from elsewhere."""
    if not isinstance(found, list):
        raise InvalidETL("runtime.env: a list of variables, each with a name and a value")
    made = []
    for number, each in enumerate(found):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            raise InvalidETL(f"runtime.env[{number}]: a variable has a name")
        if not isinstance(each.get("value", ""), str):
            raise InvalidETL(f"runtime.env[{number}]: the value of {each['name']} is a text: put it into quotes")
        environment({each["name"]: ""})  # which looks at the name
        made.append(models.EnvVar.from_dict(each))
    return made


def _amounts(found: Any, name: str) -> dict[str, str]:
    if not isinstance(found, dict):
        raise InvalidETL(f"resources.{name}: no mapping")
    return {str(resource): str(amount) for resource, amount in found.items()}


def _only(document: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    for name in document:
        if name not in known:
            raise InvalidETL(f"{where}{name}: there is no such field ({', '.join(sorted(known))})")


def _mapping(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    if found is not None and not isinstance(found, dict):
        raise InvalidETL(f"{name}: no mapping")
    return found or {}


def _text(document: Mapping[str, Any], name: str) -> str:
    found = document.get(name)
    if found is not None and not isinstance(found, str):
        raise InvalidETL(f"{name}: no text, but {found!r}")
    return found or ""


def _seconds(document: Mapping[str, Any], name: str) -> float | None:
    text = _text(document, name)
    return seconds_of(text) if text else None


def _flag(document: Mapping[str, Any], name: str) -> bool:
    found = document.get(name, False)
    if not isinstance(found, bool):
        raise InvalidETL(f"{name}: true or false, not {found!r}")
    return found
