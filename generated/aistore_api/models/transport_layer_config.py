# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TransportLayerConfig")


@_attrs_define
class TransportLayerConfig:
    """
    Attributes:
        proto (str):
        sndrcv_buf_size (int):
    """

    proto: str
    sndrcv_buf_size: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        proto = self.proto

        sndrcv_buf_size = self.sndrcv_buf_size

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "proto": proto,
                "sndrcv_buf_size": sndrcv_buf_size,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        proto = d.pop("proto")

        sndrcv_buf_size = d.pop("sndrcv_buf_size")

        transport_layer_config = cls(
            proto=proto,
            sndrcv_buf_size=sndrcv_buf_size,
        )

        transport_layer_config.additional_properties = d
        return transport_layer_config

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
