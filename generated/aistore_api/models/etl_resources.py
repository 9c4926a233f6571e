# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.etl_resources_limits import ETLResourcesLimits
    from ..models.etl_resources_requests import ETLResourcesRequests


T = TypeVar("T", bound="ETLResources")


@_attrs_define
class ETLResources:
    """What it may use and what it asks for, as Kubernetes has it: `{"limits": {"cpu": "500m", "memory": "1Gi"}}`.

    Attributes:
        requests (ETLResourcesRequests | Unset):
        limits (ETLResourcesLimits | Unset):
    """

    requests: ETLResourcesRequests | Unset = UNSET
    limits: ETLResourcesLimits | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        requests: dict[str, Any] | Unset = UNSET
        if not isinstance(self.requests, Unset):
            requests = self.requests.to_dict()

        limits: dict[str, Any] | Unset = UNSET
        if not isinstance(self.limits, Unset):
            limits = self.limits.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if requests is not UNSET:
            field_dict["requests"] = requests
        if limits is not UNSET:
            field_dict["limits"] = limits

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.etl_resources_limits import ETLResourcesLimits  # noqa: PLC0415
        from ..models.etl_resources_requests import ETLResourcesRequests  # noqa: PLC0415

        d = dict(src_dict)
        _requests = d.pop("requests", UNSET)
        requests: ETLResourcesRequests | Unset
        if isinstance(_requests, Unset):
            requests = UNSET
        else:
            requests = ETLResourcesRequests.from_dict(_requests)

        _limits = d.pop("limits", UNSET)
        limits: ETLResourcesLimits | Unset
        if isinstance(_limits, Unset):
            limits = UNSET
        else:
            limits = ETLResourcesLimits.from_dict(_limits)

        etl_resources = cls(
            requests=requests,
            limits=limits,
        )

        etl_resources.additional_properties = d
        return etl_resources

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
