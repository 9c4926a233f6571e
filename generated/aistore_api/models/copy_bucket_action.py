# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.copy_bucket_args import CopyBucketArgs


T = TypeVar("T", bound="CopyBucketAction")


@_attrs_define
class CopyBucketAction:
    """
    Attributes:
        action (Literal['copy-bck']):  Default: 'copy-bck'.
        value (CopyBucketArgs | Unset):
    """

    action: Literal["copy-bck"] = "copy-bck"
    value: CopyBucketArgs | Unset = UNSET

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
        from ..models.copy_bucket_args import CopyBucketArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["copy-bck"], d.pop("action"))
        if action != "copy-bck":
            raise ValueError(f"action must match const 'copy-bck', got '{action}'")

        _value = d.pop("value", UNSET)
        value: CopyBucketArgs | Unset
        if isinstance(_value, Unset):
            value = UNSET
        else:
            value = CopyBucketArgs.from_dict(_value)

        copy_bucket_action = cls(
            action=action,
            value=value,
        )

        return copy_bucket_action
