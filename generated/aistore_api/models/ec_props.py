# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ECProps")


@_attrs_define
class ECProps:
    """
    Attributes:
        objsize_limit (int):
        data_slices (int):
        parity_slices (int):
        enabled (bool):
        compression (str | Unset):
        bundle_multiplier (int | Unset):
        burst_buffer (int | Unset):
        disk_only (bool | Unset):
    """

    objsize_limit: int
    data_slices: int
    parity_slices: int
    enabled: bool
    compression: str | Unset = UNSET
    bundle_multiplier: int | Unset = UNSET
    burst_buffer: int | Unset = UNSET
    disk_only: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        objsize_limit = self.objsize_limit

        data_slices = self.data_slices

        parity_slices = self.parity_slices

        enabled = self.enabled

        compression = self.compression

        bundle_multiplier = self.bundle_multiplier

        burst_buffer = self.burst_buffer

        disk_only = self.disk_only

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "objsize_limit": objsize_limit,
                "data_slices": data_slices,
                "parity_slices": parity_slices,
                "enabled": enabled,
            }
        )
        if compression is not UNSET:
            field_dict["compression"] = compression
        if bundle_multiplier is not UNSET:
            field_dict["bundle_multiplier"] = bundle_multiplier
        if burst_buffer is not UNSET:
            field_dict["burst_buffer"] = burst_buffer
        if disk_only is not UNSET:
            field_dict["disk_only"] = disk_only

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objsize_limit = d.pop("objsize_limit")

        data_slices = d.pop("data_slices")

        parity_slices = d.pop("parity_slices")

        enabled = d.pop("enabled")

        compression = d.pop("compression", UNSET)

        bundle_multiplier = d.pop("bundle_multiplier", UNSET)

        burst_buffer = d.pop("burst_buffer", UNSET)

        disk_only = d.pop("disk_only", UNSET)

        ec_props = cls(
            objsize_limit=objsize_limit,
            data_slices=data_slices,
            parity_slices=parity_slices,
            enabled=enabled,
            compression=compression,
            bundle_multiplier=bundle_multiplier,
            burst_buffer=burst_buffer,
            disk_only=disk_only,
        )

        ec_props.additional_properties = d
        return ec_props

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
