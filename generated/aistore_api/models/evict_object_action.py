# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="EvictObjectAction")


@_attrs_define
class EvictObjectAction:
    """
    Attributes:
        action (Literal['evict-listrange']):  Default: 'evict-listrange'.
    """

    action: Literal["evict-listrange"] = "evict-listrange"

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
        action = cast(Literal["evict-listrange"], d.pop("action"))
        if action != "evict-listrange":
            raise ValueError(f"action must match const 'evict-listrange', got '{action}'")

        evict_object_action = cls(
            action=action,
        )

        return evict_object_action
