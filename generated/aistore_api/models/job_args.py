# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bck import Bck
    from ..models.bck_filter import BckFilter


T = TypeVar("T", bound="JobArgs")


@_attrs_define
class JobArgs:
    """Which job to start or to stop. Keys are matched without regard to case; unknown ones are refused. Starting takes
    `Kind`, stopping `ID` or `Kind`.

        Attributes:
            id (str | Unset):
            kind (str | Unset): Kind or display name.
            daemon_id (str | Unset): The one node to run at; `resilver` needs it.
            bck (BckFilter | Unset): A bucket, or any bucket when it has no name.
            buckets (list[Bck] | None | Unset):
            timeout (int | Unset): Nanoseconds; 0 is the default of the kind.
            flags (int | Unset): Bits: 1 remove empty objects (cleanup), 2 latest version, 4 synchronize, 8 keep misplaced
                objects (cleanup), 16 remove misplaced objects (rebalance).
            force (bool | Unset):
            only_running (bool | Unset):
    """

    id: str | Unset = UNSET
    kind: str | Unset = UNSET
    daemon_id: str | Unset = UNSET
    bck: BckFilter | Unset = UNSET
    buckets: list[Bck] | None | Unset = UNSET
    timeout: int | Unset = UNSET
    flags: int | Unset = UNSET
    force: bool | Unset = UNSET
    only_running: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        daemon_id = self.daemon_id

        bck: dict[str, Any] | Unset = UNSET
        if not isinstance(self.bck, Unset):
            bck = self.bck.to_dict()

        buckets: list[dict[str, Any]] | None | Unset
        if isinstance(self.buckets, Unset):
            buckets = UNSET
        elif isinstance(self.buckets, list):
            buckets = []
            for buckets_type_0_item_data in self.buckets:
                buckets_type_0_item = buckets_type_0_item_data.to_dict()
                buckets.append(buckets_type_0_item)

        else:
            buckets = self.buckets

        timeout = self.timeout

        flags = self.flags

        force = self.force

        only_running = self.only_running

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if id is not UNSET:
            field_dict["ID"] = id
        if kind is not UNSET:
            field_dict["Kind"] = kind
        if daemon_id is not UNSET:
            field_dict["DaemonID"] = daemon_id
        if bck is not UNSET:
            field_dict["Bck"] = bck
        if buckets is not UNSET:
            field_dict["Buckets"] = buckets
        if timeout is not UNSET:
            field_dict["Timeout"] = timeout
        if flags is not UNSET:
            field_dict["flags"] = flags
        if force is not UNSET:
            field_dict["Force"] = force
        if only_running is not UNSET:
            field_dict["OnlyRunning"] = only_running

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bck import Bck  # noqa: PLC0415
        from ..models.bck_filter import BckFilter  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("ID", UNSET)

        kind = d.pop("Kind", UNSET)

        daemon_id = d.pop("DaemonID", UNSET)

        _bck = d.pop("Bck", UNSET)
        bck: BckFilter | Unset
        if isinstance(_bck, Unset):
            bck = UNSET
        else:
            bck = BckFilter.from_dict(_bck)

        def _parse_buckets(data: object) -> list[Bck] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            if not isinstance(data, list):
                raise TypeError()
            buckets_type_0 = []
            _buckets_type_0 = data
            for buckets_type_0_item_data in _buckets_type_0:
                buckets_type_0_item = Bck.from_dict(buckets_type_0_item_data)

                buckets_type_0.append(buckets_type_0_item)

            return buckets_type_0

        buckets = _parse_buckets(d.pop("Buckets", UNSET))

        timeout = d.pop("Timeout", UNSET)

        flags = d.pop("flags", UNSET)

        force = d.pop("Force", UNSET)

        only_running = d.pop("OnlyRunning", UNSET)

        job_args = cls(
            id=id,
            kind=kind,
            daemon_id=daemon_id,
            bck=bck,
            buckets=buckets,
            timeout=timeout,
            flags=flags,
            force=force,
            only_running=only_running,
        )

        return job_args
