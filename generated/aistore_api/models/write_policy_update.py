# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.write_policy import WritePolicy
from ..types import UNSET, Unset

T = TypeVar("T", bound="WritePolicyUpdate")


@_attrs_define
class WritePolicyUpdate:
    """
    Attributes:
        data (WritePolicy | Unset):
        md (WritePolicy | Unset):
    """

    data: WritePolicy | Unset = UNSET
    md: WritePolicy | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        data: str | Unset = UNSET
        if not isinstance(self.data, Unset):
            data = self.data.value

        md: str | Unset = UNSET
        if not isinstance(self.md, Unset):
            md = self.md.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if data is not UNSET:
            field_dict["data"] = data
        if md is not UNSET:
            field_dict["md"] = md

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _data = d.pop("data", UNSET)
        data: WritePolicy | Unset
        if isinstance(_data, Unset):
            data = UNSET
        else:
            data = WritePolicy(_data)

        _md = d.pop("md", UNSET)
        md: WritePolicy | Unset
        if isinstance(_md, Unset):
            md = UNSET
        else:
            md = WritePolicy(_md)

        write_policy_update = cls(
            data=data,
            md=md,
        )

        return write_policy_update
