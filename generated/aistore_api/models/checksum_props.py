# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.checksum_type import ChecksumType

T = TypeVar("T", bound="ChecksumProps")


@_attrs_define
class ChecksumProps:
    """
    Attributes:
        type_ (ChecksumType):
        validate_cold_get (bool):
        validate_warm_get (bool):
        validate_obj_move (bool):
        enable_read_range (bool):
    """

    type_: ChecksumType
    validate_cold_get: bool
    validate_warm_get: bool
    validate_obj_move: bool
    enable_read_range: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_.value

        validate_cold_get = self.validate_cold_get

        validate_warm_get = self.validate_warm_get

        validate_obj_move = self.validate_obj_move

        enable_read_range = self.enable_read_range

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "validate_cold_get": validate_cold_get,
                "validate_warm_get": validate_warm_get,
                "validate_obj_move": validate_obj_move,
                "enable_read_range": enable_read_range,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        type_ = ChecksumType(d.pop("type"))

        validate_cold_get = d.pop("validate_cold_get")

        validate_warm_get = d.pop("validate_warm_get")

        validate_obj_move = d.pop("validate_obj_move")

        enable_read_range = d.pop("enable_read_range")

        checksum_props = cls(
            type_=type_,
            validate_cold_get=validate_cold_get,
            validate_warm_get=validate_warm_get,
            validate_obj_move=validate_obj_move,
            enable_read_range=enable_read_range,
        )

        checksum_props.additional_properties = d
        return checksum_props

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
