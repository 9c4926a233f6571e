# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="StartShardSummaryArgs")


@_attrs_define
class StartShardSummaryArgs:
    """
    Attributes:
        prefix (str | Unset): Only archives whose names begin with it.
    """

    prefix: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prefix is not UNSET:
            field_dict["prefix"] = prefix

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prefix = d.pop("prefix", UNSET)

        start_shard_summary_args = cls(
            prefix=prefix,
        )

        return start_shard_summary_args
