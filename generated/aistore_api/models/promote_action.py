# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.promote_args import PromoteArgs


T = TypeVar("T", bound="PromoteAction")


@_attrs_define
class PromoteAction:
    """
    Attributes:
        action (Literal['promote']):  Default: 'promote'.
        value (PromoteArgs):
        name (str | Unset): The source; if given, the same as `value.src`.
    """

    value: PromoteArgs
    action: Literal["promote"] = "promote"
    name: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value.to_dict()

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.promote_args import PromoteArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["promote"], d.pop("action"))
        if action != "promote":
            raise ValueError(f"action must match const 'promote', got '{action}'")

        value = PromoteArgs.from_dict(d.pop("value"))

        name = d.pop("name", UNSET)

        promote_action = cls(
            action=action,
            value=value,
            name=name,
        )

        return promote_action
