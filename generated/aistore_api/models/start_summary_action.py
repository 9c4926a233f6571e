# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.start_summary_args import StartSummaryArgs


T = TypeVar("T", bound="StartSummaryAction")


@_attrs_define
class StartSummaryAction:
    """
    Attributes:
        action (Literal['summary-bck']):  Default: 'summary-bck'.
        value (StartSummaryArgs | Unset):
    """

    action: Literal["summary-bck"] = "summary-bck"
    value: StartSummaryArgs | Unset = UNSET

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
        from ..models.start_summary_args import StartSummaryArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["summary-bck"], d.pop("action"))
        if action != "summary-bck":
            raise ValueError(f"action must match const 'summary-bck', got '{action}'")

        _value = d.pop("value", UNSET)
        value: StartSummaryArgs | Unset
        if isinstance(_value, Unset):
            value = UNSET
        else:
            value = StartSummaryArgs.from_dict(_value)

        start_summary_action = cls(
            action=action,
            value=value,
        )

        return start_summary_action
