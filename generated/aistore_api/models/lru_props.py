# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LRUProps")


@_attrs_define
class LRUProps:
    """
    Attributes:
        dont_evict_time (str):
        capacity_upd_time (str):
        batch_size (int):
        enabled (bool):
    """

    dont_evict_time: str
    capacity_upd_time: str
    batch_size: int
    enabled: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        dont_evict_time = self.dont_evict_time

        capacity_upd_time = self.capacity_upd_time

        batch_size = self.batch_size

        enabled = self.enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "dont_evict_time": dont_evict_time,
                "capacity_upd_time": capacity_upd_time,
                "batch_size": batch_size,
                "enabled": enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dont_evict_time = d.pop("dont_evict_time")

        capacity_upd_time = d.pop("capacity_upd_time")

        batch_size = d.pop("batch_size")

        enabled = d.pop("enabled")

        lru_props = cls(
            dont_evict_time=dont_evict_time,
            capacity_upd_time=capacity_upd_time,
            batch_size=batch_size,
            enabled=enabled,
        )

        lru_props.additional_properties = d
        return lru_props

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
