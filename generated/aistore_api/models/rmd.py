# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="RMD")


@_attrs_define
class RMD:
    """Rebalance metadata.

    Attributes:
        cluster_id (str):
        version (int): Number of the latest rebalance, `N` of its job id `gN`.
        target_ids (list[str] | Unset):
        ext (Any | Unset): Reserved.
    """

    cluster_id: str
    version: int
    target_ids: list[str] | Unset = UNSET
    ext: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cluster_id = self.cluster_id

        version = self.version

        target_ids: list[str] | Unset = UNSET
        if not isinstance(self.target_ids, Unset):
            target_ids = self.target_ids

        ext = self.ext

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cluster_id": cluster_id,
                "version": version,
            }
        )
        if target_ids is not UNSET:
            field_dict["target_ids"] = target_ids
        if ext is not UNSET:
            field_dict["ext"] = ext

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cluster_id = d.pop("cluster_id")

        version = d.pop("version")

        target_ids = cast(list[str], d.pop("target_ids", UNSET))

        ext = d.pop("ext", UNSET)

        rmd = cls(
            cluster_id=cluster_id,
            version=version,
            target_ids=target_ids,
            ext=ext,
        )

        rmd.additional_properties = d
        return rmd

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
