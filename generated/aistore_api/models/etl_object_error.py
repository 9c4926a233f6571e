# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ETLObjectError")


@_attrs_define
class ETLObjectError:
    """
    Attributes:
        obj_name (str): The object's full name, as `ais://bucket/object`.
        msg (str):
        ecode (int): Status that the transformer answered; 0 when none.
    """

    obj_name: str
    msg: str
    ecode: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        obj_name = self.obj_name

        msg = self.msg

        ecode = self.ecode

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "obj_name": obj_name,
                "msg": msg,
                "ecode": ecode,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        obj_name = d.pop("obj_name")

        msg = d.pop("msg")

        ecode = d.pop("ecode")

        etl_object_error = cls(
            obj_name=obj_name,
            msg=msg,
            ecode=ecode,
        )

        etl_object_error.additional_properties = d
        return etl_object_error

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
