# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="TimeoutConfig")


@_attrs_define
class TimeoutConfig:
    """
    Attributes:
        cplane_operation (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        max_keepalive (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        max_host_busy (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        startup_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        join_startup_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        send_file_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        ec_streams_time (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        object_md (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        cold_get_conflict (str | Unset): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
    """

    cplane_operation: str
    max_keepalive: str
    max_host_busy: str
    startup_time: str
    join_startup_time: str
    send_file_time: str
    ec_streams_time: str | Unset = UNSET
    object_md: str | Unset = UNSET
    cold_get_conflict: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cplane_operation = self.cplane_operation

        max_keepalive = self.max_keepalive

        max_host_busy = self.max_host_busy

        startup_time = self.startup_time

        join_startup_time = self.join_startup_time

        send_file_time = self.send_file_time

        ec_streams_time = self.ec_streams_time

        object_md = self.object_md

        cold_get_conflict = self.cold_get_conflict

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cplane_operation": cplane_operation,
                "max_keepalive": max_keepalive,
                "max_host_busy": max_host_busy,
                "startup_time": startup_time,
                "join_startup_time": join_startup_time,
                "send_file_time": send_file_time,
            }
        )
        if ec_streams_time is not UNSET:
            field_dict["ec_streams_time"] = ec_streams_time
        if object_md is not UNSET:
            field_dict["object_md"] = object_md
        if cold_get_conflict is not UNSET:
            field_dict["cold_get_conflict"] = cold_get_conflict

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cplane_operation = d.pop("cplane_operation")

        max_keepalive = d.pop("max_keepalive")

        max_host_busy = d.pop("max_host_busy")

        startup_time = d.pop("startup_time")

        join_startup_time = d.pop("join_startup_time")

        send_file_time = d.pop("send_file_time")

        ec_streams_time = d.pop("ec_streams_time", UNSET)

        object_md = d.pop("object_md", UNSET)

        cold_get_conflict = d.pop("cold_get_conflict", UNSET)

        timeout_config = cls(
            cplane_operation=cplane_operation,
            max_keepalive=max_keepalive,
            max_host_busy=max_host_busy,
            startup_time=startup_time,
            join_startup_time=join_startup_time,
            send_file_time=send_file_time,
            ec_streams_time=ec_streams_time,
            object_md=object_md,
            cold_get_conflict=cold_get_conflict,
        )

        timeout_config.additional_properties = d
        return timeout_config

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
