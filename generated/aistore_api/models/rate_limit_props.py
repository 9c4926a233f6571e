# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.backend_rate_limit_props import BackendRateLimitProps
    from ..models.frontend_rate_limit_props import FrontendRateLimitProps


T = TypeVar("T", bound="RateLimitProps")


@_attrs_define
class RateLimitProps:
    """
    Attributes:
        backend (BackendRateLimitProps):
        frontend (FrontendRateLimitProps):
    """

    backend: BackendRateLimitProps
    frontend: FrontendRateLimitProps
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        backend = self.backend.to_dict()

        frontend = self.frontend.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "backend": backend,
                "frontend": frontend,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.backend_rate_limit_props import BackendRateLimitProps  # noqa: PLC0415
        from ..models.frontend_rate_limit_props import FrontendRateLimitProps  # noqa: PLC0415

        d = dict(src_dict)
        backend = BackendRateLimitProps.from_dict(d.pop("backend"))

        frontend = FrontendRateLimitProps.from_dict(d.pop("frontend"))

        rate_limit_props = cls(
            backend=backend,
            frontend=frontend,
        )

        rate_limit_props.additional_properties = d
        return rate_limit_props

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
