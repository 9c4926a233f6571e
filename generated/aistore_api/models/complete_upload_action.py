# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.completed_part import CompletedPart


T = TypeVar("T", bound="CompleteUploadAction")


@_attrs_define
class CompleteUploadAction:
    """
    Attributes:
        action (Literal['mpt-complete']):  Default: 'mpt-complete'.
        value (list[CompletedPart]): All parts, in any order.
    """

    value: list[CompletedPart]
    action: Literal["mpt-complete"] = "mpt-complete"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = []
        for value_item_data in self.value:
            value_item = value_item_data.to_dict()
            value.append(value_item)

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
        from ..models.completed_part import CompletedPart  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["mpt-complete"], d.pop("action"))
        if action != "mpt-complete":
            raise ValueError(f"action must match const 'mpt-complete', got '{action}'")

        value = []
        _value = d.pop("value")
        for value_item_data in _value:
            value_item = CompletedPart.from_dict(value_item_data)

            value.append(value_item)

        complete_upload_action = cls(
            action=action,
            value=value,
        )

        return complete_upload_action
