"""Bucket properties: their defaults as AIS has them, and what a change of them may say."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

from .._core.checksum import SUPPORTED
from .answers import bad_request

ALL_ACCESS: Final = (1 << 64) - 1


class _Section(Struct, forbid_unknown_fields=True):
    """A part of the properties; AIS refuses names that it does not know."""


class _Namespace(_Section):
    uuid: str = ""
    name: str = ""


class BackendBucket(_Section):
    """The bucket in a cloud, or in another cluster, behind this one."""

    name: str = ""
    provider: str = ""
    namespace: _Namespace = field(default_factory=_Namespace)


class _WritePolicy(_Section):
    data: str = "immediate"
    md: str = "immediate"


class ChecksumProps(_Section):
    """How content is checked."""

    type: str = "xxhash2"
    validate_cold_get: bool = False
    validate_warm_get: bool = False
    validate_obj_move: bool = False
    enable_read_range: bool = False


class _Extra(_Section):
    aws: dict[str, Any] = field(default_factory=dict)
    gcp: dict[str, Any] = field(default_factory=dict)
    oci: dict[str, Any] = field(default_factory=dict)
    custom: str | UnsetType = UNSET


class _BackendRate(_Section):
    interval: str = "1m"
    max_tokens: int = 1000
    enabled: bool = False
    num_retries: int = 3


class FrontendRate(_Section):
    """How often the proxy lets a bucket be asked."""

    interval: str = "1m"
    max_tokens: int = 1000
    enabled: bool = False
    burst_size: int = 375


class RateLimit(_Section):
    backend: _BackendRate = field(default_factory=_BackendRate)
    frontend: FrontendRate = field(default_factory=FrontendRate)


class ErasureCoding(_Section):
    """In how many slices objects are kept."""

    compression: str = "never"
    bundle_multiplier: int = 2
    burst_buffer: int = 512
    objsize_limit: int = 262144
    data_slices: int = 2
    parity_slices: int = 2
    enabled: bool = False
    disk_only: bool = False


class _Chunks(_Section):
    objsize_limit: str | int = "0B"
    max_monolithic_size: str | int = "1TiB"
    chunk_size: str | int = "1GiB"


class _Mirror(_Section):
    copies: int = 2
    burst_buffer: int = 512
    enabled: bool = False


class _Lru(_Section):
    dont_evict_time: str = "2h0m"
    capacity_upd_time: str = "10m"
    batch_size: int = 32768
    enabled: bool = False


class _Versioning(_Section):
    enabled: bool = True
    validate_warm_get: bool = False
    synchronize: bool = False


class BucketProps(_Section):
    """All properties of a bucket, in the order and with the defaults of AIS. Source: recorded on AIS 5.0"""

    backend_bck: BackendBucket = field(default_factory=BackendBucket)
    write_policy: _WritePolicy = field(default_factory=_WritePolicy)
    provider: str = "ais"
    renamed: str = field(default="", name="Renamed")
    checksum: ChecksumProps = field(default_factory=ChecksumProps)
    extra: _Extra = field(default_factory=_Extra)
    rate_limit: RateLimit = field(default_factory=RateLimit)
    ec: ErasureCoding = field(default_factory=ErasureCoding)
    chunks: _Chunks = field(default_factory=_Chunks)
    mirror: _Mirror = field(default_factory=_Mirror)
    lru: _Lru = field(default_factory=_Lru)
    access: str = str(ALL_ACCESS)
    features: str = "0"
    bid: str = "0"
    created: str = "0"
    versioning: _Versioning = field(default_factory=_Versioning)

    def changed(self, value: Any) -> BucketProps:
        """These properties with those of `value` put in.

        Raises:
            Refusal: 400, a name, type or value that AIS refuses.
        """
        if not isinstance(value, dict):
            raise bad_request("invalid set-bucket-props request: expects an object")
        fixed = _FIXED & value.keys()
        if fixed:
            raise bad_request(f"invalid set-bucket-props request: found unknown field: {min(fixed)}")
        current = msgspec.to_builtins(self)
        try:
            made = msgspec.convert(_merged(current, value), BucketProps)
        except msgspec.ValidationError as exc:
            raise bad_request(f"invalid set-bucket-props request: {exc}") from exc
        _check(made)
        made.lru.dont_evict_time = _shown(made.lru.dont_evict_time)
        made.lru.capacity_upd_time = _shown(made.lru.capacity_upd_time)
        for rate in (made.rate_limit.frontend, made.rate_limit.backend):
            rate.interval = _shown(rate.interval)
        return made

    @property
    def access_bits(self) -> int:
        """What is allowed, as a number."""
        return int(self.access)


_FIXED: Final = frozenset(("provider", "Renamed", "bid", "created"))
_MAX_COPIES: Final = 32
_POLICIES: Final = ("immediate", "delayed", "never")
_UINT64: Final = re.compile(r"[0-9]{1,20}", re.ASCII)
_DURATION: Final = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?:ns|us|µs|ms|s|m|h))+|0", re.ASCII)
_TERM: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ns|us|µs|ms|s|m|h)", re.ASCII)
_UNITS: Final = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}
_SHORTEST: Final = 1.0
_LONGEST: Final = 3600.0
_BYTES: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:([KMGTP])?(?:i?B)?)", re.ASCII | re.IGNORECASE)
_SIZE: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\s*(?:[KMGTP]i?B?|B)?", re.ASCII | re.IGNORECASE)


def _merged(current: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """`null` leaves a property as it is, as in Go's decoder."""
    made = dict(current)
    for name, new in value.items():
        old = made.get(name)
        if new is None:
            continue
        made[name] = _merged(old, new) if isinstance(old, dict) and isinstance(new, dict) else new
    return made


def _check(props: BucketProps) -> None:
    kind = props.checksum.type
    if kind not in SUPPORTED and kind != "none":
        raise bad_request(f'invalid checksum type "{kind}" (expecting [{" ".join(sorted(SUPPORTED))} none])')
    for policy in (props.write_policy.data, props.write_policy.md):
        if policy not in _POLICIES:
            raise bad_request(f'invalid write policy "{policy}" (expecting one of [immediate delayed never])')
    for name, bits in (("access", props.access), ("features", props.features)):
        if not _UINT64.fullmatch(bits) or int(bits) > ALL_ACCESS:
            raise bad_request(f"invalid {name}: {bits!r}")
    durations = (props.lru.dont_evict_time, props.lru.capacity_upd_time, props.rate_limit.frontend.interval)
    for duration in (*durations, props.rate_limit.backend.interval):
        if not _DURATION.fullmatch(duration):
            raise bad_request(f"time: invalid duration {duration!r}")
    for size in (props.chunks.objsize_limit, props.chunks.max_monolithic_size, props.chunks.chunk_size):
        if isinstance(size, str) and not _SIZE.fullmatch(size):
            raise bad_request(f"invalid size {size!r}")
    if props.mirror.enabled and not 0 <= props.mirror.copies <= _MAX_COPIES:
        raise bad_request(f"invalid mirror.copies: {props.mirror.copies} (expected value in range [2, {_MAX_COPIES}])")
    if props.rate_limit.frontend.enabled:
        _check_rate(props.rate_limit.frontend)


def _check_rate(rate: FrontendRate) -> None:
    """Source: tried on AIS 5.0"""
    if not 0 < rate.burst_size <= rate.max_tokens // 2:
        most = f"(50% of maxTokens {rate.max_tokens})"
        raise bad_request(f"invalid burst size {rate.burst_size} (expecting positive integer <= {most}")
    if not _SHORTEST <= seconds(rate.interval) <= _LONGEST:
        raise bad_request(f"invalid token interval {rate.interval} (min=1s, max=1h0m0s)")


def seconds(duration: str) -> float:
    """A duration as AIS writes it, in seconds."""
    return sum(float(number) * _UNITS[unit] for number, unit in _TERM.findall(duration))


def size_of(text: str) -> int | None:
    """A size as AIS writes it, in bytes: `64k`, `1GiB`, `300`; `None` where it is none."""
    found = _BYTES.fullmatch(text.strip())
    return None if found is None else int(float(found[1]) * 1024 ** " KMGTP".index((found[2] or " ").upper()))


def _shown(duration: str) -> str:
    """A duration as AIS shows it: `1h` as `1h0m`, `90s` as `1m30s`. Source: recorded on AIS 5.0"""
    whole = seconds(duration)
    if whole != int(whole):
        return duration
    hours, rest = divmod(int(whole), 3600)
    minutes, left = divmod(rest, 60)
    shown = (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "")
    return shown + (f"{left}s" if left or not shown else "")
