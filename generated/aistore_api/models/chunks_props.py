# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ChunksProps")


@_attrs_define
class ChunksProps:
    """
    Attributes:
        objsize_limit (str):
        max_monolithic_size (str):
        chunk_size (str):
        checkpoint_every (int | Unset):
        flags (int | Unset):
    """

    objsize_limit: str
    max_monolithic_size: str
    chunk_size: str
    checkpoint_every: int | Unset = UNSET
    flags: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        objsize_limit = self.objsize_limit

        max_monolithic_size = self.max_monolithic_size

        chunk_size = self.chunk_size

        checkpoint_every = self.checkpoint_every

        flags = self.flags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "objsize_limit": objsize_limit,
                "max_monolithic_size": max_monolithic_size,
                "chunk_size": chunk_size,
            }
        )
        if checkpoint_every is not UNSET:
            field_dict["checkpoint_every"] = checkpoint_every
        if flags is not UNSET:
            field_dict["flags"] = flags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objsize_limit = d.pop("objsize_limit")

        max_monolithic_size = d.pop("max_monolithic_size")

        chunk_size = d.pop("chunk_size")

        checkpoint_every = d.pop("checkpoint_every", UNSET)

        flags = d.pop("flags", UNSET)

        chunks_props = cls(
            objsize_limit=objsize_limit,
            max_monolithic_size=max_monolithic_size,
            chunk_size=chunk_size,
            checkpoint_every=checkpoint_every,
            flags=flags,
        )

        chunks_props.additional_properties = d
        return chunks_props

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
