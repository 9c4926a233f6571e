# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.provider_name import ProviderName
from ..types import UNSET, Unset

T = TypeVar("T", bound="BatchItem")


@_attrs_define
class BatchItem:
    """An object, a member of one, or a range of either.

    Attributes:
        objname (str): Any bytes, but no element `.` or `..`, no leading `~/` and no trailing `/`.
        bucket (str | Unset): Letters, digits, `.`, `_` and `-`; no `..`; a leading `.` is for the system's own buckets.
        provider (ProviderName | Unset): A backend provider as requests may spell it.
        uname (str | Unset): The bucket as one string, in place of the three fields; the member's name is then empty.
        archpath (str | Unset): Name of a member; with `/` in front, or the object's name and `/`, it is the same.
        opaque (str | Unset): Bytes that are given back, as base64.
        start (int | Unset): First byte.
        length (int | Unset): Bytes; -1: to the end.
    """

    objname: str
    bucket: str | Unset = UNSET
    provider: ProviderName | Unset = UNSET
    uname: str | Unset = UNSET
    archpath: str | Unset = UNSET
    opaque: str | Unset = UNSET
    start: int | Unset = UNSET
    length: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        objname = self.objname

        bucket = self.bucket

        provider: str | Unset = UNSET
        if not isinstance(self.provider, Unset):
            provider = self.provider.value

        uname = self.uname

        archpath = self.archpath

        opaque = self.opaque

        start = self.start

        length = self.length

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "objname": objname,
            }
        )
        if bucket is not UNSET:
            field_dict["bucket"] = bucket
        if provider is not UNSET:
            field_dict["provider"] = provider
        if uname is not UNSET:
            field_dict["uname"] = uname
        if archpath is not UNSET:
            field_dict["archpath"] = archpath
        if opaque is not UNSET:
            field_dict["opaque"] = opaque
        if start is not UNSET:
            field_dict["start"] = start
        if length is not UNSET:
            field_dict["length"] = length

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objname = d.pop("objname")

        bucket = d.pop("bucket", UNSET)

        _provider = d.pop("provider", UNSET)
        provider: ProviderName | Unset
        if isinstance(_provider, Unset):
            provider = UNSET
        else:
            provider = ProviderName(_provider)

        uname = d.pop("uname", UNSET)

        archpath = d.pop("archpath", UNSET)

        opaque = d.pop("opaque", UNSET)

        start = d.pop("start", UNSET)

        length = d.pop("length", UNSET)

        batch_item = cls(
            objname=objname,
            bucket=bucket,
            provider=provider,
            uname=uname,
            archpath=archpath,
            opaque=opaque,
            start=start,
            length=length,
        )

        batch_item.additional_properties = d
        return batch_item

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
