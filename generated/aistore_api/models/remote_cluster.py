# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.smap import Smap


T = TypeVar("T", bound="RemoteCluster")


@_attrs_define
class RemoteCluster:
    """An attached AIS cluster.

    Attributes:
        smap (None | Smap): Null when it cannot be reached.
        url (str): The URL in use; when none answers, all of them in brackets.
        alias (str):
        uuid (str): `defunct` when it was never reached.
    """

    smap: None | Smap
    url: str
    alias: str
    uuid: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.smap import Smap  # noqa: PLC0415

        smap: dict[str, Any] | None
        if isinstance(self.smap, Smap):
            smap = self.smap.to_dict()
        else:
            smap = self.smap

        url = self.url

        alias = self.alias

        uuid = self.uuid

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "smap": smap,
                "url": url,
                "alias": alias,
                "uuid": uuid,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.smap import Smap  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_smap(data: object) -> None | Smap:
            if data is None:
                return data
            if not isinstance(data, dict):
                raise TypeError()
            smap_type_0 = Smap.from_dict(data)

            return smap_type_0

        smap = _parse_smap(d.pop("smap"))

        url = d.pop("url")

        alias = d.pop("alias")

        uuid = d.pop("uuid")

        remote_cluster = cls(
            smap=smap,
            url=url,
            alias=alias,
            uuid=uuid,
        )

        remote_cluster.additional_properties = d
        return remote_cluster

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
