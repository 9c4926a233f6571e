# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="SpaceConfig")


@_attrs_define
class SpaceConfig:
    """Percentages of disk space at which something happens.

    Attributes:
        cleanupwm (int):
        lowwm (int):
        highwm (int):
        out_of_space (int):
        batch_size (int | Unset):
        dont_cleanup_time (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
    """

    cleanupwm: int
    lowwm: int
    highwm: int
    out_of_space: int
    batch_size: int | Unset = UNSET
    dont_cleanup_time: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cleanupwm = self.cleanupwm

        lowwm = self.lowwm

        highwm = self.highwm

        out_of_space = self.out_of_space

        batch_size = self.batch_size

        dont_cleanup_time = self.dont_cleanup_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cleanupwm": cleanupwm,
                "lowwm": lowwm,
                "highwm": highwm,
                "out_of_space": out_of_space,
            }
        )
        if batch_size is not UNSET:
            field_dict["batch_size"] = batch_size
        if dont_cleanup_time is not UNSET:
            field_dict["dont_cleanup_time"] = dont_cleanup_time

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cleanupwm = d.pop("cleanupwm")

        lowwm = d.pop("lowwm")

        highwm = d.pop("highwm")

        out_of_space = d.pop("out_of_space")

        batch_size = d.pop("batch_size", UNSET)

        dont_cleanup_time = d.pop("dont_cleanup_time", UNSET)

        space_config = cls(
            cleanupwm=cleanupwm,
            lowwm=lowwm,
            highwm=highwm,
            out_of_space=out_of_space,
            batch_size=batch_size,
            dont_cleanup_time=dont_cleanup_time,
        )

        space_config.additional_properties = d
        return space_config

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
