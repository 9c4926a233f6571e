# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RenameBucketAction")


@_attrs_define
class RenameBucketAction:
    """
    Attributes:
        action (Literal['move-bck']):  Default: 'move-bck'.
    """

    action: Literal["move-bck"] = "move-bck"

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
        action = cast(Literal["move-bck"], d.pop("action"))
        if action != "move-bck":
            raise ValueError(f"action must match const 'move-bck', got '{action}'")

        rename_bucket_action = cls(
            action=action,
        )

        return rename_bucket_action
