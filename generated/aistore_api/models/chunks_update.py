# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ChunksUpdate")


@_attrs_define
class ChunksUpdate:
    """
    Attributes:
        objsize_limit (str | Unset): Bytes: a number, or with a unit (`1GiB`).
        max_monolithic_size (str | Unset): Bytes: a number, or with a unit (`1GiB`).
        chunk_size (str | Unset): Bytes: a number, or with a unit (`1GiB`).
        checkpoint_every (int | Unset):
        flags (int | Unset):
    """

    objsize_limit: str | Unset = UNSET
    max_monolithic_size: str | Unset = UNSET
    chunk_size: str | Unset = UNSET
    checkpoint_every: int | Unset = UNSET
    flags: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        objsize_limit = self.objsize_limit

        max_monolithic_size = self.max_monolithic_size

        chunk_size = self.chunk_size

        checkpoint_every = self.checkpoint_every

        flags = self.flags

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if objsize_limit is not UNSET:
            field_dict["objsize_limit"] = objsize_limit
        if max_monolithic_size is not UNSET:
            field_dict["max_monolithic_size"] = max_monolithic_size
        if chunk_size is not UNSET:
            field_dict["chunk_size"] = chunk_size
        if checkpoint_every is not UNSET:
            field_dict["checkpoint_every"] = checkpoint_every
        if flags is not UNSET:
            field_dict["flags"] = flags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objsize_limit = d.pop("objsize_limit", UNSET)

        max_monolithic_size = d.pop("max_monolithic_size", UNSET)

        chunk_size = d.pop("chunk_size", UNSET)

        checkpoint_every = d.pop("checkpoint_every", UNSET)

        flags = d.pop("flags", UNSET)

        chunks_update = cls(
            objsize_limit=objsize_limit,
            max_monolithic_size=max_monolithic_size,
            chunk_size=chunk_size,
            checkpoint_every=checkpoint_every,
            flags=flags,
        )

        return chunks_update
