# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.start_shard_summary_args import StartShardSummaryArgs


T = TypeVar("T", bound="StartShardSummaryAction")


@_attrs_define
class StartShardSummaryAction:
    """
    Attributes:
        action (Literal['summary-shard']):  Default: 'summary-shard'.
        value (StartShardSummaryArgs | Unset):
    """

    action: Literal["summary-shard"] = "summary-shard"
    value: StartShardSummaryArgs | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value: dict[str, Any] | Unset = UNSET
        if not isinstance(self.value, Unset):
            value = self.value.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.start_shard_summary_args import StartShardSummaryArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["summary-shard"], d.pop("action"))
        if action != "summary-shard":
            raise ValueError(f"action must match const 'summary-shard', got '{action}'")

        _value = d.pop("value", UNSET)
        value: StartShardSummaryArgs | Unset
        if isinstance(_value, Unset):
            value = UNSET
        else:
            value = StartShardSummaryArgs.from_dict(_value)

        start_shard_summary_action = cls(
            action=action,
            value=value,
        )

        return start_shard_summary_action
