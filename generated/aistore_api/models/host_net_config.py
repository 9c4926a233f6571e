# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="HostNetConfig")


@_attrs_define
class HostNetConfig:
    """Addresses that the node listens on.

    Attributes:
        hostname (str):
        hostname_intra_control (str):
        hostname_intra_data (str):
        port (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        port_intra_control (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        port_intra_data (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
    """

    hostname: str
    hostname_intra_control: str
    hostname_intra_data: str
    port: str
    port_intra_control: str
    port_intra_data: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        hostname = self.hostname

        hostname_intra_control = self.hostname_intra_control

        hostname_intra_data = self.hostname_intra_data

        port = self.port

        port_intra_control = self.port_intra_control

        port_intra_data = self.port_intra_data

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "hostname": hostname,
                "hostname_intra_control": hostname_intra_control,
                "hostname_intra_data": hostname_intra_data,
                "port": port,
                "port_intra_control": port_intra_control,
                "port_intra_data": port_intra_data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        hostname = d.pop("hostname")

        hostname_intra_control = d.pop("hostname_intra_control")

        hostname_intra_data = d.pop("hostname_intra_data")

        port = d.pop("port")

        port_intra_control = d.pop("port_intra_control")

        port_intra_data = d.pop("port_intra_data")

        host_net_config = cls(
            hostname=hostname,
            hostname_intra_control=hostname_intra_control,
            hostname_intra_data=hostname_intra_data,
            port=port,
            port_intra_control=port_intra_control,
            port_intra_data=port_intra_data,
        )

        host_net_config.additional_properties = d
        return host_net_config

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
