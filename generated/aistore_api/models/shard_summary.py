# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ShardSummary")


@_attrs_define
class ShardSummary:
    """
    Attributes:
        tar_objs (str): A 64-bit number without sign, in a string.
        tar_size (str): A 64-bit number without sign, in a string.
        shards (str): A 64-bit number without sign, in a string.
        shard_size (str): A 64-bit number without sign, in a string.
        archived_objs (str): A 64-bit number without sign, in a string.
        stale_indexes (str): A 64-bit number without sign, in a string.
        invalid_indexes (str): A 64-bit number without sign, in a string.
    """

    tar_objs: str
    tar_size: str
    shards: str
    shard_size: str
    archived_objs: str
    stale_indexes: str
    invalid_indexes: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        tar_objs = self.tar_objs

        tar_size = self.tar_size

        shards = self.shards

        shard_size = self.shard_size

        archived_objs = self.archived_objs

        stale_indexes = self.stale_indexes

        invalid_indexes = self.invalid_indexes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "tar-objs": tar_objs,
                "tar-size": tar_size,
                "shards": shards,
                "shard-size": shard_size,
                "archived-objs": archived_objs,
                "stale-indexes": stale_indexes,
                "invalid-indexes": invalid_indexes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        tar_objs = d.pop("tar-objs")

        tar_size = d.pop("tar-size")

        shards = d.pop("shards")

        shard_size = d.pop("shard-size")

        archived_objs = d.pop("archived-objs")

        stale_indexes = d.pop("stale-indexes")

        invalid_indexes = d.pop("invalid-indexes")

        shard_summary = cls(
            tar_objs=tar_objs,
            tar_size=tar_size,
            shards=shards,
            shard_size=shard_size,
            archived_objs=archived_objs,
            stale_indexes=stale_indexes,
            invalid_indexes=invalid_indexes,
        )

        shard_summary.additional_properties = d
        return shard_summary

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
