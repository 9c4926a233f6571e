# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.create_inventory_args import CreateInventoryArgs


T = TypeVar("T", bound="CreateInventoryAction")


@_attrs_define
class CreateInventoryAction:
    """
    Attributes:
        action (Literal['create-inventory']):  Default: 'create-inventory'.
        value (CreateInventoryArgs | Unset):
    """

    action: Literal["create-inventory"] = "create-inventory"
    value: CreateInventoryArgs | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value: dict[str, Any] | Unset = UNSET
        if not isinstance(self.value, Unset):
            value = self.value.to_dict()

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
        from ..models.create_inventory_args import CreateInventoryArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["create-inventory"], d.pop("action"))
        if action != "create-inventory":
            raise ValueError(f"action must match const 'create-inventory', got '{action}'")

        _value = d.pop("value", UNSET)
        value: CreateInventoryArgs | Unset
        if isinstance(_value, Unset):
            value = UNSET
        else:
            value = CreateInventoryArgs.from_dict(_value)

        create_inventory_action = cls(
            action=action,
            value=value,
        )

        return create_inventory_action
