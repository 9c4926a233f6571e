# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.object_selection import ObjectSelection


T = TypeVar("T", bound="DeleteObjectsAction")


@_attrs_define
class DeleteObjectsAction:
    """
    Attributes:
        action (Literal['delete-listrange']):  Default: 'delete-listrange'.
        value (ObjectSelection): A list of names, or a template. Neither would be the whole bucket.
    """

    value: ObjectSelection
    action: Literal["delete-listrange"] = "delete-listrange"

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
        from ..models.object_selection import ObjectSelection  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["delete-listrange"], d.pop("action"))
        if action != "delete-listrange":
            raise ValueError(f"action must match const 'delete-listrange', got '{action}'")

        value = ObjectSelection.from_dict(d.pop("value"))

        delete_objects_action = cls(
            action=action,
            value=value,
        )

        return delete_objects_action
