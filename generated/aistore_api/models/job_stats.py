# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="JobStats")


@_attrs_define
class JobStats:
    """What a job has done at one target.

    Attributes:
        loc_objs (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        loc_bytes (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        out_objs (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        out_bytes (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        in_objs (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        in_bytes (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
    """

    loc_objs: str
    loc_bytes: str
    out_objs: str
    out_bytes: str
    in_objs: str
    in_bytes: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        loc_objs = self.loc_objs

        loc_bytes = self.loc_bytes

        out_objs = self.out_objs

        out_bytes = self.out_bytes

        in_objs = self.in_objs

        in_bytes = self.in_bytes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "loc-objs": loc_objs,
                "loc-bytes": loc_bytes,
                "out-objs": out_objs,
                "out-bytes": out_bytes,
                "in-objs": in_objs,
                "in-bytes": in_bytes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        loc_objs = d.pop("loc-objs")

        loc_bytes = d.pop("loc-bytes")

        out_objs = d.pop("out-objs")

        out_bytes = d.pop("out-bytes")

        in_objs = d.pop("in-objs")

        in_bytes = d.pop("in-bytes")

        job_stats = cls(
            loc_objs=loc_objs,
            loc_bytes=loc_bytes,
            out_objs=out_objs,
            out_bytes=out_bytes,
            in_objs=in_objs,
            in_bytes=in_bytes,
        )

        job_stats.additional_properties = d
        return job_stats

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
