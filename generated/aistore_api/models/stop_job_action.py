# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.job_args import JobArgs


T = TypeVar("T", bound="StopJobAction")


@_attrs_define
class StopJobAction:
    """
    Attributes:
        action (Literal['stop']):  Default: 'stop'.
        value (JobArgs): Which job to start or to stop. Keys are matched without regard to case; unknown ones are
            refused. Starting takes `Kind`, stopping `ID` or `Kind`.
    """

    value: JobArgs
    action: Literal["stop"] = "stop"

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
        from ..models.job_args import JobArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["stop"], d.pop("action"))
        if action != "stop":
            raise ValueError(f"action must match const 'stop', got '{action}'")

        value = JobArgs.from_dict(d.pop("value"))

        stop_job_action = cls(
            action=action,
            value=value,
        )

        return stop_job_action
