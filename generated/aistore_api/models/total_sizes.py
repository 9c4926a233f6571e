# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TotalSizes")


@_attrs_define
class TotalSizes:
    """
    Attributes:
        size_on_disk (str): A 64-bit number without sign, in a string.
        size_all_present_objs (str): A 64-bit number without sign, in a string.
        size_all_remote_objs (str): A 64-bit number without sign, in a string.
        total_disks_size (str): A 64-bit number without sign, in a string.
    """

    size_on_disk: str
    size_all_present_objs: str
    size_all_remote_objs: str
    total_disks_size: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        size_on_disk = self.size_on_disk

        size_all_present_objs = self.size_all_present_objs

        size_all_remote_objs = self.size_all_remote_objs

        total_disks_size = self.total_disks_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "size_on_disk": size_on_disk,
                "size_all_present_objs": size_all_present_objs,
                "size_all_remote_objs": size_all_remote_objs,
                "total_disks_size": total_disks_size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        size_on_disk = d.pop("size_on_disk")

        size_all_present_objs = d.pop("size_all_present_objs")

        size_all_remote_objs = d.pop("size_all_remote_objs")

        total_disks_size = d.pop("total_disks_size")

        total_sizes = cls(
            size_on_disk=size_on_disk,
            size_all_present_objs=size_all_present_objs,
            size_all_remote_objs=size_all_remote_objs,
            total_disks_size=total_disks_size,
        )

        total_sizes.additional_properties = d
        return total_sizes

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
