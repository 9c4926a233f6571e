# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="FrontendRateLimitProps")


@_attrs_define
class FrontendRateLimitProps:
    """
    Attributes:
        interval (str):
        max_tokens (int):
        enabled (bool):
        burst_size (int):
        per_op_max_tokens (str | Unset):
    """

    interval: str
    max_tokens: int
    enabled: bool
    burst_size: int
    per_op_max_tokens: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        interval = self.interval

        max_tokens = self.max_tokens

        enabled = self.enabled

        burst_size = self.burst_size

        per_op_max_tokens = self.per_op_max_tokens

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "interval": interval,
                "max_tokens": max_tokens,
                "enabled": enabled,
                "burst_size": burst_size,
            }
        )
        if per_op_max_tokens is not UNSET:
            field_dict["per_op_max_tokens"] = per_op_max_tokens

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        interval = d.pop("interval")

        max_tokens = d.pop("max_tokens")

        enabled = d.pop("enabled")

        burst_size = d.pop("burst_size")

        per_op_max_tokens = d.pop("per_op_max_tokens", UNSET)

        frontend_rate_limit_props = cls(
            interval=interval,
            max_tokens=max_tokens,
            enabled=enabled,
            burst_size=burst_size,
            per_op_max_tokens=per_op_max_tokens,
        )

        frontend_rate_limit_props.additional_properties = d
        return frontend_rate_limit_props

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
