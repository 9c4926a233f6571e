# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.load_average import LoadAverage
    from ..models.memory_stat import MemoryStat
    from ..models.process_stat import ProcessStat


T = TypeVar("T", bound="SysInfo")


@_attrs_define
class SysInfo:
    """Memory and CPU of a node; capacity too, of a target.

    Attributes:
        mem_used (int): Bytes that the process holds.
        mem_avail (int): Bytes that are free.
        pct_mem_used (float):
        pct_cpu_used (float):
        load_avg (LoadAverage):
        cpu_util (int): Smoothed percentage.
        cpu_throttled (int | Unset):
        mem (MemoryStat | Unset): Memory of the machine or the container in bytes.
        proc (ProcessStat | Unset): The server's process.
        fs_used (str | Unset): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        fs_capacity (str | Unset): A 64-bit integer as text, so that readers with floating-point numbers do not round
            it.
        pct_fs_used (float | Unset):
    """

    mem_used: int
    mem_avail: int
    pct_mem_used: float
    pct_cpu_used: float
    load_avg: LoadAverage
    cpu_util: int
    cpu_throttled: int | Unset = UNSET
    mem: MemoryStat | Unset = UNSET
    proc: ProcessStat | Unset = UNSET
    fs_used: str | Unset = UNSET
    fs_capacity: str | Unset = UNSET
    pct_fs_used: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        mem_used = self.mem_used

        mem_avail = self.mem_avail

        pct_mem_used = self.pct_mem_used

        pct_cpu_used = self.pct_cpu_used

        load_avg = self.load_avg.to_dict()

        cpu_util = self.cpu_util

        cpu_throttled = self.cpu_throttled

        mem: dict[str, Any] | Unset = UNSET
        if not isinstance(self.mem, Unset):
            mem = self.mem.to_dict()

        proc: dict[str, Any] | Unset = UNSET
        if not isinstance(self.proc, Unset):
            proc = self.proc.to_dict()

        fs_used = self.fs_used

        fs_capacity = self.fs_capacity

        pct_fs_used = self.pct_fs_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "mem_used": mem_used,
                "mem_avail": mem_avail,
                "pct_mem_used": pct_mem_used,
                "pct_cpu_used": pct_cpu_used,
                "load_avg": load_avg,
                "cpu_util": cpu_util,
            }
        )
        if cpu_throttled is not UNSET:
            field_dict["cpu_throttled"] = cpu_throttled
        if mem is not UNSET:
            field_dict["mem"] = mem
        if proc is not UNSET:
            field_dict["proc"] = proc
        if fs_used is not UNSET:
            field_dict["fs_used"] = fs_used
        if fs_capacity is not UNSET:
            field_dict["fs_capacity"] = fs_capacity
        if pct_fs_used is not UNSET:
            field_dict["pct_fs_used"] = pct_fs_used

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.load_average import LoadAverage  # noqa: PLC0415
        from ..models.memory_stat import MemoryStat  # noqa: PLC0415
        from ..models.process_stat import ProcessStat  # noqa: PLC0415

        d = dict(src_dict)
        mem_used = d.pop("mem_used")

        mem_avail = d.pop("mem_avail")

        pct_mem_used = d.pop("pct_mem_used")

        pct_cpu_used = d.pop("pct_cpu_used")

        load_avg = LoadAverage.from_dict(d.pop("load_avg"))

        cpu_util = d.pop("cpu_util")

        cpu_throttled = d.pop("cpu_throttled", UNSET)

        _mem = d.pop("mem", UNSET)
        mem: MemoryStat | Unset
        if isinstance(_mem, Unset):
            mem = UNSET
        else:
            mem = MemoryStat.from_dict(_mem)

        _proc = d.pop("proc", UNSET)
        proc: ProcessStat | Unset
        if isinstance(_proc, Unset):
            proc = UNSET
        else:
            proc = ProcessStat.from_dict(_proc)

        fs_used = d.pop("fs_used", UNSET)

        fs_capacity = d.pop("fs_capacity", UNSET)

        pct_fs_used = d.pop("pct_fs_used", UNSET)

        sys_info = cls(
            mem_used=mem_used,
            mem_avail=mem_avail,
            pct_mem_used=pct_mem_used,
            pct_cpu_used=pct_cpu_used,
            load_avg=load_avg,
            cpu_util=cpu_util,
            cpu_throttled=cpu_throttled,
            mem=mem,
            proc=proc,
            fs_used=fs_used,
            fs_capacity=fs_capacity,
            pct_fs_used=pct_fs_used,
        )

        sys_info.additional_properties = d
        return sys_info

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
