# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ProxyConfig")


@_attrs_define
class ProxyConfig:
    """
    Attributes:
        primary_url (str):
        original_url (str):
        discovery_url (str):
        non_electable (bool):
    """

    primary_url: str
    original_url: str
    discovery_url: str
    non_electable: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        primary_url = self.primary_url

        original_url = self.original_url

        discovery_url = self.discovery_url

        non_electable = self.non_electable

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "primary_url": primary_url,
                "original_url": original_url,
                "discovery_url": discovery_url,
                "non_electable": non_electable,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        primary_url = d.pop("primary_url")

        original_url = d.pop("original_url")

        discovery_url = d.pop("discovery_url")

        non_electable = d.pop("non_electable")

        proxy_config = cls(
            primary_url=primary_url,
            original_url=original_url,
            discovery_url=discovery_url,
            non_electable=non_electable,
        )

        proxy_config.additional_properties = d
        return proxy_config

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
