# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="MemoryStat")


@_attrs_define
class MemoryStat:
    """Memory of the machine or the container in bytes.

    Attributes:
        total (int):
        used (int):
        free (int):
        buff_cache (int):
        actual_free (int):
        actual_used (int):
        swap_total (int):
        swap_free (int):
        swap_used (int):
    """

    total: int
    used: int
    free: int
    buff_cache: int
    actual_free: int
    actual_used: int
    swap_total: int
    swap_free: int
    swap_used: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        used = self.used

        free = self.free

        buff_cache = self.buff_cache

        actual_free = self.actual_free

        actual_used = self.actual_used

        swap_total = self.swap_total

        swap_free = self.swap_free

        swap_used = self.swap_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Total": total,
                "Used": used,
                "Free": free,
                "BuffCache": buff_cache,
                "ActualFree": actual_free,
                "ActualUsed": actual_used,
                "SwapTotal": swap_total,
                "SwapFree": swap_free,
                "SwapUsed": swap_used,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        total = d.pop("Total")

        used = d.pop("Used")

        free = d.pop("Free")

        buff_cache = d.pop("BuffCache")

        actual_free = d.pop("ActualFree")

        actual_used = d.pop("ActualUsed")

        swap_total = d.pop("SwapTotal")

        swap_free = d.pop("SwapFree")

        swap_used = d.pop("SwapUsed")

        memory_stat = cls(
            total=total,
            used=used,
            free=free,
            buff_cache=buff_cache,
            actual_free=actual_free,
            actual_used=actual_used,
            swap_total=swap_total,
            swap_free=swap_free,
            swap_used=swap_used,
        )

        memory_stat.additional_properties = d
        return memory_stat

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
