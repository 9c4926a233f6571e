# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ListObjectsArgs")


@_attrs_define
class ListObjectsArgs:
    """Which names, and what of each.

    Attributes:
        props (str | Unset): Comma-separated: name, size, checksum, atime, version, copies, custom, location, ec,
            cached, status; name and size when empty.
        prefix (str | Unset): Only names that begin with it.
        pagesize (int | Unset): Entries of a page at most; 0 lets the cluster choose.
        continuation_token (str | Unset): What the last page had; it is the last name of that page.
        start_after (str | Unset): Only names after it; not looked at when there is a token.
        uuid (str | Unset): What the first page had.
        flags (str | Unset): Bit mask as a decimal number.
        time_format (str | Unset): Layout of times, in Go's notation; RFC 822 when empty.
        target (str | Unset): The only target that asks the backend.
    """

    props: str | Unset = UNSET
    prefix: str | Unset = UNSET
    pagesize: int | Unset = UNSET
    continuation_token: str | Unset = UNSET
    start_after: str | Unset = UNSET
    uuid: str | Unset = UNSET
    flags: str | Unset = UNSET
    time_format: str | Unset = UNSET
    target: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        props = self.props

        prefix = self.prefix

        pagesize = self.pagesize

        continuation_token = self.continuation_token

        start_after = self.start_after

        uuid = self.uuid

        flags = self.flags

        time_format = self.time_format

        target = self.target

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if props is not UNSET:
            field_dict["props"] = props
        if prefix is not UNSET:
            field_dict["prefix"] = prefix
        if pagesize is not UNSET:
            field_dict["pagesize"] = pagesize
        if continuation_token is not UNSET:
            field_dict["continuation_token"] = continuation_token
        if start_after is not UNSET:
            field_dict["start_after"] = start_after
        if uuid is not UNSET:
            field_dict["uuid"] = uuid
        if flags is not UNSET:
            field_dict["flags"] = flags
        if time_format is not UNSET:
            field_dict["time_format"] = time_format
        if target is not UNSET:
            field_dict["target"] = target

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        props = d.pop("props", UNSET)

        prefix = d.pop("prefix", UNSET)

        pagesize = d.pop("pagesize", UNSET)

        continuation_token = d.pop("continuation_token", UNSET)

        start_after = d.pop("start_after", UNSET)

        uuid = d.pop("uuid", UNSET)

        flags = d.pop("flags", UNSET)

        time_format = d.pop("time_format", UNSET)

        target = d.pop("target", UNSET)

        list_objects_args = cls(
            props=props,
            prefix=prefix,
            pagesize=pagesize,
            continuation_token=continuation_token,
            start_after=start_after,
            uuid=uuid,
            flags=flags,
            time_format=time_format,
            target=target,
        )

        return list_objects_args
