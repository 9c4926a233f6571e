# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CreateUploadAction")


@_attrs_define
class CreateUploadAction:
    """
    Attributes:
        action (Literal['mpt-upload']):  Default: 'mpt-upload'.
    """

    action: Literal["mpt-upload"] = "mpt-upload"

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
        action = cast(Literal["mpt-upload"], d.pop("action"))
        if action != "mpt-upload":
            raise ValueError(f"action must match const 'mpt-upload', got '{action}'")

        create_upload_action = cls(
            action=action,
        )

        return create_upload_action
