"""The cluster's buckets, and how a request names one."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Self

import msgspec
from attrs import Factory, define, field, frozen
from msgspec import Struct

from .._core.errors import InvalidName
from .._core.names import SYSTEM_BUCKETS, check_provider
from .answers import Refusal, bad_request, no_bucket
from .props import BucketProps
from .store import NoSuchBucket, Store

_SCHEMES: Final = {"ais": "ais", "aws": "s3", "azure": "az", "gcp": "gs", "oci": "oc"}
_BACKENDS: Final = {"aws": "AWS", "azure": "Azure", "gcp": "GCP", "oci": "OCI"}
_WORD: Final = re.compile(r"(?!.*\.\.)[A-Za-z0-9._-]+", re.ASCII)
_MAX_NAME: Final = 64
# Top bit set: AIS marks the ids of its own buckets so. Source: core/meta/bck.go (AIS 5.0)
_FIRST_ID: Final = 1 << 63


@frozen
class Address:
    """Which bucket a request means: provider and namespace of its query, and a name."""

    provider: str
    cluster: str
    namespace: str
    name: str

    @property
    def uname(self) -> str:
        """What placement hashes, up to the object's name."""
        return f"{self.provider}/@{self.cluster}#{self.namespace}/{self.name}/"

    @property
    def is_remote(self) -> bool:
        """Whether it is taken from somewhere else."""
        return self.provider != "ais" or bool(self.cluster)

    def __str__(self) -> str:
        cluster = f"@{self.cluster}" if self.cluster else ""
        space = f"#{self.namespace}" if self.namespace else ""
        return f"{_SCHEMES[self.provider]}://{cluster}{space}{'/' if cluster or space else ''}{self.name}"

    def document(self) -> dict[str, Any]:
        """The bucket as AIS describes it in JSON."""
        return {
            "name": self.name,
            "provider": self.provider,
            "namespace": {"uuid": self.cluster, "name": self.namespace},
        }


INVENTORIES: Final = Address("ais", "", "", ".sys-inventory")
"""The bucket of inventories, of which each target has its part: objects of one name, none of them in the wrong place.
Source: core/meta/bck.go (AIS 5.0)"""


def address_of(query: Mapping[str, str], name: bytes) -> Address:
    """The bucket that a query and an element of the path name.

    Raises:
        Refusal: 400, a provider, namespace or name that AIS does not take.
    """
    provider = provider_of(query.get("provider", ""))
    cluster, namespace = parse_namespace(query.get("namespace", ""))
    return Address(provider, cluster, namespace, name.decode("utf-8", "surrogateescape"))


def provider_of(text: str) -> str:
    """The canonical name of a provider.

    Raises:
        Refusal: 400, AIS has no such backend.
    """
    try:
        return check_provider(text)
    except InvalidName as exc:
        known = "must be one of [ais, aws (s3://), gcp (gs://), azure (az://), oci (oc://)]"
        raise bad_request(f'invalid backend provider "{text}": {known}', "ErrInvalidBackendProvider") from exc


def parse_namespace(text: str) -> tuple[str, str]:
    """Remote cluster and name of a namespace; a bare word is a remote cluster.

    Raises:
        Refusal: 400, characters that AIS does not take.
    """
    cluster, _, name = text.removeprefix("@").partition("#")
    for part in (cluster.removeprefix("@"), name):
        if part and not _WORD.fullmatch(part):
            raise bad_request(f"namespace is invalid: {_ALPHABET}")
    return cluster, name


_ALPHABET: Final = "may only contain letters, numbers, dashes (-), underscores (_), and dots (.)"


def check_name(name: str) -> None:
    """Whether a bucket may be called so.

    Raises:
        Refusal: 400.
    """
    if not name:
        raise bad_request("bucket name is missing")
    if name[0] == "." and name not in SYSTEM_BUCKETS:
        raise bad_request(f'reserved bucket name "{name}" (unknown system bucket)')
    if not _WORD.fullmatch(name):
        raise bad_request(f"bucket name is invalid: {_ALPHABET}")
    if len(name) > _MAX_NAME:
        raise bad_request(f"bucket name is too long: {len(name)} > {_MAX_NAME}(max length)")


def lookup_failed(address: Address, node: str) -> Refusal:
    """404: what a bucket would be taken from is not there."""
    if address.provider != "ais":
        why = f"{_BACKENDS[address.provider]} backend is missing in the cluster configuration"
        return Refusal(404, f"{node}: failed to lookup bucket {address}, err: {why}", "ErrFailedTo")
    why = f'remote cluster "{address.cluster}" does not exist'
    return Refusal(404, f"{node}: failed to HEAD remote bucket {address}, err: {why}", "ErrFailedTo")


def no_remote_bucket(address: Address) -> Refusal:
    """404: a bucket of a backend, or of another cluster, that is not there, or is not known here."""
    return Refusal(404, f'remote bucket "{address}" does not exist', "ErrRemoteBckNotFound")


def backend_missing(provider: str) -> Refusal:
    """400: how a listing of the buckets of a backend that is not built in ends."""
    return bad_request(f"{_BACKENDS[provider]} backend is missing in the cluster configuration", "ErrMissingBackend")


@define(eq=False)
class Bucket:
    """One bucket: its address, its properties, and the number that no other bucket ever has."""

    address: Address
    number: int
    props: BucketProps
    uname: str = field(init=False, default=Factory(lambda self: self.address.uname, takes_self=True))

    @classmethod
    def unknown(cls, address: Address) -> Self:
        """One that is somewhere else and not known here: nothing is kept of it."""
        return cls(address, 0, _defaults(address))

    @property
    def is_tied(self) -> bool:
        """Whether it is one of this cluster that takes its objects from one that is not."""
        return bool(self.props.backend_bck.name)

    @property
    def is_remote(self) -> bool:
        """Whether its objects are taken from somewhere else, and kept here as copies."""
        return self.is_tied or self.address.is_remote

    @property
    def origin(self) -> Address:
        """The bucket that its objects are in: itself, or the one that it is tied to."""
        behind = self.props.backend_bck
        if not behind.name:
            return self.address
        return Address(behind.provider, behind.namespace.uuid, behind.namespace.name, behind.name)

    def __str__(self) -> str:
        return f"{self.address}->{self.origin}" if self.is_tied else str(self.address)

    def owner_key(self, name: bytes) -> str:
        """What placement hashes for an object of this bucket."""
        return self.uname + name.decode("utf-8", "surrogateescape")

    def default_props(self) -> BucketProps:
        """The default properties, with the number and age of this bucket."""
        return _with_birth(_defaults(self.address), self.props.bid, self.props.created)


class Buckets:
    """All buckets of the cluster, as its store keeps them. Changed by its one thread only."""

    def __init__(self, store: Store) -> None:
        self._store = store
        version, saved = store.catalog()
        self._held = {bucket.address: bucket for bucket in (_loaded(*each) for each in saved.items())}
        self._numbered = {bucket.number: bucket for bucket in self._held.values()}
        self.version = max(1, version)
        """Counts changes, as the version of AIS's bucket metadata does. A new bucket has it as its number."""

    def __iter__(self) -> Iterator[Bucket]:
        """Sorted by provider, name and namespace."""
        return iter(sorted(self._held.values(), key=_sort_key))

    def numbered(self, number: int) -> Bucket | None:
        """The bucket of that number, if there is one."""
        return self._numbered.get(number)

    def get(self, address: Address) -> Bucket | None:
        """The bucket, if there is one."""
        return self._held.get(address)

    def find(self, address: Address, node: str, *, status: int = 404) -> Bucket:
        """The bucket.

        Raises:
            Refusal: there is none; `status` for one of this cluster.
        """
        found = self._held.get(address)
        if found is not None:
            return found
        if address.is_remote:
            raise lookup_failed(address, node)
        raise no_bucket(str(address), status=status)

    def create(self, address: Address, props: BucketProps | None = None) -> Bucket:
        """A new bucket, with other properties than the defaults where they are given.

        Raises:
            Refusal: 400, 409 or 501.
            OutOfSpace.
        """
        self._check_new(address)
        return self._make(address, props or BucketProps())

    def _check_new(self, address: Address) -> None:
        """Whether a bucket can be made there.

        Raises:
            Refusal: 400, 409 or 501.
        """
        check_name(address.name)
        if address.provider != "ais":
            shown = f'{address.provider} bucket "{address}" does not exist'
            raise Refusal(501, shown, "ErrRemoteBckNotFound")
        if address.cluster:
            raise bad_request("no remote ais clusters attached")
        if address in self._held:
            raise Refusal(409, f'bucket "{address}" already exists', "ErrBucketAlreadyExists")

    def _make(self, address: Address, props: BucketProps) -> Bucket:
        number = self.version + 1
        return self._add(Bucket(address, number, _with_birth(props, str(_FIRST_ID + number), str(time.time_ns()))))

    def add_remote(self, address: Address) -> Bucket:
        """A bucket that was found somewhere else, from here on known here; the same one when it is known already.

        Raises:
            OutOfSpace.
        """
        found = self._held.get(address)
        if found is not None:
            return found
        number = self.version + 1
        props = _with_birth(_defaults(address), str(number), str(time.time_ns()))
        return self._add(Bucket(address, number, props))

    def create_like(self, bucket: Bucket, address: Address) -> Bucket:
        """A new bucket with the properties of another one.

        Raises:
            Refusal: 400, 409 or 501.
            OutOfSpace.
        """
        self._check_new(address)
        own = BucketProps()
        props = msgspec.structs.replace(bucket.props, provider=own.provider, backend_bck=own.backend_bck)
        if bucket.is_remote:
            props.versioning = own.versioning
        return self._make(address, props)

    def change(self, bucket: Bucket, props: BucketProps) -> None:
        """Give a bucket other properties.

        Raises:
            NoSuchBucket: it was destroyed meanwhile, and is not to come back.
            OutOfSpace.
        """
        if self._numbered.get(bucket.number) is not bucket:
            raise NoSuchBucket(f"bucket {bucket.address} was destroyed")
        self._save(bucket, props)
        bucket.props = props

    def remove(self, bucket: Bucket, *, unless_at: Iterable[str] = ()) -> bool:
        """Forget a bucket, and all that is in it; whether that is done: not while one of some targets has any of it."""
        if not self._store.drop_bucket(bucket.number, version=self.version + 1, unless_at=unless_at):
            return False
        self.version += 1
        del self._held[bucket.address]
        del self._numbered[bucket.number]
        return True

    def document(self, uuid: str) -> dict[str, Any]:
        """All buckets with their properties, as AIS describes them (`what=bmd`)."""
        providers: dict[str, dict[str, dict[str, BucketProps]]] = {"ais": {}}
        for bucket in self:
            address = bucket.address
            spaces = providers.setdefault(address.provider, {})
            spaces.setdefault(f"@{address.cluster}#{address.namespace}", {})[address.name] = bucket.props
        return {"providers": providers, "uuid": uuid, "version": str(self.version)}

    def _add(self, made: Bucket) -> Bucket:
        self._save(made, made.props)
        self._held[made.address] = self._numbered[made.number] = made
        return made

    def _save(self, bucket: Bucket, props: BucketProps) -> None:
        address = bucket.address
        saved = _Saved(address.provider, address.cluster, address.namespace, address.name, props)
        self._store.save_bucket(bucket.number, msgspec.json.encode(saved), version=self.version + 1)
        self.version += 1


class _Saved(Struct):
    """A bucket as its store keeps it."""

    provider: str
    cluster: str
    namespace: str
    name: str
    props: BucketProps


def _loaded(number: int, saved: bytes) -> Bucket:
    found = msgspec.json.decode(saved, type=_Saved)
    return Bucket(Address(found.provider, found.cluster, found.namespace, found.name), number, found.props)


def _defaults(address: Address) -> BucketProps:
    """What a bucket has when it is new; versions of what is remote are counted there. Source: recorded on AIS 5.0"""
    props = BucketProps()
    props.provider = address.provider
    props.versioning.enabled = not address.is_remote
    return props


def _with_birth(props: BucketProps, bid: str, created: str) -> BucketProps:
    return msgspec.structs.replace(props, bid=bid, created=created)


def _sort_key(bucket: Bucket) -> tuple[str, str, str]:
    address = bucket.address
    return address.provider, address.name, address.namespace
