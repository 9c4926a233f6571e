# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bck import Bck
    from ..models.checksum_props import ChecksumProps
    from ..models.chunks_props import ChunksProps
    from ..models.ec_props import ECProps
    from ..models.extra_props import ExtraProps
    from ..models.lru_props import LRUProps
    from ..models.mirror_props import MirrorProps
    from ..models.rate_limit_props import RateLimitProps
    from ..models.versioning_props import VersioningProps
    from ..models.write_policy_props import WritePolicyProps


T = TypeVar("T", bound="BucketProps")


@_attrs_define
class BucketProps:
    """Properties of a bucket, as the cluster has them.

    Attributes:
        backend_bck (Bck): A bucket's full name.
        write_policy (WritePolicyProps):
        provider (str):
        checksum (ChecksumProps):
        rate_limit (RateLimitProps):
        ec (ECProps):
        chunks (ChunksProps):
        mirror (MirrorProps):
        lru (LRUProps):
        access (str): A 64-bit number without sign, in a string.
        features (str): A 64-bit number without sign, in a string.
        bid (str): A 64-bit number without sign, in a string.
        created (str): Nanoseconds since 1970.
        versioning (VersioningProps):
        renamed (str | Unset):
        extra (ExtraProps | Unset):
    """

    backend_bck: Bck
    write_policy: WritePolicyProps
    provider: str
    checksum: ChecksumProps
    rate_limit: RateLimitProps
    ec: ECProps
    chunks: ChunksProps
    mirror: MirrorProps
    lru: LRUProps
    access: str
    features: str
    bid: str
    created: str
    versioning: VersioningProps
    renamed: str | Unset = UNSET
    extra: ExtraProps | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        backend_bck = self.backend_bck.to_dict()

        write_policy = self.write_policy.to_dict()

        provider = self.provider

        checksum = self.checksum.to_dict()

        rate_limit = self.rate_limit.to_dict()

        ec = self.ec.to_dict()

        chunks = self.chunks.to_dict()

        mirror = self.mirror.to_dict()

        lru = self.lru.to_dict()

        access = self.access

        features = self.features

        bid = self.bid

        created = self.created

        versioning = self.versioning.to_dict()

        renamed = self.renamed

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = self.extra.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "backend_bck": backend_bck,
                "write_policy": write_policy,
                "provider": provider,
                "checksum": checksum,
                "rate_limit": rate_limit,
                "ec": ec,
                "chunks": chunks,
                "mirror": mirror,
                "lru": lru,
                "access": access,
                "features": features,
                "bid": bid,
                "created": created,
                "versioning": versioning,
            }
        )
        if renamed is not UNSET:
            field_dict["Renamed"] = renamed
        if extra is not UNSET:
            field_dict["extra"] = extra

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bck import Bck  # noqa: PLC0415
        from ..models.checksum_props import ChecksumProps  # noqa: PLC0415
        from ..models.chunks_props import ChunksProps  # noqa: PLC0415
        from ..models.ec_props import ECProps  # noqa: PLC0415
        from ..models.extra_props import ExtraProps  # noqa: PLC0415
        from ..models.lru_props import LRUProps  # noqa: PLC0415
        from ..models.mirror_props import MirrorProps  # noqa: PLC0415
        from ..models.rate_limit_props import RateLimitProps  # noqa: PLC0415
        from ..models.versioning_props import VersioningProps  # noqa: PLC0415
        from ..models.write_policy_props import WritePolicyProps  # noqa: PLC0415

        d = dict(src_dict)
        backend_bck = Bck.from_dict(d.pop("backend_bck"))

        write_policy = WritePolicyProps.from_dict(d.pop("write_policy"))

        provider = d.pop("provider")

        checksum = ChecksumProps.from_dict(d.pop("checksum"))

        rate_limit = RateLimitProps.from_dict(d.pop("rate_limit"))

        ec = ECProps.from_dict(d.pop("ec"))

        chunks = ChunksProps.from_dict(d.pop("chunks"))

        mirror = MirrorProps.from_dict(d.pop("mirror"))

        lru = LRUProps.from_dict(d.pop("lru"))

        access = d.pop("access")

        features = d.pop("features")

        bid = d.pop("bid")

        created = d.pop("created")

        versioning = VersioningProps.from_dict(d.pop("versioning"))

        renamed = d.pop("Renamed", UNSET)

        _extra = d.pop("extra", UNSET)
        extra: ExtraProps | Unset
        if isinstance(_extra, Unset):
            extra = UNSET
        else:
            extra = ExtraProps.from_dict(_extra)

        bucket_props = cls(
            backend_bck=backend_bck,
            write_policy=write_policy,
            provider=provider,
            checksum=checksum,
            rate_limit=rate_limit,
            ec=ec,
            chunks=chunks,
            mirror=mirror,
            lru=lru,
            access=access,
            features=features,
            bid=bid,
            created=created,
            versioning=versioning,
            renamed=renamed,
            extra=extra,
        )

        bucket_props.additional_properties = d
        return bucket_props

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
