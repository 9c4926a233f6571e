# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RebalanceConfig")


@_attrs_define
class RebalanceConfig:
    """
    Attributes:
        dest_retry_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        enabled (bool):
        compression (str | Unset):
        bundle_multiplier (int | Unset):
        burst_buffer (int | Unset):
    """

    dest_retry_time: str
    enabled: bool
    compression: str | Unset = UNSET
    bundle_multiplier: int | Unset = UNSET
    burst_buffer: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        dest_retry_time = self.dest_retry_time

        enabled = self.enabled

        compression = self.compression

        bundle_multiplier = self.bundle_multiplier

        burst_buffer = self.burst_buffer

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "dest_retry_time": dest_retry_time,
                "enabled": enabled,
            }
        )
        if compression is not UNSET:
            field_dict["compression"] = compression
        if bundle_multiplier is not UNSET:
            field_dict["bundle_multiplier"] = bundle_multiplier
        if burst_buffer is not UNSET:
            field_dict["burst_buffer"] = burst_buffer

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dest_retry_time = d.pop("dest_retry_time")

        enabled = d.pop("enabled")

        compression = d.pop("compression", UNSET)

        bundle_multiplier = d.pop("bundle_multiplier", UNSET)

        burst_buffer = d.pop("burst_buffer", UNSET)

        rebalance_config = cls(
            dest_retry_time=dest_retry_time,
            enabled=enabled,
            compression=compression,
            bundle_multiplier=bundle_multiplier,
            burst_buffer=burst_buffer,
        )

        rebalance_config.additional_properties = d
        return rebalance_config

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
