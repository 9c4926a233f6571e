"""ETLs as they were spoken to in 2022: all of them by one handle, each by its id."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

import aistore_hl
from aistore_hl import errors

from .advice import advise

DEFAULT_ETL_TIMEOUT: Final = "5m"
"""How long an ETL may take to start, as in 2022."""

_UNITS: Final = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_TIME: Final = re.compile(r"(?:\d+(?:\.\d+)?(?:ms|[hms]))+", re.ASCII)
_PART: Final = re.compile(r"(\d+(?:\.\d+)?)(ms|[hms])", re.ASCII)
_RUNTIME: Final = re.compile(r"python3(?:\.(\d+))?(?:v\d+)?", re.ASCII)


@frozen
class ETLInfo:
    """An ETL that runs."""

    id: str
    obj_count: int
    in_bytes: int
    out_bytes: int


@frozen
class ETLDetails:
    """How an ETL was started."""

    id: str
    communication: str
    """With `://` behind it, as in 2022."""
    timeout: str
    code: bytes
    """Always empty: a function is a class today, in a variable of its environment."""
    spec: str
    """The pod specification in base64; empty where there is none."""
    dependencies: str
    runtime: str
    """The image."""
    chunk_size: int = 0


class Etl:
    """The ETLs of a cluster."""

    def __init__(self, client: aistore_hl.Client) -> None:
        self._client = client

    def init_code(
        self,
        code: Callable[..., Any],
        etl_id: str,
        dependencies: Sequence[str] | None = None,
        runtime: str = "python3",
        communication_type: str = "hpush",
        timeout: str = DEFAULT_ETL_TIMEOUT,
    ) -> str:
        """Start an ETL from a function, and return when it is ready. Its id.

        `runtime` must be the Python that this is, which packs the function.

        Raises:
            InvalidName: an id of 2022 that is none today; which could be taken.
            InvalidETL: `hrev`, which is no more in AIS, or another runtime.
            EtlNotStarted: it did not become ready.
        """
        advise("etl().init_code(code=..., etl_id=...)", "etl(name).init_function(code, dependencies=...)")
        _check_runtime(runtime)
        options: dict[str, Any] = {"communication": communication_of(communication_type)}
        self._named(etl_id).init_function(
            code, dependencies=tuple(dependencies or ()), init_timeout=seconds(timeout), **options
        )
        return etl_id

    def init_spec(
        self, template: str, etl_id: str, communication_type: str = "", timeout: str = DEFAULT_ETL_TIMEOUT
    ) -> str:
        """Start an ETL from a pod specification, and return when it is ready. Its id.

        Without `communication_type` its annotations say, or `hpush`.

        Raises:
            InvalidName: an id of 2022 that is none today; which could be taken.
            InvalidETL: no specification that AIS takes, or `hrev`, which is no more in AIS.
            EtlNotStarted: it did not become ready, or cannot run here; what would be needed.
        """
        advise("etl().init_spec(template=..., etl_id=...)", "etl(name).init_spec(specification)")
        options: dict[str, Any] = {"communication": communication_of(communication_type)} if communication_type else {}
        self._named(etl_id).init_spec(template, init_timeout=seconds(timeout), **options)
        return etl_id

    def list(self) -> list[ETLInfo]:
        """The ETLs that run."""
        advise("etl().list()", "cluster().list_etls(), which has the stopped ones too")
        found = self._client.cluster().list_etls()
        return [ETLInfo(each.name, each.objects, each.bytes_in, each.bytes_out) for each in found if each.is_running]

    def view(self, etl_id: str) -> ETLDetails:
        """How it was started.

        Raises:
            EtlNotFound: there is none, or it does not run.
        """
        advise("etl().view(etl_id=...)", "etl(name).view()")
        details = self._named(etl_id).view()
        environment = _environment(details.message)
        return ETLDetails(
            id=details.name,
            communication=f"{details.communication}://",
            timeout=details.init_timeout,
            code=b"",
            spec=str(details.message.get("spec") or ""),
            dependencies=environment.get("PACKAGES", ""),
            runtime=details.image,
        )

    def start(self, etl_id: str) -> None:
        """Start it again after it was stopped, and return when it is ready.

        Raises:
            EtlNotFound: there is none.
        """
        advise("etl().start(etl_id=...)", "etl(name).start()")
        self._named(etl_id).start()

    def stop(self, etl_id: str) -> None:
        """Stop it, and abort the jobs that use it.

        Raises:
            EtlNotFound: there is none.
        """
        advise("etl().stop(etl_id=...)", "etl(name).stop()")
        self._named(etl_id).stop()

    def delete(self, etl_id: str) -> None:
        """End it, and forget it.

        Raises:
            EtlNotFound: there is none.
        """
        advise("etl().delete(etl_id=...)", "etl(name).delete()")
        self._named(etl_id).delete()

    def _named(self, etl_id: str) -> aistore_hl.Etl:
        return self._client.etl(name_of(etl_id))


def name_of(etl_id: str) -> str:
    """An id of 2022 that can be a name today.

    Raises:
        InvalidName: it cannot; a name that could be taken is in its text.
    """
    try:
        return (aistore_hl.types.Pipeline(()) >> etl_id).etl_names[0]  # which looks at the name
    except errors.InvalidName as exc:
        plain = re.sub(r"[^a-z0-9]+", "-", etl_id.lower()).strip("-") or "etl"
        could = (plain if len(plain) >= _SHORTEST else f"etl-{plain}")[:_LONGEST].strip("-")
        raise errors.InvalidName(f"{exc}, which an id of 2022 need not have been: take {could!r}") from exc


_SHORTEST, _LONGEST = 6, 32


def communication_of(text: str) -> str:
    """How targets talk to it, with `://` behind it or without.

    Raises:
        InvalidETL: `hrev` and `io`, which AIS has no more.
    """
    name = text.removesuffix("://")
    if name in ("hrev", "io"):
        raise errors.InvalidETL(f"{name} is no more in AIS: take hpush, or hpull")
    return name


def seconds(text: str) -> float:
    """A time as it was written in 2022: `5m`, `1h30m`.

    Raises:
        ValueError: it is none.
    """
    if not _TIME.fullmatch(text):
        raise ValueError(f"a time is written as '5m' or '1h30m', not {text!r}")
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(text))


def _check_runtime(runtime: str) -> None:
    match = _RUNTIME.fullmatch(runtime)
    if match is None:
        raise errors.InvalidETL(f"no such runtime: {runtime!r}; an ETL of a function runs on python3")
    if match[1] is not None and int(match[1]) != sys.version_info[1]:
        here = f"python3.{sys.version_info[1]}"
        raise errors.InvalidETL(f"runtime {runtime!r}, and the function would be packed by {here}: take {here!r}")


def _environment(message: Mapping[str, Any]) -> dict[str, str]:
    variables = (message.get("runtime") or {}).get("env") or ()
    return {str(each["name"]): str(each.get("value") or "") for each in variables}
