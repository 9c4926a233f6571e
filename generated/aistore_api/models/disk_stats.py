# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DiskStats")


@_attrs_define
class DiskStats:
    """Activity of a disk since the last look.

    Attributes:
        r_bps (int): Bytes read per second.
        ravg (int): Mean bytes of a read.
        w_bps (int): Bytes written per second.
        wavg (int): Mean bytes of a write.
        util (int): Percent of the time busy.
    """

    r_bps: int
    ravg: int
    w_bps: int
    wavg: int
    util: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        r_bps = self.r_bps

        ravg = self.ravg

        w_bps = self.w_bps

        wavg = self.wavg

        util = self.util

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "RBps": r_bps,
                "Ravg": ravg,
                "WBps": w_bps,
                "Wavg": wavg,
                "Util": util,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        r_bps = d.pop("RBps")

        ravg = d.pop("Ravg")

        w_bps = d.pop("WBps")

        wavg = d.pop("Wavg")

        util = d.pop("Util")

        disk_stats = cls(
            r_bps=r_bps,
            ravg=ravg,
            w_bps=w_bps,
            wavg=wavg,
            util=util,
        )

        disk_stats.additional_properties = d
        return disk_stats

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
