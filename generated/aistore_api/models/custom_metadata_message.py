# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.custom_metadata import CustomMetadata


T = TypeVar("T", bound="CustomMetadataMessage")


@_attrs_define
class CustomMetadataMessage:
    """Custom metadata; `action` is not looked at.

    Attributes:
        value (CustomMetadata): Pairs; at most 2,048 bytes in all.
        action (str | Unset):  Default: ''.
    """

    value: CustomMetadata
    action: str | Unset = ""

    def to_dict(self) -> dict[str, Any]:
        value = self.value.to_dict()

        action = self.action

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "value": value,
            }
        )
        if action is not UNSET:
            field_dict["action"] = action

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.custom_metadata import CustomMetadata  # noqa: PLC0415

        d = dict(src_dict)
        value = CustomMetadata.from_dict(d.pop("value"))

        action = d.pop("action", UNSET)

        custom_metadata_message = cls(
            value=value,
            action=action,
        )

        return custom_metadata_message
