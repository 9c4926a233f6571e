# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.object_selection import ObjectSelection


T = TypeVar("T", bound="EvictObjectsAction")


@_attrs_define
class EvictObjectsAction:
    """
    Attributes:
        action (Literal['evict-listrange']):  Default: 'evict-listrange'.
        value (ObjectSelection): A list of names, or a template. Neither would be the whole bucket.
    """

    value: ObjectSelection
    action: Literal["evict-listrange"] = "evict-listrange"

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
        action = cast(Literal["evict-listrange"], d.pop("action"))
        if action != "evict-listrange":
            raise ValueError(f"action must match const 'evict-listrange', got '{action}'")

        value = ObjectSelection.from_dict(d.pop("value"))

        evict_objects_action = cls(
            action=action,
            value=value,
        )

        return evict_objects_action
