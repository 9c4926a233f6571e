# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.filesystem import Filesystem


T = TypeVar("T", bound="MountpathUsage")


@_attrs_define
class MountpathUsage:
    """
    Attributes:
        mountpath_label (str):
        fs (Filesystem):
        disks (list[str] | None): Device names; a faulted or degraded one says so after a dot.
        used (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        avail (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        pct_used (int):
    """

    mountpath_label: str
    fs: Filesystem
    disks: list[str] | None
    used: str
    avail: str
    pct_used: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mountpath_label = self.mountpath_label

        fs = self.fs.to_dict()

        disks: list[str] | None
        if isinstance(self.disks, list):
            disks = self.disks

        else:
            disks = self.disks

        used = self.used

        avail = self.avail

        pct_used = self.pct_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mountpath_label": mountpath_label,
                "fs": fs,
                "disks": disks,
                "used": used,
                "avail": avail,
                "pct_used": pct_used,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.filesystem import Filesystem  # noqa: PLC0415

        d = dict(src_dict)
        mountpath_label = d.pop("mountpath_label")

        fs = Filesystem.from_dict(d.pop("fs"))

        def _parse_disks(data: object) -> list[str] | None:
            if data is None:
                return data
            if not isinstance(data, list):
                raise TypeError()
            disks_type_0 = cast(list[str], data)

            return disks_type_0

        disks = _parse_disks(d.pop("disks"))

        used = d.pop("used")

        avail = d.pop("avail")

        pct_used = d.pop("pct_used")

        mountpath_usage = cls(
            mountpath_label=mountpath_label,
            fs=fs,
            disks=disks,
            used=used,
            avail=avail,
            pct_used=pct_used,
        )

        mountpath_usage.additional_properties = d
        return mountpath_usage

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
