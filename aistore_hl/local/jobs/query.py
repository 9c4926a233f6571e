"""Which jobs a request means: those that it asks about, and the one that it starts or stops."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import msgspec
from attrs import frozen
from msgspec import Struct

from ..answers import bad_request
from ..buckets import Address, parse_namespace, provider_of
from .kinds import known_kind

if TYPE_CHECKING:
    from .job import Job

_ID: Final = re.compile(r"g[0-9]+|[A-Za-z0-9][A-Za-z0-9_-]{7,30}[A-Za-z0-9]", re.ASCII)


class _Space(Struct, forbid_unknown_fields=True):
    uuid: str = ""
    name: str = ""


class BucketName(Struct, forbid_unknown_fields=True):
    """A bucket in the body of a request."""

    name: str = ""
    provider: str = ""
    namespace: _Space = msgspec.field(default_factory=_Space)

    @property
    def address(self) -> Address | None:
        """The bucket, if one is named.

        Raises:
            Refusal: 400.
        """
        if not self.name:
            return None
        cluster, namespace = parse_namespace(f"@{self.namespace.uuid}#{self.namespace.name}")
        return Address(provider_of(self.provider), cluster, namespace, self.name)


class Arguments(Struct, forbid_unknown_fields=True):
    """What a job is started or stopped with. Source: xact/api.go (AIS 5.0)"""

    id: str = ""
    kind: str = ""
    daemonid: str = ""
    bck: BucketName = msgspec.field(default_factory=BucketName)
    buckets: list[BucketName] = []
    timeout: int | str = 0
    force: bool = False
    onlyrunning: bool = False
    flags: int = 0

    @classmethod
    def of(cls, value: Any, action: str) -> Arguments:
        """The arguments in a control message; keys without regard to case, `null` counts as not given.

        Raises:
            Refusal: 400.
        """
        if value is None:
            return cls()
        if not isinstance(value, dict):
            raise bad_request(f"failed to unmarshal {action}, err: expects an object")
        try:
            return msgspec.convert({key.lower(): each for key, each in without_nulls(value).items()}, cls)
        except msgspec.ValidationError as exc:
            raise bad_request(f"failed to unmarshal {action}, err: {exc}") from exc


@frozen
class Query:
    """Which jobs a request asks about."""

    id: str
    kind: str
    bucket: Address | None = None
    is_running: bool | None = None
    """Only those that run, or only those that do not; `None` for both."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Query:
        """The question in a request's body; unknown keys mean nothing.

        Raises:
            Refusal: 400, a value of a wrong type.
        """
        given = {key.lower(): value for key, value in without_nulls(document).items()}
        try:
            return cls(
                msgspec.convert(given.get("id") or "", str),
                known_kind(msgspec.convert(given.get("kind") or "", str)),
                msgspec.convert(given.get("bck") or {}, BucketName).address,
                msgspec.convert(given.get("show_active"), bool | None),
            )
        except msgspec.ValidationError as exc:
            raise bad_request(f"failed to unmarshal job query, err: {exc}") from exc

    def selects(self, job: Job) -> bool:
        """Whether the job is one of those asked about."""
        return (
            (not self.id or job.id == self.id)
            and (not self.kind or job.kind.name == self.kind)
            and (self.is_running is None or self.is_running is not bool(job.ended))
            and (self.bucket is None or job.concerns(self.bucket))
        )


def without_nulls(value: Mapping[str, Any]) -> dict[str, Any]:
    """An object without what is null, at any depth: to Go's decoder that is not given."""
    return {
        key: without_nulls(each) if isinstance(each, dict) else each for key, each in value.items() if each is not None
    }


def is_job_id(text: str) -> bool:
    """Whether AIS could have made such an id. Source: cmn/cos/uuid.go (AIS 5.0)"""
    return _ID.fullmatch(text) is not None
