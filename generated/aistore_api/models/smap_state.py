# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.primary_state import PrimaryState


T = TypeVar("T", bound="SmapState")


@_attrs_define
class SmapState:
    """
    Attributes:
        primary (PrimaryState): The proxy that this node takes for the primary.
        uuid (str):
        version (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
    """

    primary: PrimaryState
    uuid: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        primary = self.primary.to_dict()

        uuid = self.uuid

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "Primary": primary,
                "uuid": uuid,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.primary_state import PrimaryState  # noqa: PLC0415

        d = dict(src_dict)
        primary = PrimaryState.from_dict(d.pop("Primary"))

        uuid = d.pop("uuid")

        version = d.pop("version")

        smap_state = cls(
            primary=primary,
            uuid=uuid,
            version=version,
        )

        smap_state.additional_properties = d
        return smap_state

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
