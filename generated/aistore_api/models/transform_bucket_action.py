# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.transform_bucket_args import TransformBucketArgs


T = TypeVar("T", bound="TransformBucketAction")


@_attrs_define
class TransformBucketAction:
    """
    Attributes:
        action (Literal['etl-bck']):  Default: 'etl-bck'.
        value (TransformBucketArgs):
    """

    value: TransformBucketArgs
    action: Literal["etl-bck"] = "etl-bck"

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
        from ..models.transform_bucket_args import TransformBucketArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["etl-bck"], d.pop("action"))
        if action != "etl-bck":
            raise ValueError(f"action must match const 'etl-bck', got '{action}'")

        value = TransformBucketArgs.from_dict(d.pop("value"))

        transform_bucket_action = cls(
            action=action,
            value=value,
        )

        return transform_bucket_action
