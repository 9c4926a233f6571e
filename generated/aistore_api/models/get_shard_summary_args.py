# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GetShardSummaryArgs")


@_attrs_define
class GetShardSummaryArgs:
    """
    Attributes:
        uuid (str): Id of a job, as the cluster makes them.
        prefix (str | Unset):
    """

    uuid: str
    prefix: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        prefix = self.prefix

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "uuid": uuid,
            }
        )
        if prefix is not UNSET:
            field_dict["prefix"] = prefix

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        uuid = d.pop("uuid")

        prefix = d.pop("prefix", UNSET)

        get_shard_summary_args = cls(
            uuid=uuid,
            prefix=prefix,
        )

        return get_shard_summary_args
