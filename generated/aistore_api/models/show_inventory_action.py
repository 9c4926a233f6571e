# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ShowInventoryAction")


@_attrs_define
class ShowInventoryAction:
    """
    Attributes:
        action (Literal['show-inventory']):  Default: 'show-inventory'.
        name (str | Unset): The one that is meant; all when absent.
    """

    action: Literal["show-inventory"] = "show-inventory"
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
        action = cast(Literal["show-inventory"], d.pop("action"))
        if action != "show-inventory":
            raise ValueError(f"action must match const 'show-inventory', got '{action}'")

        name = d.pop("name", UNSET)

        show_inventory_action = cls(
            action=action,
            name=name,
        )

        return show_inventory_action
