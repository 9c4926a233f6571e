# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.node_map import NodeMap
    from ..models.snode import Snode


T = TypeVar("T", bound="Smap")


@_attrs_define
class Smap:
    """The cluster map: proxies (`pmap`), the primary (`proxy_si`) and targets (`tmap`).

    Attributes:
        pmap (NodeMap): Nodes by id.
        proxy_si (Snode): A node of the cluster.
        tmap (NodeMap): Nodes by id.
        uuid (str): Id of the cluster; it never changes.
        creation_time (str): `YYYY-MM-DD hh:mm:ss`, UTC.
        version (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        ext (Any | Unset): Reserved.
    """

    pmap: NodeMap
    proxy_si: Snode
    tmap: NodeMap
    uuid: str
    creation_time: str
    version: str
    ext: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        pmap = self.pmap.to_dict()

        proxy_si = self.proxy_si.to_dict()

        tmap = self.tmap.to_dict()

        uuid = self.uuid

        creation_time = self.creation_time

        version = self.version

        ext = self.ext

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "pmap": pmap,
                "proxy_si": proxy_si,
                "tmap": tmap,
                "uuid": uuid,
                "creation_time": creation_time,
                "version": version,
            }
        )
        if ext is not UNSET:
            field_dict["ext"] = ext

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.node_map import NodeMap  # noqa: PLC0415
        from ..models.snode import Snode  # noqa: PLC0415

        d = dict(src_dict)
        pmap = NodeMap.from_dict(d.pop("pmap"))

        proxy_si = Snode.from_dict(d.pop("proxy_si"))

        tmap = NodeMap.from_dict(d.pop("tmap"))

        uuid = d.pop("uuid")

        creation_time = d.pop("creation_time")

        version = d.pop("version")

        ext = d.pop("ext", UNSET)

        smap = cls(
            pmap=pmap,
            proxy_si=proxy_si,
            tmap=tmap,
            uuid=uuid,
            creation_time=creation_time,
            version=version,
            ext=ext,
        )

        smap.additional_properties = d
        return smap

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
