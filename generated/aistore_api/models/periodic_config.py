# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="PeriodicConfig")


@_attrs_define
class PeriodicConfig:
    """
    Attributes:
        stats_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        retry_sync_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        notif_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
    """

    stats_time: str
    retry_sync_time: str
    notif_time: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        stats_time = self.stats_time

        retry_sync_time = self.retry_sync_time

        notif_time = self.notif_time

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "stats_time": stats_time,
                "retry_sync_time": retry_sync_time,
                "notif_time": notif_time,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        stats_time = d.pop("stats_time")

        retry_sync_time = d.pop("retry_sync_time")

        notif_time = d.pop("notif_time")

        periodic_config = cls(
            stats_time=stats_time,
            retry_sync_time=retry_sync_time,
            notif_time=notif_time,
        )

        periodic_config.additional_properties = d
        return periodic_config

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
