# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.get_shard_summary_args import GetShardSummaryArgs


T = TypeVar("T", bound="GetShardSummaryAction")


@_attrs_define
class GetShardSummaryAction:
    """
    Attributes:
        action (Literal['summary-shard']):  Default: 'summary-shard'.
        value (GetShardSummaryArgs):
    """

    value: GetShardSummaryArgs
    action: Literal["summary-shard"] = "summary-shard"

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
        from ..models.get_shard_summary_args import GetShardSummaryArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["summary-shard"], d.pop("action"))
        if action != "summary-shard":
            raise ValueError(f"action must match const 'summary-shard', got '{action}'")

        value = GetShardSummaryArgs.from_dict(d.pop("value"))

        get_shard_summary_action = cls(
            action=action,
            value=value,
        )

        return get_shard_summary_action
