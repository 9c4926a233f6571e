# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ResetBucketPropsAction")


@_attrs_define
class ResetBucketPropsAction:
    """
    Attributes:
        action (Literal['reset-bprops']):  Default: 'reset-bprops'.
        value (None | Unset):
    """

    action: Literal["reset-bprops"] = "reset-bprops"
    value: None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = cast(Literal["reset-bprops"], d.pop("action"))
        if action != "reset-bprops":
            raise ValueError(f"action must match const 'reset-bprops', got '{action}'")

        value = d.pop("value", UNSET)

        reset_bucket_props_action = cls(
            action=action,
            value=value,
        )

        return reset_bucket_props_action
