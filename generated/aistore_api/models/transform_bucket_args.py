# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.extension_map import ExtensionMap


T = TypeVar("T", bound="TransformBucketArgs")


@_attrs_define
class TransformBucketArgs:
    """
    Attributes:
        id (str): Small letters, digits and `-`, 6 to 32 of them. Kubernetes wants a letter or a digit at both ends.
        pipeline (list[str] | Unset): Transformers after it, in their order.
        request_timeout (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        prefix (str | Unset): Only objects whose names begin with it.
        prepend (str | Unset): What the new names begin with. Not with `synchronize`.
        dry_run (bool | Unset): Transform and count; store nothing.
        force (bool | Unset): Even beside jobs that it should not run beside.
        latest_ver (bool | Unset): Ask the remote backend for newer versions.
        synchronize (bool | Unset): As `latest-ver`; moreover, delete what is gone from the backend.
        non_recurs (bool | Unset): Not the subdirectories.
        ext (ExtensionMap | Unset): Old extension to new one, without dots.
        num_workers (int | Unset): Workers on each target; 0: one for each mountpath, -1: none.
        coer (bool | Unset): Go on after an error.
    """

    id: str
    pipeline: list[str] | Unset = UNSET
    request_timeout: str | Unset = UNSET
    prefix: str | Unset = UNSET
    prepend: str | Unset = UNSET
    dry_run: bool | Unset = UNSET
    force: bool | Unset = UNSET
    latest_ver: bool | Unset = UNSET
    synchronize: bool | Unset = UNSET
    non_recurs: bool | Unset = UNSET
    ext: ExtensionMap | Unset = UNSET
    num_workers: int | Unset = UNSET
    coer: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        pipeline: list[str] | Unset = UNSET
        if not isinstance(self.pipeline, Unset):
            pipeline = self.pipeline

        request_timeout = self.request_timeout

        prefix = self.prefix

        prepend = self.prepend

        dry_run = self.dry_run

        force = self.force

        latest_ver = self.latest_ver

        synchronize = self.synchronize

        non_recurs = self.non_recurs

        ext: dict[str, Any] | Unset = UNSET
        if not isinstance(self.ext, Unset):
            ext = self.ext.to_dict()

        num_workers = self.num_workers

        coer = self.coer

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
            }
        )
        if pipeline is not UNSET:
            field_dict["pipeline"] = pipeline
        if request_timeout is not UNSET:
            field_dict["request_timeout"] = request_timeout
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if prepend is not UNSET:
            field_dict["prepend"] = prepend
        if dry_run is not UNSET:
            field_dict["dry_run"] = dry_run
        if force is not UNSET:
            field_dict["force"] = force
        if latest_ver is not UNSET:
            field_dict["latest-ver"] = latest_ver
        if synchronize is not UNSET:
            field_dict["synchronize"] = synchronize
        if non_recurs is not UNSET:
            field_dict["non-recurs"] = non_recurs
        if ext is not UNSET:
            field_dict["ext"] = ext
        if num_workers is not UNSET:
            field_dict["num-workers"] = num_workers
        if coer is not UNSET:
            field_dict["coer"] = coer

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.extension_map import ExtensionMap  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id")

        pipeline = cast(list[str], d.pop("pipeline", UNSET))

        request_timeout = d.pop("request_timeout", UNSET)

        prefix = d.pop("prefix", UNSET)

        prepend = d.pop("prepend", UNSET)

        dry_run = d.pop("dry_run", UNSET)

        force = d.pop("force", UNSET)

        latest_ver = d.pop("latest-ver", UNSET)

        synchronize = d.pop("synchronize", UNSET)

        non_recurs = d.pop("non-recurs", UNSET)

        _ext = d.pop("ext", UNSET)
        ext: ExtensionMap | Unset
        if isinstance(_ext, Unset):
            ext = UNSET
        else:
            ext = ExtensionMap.from_dict(_ext)

        num_workers = d.pop("num-workers", UNSET)

        coer = d.pop("coer", UNSET)

        transform_bucket_args = cls(
            id=id,
            pipeline=pipeline,
            request_timeout=request_timeout,
            prefix=prefix,
            prepend=prepend,
            dry_run=dry_run,
            force=force,
            latest_ver=latest_ver,
            synchronize=synchronize,
            non_recurs=non_recurs,
            ext=ext,
            num_workers=num_workers,
            coer=coer,
        )

        return transform_bucket_args
