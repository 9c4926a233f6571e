# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.bucket_props_update import BucketPropsUpdate


T = TypeVar("T", bound="SetBucketPropsAction")


@_attrs_define
class SetBucketPropsAction:
    """
    Attributes:
        action (Literal['set-bprops']):  Default: 'set-bprops'.
        value (BucketPropsUpdate): The properties to set; what is absent stays as it is, or as the cluster's defaults
            are.
    """

    value: BucketPropsUpdate
    action: Literal["set-bprops"] = "set-bprops"

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
        from ..models.bucket_props_update import BucketPropsUpdate  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["set-bprops"], d.pop("action"))
        if action != "set-bprops":
            raise ValueError(f"action must match const 'set-bprops', got '{action}'")

        value = BucketPropsUpdate.from_dict(d.pop("value"))

        set_bucket_props_action = cls(
            action=action,
            value=value,
        )

        return set_bucket_props_action
