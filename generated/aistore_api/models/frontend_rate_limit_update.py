# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FrontendRateLimitUpdate")


@_attrs_define
class FrontendRateLimitUpdate:
    """
    Attributes:
        per_op_max_tokens (str | Unset):
        interval (str | Unset): A length of time in Go's notation: `2h0m`, `10s`.
        max_tokens (int | Unset):
        enabled (bool | Unset):
        burst_size (int | Unset):
    """

    per_op_max_tokens: str | Unset = UNSET
    interval: str | Unset = UNSET
    max_tokens: int | Unset = UNSET
    enabled: bool | Unset = UNSET
    burst_size: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        per_op_max_tokens = self.per_op_max_tokens

        interval = self.interval

        max_tokens = self.max_tokens

        enabled = self.enabled

        burst_size = self.burst_size

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if per_op_max_tokens is not UNSET:
            field_dict["per_op_max_tokens"] = per_op_max_tokens
        if interval is not UNSET:
            field_dict["interval"] = interval
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if enabled is not UNSET:
            field_dict["enabled"] = enabled
        if burst_size is not UNSET:
            field_dict["burst_size"] = burst_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        per_op_max_tokens = d.pop("per_op_max_tokens", UNSET)

        interval = d.pop("interval", UNSET)

        max_tokens = d.pop("max_tokens", UNSET)

        enabled = d.pop("enabled", UNSET)

        burst_size = d.pop("burst_size", UNSET)

        frontend_rate_limit_update = cls(
            per_op_max_tokens=per_op_max_tokens,
            interval=interval,
            max_tokens=max_tokens,
            enabled=enabled,
            burst_size=burst_size,
        )

        return frontend_rate_limit_update
