# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.disk_usage_all_disk_stats import DiskUsageAllDiskStats
    from ..models.mountpath_usages import MountpathUsages


T = TypeVar("T", bound="DiskUsage")


@_attrs_define
class DiskUsage:
    """Disk space and disk activity of a target.

    Attributes:
        mountpaths (MountpathUsages | None): Null for a proxy.
        cs_err (str): Out of space, or a faulted disk.
        total_used (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        total_avail (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        pct_max (int): Percent used of the fullest mountpath.
        pct_avg (int):
        pct_min (int):
        all_disk_stats (DiskUsageAllDiskStats): By device.
    """

    mountpaths: MountpathUsages | None
    cs_err: str
    total_used: str
    total_avail: str
    pct_max: int
    pct_avg: int
    pct_min: int
    all_disk_stats: DiskUsageAllDiskStats
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.mountpath_usages import MountpathUsages  # noqa: PLC0415

        mountpaths: dict[str, Any] | None
        if isinstance(self.mountpaths, MountpathUsages):
            mountpaths = self.mountpaths.to_dict()
        else:
            mountpaths = self.mountpaths

        cs_err = self.cs_err

        total_used = self.total_used

        total_avail = self.total_avail

        pct_max = self.pct_max

        pct_avg = self.pct_avg

        pct_min = self.pct_min

        all_disk_stats = self.all_disk_stats.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mountpaths": mountpaths,
                "cs_err": cs_err,
                "total_used": total_used,
                "total_avail": total_avail,
                "pct_max": pct_max,
                "pct_avg": pct_avg,
                "pct_min": pct_min,
                "AllDiskStats": all_disk_stats,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.disk_usage_all_disk_stats import DiskUsageAllDiskStats  # noqa: PLC0415
        from ..models.mountpath_usages import MountpathUsages  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_mountpaths(data: object) -> MountpathUsages | None:
            if data is None:
                return data
            if not isinstance(data, dict):
                raise TypeError()
            mountpaths_type_0 = MountpathUsages.from_dict(data)

            return mountpaths_type_0

        mountpaths = _parse_mountpaths(d.pop("mountpaths"))

        cs_err = d.pop("cs_err")

        total_used = d.pop("total_used")

        total_avail = d.pop("total_avail")

        pct_max = d.pop("pct_max")

        pct_avg = d.pop("pct_avg")

        pct_min = d.pop("pct_min")

        all_disk_stats = DiskUsageAllDiskStats.from_dict(d.pop("AllDiskStats"))

        disk_usage = cls(
            mountpaths=mountpaths,
            cs_err=cs_err,
            total_used=total_used,
            total_avail=total_avail,
            pct_max=pct_max,
            pct_avg=pct_avg,
            pct_min=pct_min,
            all_disk_stats=all_disk_stats,
        )

        disk_usage.additional_properties = d
        return disk_usage

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
