# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="StartSummaryArgs")


@_attrs_define
class StartSummaryArgs:
    """
    Attributes:
        prefix (str | Unset): Only objects whose names begin with it.
        cached (bool | Unset): Only objects that the cluster has.
        present (bool | Unset): Only buckets that the cluster knows.
        dont_add_remote (bool | Unset): Do not add remote buckets to the cluster.
    """

    prefix: str | Unset = UNSET
    cached: bool | Unset = UNSET
    present: bool | Unset = UNSET
    dont_add_remote: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        prefix = self.prefix

        cached = self.cached

        present = self.present

        dont_add_remote = self.dont_add_remote

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if cached is not UNSET:
            field_dict["cached"] = cached
        if present is not UNSET:
            field_dict["present"] = present
        if dont_add_remote is not UNSET:
            field_dict["dont_add_remote"] = dont_add_remote

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prefix = d.pop("prefix", UNSET)

        cached = d.pop("cached", UNSET)

        present = d.pop("present", UNSET)

        dont_add_remote = d.pop("dont_add_remote", UNSET)

        start_summary_args = cls(
            prefix=prefix,
            cached=cached,
            present=present,
            dont_add_remote=dont_add_remote,
        )

        return start_summary_args
