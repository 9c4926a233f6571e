# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ClientConfig")


@_attrs_define
class ClientConfig:
    """How long nodes wait for each other.

    Attributes:
        client_timeout (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        client_long_timeout (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        list_timeout (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
    """

    client_timeout: str
    client_long_timeout: str
    list_timeout: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        client_timeout = self.client_timeout

        client_long_timeout = self.client_long_timeout

        list_timeout = self.list_timeout

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "client_timeout": client_timeout,
                "client_long_timeout": client_long_timeout,
                "list_timeout": list_timeout,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        client_timeout = d.pop("client_timeout")

        client_long_timeout = d.pop("client_long_timeout")

        list_timeout = d.pop("list_timeout")

        client_config = cls(
            client_timeout=client_timeout,
            client_long_timeout=client_long_timeout,
            list_timeout=list_timeout,
        )

        client_config.additional_properties = d
        return client_config

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
