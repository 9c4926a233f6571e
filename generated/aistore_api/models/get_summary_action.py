# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.get_summary_args import GetSummaryArgs


T = TypeVar("T", bound="GetSummaryAction")


@_attrs_define
class GetSummaryAction:
    """
    Attributes:
        action (Literal['summary-bck']):  Default: 'summary-bck'.
        value (GetSummaryArgs): The arguments that it was started with, and the job's id.
    """

    value: GetSummaryArgs
    action: Literal["summary-bck"] = "summary-bck"

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
        from ..models.get_summary_args import GetSummaryArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["summary-bck"], d.pop("action"))
        if action != "summary-bck":
            raise ValueError(f"action must match const 'summary-bck', got '{action}'")

        value = GetSummaryArgs.from_dict(d.pop("value"))

        get_summary_action = cls(
            action=action,
            value=value,
        )

        return get_summary_action
