# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CheckLockAction")


@_attrs_define
class CheckLockAction:
    """
    Attributes:
        action (Literal['check-lock']):  Default: 'check-lock'.
    """

    action: Literal["check-lock"] = "check-lock"

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
        action = cast(Literal["check-lock"], d.pop("action"))
        if action != "check-lock":
            raise ValueError(f"action must match const 'check-lock', got '{action}'")

        check_lock_action = cls(
            action=action,
        )

        return check_lock_action
