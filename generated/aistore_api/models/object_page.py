# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.object_entry import ObjectEntry


T = TypeVar("T", bound="ObjectPage")


@_attrs_define
class ObjectPage:
    """Names, and the token that continues them; empty after the last page.

    Attributes:
        uuid (str):
        continuation_token (str):
        entries (list[ObjectEntry] | None):
        flags (int):
    """

    uuid: str
    continuation_token: str
    entries: list[ObjectEntry] | None
    flags: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        continuation_token = self.continuation_token

        entries: list[dict[str, Any]] | None
        if isinstance(self.entries, list):
            entries = []
            for entries_type_0_item_data in self.entries:
                entries_type_0_item = entries_type_0_item_data.to_dict()
                entries.append(entries_type_0_item)

        else:
            entries = self.entries

        flags = self.flags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uuid": uuid,
                "continuation_token": continuation_token,
                "entries": entries,
                "flags": flags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.object_entry import ObjectEntry  # noqa: PLC0415

        d = dict(src_dict)
        uuid = d.pop("uuid")

        continuation_token = d.pop("continuation_token")

        def _parse_entries(data: object) -> list[ObjectEntry] | None:
            if data is None:
                return data
            if not isinstance(data, list):
                raise TypeError()
            entries_type_0 = []
            _entries_type_0 = data
            for entries_type_0_item_data in _entries_type_0:
                entries_type_0_item = ObjectEntry.from_dict(entries_type_0_item_data)

                entries_type_0.append(entries_type_0_item)

            return entries_type_0

        entries = _parse_entries(d.pop("entries"))

        flags = d.pop("flags")

        object_page = cls(
            uuid=uuid,
            continuation_token=continuation_token,
            entries=entries,
            flags=flags,
        )

        object_page.additional_properties = d
        return object_page

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
