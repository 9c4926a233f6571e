# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AbortUploadAction")


@_attrs_define
class AbortUploadAction:
    """
    Attributes:
        action (Literal['mpt-abort']):  Default: 'mpt-abort'.
    """

    action: Literal["mpt-abort"] = "mpt-abort"

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
        action = cast(Literal["mpt-abort"], d.pop("action"))
        if action != "mpt-abort":
            raise ValueError(f"action must match const 'mpt-abort', got '{action}'")

        abort_upload_action = cls(
            action=action,
        )

        return abort_upload_action
