# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="EvictBucketAction")


@_attrs_define
class EvictBucketAction:
    """
    Attributes:
        action (Literal['evict-remote-bck']):  Default: 'evict-remote-bck'.
    """

    action: Literal["evict-remote-bck"] = "evict-remote-bck"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = cast(Literal["evict-remote-bck"], d.pop("action"))
        if action != "evict-remote-bck":
            raise ValueError(f"action must match const 'evict-remote-bck', got '{action}'")

        evict_bucket_action = cls(
            action=action,
        )

        return evict_bucket_action
