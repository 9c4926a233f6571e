# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Mountpaths")


@_attrs_define
class Mountpaths:
    """Mountpaths of a target by state.

    Attributes:
        available (list[str]):
        waiting_dd (list[str]): Being drained before they are disabled or detached.
        disabled (list[str]):
    """

    available: list[str]
    waiting_dd: list[str]
    disabled: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        available = self.available

        waiting_dd = self.waiting_dd

        disabled = self.disabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "available": available,
                "waiting_dd": waiting_dd,
                "disabled": disabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        available = cast(list[str], d.pop("available"))

        waiting_dd = cast(list[str], d.pop("waiting_dd"))

        disabled = cast(list[str], d.pop("disabled"))

        mountpaths = cls(
            available=available,
            waiting_dd=waiting_dd,
            disabled=disabled,
        )

        mountpaths.additional_properties = d
        return mountpaths

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
