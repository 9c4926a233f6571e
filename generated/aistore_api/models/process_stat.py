# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.process_cpu import ProcessCPU
    from ..models.process_memory import ProcessMemory


T = TypeVar("T", bound="ProcessStat")


@_attrs_define
class ProcessStat:
    """The server's process.

    Attributes:
        cpu (ProcessCPU): CPU time in milliseconds.
        mem (ProcessMemory): Memory of the process in bytes.
    """

    cpu: ProcessCPU
    mem: ProcessMemory
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cpu = self.cpu.to_dict()

        mem = self.mem.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "CPU": cpu,
                "Mem": mem,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.process_cpu import ProcessCPU  # noqa: PLC0415
        from ..models.process_memory import ProcessMemory  # noqa: PLC0415

        d = dict(src_dict)
        cpu = ProcessCPU.from_dict(d.pop("CPU"))

        mem = ProcessMemory.from_dict(d.pop("Mem"))

        process_stat = cls(
            cpu=cpu,
            mem=mem,
        )

        process_stat.additional_properties = d
        return process_stat

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
