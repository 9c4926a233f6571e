# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.list_objects_args import ListObjectsArgs


T = TypeVar("T", bound="ListObjectsAction")


@_attrs_define
class ListObjectsAction:
    """
    Attributes:
        action (Literal['list']):  Default: 'list'.
        value (ListObjectsArgs): Which names, and what of each.
    """

    value: ListObjectsArgs
    action: Literal["list"] = "list"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.list_objects_args import ListObjectsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["list"], d.pop("action"))
        if action != "list":
            raise ValueError(f"action must match const 'list', got '{action}'")

        value = ListObjectsArgs.from_dict(d.pop("value"))

        list_objects_action = cls(
            action=action,
            value=value,
        )

        return list_objects_action
