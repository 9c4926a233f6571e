# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="LogConfig")


@_attrs_define
class LogConfig:
    """
    Attributes:
        level (str): A digit, or bits of modules and a digit.
        max_size (str): A size with its unit: `64MiB`.
        max_total (str): A size with its unit: `64MiB`.
        flush_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        stats_time (str): A duration in Go's spelling: `1h0m`, `10s`, `100ms`.
        to_stderr (bool):
    """

    level: str
    max_size: str
    max_total: str
    flush_time: str
    stats_time: str
    to_stderr: bool
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        level = self.level

        max_size = self.max_size

        max_total = self.max_total

        flush_time = self.flush_time

        stats_time = self.stats_time

        to_stderr = self.to_stderr

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "level": level,
                "max_size": max_size,
                "max_total": max_total,
                "flush_time": flush_time,
                "stats_time": stats_time,
                "to_stderr": to_stderr,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        level = d.pop("level")

        max_size = d.pop("max_size")

        max_total = d.pop("max_total")

        flush_time = d.pop("flush_time")

        stats_time = d.pop("stats_time")

        to_stderr = d.pop("to_stderr")

        log_config = cls(
            level=level,
            max_size=max_size,
            max_total=max_total,
            flush_time=flush_time,
            stats_time=stats_time,
            to_stderr=to_stderr,
        )

        log_config.additional_properties = d
        return log_config

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
