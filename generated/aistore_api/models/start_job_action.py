# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.job_args import JobArgs


T = TypeVar("T", bound="StartJobAction")


@_attrs_define
class StartJobAction:
    """
    Attributes:
        action (Literal['start']):  Default: 'start'.
        value (JobArgs): Which job to start or to stop. Keys are matched without regard to case; unknown ones are
            refused. Starting takes `Kind`, stopping `ID` or `Kind`.
        name (str | Unset): An object for `blob-download`, a prefix for a rebalance of one bucket.
    """

    value: JobArgs
    action: Literal["start"] = "start"
    name: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value.to_dict()

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.job_args import JobArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["start"], d.pop("action"))
        if action != "start":
            raise ValueError(f"action must match const 'start', got '{action}'")

        value = JobArgs.from_dict(d.pop("value"))

        name = d.pop("name", UNSET)

        start_job_action = cls(
            action=action,
            value=value,
            name=name,
        )

        return start_job_action
