# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DestroyBucketAction")


@_attrs_define
class DestroyBucketAction:
    """
    Attributes:
        action (Literal['destroy-bck']):  Default: 'destroy-bck'.
    """

    action: Literal["destroy-bck"] = "destroy-bck"

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
        action = cast(Literal["destroy-bck"], d.pop("action"))
        if action != "destroy-bck":
            raise ValueError(f"action must match const 'destroy-bck', got '{action}'")

        destroy_bucket_action = cls(
            action=action,
        )

        return destroy_bucket_action
