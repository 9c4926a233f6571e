# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.backend_rate_limit_update import BackendRateLimitUpdate
    from ..models.frontend_rate_limit_update import FrontendRateLimitUpdate


T = TypeVar("T", bound="RateLimitUpdate")


@_attrs_define
class RateLimitUpdate:
    """
    Attributes:
        backend (BackendRateLimitUpdate | Unset):
        frontend (FrontendRateLimitUpdate | Unset):
    """

    backend: BackendRateLimitUpdate | Unset = UNSET
    frontend: FrontendRateLimitUpdate | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        backend: dict[str, Any] | Unset = UNSET
        if not isinstance(self.backend, Unset):
            backend = self.backend.to_dict()

        frontend: dict[str, Any] | Unset = UNSET
        if not isinstance(self.frontend, Unset):
            frontend = self.frontend.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if backend is not UNSET:
            field_dict["backend"] = backend
        if frontend is not UNSET:
            field_dict["frontend"] = frontend

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.backend_rate_limit_update import BackendRateLimitUpdate  # noqa: PLC0415
        from ..models.frontend_rate_limit_update import FrontendRateLimitUpdate  # noqa: PLC0415

        d = dict(src_dict)
        _backend = d.pop("backend", UNSET)
        backend: BackendRateLimitUpdate | Unset
        if isinstance(_backend, Unset):
            backend = UNSET
        else:
            backend = BackendRateLimitUpdate.from_dict(_backend)

        _frontend = d.pop("frontend", UNSET)
        frontend: FrontendRateLimitUpdate | Unset
        if isinstance(_frontend, Unset):
            frontend = UNSET
        else:
            frontend = FrontendRateLimitUpdate.from_dict(_frontend)

        rate_limit_update = cls(
            backend=backend,
            frontend=frontend,
        )

        return rate_limit_update
