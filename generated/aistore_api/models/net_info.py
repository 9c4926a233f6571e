# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="NetInfo")


@_attrs_define
class NetInfo:
    """One of the addresses of a node.

    Attributes:
        node_ip_addr (str): Host name or IP address.
        daemon_port (str):
        direct_url (str): Scheme, host and port; empty where the node has no such network.
    """

    node_ip_addr: str
    daemon_port: str
    direct_url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        node_ip_addr = self.node_ip_addr

        daemon_port = self.daemon_port

        direct_url = self.direct_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "node_ip_addr": node_ip_addr,
                "daemon_port": daemon_port,
                "direct_url": direct_url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        node_ip_addr = d.pop("node_ip_addr")

        daemon_port = d.pop("daemon_port")

        direct_url = d.pop("direct_url")

        net_info = cls(
            node_ip_addr=node_ip_addr,
            daemon_port=daemon_port,
            direct_url=direct_url,
        )

        net_info.additional_properties = d
        return net_info

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
