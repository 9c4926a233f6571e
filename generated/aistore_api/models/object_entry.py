# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ObjectEntry")


@_attrs_define
class ObjectEntry:
    """One name. What is empty or zero is absent.

    Attributes:
        name (str):
        checksum (str | Unset):
        atime (str | Unset): Last access; the request chooses the layout.
        version (str | Unset):
        location (str | Unset): `t[id]:mp[path, disks]`: target and mountpath.
        custom_md (str | Unset): `[key:value key:value]`
        size (str | Unset): Bytes.
        copies (int | Unset):
        flags (int | Unset): Low 5 bits: status, 0 is well. 64 in the cluster, 128 member of an archive, 256 directory,
            512 archive, 1024 version changed, 2048 removed remotely, 4096 HEAD failed, 8192 chunked.
    """

    name: str
    checksum: str | Unset = UNSET
    atime: str | Unset = UNSET
    version: str | Unset = UNSET
    location: str | Unset = UNSET
    custom_md: str | Unset = UNSET
    size: str | Unset = UNSET
    copies: int | Unset = UNSET
    flags: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        checksum = self.checksum

        atime = self.atime

        version = self.version

        location = self.location

        custom_md = self.custom_md

        size = self.size

        copies = self.copies

        flags = self.flags

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if checksum is not UNSET:
            field_dict["checksum"] = checksum
        if atime is not UNSET:
            field_dict["atime"] = atime
        if version is not UNSET:
            field_dict["version"] = version
        if location is not UNSET:
            field_dict["location"] = location
        if custom_md is not UNSET:
            field_dict["custom-md"] = custom_md
        if size is not UNSET:
            field_dict["size"] = size
        if copies is not UNSET:
            field_dict["copies"] = copies
        if flags is not UNSET:
            field_dict["flags"] = flags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        checksum = d.pop("checksum", UNSET)

        atime = d.pop("atime", UNSET)

        version = d.pop("version", UNSET)

        location = d.pop("location", UNSET)

        custom_md = d.pop("custom-md", UNSET)

        size = d.pop("size", UNSET)

        copies = d.pop("copies", UNSET)

        flags = d.pop("flags", UNSET)

        object_entry = cls(
            name=name,
            checksum=checksum,
            atime=atime,
            version=version,
            location=location,
            custom_md=custom_md,
            size=size,
            copies=copies,
            flags=flags,
        )

        return object_entry
