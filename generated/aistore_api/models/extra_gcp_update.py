# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ExtraGCPUpdate")


@_attrs_define
class ExtraGCPUpdate:
    """
    Attributes:
        application_creds (str | Unset):
    """

    application_creds: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        application_creds = self.application_creds

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if application_creds is not UNSET:
            field_dict["application_creds"] = application_creds

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        application_creds = d.pop("application_creds", UNSET)

        extra_gcp_update = cls(
            application_creds=application_creds,
        )

        return extra_gcp_update
