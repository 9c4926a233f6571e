# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.copy_objects_args import CopyObjectsArgs


T = TypeVar("T", bound="CopyObjectsAction")


@_attrs_define
class CopyObjectsAction:
    """
    Attributes:
        action (Literal['copy-listrange']):  Default: 'copy-listrange'.
        value (CopyObjectsArgs): A list of names, or a template. Neither would be the whole bucket.
    """

    value: CopyObjectsArgs
    action: Literal["copy-listrange"] = "copy-listrange"

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
        from ..models.copy_objects_args import CopyObjectsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["copy-listrange"], d.pop("action"))
        if action != "copy-listrange":
            raise ValueError(f"action must match const 'copy-listrange', got '{action}'")

        value = CopyObjectsArgs.from_dict(d.pop("value"))

        copy_objects_action = cls(
            action=action,
            value=value,
        )

        return copy_objects_action
