# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DestroyInventoryAction")


@_attrs_define
class DestroyInventoryAction:
    """
    Attributes:
        action (Literal['destroy-inventory']):  Default: 'destroy-inventory'.
        name (str | Unset): The one that is meant; all when absent.
    """

    action: Literal["destroy-inventory"] = "destroy-inventory"
    name: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = cast(Literal["destroy-inventory"], d.pop("action"))
        if action != "destroy-inventory":
            raise ValueError(f"action must match const 'destroy-inventory', got '{action}'")

        name = d.pop("name", UNSET)

        destroy_inventory_action = cls(
            action=action,
            name=name,
        )

        return destroy_inventory_action
