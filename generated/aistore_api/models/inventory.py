# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Inventory")


@_attrs_define
class Inventory:
    """What an inventory is of, and when it was made.

    Attributes:
        bucket (str): As `provider://@uuid/bucket`.
        name (str):
        obj_name (str): The object that it is kept in.
        size (int): Bytes.
        started (int): Nanoseconds since 1970.
        finished (int): Nanoseconds since 1970; 0 while it is made.
        ntotal (int): Names in it.
        smap_ver (int | Unset):
        chunks (int | Unset):
        nat (int | Unset): Targets.
    """

    bucket: str
    name: str
    obj_name: str
    size: int
    started: int
    finished: int
    ntotal: int
    smap_ver: int | Unset = UNSET
    chunks: int | Unset = UNSET
    nat: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bucket = self.bucket

        name = self.name

        obj_name = self.obj_name

        size = self.size

        started = self.started

        finished = self.finished

        ntotal = self.ntotal

        smap_ver = self.smap_ver

        chunks = self.chunks

        nat = self.nat

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bucket": bucket,
                "name": name,
                "obj_name": obj_name,
                "size": size,
                "started": started,
                "finished": finished,
                "ntotal": ntotal,
            }
        )
        if smap_ver is not UNSET:
            field_dict["smap_ver"] = smap_ver
        if chunks is not UNSET:
            field_dict["chunks"] = chunks
        if nat is not UNSET:
            field_dict["nat"] = nat

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bucket = d.pop("bucket")

        name = d.pop("name")

        obj_name = d.pop("obj_name")

        size = d.pop("size")

        started = d.pop("started")

        finished = d.pop("finished")

        ntotal = d.pop("ntotal")

        smap_ver = d.pop("smap_ver", UNSET)

        chunks = d.pop("chunks", UNSET)

        nat = d.pop("nat", UNSET)

        inventory = cls(
            bucket=bucket,
            name=name,
            obj_name=obj_name,
            size=size,
            started=started,
            finished=finished,
            ntotal=ntotal,
            smap_ver=smap_ver,
            chunks=chunks,
            nat=nat,
        )

        inventory.additional_properties = d
        return inventory

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
