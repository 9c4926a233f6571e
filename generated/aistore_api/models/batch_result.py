# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="BatchResult")


@_attrs_define
class BatchResult:
    """One of them. The member of an archive may stand in `objname`, after the object's.

    Attributes:
        objname (str):
        size (int): Bytes.
        archpath (str | Unset):
        bucket (str | Unset):
        provider (str | Unset): May be empty.
        opaque (str | Unset): What the request had.
        err_msg (str | Unset): Why it is missing.
    """

    objname: str
    size: int
    archpath: str | Unset = UNSET
    bucket: str | Unset = UNSET
    provider: str | Unset = UNSET
    opaque: str | Unset = UNSET
    err_msg: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        objname = self.objname

        size = self.size

        archpath = self.archpath

        bucket = self.bucket

        provider = self.provider

        opaque = self.opaque

        err_msg = self.err_msg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "objname": objname,
                "size": size,
            }
        )
        if archpath is not UNSET:
            field_dict["archpath"] = archpath
        if bucket is not UNSET:
            field_dict["bucket"] = bucket
        if provider is not UNSET:
            field_dict["provider"] = provider
        if opaque is not UNSET:
            field_dict["opaque"] = opaque
        if err_msg is not UNSET:
            field_dict["err_msg"] = err_msg

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objname = d.pop("objname")

        size = d.pop("size")

        archpath = d.pop("archpath", UNSET)

        bucket = d.pop("bucket", UNSET)

        provider = d.pop("provider", UNSET)

        opaque = d.pop("opaque", UNSET)

        err_msg = d.pop("err_msg", UNSET)

        batch_result = cls(
            objname=objname,
            size=size,
            archpath=archpath,
            bucket=bucket,
            provider=provider,
            opaque=opaque,
            err_msg=err_msg,
        )

        batch_result.additional_properties = d
        return batch_result

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
