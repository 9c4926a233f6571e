# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="GetSummaryArgs")


@_attrs_define
class GetSummaryArgs:
    """The arguments that it was started with, and the job's id.

    Attributes:
        uuid (str): Id of a job, as the cluster makes them.
        prefix (str | Unset):
        cached (bool | Unset):
        present (bool | Unset):
        dont_add_remote (bool | Unset):
    """

    uuid: str
    prefix: str | Unset = UNSET
    cached: bool | Unset = UNSET
    present: bool | Unset = UNSET
    dont_add_remote: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        prefix = self.prefix

        cached = self.cached

        present = self.present

        dont_add_remote = self.dont_add_remote

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "uuid": uuid,
            }
        )
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
        uuid = d.pop("uuid")

        prefix = d.pop("prefix", UNSET)

        cached = d.pop("cached", UNSET)

        present = d.pop("present", UNSET)

        dont_add_remote = d.pop("dont_add_remote", UNSET)

        get_summary_args = cls(
            uuid=uuid,
            prefix=prefix,
            cached=cached,
            present=present,
            dont_add_remote=dont_add_remote,
        )

        return get_summary_args
