# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.http_config import HTTPConfig
    from ..models.transport_layer_config import TransportLayerConfig


T = TypeVar("T", bound="NetConfig")


@_attrs_define
class NetConfig:
    """
    Attributes:
        l4 (TransportLayerConfig):
        http (HTTPConfig):
        use_ipv6 (bool | Unset):
    """

    l4: TransportLayerConfig
    http: HTTPConfig
    use_ipv6: bool | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        l4 = self.l4.to_dict()

        http = self.http.to_dict()

        use_ipv6 = self.use_ipv6

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "l4": l4,
                "http": http,
            }
        )
        if use_ipv6 is not UNSET:
            field_dict["use_ipv6"] = use_ipv6

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.http_config import HTTPConfig  # noqa: PLC0415
        from ..models.transport_layer_config import TransportLayerConfig  # noqa: PLC0415

        d = dict(src_dict)
        l4 = TransportLayerConfig.from_dict(d.pop("l4"))

        http = HTTPConfig.from_dict(d.pop("http"))

        use_ipv6 = d.pop("use_ipv6", UNSET)

        net_config = cls(
            l4=l4,
            http=http,
            use_ipv6=use_ipv6,
        )

        net_config.additional_properties = d
        return net_config

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
