# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.index_shards_args import IndexShardsArgs


T = TypeVar("T", bound="IndexShardsAction")


@_attrs_define
class IndexShardsAction:
    """
    Attributes:
        action (Literal['index-shard']):  Default: 'index-shard'.
        value (IndexShardsArgs):
    """

    value: IndexShardsArgs
    action: Literal["index-shard"] = "index-shard"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.index_shards_args import IndexShardsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["index-shard"], d.pop("action"))
        if action != "index-shard":
            raise ValueError(f"action must match const 'index-shard', got '{action}'")

        value = IndexShardsArgs.from_dict(d.pop("value"))

        index_shards_action = cls(
            action=action,
            value=value,
        )

        return index_shards_action
