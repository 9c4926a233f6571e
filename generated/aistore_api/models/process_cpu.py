# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ProcessCPU")


@_attrs_define
class ProcessCPU:
    """CPU time in milliseconds.

    Attributes:
        user (int):
        system (int):
        total (int):
        last_time (int):
        percent (float):
    """

    user: int
    system: int
    total: int
    last_time: int
    percent: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        user = self.user

        system = self.system

        total = self.total

        last_time = self.last_time

        percent = self.percent

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "User": user,
                "System": system,
                "Total": total,
                "LastTime": last_time,
                "Percent": percent,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        user = d.pop("User")

        system = d.pop("System")

        total = d.pop("Total")

        last_time = d.pop("LastTime")

        percent = d.pop("Percent")

        process_cpu = cls(
            user=user,
            system=system,
            total=total,
            last_time=last_time,
            percent=percent,
        )

        process_cpu.additional_properties = d
        return process_cpu

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
