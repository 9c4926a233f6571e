# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RenameObjectAction")


@_attrs_define
class RenameObjectAction:
    """
    Attributes:
        action (Literal['rename-obj']):  Default: 'rename-obj'.
        name (str): Any bytes, but no element `.` or `..`, no leading `~/` and no trailing `/`.
    """

    name: str
    action: Literal["rename-obj"] = "rename-obj"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = cast(Literal["rename-obj"], d.pop("action"))
        if action != "rename-obj":
            raise ValueError(f"action must match const 'rename-obj', got '{action}'")

        name = d.pop("name")

        rename_object_action = cls(
            action=action,
            name=name,
        )

        return rename_object_action
