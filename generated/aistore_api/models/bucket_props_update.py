# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.backend_bucket_update import BackendBucketUpdate
    from ..models.checksum_update import ChecksumUpdate
    from ..models.chunks_update import ChunksUpdate
    from ..models.ec_update import ECUpdate
    from ..models.extra_update import ExtraUpdate
    from ..models.lru_update import LRUUpdate
    from ..models.mirror_update import MirrorUpdate
    from ..models.rate_limit_update import RateLimitUpdate
    from ..models.versioning_update import VersioningUpdate
    from ..models.write_policy_update import WritePolicyUpdate


T = TypeVar("T", bound="BucketPropsUpdate")


@_attrs_define
class BucketPropsUpdate:
    """The properties to set; what is absent stays as it is, or as the cluster's defaults are.

    Attributes:
        backend_bck (BackendBucketUpdate | Unset): The remote bucket that stands behind an `ais://` one.
        write_policy (WritePolicyUpdate | Unset):
        checksum (ChecksumUpdate | Unset):
        extra (ExtraUpdate | Unset):
        rate_limit (RateLimitUpdate | Unset):
        ec (ECUpdate | Unset):
        chunks (ChunksUpdate | Unset):
        mirror (MirrorUpdate | Unset):
        lru (LRUUpdate | Unset):
        access (str | Unset): A 64-bit number without sign, in a string.
        features (str | Unset): A 64-bit number without sign, in a string.
        versioning (VersioningUpdate | Unset):
        force (bool | Unset): Skip some checks of erasure coding.
    """

    backend_bck: BackendBucketUpdate | Unset = UNSET
    write_policy: WritePolicyUpdate | Unset = UNSET
    checksum: ChecksumUpdate | Unset = UNSET
    extra: ExtraUpdate | Unset = UNSET
    rate_limit: RateLimitUpdate | Unset = UNSET
    ec: ECUpdate | Unset = UNSET
    chunks: ChunksUpdate | Unset = UNSET
    mirror: MirrorUpdate | Unset = UNSET
    lru: LRUUpdate | Unset = UNSET
    access: str | Unset = UNSET
    features: str | Unset = UNSET
    versioning: VersioningUpdate | Unset = UNSET
    force: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        backend_bck: dict[str, Any] | Unset = UNSET
        if not isinstance(self.backend_bck, Unset):
            backend_bck = self.backend_bck.to_dict()

        write_policy: dict[str, Any] | Unset = UNSET
        if not isinstance(self.write_policy, Unset):
            write_policy = self.write_policy.to_dict()

        checksum: dict[str, Any] | Unset = UNSET
        if not isinstance(self.checksum, Unset):
            checksum = self.checksum.to_dict()

        extra: dict[str, Any] | Unset = UNSET
        if not isinstance(self.extra, Unset):
            extra = self.extra.to_dict()

        rate_limit: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rate_limit, Unset):
            rate_limit = self.rate_limit.to_dict()

        ec: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ec, Unset):
            ec = self.ec.to_dict()

        chunks: dict[str, Any] | Unset = UNSET
        if not isinstance(self.chunks, Unset):
            chunks = self.chunks.to_dict()

        mirror: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mirror, Unset):
            mirror = self.mirror.to_dict()

        lru: dict[str, Any] | Unset = UNSET
        if not isinstance(self.lru, Unset):
            lru = self.lru.to_dict()

        access = self.access

        features = self.features

        versioning: dict[str, Any] | Unset = UNSET
        if not isinstance(self.versioning, Unset):
            versioning = self.versioning.to_dict()

        force = self.force

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if backend_bck is not UNSET:
            field_dict["backend_bck"] = backend_bck
        if write_policy is not UNSET:
            field_dict["write_policy"] = write_policy
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if extra is not UNSET:
            field_dict["extra"] = extra
        if rate_limit is not UNSET:
            field_dict["rate_limit"] = rate_limit
        if ec is not UNSET:
            field_dict["ec"] = ec
        if chunks is not UNSET:
            field_dict["chunks"] = chunks
        if mirror is not UNSET:
            field_dict["mirror"] = mirror
        if lru is not UNSET:
            field_dict["lru"] = lru
        if access is not UNSET:
            field_dict["access"] = access
        if features is not UNSET:
            field_dict["features"] = features
        if versioning is not UNSET:
            field_dict["versioning"] = versioning
        if force is not UNSET:
            field_dict["force"] = force

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.backend_bucket_update import BackendBucketUpdate  # noqa: PLC0415
        from ..models.checksum_update import ChecksumUpdate  # noqa: PLC0415
        from ..models.chunks_update import ChunksUpdate  # noqa: PLC0415
        from ..models.ec_update import ECUpdate  # noqa: PLC0415
        from ..models.extra_update import ExtraUpdate  # noqa: PLC0415
        from ..models.lru_update import LRUUpdate  # noqa: PLC0415
        from ..models.mirror_update import MirrorUpdate  # noqa: PLC0415
        from ..models.rate_limit_update import RateLimitUpdate  # noqa: PLC0415
        from ..models.versioning_update import VersioningUpdate  # noqa: PLC0415
        from ..models.write_policy_update import WritePolicyUpdate  # noqa: PLC0415

        d = dict(src_dict)
        _backend_bck = d.pop("backend_bck", UNSET)
        backend_bck: BackendBucketUpdate | Unset
        if isinstance(_backend_bck, Unset):
            backend_bck = UNSET
        else:
            backend_bck = BackendBucketUpdate.from_dict(_backend_bck)

        _write_policy = d.pop("write_policy", UNSET)
        write_policy: WritePolicyUpdate | Unset
        if isinstance(_write_policy, Unset):
            write_policy = UNSET
        else:
            write_policy = WritePolicyUpdate.from_dict(_write_policy)

        _checksum = d.pop("checksum", UNSET)
        checksum: ChecksumUpdate | Unset
        if isinstance(_checksum, Unset):
            checksum = UNSET
        else:
            checksum = ChecksumUpdate.from_dict(_checksum)

        _extra = d.pop("extra", UNSET)
        extra: ExtraUpdate | Unset
        if isinstance(_extra, Unset):
            extra = UNSET
        else:
            extra = ExtraUpdate.from_dict(_extra)

        _rate_limit = d.pop("rate_limit", UNSET)
        rate_limit: RateLimitUpdate | Unset
        if isinstance(_rate_limit, Unset):
            rate_limit = UNSET
        else:
            rate_limit = RateLimitUpdate.from_dict(_rate_limit)

        _ec = d.pop("ec", UNSET)
        ec: ECUpdate | Unset
        if isinstance(_ec, Unset):
            ec = UNSET
        else:
            ec = ECUpdate.from_dict(_ec)

        _chunks = d.pop("chunks", UNSET)
        chunks: ChunksUpdate | Unset
        if isinstance(_chunks, Unset):
            chunks = UNSET
        else:
            chunks = ChunksUpdate.from_dict(_chunks)

        _mirror = d.pop("mirror", UNSET)
        mirror: MirrorUpdate | Unset
        if isinstance(_mirror, Unset):
            mirror = UNSET
        else:
            mirror = MirrorUpdate.from_dict(_mirror)

        _lru = d.pop("lru", UNSET)
        lru: LRUUpdate | Unset
        if isinstance(_lru, Unset):
            lru = UNSET
        else:
            lru = LRUUpdate.from_dict(_lru)

        access = d.pop("access", UNSET)

        features = d.pop("features", UNSET)

        _versioning = d.pop("versioning", UNSET)
        versioning: VersioningUpdate | Unset
        if isinstance(_versioning, Unset):
            versioning = UNSET
        else:
            versioning = VersioningUpdate.from_dict(_versioning)

        force = d.pop("force", UNSET)

        bucket_props_update = cls(
            backend_bck=backend_bck,
            write_policy=write_policy,
            checksum=checksum,
            extra=extra,
            rate_limit=rate_limit,
            ec=ec,
            chunks=chunks,
            mirror=mirror,
            lru=lru,
            access=access,
            features=features,
            versioning=versioning,
            force=force,
        )

        return bucket_props_update
