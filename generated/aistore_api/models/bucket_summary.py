# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.namespace import Namespace
    from ..models.object_counts import ObjectCounts
    from ..models.object_sizes import ObjectSizes
    from ..models.total_sizes import TotalSizes


T = TypeVar("T", bound="BucketSummary")


@_attrs_define
class BucketSummary:
    """
    Attributes:
        name (str):
        provider (str):
        namespace (Namespace): A namespace; empty strings mean this cluster and its global namespace.
        obj_count (ObjectCounts):
        obj_size (ObjectSizes):
        total_size (TotalSizes):
        used_pct (int): Percentage of the disks.
        is_present (bool):
    """

    name: str
    provider: str
    namespace: Namespace
    obj_count: ObjectCounts
    obj_size: ObjectSizes
    total_size: TotalSizes
    used_pct: int
    is_present: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        provider = self.provider

        namespace = self.namespace.to_dict()

        obj_count = self.obj_count.to_dict()

        obj_size = self.obj_size.to_dict()

        total_size = self.total_size.to_dict()

        used_pct = self.used_pct

        is_present = self.is_present

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
                "provider": provider,
                "namespace": namespace,
                "ObjCount": obj_count,
                "ObjSize": obj_size,
                "TotalSize": total_size,
                "used_pct": used_pct,
                "is_present": is_present,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.namespace import Namespace  # noqa: PLC0415
        from ..models.object_counts import ObjectCounts  # noqa: PLC0415
        from ..models.object_sizes import ObjectSizes  # noqa: PLC0415
        from ..models.total_sizes import TotalSizes  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        provider = d.pop("provider")

        namespace = Namespace.from_dict(d.pop("namespace"))

        obj_count = ObjectCounts.from_dict(d.pop("ObjCount"))

        obj_size = ObjectSizes.from_dict(d.pop("ObjSize"))

        total_size = TotalSizes.from_dict(d.pop("TotalSize"))

        used_pct = d.pop("used_pct")

        is_present = d.pop("is_present")

        bucket_summary = cls(
            name=name,
            provider=provider,
            namespace=namespace,
            obj_count=obj_count,
            obj_size=obj_size,
            total_size=total_size,
            used_pct=used_pct,
            is_present=is_present,
        )

        bucket_summary.additional_properties = d
        return bucket_summary

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
