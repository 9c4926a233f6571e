# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ExtraAWSUpdate")


@_attrs_define
class ExtraAWSUpdate:
    """
    Attributes:
        cloud_region (str | Unset):
        endpoint (str | Unset):
        profile (str | Unset):
        max_pagesize (int | Unset):
        multipart_size (str | Unset): Bytes: a number, or with a unit (`1GiB`).
    """

    cloud_region: str | Unset = UNSET
    endpoint: str | Unset = UNSET
    profile: str | Unset = UNSET
    max_pagesize: int | Unset = UNSET
    multipart_size: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        cloud_region = self.cloud_region

        endpoint = self.endpoint

        profile = self.profile

        max_pagesize = self.max_pagesize

        multipart_size = self.multipart_size

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if cloud_region is not UNSET:
            field_dict["cloud_region"] = cloud_region
        if endpoint is not UNSET:
            field_dict["endpoint"] = endpoint
        if profile is not UNSET:
            field_dict["profile"] = profile
        if max_pagesize is not UNSET:
            field_dict["max_pagesize"] = max_pagesize
        if multipart_size is not UNSET:
            field_dict["multipart_size"] = multipart_size

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cloud_region = d.pop("cloud_region", UNSET)

        endpoint = d.pop("endpoint", UNSET)

        profile = d.pop("profile", UNSET)

        max_pagesize = d.pop("max_pagesize", UNSET)

        multipart_size = d.pop("multipart_size", UNSET)

        extra_aws_update = cls(
            cloud_region=cloud_region,
            endpoint=endpoint,
            profile=profile,
            max_pagesize=max_pagesize,
            multipart_size=multipart_size,
        )

        return extra_aws_update
