# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="MirrorUpdate")


@_attrs_define
class MirrorUpdate:
    """
    Attributes:
        copies (int | Unset): 0 is the cluster's default.
        burst_buffer (int | Unset):
        enabled (bool | Unset):
    """

    copies: int | Unset = UNSET
    burst_buffer: int | Unset = UNSET
    enabled: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        copies = self.copies

        burst_buffer = self.burst_buffer

        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if copies is not UNSET:
            field_dict["copies"] = copies
        if burst_buffer is not UNSET:
            field_dict["burst_buffer"] = burst_buffer
        if enabled is not UNSET:
            field_dict["enabled"] = enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        copies = d.pop("copies", UNSET)

        burst_buffer = d.pop("burst_buffer", UNSET)

        enabled = d.pop("enabled", UNSET)

        mirror_update = cls(
            copies=copies,
            burst_buffer=burst_buffer,
            enabled=enabled,
        )

        return mirror_update
