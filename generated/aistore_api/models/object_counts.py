# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ObjectCounts")


@_attrs_define
class ObjectCounts:
    """
    Attributes:
        obj_count_present (str): A 64-bit number without sign, in a string.
        obj_count_remote (str): A 64-bit number without sign, in a string.
    """

    obj_count_present: str
    obj_count_remote: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        obj_count_present = self.obj_count_present

        obj_count_remote = self.obj_count_remote

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "obj_count_present": obj_count_present,
                "obj_count_remote": obj_count_remote,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        obj_count_present = d.pop("obj_count_present")

        obj_count_remote = d.pop("obj_count_remote")

        object_counts = cls(
            obj_count_present=obj_count_present,
            obj_count_remote=obj_count_remote,
        )

        object_counts.additional_properties = d
        return object_counts

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
