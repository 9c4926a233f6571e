"""How a bucket is set up, section by section as AIS has them, and what a change would change."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Self, TypeVar

from attrs import fields_dict, frozen

from .errors import ProtocolError

_S = TypeVar("_S", bound="_Section")

_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_DURATION: Final = re.compile(r"(\d+(?:\.\d*)?)(ns|us|µs|ms|s|m|h)")
_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGTP]?)(i?)B?", re.IGNORECASE)
_POWERS: Final = {"": 0, "K": 1, "M": 2, "G": 3, "T": 4, "P": 5}


def seconds(text: object) -> float:
    """A duration as AIS writes it, `2h0m`, in seconds.

    Raises:
        ValueError: it is none.
    """
    written = str(text).strip()
    parts = _DURATION.findall(written)
    if "".join(number + unit for number, unit in parts) != written or not parts:
        if written in ("", "0"):
            return 0.0
        raise ValueError(f"not a duration: {written[:40]!r}")
    return sum(float(number) * _UNITS[unit] for number, unit in parts)


def size(text: object) -> int:
    """A size as AIS writes it, `1GiB` or a number, in bytes.

    Raises:
        ValueError: it is none.
    """
    if isinstance(text, int):
        return text
    match = _SIZE.fullmatch(str(text).strip() or "0")
    if match is None:
        raise ValueError(f"not a size: {str(text)[:40]!r}")
    number, unit, binary = match.groups()
    return int(float(number) * (1024 if binary or len(unit) else 1000) ** _POWERS[unit.upper()])


class _Section:
    """One object within the properties. AIS leaves out what is empty."""

    @classmethod
    def of(cls: type[_S], document: Any) -> _S:
        known = fields_dict(cls)  # type: ignore[arg-type]  # every section is an attrs class
        given = document if isinstance(document, Mapping) else {}
        return cls(**{name: _read(known[name].type, value) for name, value in given.items() if name in known})


def _read(kind: Any, value: Any) -> Any:
    match str(kind):
        case "float":
            return seconds(value)
        case "int":
            return size(value)
        case "bool":
            return bool(value)
        case _:
            return str(value)


@frozen
class Mirror(_Section):
    """Copies of each object on other mountpaths of its target."""

    enabled: bool = False
    copies: int = 0
    burst_buffer: int = 0


@frozen
class ErasureCoding(_Section):
    """Slices of each object on other targets."""

    enabled: bool = False
    data_slices: int = 0
    parity_slices: int = 0
    objsize_limit: int = 0
    """Objects of fewer bytes are copied instead."""
    compression: str = ""
    bundle_multiplier: int = 0
    burst_buffer: int = 0
    disk_only: bool = False


@frozen
class LRU(_Section):
    """What goes when space runs out."""

    enabled: bool = False
    dont_evict_time: float = 0.0
    """Seconds since the last access that an object is safe for."""
    capacity_upd_time: float = 0.0
    batch_size: int = 0


@frozen
class Versioning(_Section):
    """Whether versions are counted, and how often the remote backend is asked for newer ones."""

    enabled: bool = False
    validate_warm_get: bool = False
    synchronize: bool = False


@frozen
class ChecksumProps(_Section):
    """Which checksum objects have, and when it is verified."""

    type: str = ""
    validate_cold_get: bool = False
    validate_warm_get: bool = False
    validate_obj_move: bool = False
    enable_read_range: bool = False
    """Whether the answer to a range has the checksum of the range."""


@frozen
class BackendRateLimit(_Section):
    """How often the remote backend is asked."""

    enabled: bool = False
    interval: float = 0.0
    max_tokens: int = 0
    num_retries: int = 0
    per_op_max_tokens: str = ""


@frozen
class FrontendRateLimit(_Section):
    """How often clients may ask; beyond, they get 429."""

    enabled: bool = False
    interval: float = 0.0
    max_tokens: int = 0
    burst_size: int = 0
    per_op_max_tokens: str = ""


@frozen
class RateLimit:
    """Both limits."""

    backend: BackendRateLimit = BackendRateLimit()
    frontend: FrontendRateLimit = FrontendRateLimit()


@frozen
class Chunks(_Section):
    """When objects are stored in chunks."""

    objsize_limit: int = 0
    """Objects of so many bytes are; 0: none by itself."""
    chunk_size: int = 0
    max_monolithic_size: int = 0
    checkpoint_every: int = 0
    flags: int = 0


@frozen
class WritePolicy(_Section):
    """When content and metadata are written to disk: `immediate`, `delayed` or `never`; empty is the default."""

    data: str = ""
    md: str = ""


@frozen
class BucketSetup:
    """Every section of a bucket's properties that can be set."""

    mirror: Mirror
    ec: ErasureCoding
    lru: LRU
    versioning: Versioning
    checksum: ChecksumProps
    rate_limit: RateLimit
    chunks: Chunks
    write_policy: WritePolicy
    extra: Mapping[str, Any]
    """What is particular to one backend: `{"aws": {"cloud_region": ...}}`."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Self:
        """The sections of the properties as AIS writes them.

        Raises:
            ProtocolError: one is malformed.
        """
        limits = document.get("rate_limit")
        limits = limits if isinstance(limits, Mapping) else {}
        extra = document.get("extra")
        try:
            return cls(
                mirror=Mirror.of(document.get("mirror")),
                ec=ErasureCoding.of(document.get("ec")),
                lru=LRU.of(document.get("lru")),
                versioning=Versioning.of(document.get("versioning")),
                checksum=ChecksumProps.of(document.get("checksum")),
                rate_limit=RateLimit(
                    BackendRateLimit.of(limits.get("backend")), FrontendRateLimit.of(limits.get("frontend"))
                ),
                chunks=Chunks.of(document.get("chunks")),
                write_policy=WritePolicy.of(document.get("write_policy")),
                extra=dict(extra) if isinstance(extra, Mapping) else {},
            )
        except (TypeError, ValueError, OverflowError) as exc:
            raise ProtocolError(f"the properties of the bucket are malformed: {exc}") from exc


@frozen
class Change:
    """One property that a set would change."""

    old: Any
    new: Any


def spelled(props: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as AIS takes them: the two masks of bits are numbers in strings there."""
    return {
        name: str(int(value)) if name in ("access", "features") and isinstance(value, int) else value
        for name, value in props.items()
    }


def changes(present: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Change]:
    """What a set of `wanted` would change, by dotted names; another spelling of the same is no change."""
    return dict(_changes(present, spelled(wanted), ""))


def _changes(present: Mapping[str, Any], wanted: Mapping[str, Any], above: str) -> Iterator[tuple[str, Change]]:
    for name, value in wanted.items():
        old = present.get(name)
        if isinstance(value, Mapping):
            yield from _changes(old if isinstance(old, Mapping) else {}, value, f"{above}{name}.")
        elif not _mean_the_same(old, value):
            yield above + name, Change(old, value)


def _mean_the_same(old: Any, new: Any) -> bool:
    """Absent is empty, `2h` is `2h0m`, `1024` is `1KiB`."""
    if old is None or isinstance(old, bool) or isinstance(new, bool):
        return bool(old) == bool(new) and (old is None or old == new)
    for read in (seconds, size):
        try:
            if read(old) == read(new):
                return True
        except ValueError:
            continue
    return bool(old == new)
