# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.remote_cluster import RemoteCluster


T = TypeVar("T", bound="RemoteClusters")


@_attrs_define
class RemoteClusters:
    """Attached AIS clusters.

    Attributes:
        a (list[RemoteCluster] | None):
        ver (int):
    """

    a: list[RemoteCluster] | None
    ver: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        a: list[dict[str, Any]] | None
        if isinstance(self.a, list):
            a = []
            for a_type_0_item_data in self.a:
                a_type_0_item = a_type_0_item_data.to_dict()
                a.append(a_type_0_item)

        else:
            a = self.a

        ver = self.ver

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "a": a,
                "ver": ver,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.remote_cluster import RemoteCluster  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_a(data: object) -> list[RemoteCluster] | None:
            if data is None:
                return data
            if not isinstance(data, list):
                raise TypeError()
            a_type_0 = []
            _a_type_0 = data
            for a_type_0_item_data in _a_type_0:
                a_type_0_item = RemoteCluster.from_dict(a_type_0_item_data)

                a_type_0.append(a_type_0_item)

            return a_type_0

        a = _parse_a(d.pop("a"))

        ver = d.pop("ver")

        remote_clusters = cls(
            a=a,
            ver=ver,
        )

        remote_clusters.additional_properties = d
        return remote_clusters

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
