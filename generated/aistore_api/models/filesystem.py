# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Filesystem")


@_attrs_define
class Filesystem:
    """
    Attributes:
        fs (str): Device.
        fs_type (str):
        fs_id (str): Two numbers, separated by a comma.
    """

    fs: str
    fs_type: str
    fs_id: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fs = self.fs

        fs_type = self.fs_type

        fs_id = self.fs_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Fs": fs,
                "FsType": fs_type,
                "FsID": fs_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        fs = d.pop("Fs")

        fs_type = d.pop("FsType")

        fs_id = d.pop("FsID")

        filesystem = cls(
            fs=fs,
            fs_type=fs_type,
            fs_id=fs_id,
        )

        filesystem.additional_properties = d
        return filesystem

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
