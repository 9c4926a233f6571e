# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="JobStatus")


@_attrs_define
class JobStatus:
    """A job as the cluster sees it.

    Attributes:
        kind (str):
        uuid (str): Id of a job.
        err (str): Empty when nothing went wrong.
        end_time (int): Nanoseconds since 1970; 0 while the job runs.
        aborted (bool):
        is_idle (bool | Unset): Absent when false.
    """

    kind: str
    uuid: str
    err: str
    end_time: int
    aborted: bool
    is_idle: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind

        uuid = self.uuid

        err = self.err

        end_time = self.end_time

        aborted = self.aborted

        is_idle = self.is_idle

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "kind": kind,
                "uuid": uuid,
                "err": err,
                "end_time": end_time,
                "aborted": aborted,
            }
        )
        if is_idle is not UNSET:
            field_dict["is_idle"] = is_idle

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = d.pop("kind")

        uuid = d.pop("uuid")

        err = d.pop("err")

        end_time = d.pop("end_time")

        aborted = d.pop("aborted")

        is_idle = d.pop("is_idle", UNSET)

        job_status = cls(
            kind=kind,
            uuid=uuid,
            err=err,
            end_time=end_time,
            aborted=aborted,
            is_idle=is_idle,
        )

        job_status.additional_properties = d
        return job_status

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
