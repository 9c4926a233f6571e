# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.transform_objects_args import TransformObjectsArgs


T = TypeVar("T", bound="TransformObjectsAction")


@_attrs_define
class TransformObjectsAction:
    """
    Attributes:
        action (Literal['etl-listrange']):  Default: 'etl-listrange'.
        value (TransformObjectsArgs): A list of names, or a template. Neither would be the whole bucket.
    """

    value: TransformObjectsArgs
    action: Literal["etl-listrange"] = "etl-listrange"

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
        from ..models.transform_objects_args import TransformObjectsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["etl-listrange"], d.pop("action"))
        if action != "etl-listrange":
            raise ValueError(f"action must match const 'etl-listrange', got '{action}'")

        value = TransformObjectsArgs.from_dict(d.pop("value"))

        transform_objects_action = cls(
            action=action,
            value=value,
        )

        return transform_objects_action
