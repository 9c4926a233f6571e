# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ObjectSizes")


@_attrs_define
class ObjectSizes:
    """
    Attributes:
        obj_min_size (int):
        obj_avg_size (int):
        obj_max_size (int):
    """

    obj_min_size: int
    obj_avg_size: int
    obj_max_size: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        obj_min_size = self.obj_min_size

        obj_avg_size = self.obj_avg_size

        obj_max_size = self.obj_max_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "obj_min_size": obj_min_size,
                "obj_avg_size": obj_avg_size,
                "obj_max_size": obj_max_size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        obj_min_size = d.pop("obj_min_size")

        obj_avg_size = d.pop("obj_avg_size")

        obj_max_size = d.pop("obj_max_size")

        object_sizes = cls(
            obj_min_size=obj_min_size,
            obj_avg_size=obj_avg_size,
            obj_max_size=obj_max_size,
        )

        object_sizes.additional_properties = d
        return object_sizes

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
