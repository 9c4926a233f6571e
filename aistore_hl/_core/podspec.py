"""Pod specifications of ETLs: what AIS wants of one, looked at before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Self

from aistore_api import models
from attrs import frozen

from .errors import InvalidETL, MissingExtra
from .etl import Start, environment, seconds_of
from .names import need_text

PORT: Final = "default"
"""Name of the one port, and what the readiness probe asks."""

_LAST_PORT: Final = 65535

_OF_METADATA: Final = frozenset(("name", "annotations", "labels", "namespace"))
_OF_SPEC: Final = frozenset(("containers", "volumes", "initContainers", "affinity", "nodeSelector", "tolerations"))


@frozen
class PodSpec:
    """A specification that AIS takes.

    Source: ext/etl/api.go (AIS 5.0)
    """

    text: str
    """YAML."""
    communication: str
    """`hpush://` and the like; empty where it does not say."""
    wait_timeout: str
    """How long it may take to become ready, in Go's notation; empty where it does not say."""
    direct_put: bool
    image: str
    command: tuple[str, ...]
    """With its arguments."""
    env: Mapping[str, str]
    """Variables that have a value of their own."""
    is_repaired: bool
    """Whether its indentation was lost, and is made up."""

    object_timeout: ClassVar = None
    resources: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """It has them in its container, if at all."""

    @property
    def init_timeout(self) -> float | None:
        """`wait_timeout` in seconds; `None` where it does not say.

        Raises:
            InvalidETL: it is no length of time.
        """
        return seconds_of(self.wait_timeout) if self.wait_timeout else None

    def message(self, name: str, start: Start) -> models.ETLInitMessage:
        """The message that starts it by a name."""
        return start.of_pod(name, self.text)

    @classmethod
    def parse(cls, text: str) -> Self:
        """The specification that a text is.

        One whose `metadata` and `spec` are empty, with what belongs there beside them, has lost its indentation: that
        is mended.

        Raises:
            InvalidETL: it is none, or none that AIS would take; what, and where.
            MissingExtra: nothing is installed that reads YAML.
        """
        return cls.of(document_of(text), text)

    @classmethod
    def of(cls, found: dict[str, Any], text: str) -> Self:
        """The specification that a document is, as it was read from a text.

        Raises:
            InvalidETL: it is none that AIS would take; what, and where.
        """
        document, is_repaired = _repaired(found)
        container = _checked(document)
        notes = _mapping(_mapping(document, "metadata", ""), "annotations", "metadata.")
        return cls(
            text=_written(document) if is_repaired else text,
            communication=str(notes.get("communication_type") or ""),
            wait_timeout=str(notes.get("wait_timeout") or ""),
            direct_put=str(notes.get("support_direct_put") or "").lower() in ("true", "1", "t"),
            image=container["image"],
            command=tuple(map(str, (*_list(container, "command"), *_list(container, "args")))),
            env={each["name"]: each.get("value") or "" for each in _list(container, "env")},
            is_repaired=is_repaired,
        )


def _written(document: dict[str, Any]) -> str:
    import yaml

    return str(yaml.safe_dump(document, sort_keys=False))


def document_of(text: str) -> dict[str, Any]:
    """What a specification says, whichever form it has.

    Raises:
        TypeError: it is no text.
        InvalidETL: it is none.
        MissingExtra: nothing is installed that reads YAML.
    """
    need_text("a specification", text)
    try:
        import yaml
    except ImportError as exc:
        raise MissingExtra("a specification is YAML, to read which takes aistore-hl[etl]") from exc
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, RecursionError) as exc:
        raise InvalidETL(f"a specification that is not YAML: {' '.join(str(exc).split())}") from exc
    if not isinstance(found, dict):
        raise InvalidETL("a specification that is no mapping")
    return found


def _repaired(document: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The document with what stands beside an empty `metadata` or `spec` put into it; whether there was any."""
    found, is_repaired = dict(document), False
    for section, names in (("metadata", _OF_METADATA), ("spec", _OF_SPEC)):
        lost = {name: found[name] for name in found if name in names}
        if section in found and found[section] is None and lost:
            found = {name: lost if name == section else value for name, value in found.items() if name not in lost}
            is_repaired = True
    return found, is_repaired


def _checked(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The one container.

    Raises:
        InvalidETL: AIS would not take the document.
    """
    if document.get("kind") != "Pod":
        kind = document.get("kind")
        raise InvalidETL(f"a specification has `runtime`, or is that of a pod with kind: Pod, not {kind!r}")
    containers = _mapping(document, "spec", "").get("containers")
    if not isinstance(containers, list) or len(containers) != 1 or not isinstance(containers[0], dict):
        count = len(containers) if isinstance(containers, list) else 0
        raise InvalidETL(f"spec.containers: one container, not {count}")
    container, where = containers[0], "spec.containers[0]."
    ports = container.get("ports")
    if not isinstance(ports, list) or len(ports) != 1 or not isinstance(ports[0], dict):
        raise InvalidETL(f"{where}ports: one port, named {PORT!r}")
    if ports[0].get("name") != PORT:
        raise InvalidETL(f"{where}ports[0].name: {PORT!r}, not {ports[0].get('name')!r}")
    number = ports[0].get("containerPort")
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= _LAST_PORT:
        raise InvalidETL(f"{where}ports[0].containerPort: a number from 1 to {_LAST_PORT}, not {number!r}")
    probe = _mapping(_mapping(container, "readinessProbe", where), "httpGet", f"{where}readinessProbe.")
    if not probe.get("path"):
        raise InvalidETL(f"{where}readinessProbe.httpGet.path: a path that is answered once it is ready")
    if probe.get("port") != PORT:
        raise InvalidETL(f"{where}readinessProbe.httpGet.port: {PORT!r}, not {probe.get('port')!r}")
    if not container.get("image"):
        raise InvalidETL(f"{where}image: none")
    if not isinstance(container["image"], str):
        raise InvalidETL(f"{where}image: no text, but {container['image']!r}")
    _check_env(container, f"{where}env")
    return container


def _check_env(container: Mapping[str, Any], where: str) -> None:
    for number, each in enumerate(_list(container, "env")):
        if not isinstance(each, dict) or not isinstance(each.get("name"), str):
            raise InvalidETL(f"{where}[{number}]: a variable has a name")
        value = each.get("value")
        if value is not None and not isinstance(value, str):
            raise InvalidETL(f"{where}[{number}]: the value of {each['name']} is a text: put it into quotes")
        environment({each["name"]: value or ""})


def _list(container: Mapping[str, Any], name: str) -> list[Any]:
    found = container.get(name) or []
    if not isinstance(found, list):
        raise InvalidETL(f"spec.containers[0].{name}: no list")
    return found


def _mapping(document: Mapping[str, Any], name: str, where: str) -> Mapping[str, Any]:
    found = document.get(name)
    if found is None and name == "annotations":
        return {}
    if not isinstance(found, dict):
        raise InvalidETL(f"{where}{name}: {'missing' if found is None else 'no mapping'}")
    return found
