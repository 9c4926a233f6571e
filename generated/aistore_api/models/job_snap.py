# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset
from ..values import parse_time

if TYPE_CHECKING:
    from ..models.bck import Bck
    from ..models.job_stats import JobStats


T = TypeVar("T", bound="JobSnap")


@_attrs_define
class JobSnap:
    """A job at one target.

    Attributes:
        ext (Any): More about the job, by its kind; null for most.
        start_time (datetime.datetime):
        end_time (datetime.datetime): `0001-01-01T00:00:00Z` while the job runs; jobs that serve on demand never end.
        bck (Bck): A bucket's full name.
        src_bck (Bck): A bucket's full name.
        dst_bck (Bck): A bucket's full name.
        id (str): Id of a job.
        kind (str):
        abort_err (str): Why it was aborted.
        err (str): Empty when nothing went wrong.
        glob_id (str): Packed: bits 0-9 mountpath joggers, 10-19 workers, from 20 how often a channel was full.
        stats (JobStats): What a job has done at one target.
        aborted (bool):
        is_idle (bool): Nothing to do at the moment; true of every job that has ended.
        ctlmsg (str | Unset): What was asked and how it goes, for people.
    """

    ext: Any
    start_time: datetime.datetime
    end_time: datetime.datetime
    bck: Bck
    src_bck: Bck
    dst_bck: Bck
    id: str
    kind: str
    abort_err: str
    err: str
    glob_id: str
    stats: JobStats
    aborted: bool
    is_idle: bool
    ctlmsg: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        ext = self.ext

        start_time = self.start_time.isoformat()

        end_time = self.end_time.isoformat()

        bck = self.bck.to_dict()

        src_bck = self.src_bck.to_dict()

        dst_bck = self.dst_bck.to_dict()

        id = self.id

        kind = self.kind

        abort_err = self.abort_err

        err = self.err

        glob_id = self.glob_id

        stats = self.stats.to_dict()

        aborted = self.aborted

        is_idle = self.is_idle

        ctlmsg = self.ctlmsg

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "ext": ext,
                "start-time": start_time,
                "end-time": end_time,
                "bck": bck,
                "src-bck": src_bck,
                "dst-bck": dst_bck,
                "id": id,
                "kind": kind,
                "abort-err": abort_err,
                "err": err,
                "glob.id": glob_id,
                "stats": stats,
                "aborted": aborted,
                "is_idle": is_idle,
            }
        )
        if ctlmsg is not UNSET:
            field_dict["ctlmsg"] = ctlmsg

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bck import Bck  # noqa: PLC0415
        from ..models.job_stats import JobStats  # noqa: PLC0415

        d = dict(src_dict)
        ext = d.pop("ext")

        start_time = parse_time(d.pop("start-time"))

        end_time = parse_time(d.pop("end-time"))

        bck = Bck.from_dict(d.pop("bck"))

        src_bck = Bck.from_dict(d.pop("src-bck"))

        dst_bck = Bck.from_dict(d.pop("dst-bck"))

        id = d.pop("id")

        kind = d.pop("kind")

        abort_err = d.pop("abort-err")

        err = d.pop("err")

        glob_id = d.pop("glob.id")

        stats = JobStats.from_dict(d.pop("stats"))

        aborted = d.pop("aborted")

        is_idle = d.pop("is_idle")

        ctlmsg = d.pop("ctlmsg", UNSET)

        job_snap = cls(
            ext=ext,
            start_time=start_time,
            end_time=end_time,
            bck=bck,
            src_bck=src_bck,
            dst_bck=dst_bck,
            id=id,
            kind=kind,
            abort_err=abort_err,
            err=err,
            glob_id=glob_id,
            stats=stats,
            aborted=aborted,
            is_idle=is_idle,
            ctlmsg=ctlmsg,
        )

        job_snap.additional_properties = d
        return job_snap

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
