# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bmd_providers import BMDProviders


T = TypeVar("T", bound="BMD")


@_attrs_define
class BMD:
    """Bucket metadata.

    Attributes:
        providers (BMDProviders): Properties by provider, namespace and bucket name. Namespaces are spelled
            `@uuid#name`.
        uuid (str): Id of the cluster.
        version (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        ext (Any | Unset): Reserved.
    """

    providers: BMDProviders
    uuid: str
    version: str
    ext: Any | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        providers = self.providers.to_dict()

        uuid = self.uuid

        version = self.version

        ext = self.ext

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "providers": providers,
                "uuid": uuid,
                "version": version,
            }
        )
        if ext is not UNSET:
            field_dict["ext"] = ext

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bmd_providers import BMDProviders  # noqa: PLC0415

        d = dict(src_dict)
        providers = BMDProviders.from_dict(d.pop("providers"))

        uuid = d.pop("uuid")

        version = d.pop("version")

        ext = d.pop("ext", UNSET)

        bmd = cls(
            providers=providers,
            uuid=uuid,
            version=version,
            ext=ext,
        )

        bmd.additional_properties = d
        return bmd

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
