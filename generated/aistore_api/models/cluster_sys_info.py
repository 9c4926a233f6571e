# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.sys_info_map import SysInfoMap


T = TypeVar("T", bound="ClusterSysInfo")


@_attrs_define
class ClusterSysInfo:
    """
    Attributes:
        proxy (SysInfoMap): By node id.
        target (SysInfoMap): By node id.
    """

    proxy: SysInfoMap
    target: SysInfoMap
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        proxy = self.proxy.to_dict()

        target = self.target.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "proxy": proxy,
                "target": target,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.sys_info_map import SysInfoMap  # noqa: PLC0415

        d = dict(src_dict)
        proxy = SysInfoMap.from_dict(d.pop("proxy"))

        target = SysInfoMap.from_dict(d.pop("target"))

        cluster_sys_info = cls(
            proxy=proxy,
            target=target,
        )

        cluster_sys_info.additional_properties = d
        return cluster_sys_info

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
