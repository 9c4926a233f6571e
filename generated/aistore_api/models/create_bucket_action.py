# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bucket_props_update import BucketPropsUpdate


T = TypeVar("T", bound="CreateBucketAction")


@_attrs_define
class CreateBucketAction:
    """
    Attributes:
        action (Literal['create-bck']):  Default: 'create-bck'.
        value (BucketPropsUpdate | Unset): The properties to set; what is absent stays as it is, or as the cluster's
            defaults are.
    """

    action: Literal["create-bck"] = "create-bck"
    value: BucketPropsUpdate | Unset = UNSET

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
        from ..models.bucket_props_update import BucketPropsUpdate  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["create-bck"], d.pop("action"))
        if action != "create-bck":
            raise ValueError(f"action must match const 'create-bck', got '{action}'")

        _value = d.pop("value", UNSET)
        value: BucketPropsUpdate | Unset
        if isinstance(_value, Unset):
            value = UNSET
        else:
            value = BucketPropsUpdate.from_dict(_value)

        create_bucket_action = cls(
            action=action,
            value=value,
        )

        return create_bucket_action
