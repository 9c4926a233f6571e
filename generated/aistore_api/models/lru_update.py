# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="LRUUpdate")


@_attrs_define
class LRUUpdate:
    """
    Attributes:
        dont_evict_time (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        capacity_upd_time (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        batch_size (int | Unset):
        enabled (bool | Unset):
    """

    dont_evict_time: str | Unset = UNSET
    capacity_upd_time: str | Unset = UNSET
    batch_size: int | Unset = UNSET
    enabled: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        dont_evict_time = self.dont_evict_time

        capacity_upd_time = self.capacity_upd_time

        batch_size = self.batch_size

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if dont_evict_time is not UNSET:
            field_dict["dont_evict_time"] = dont_evict_time
        if capacity_upd_time is not UNSET:
            field_dict["capacity_upd_time"] = capacity_upd_time
        if batch_size is not UNSET:
            field_dict["batch_size"] = batch_size
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dont_evict_time = d.pop("dont_evict_time", UNSET)

        capacity_upd_time = d.pop("capacity_upd_time", UNSET)

        batch_size = d.pop("batch_size", UNSET)

        enabled = d.pop("enabled", UNSET)

        lru_update = cls(
            dont_evict_time=dont_evict_time,
            capacity_upd_time=capacity_upd_time,
            batch_size=batch_size,
            enabled=enabled,
        )

        return lru_update
