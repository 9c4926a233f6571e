# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.extra_aws_update import ExtraAWSUpdate
    from ..models.extra_gcp_update import ExtraGCPUpdate
    from ..models.extra_oci_update import ExtraOCIUpdate


T = TypeVar("T", bound="ExtraUpdate")


@_attrs_define
class ExtraUpdate:
    """
    Attributes:
        aws (ExtraAWSUpdate | Unset):
        gcp (ExtraGCPUpdate | Unset):
        oci (ExtraOCIUpdate | Unset):
        custom (str | Unset):
    """

    aws: ExtraAWSUpdate | Unset = UNSET
    gcp: ExtraGCPUpdate | Unset = UNSET
    oci: ExtraOCIUpdate | Unset = UNSET
    custom: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        aws: dict[str, Any] | Unset = UNSET
        if not isinstance(self.aws, Unset):
            aws = self.aws.to_dict()

        gcp: dict[str, Any] | Unset = UNSET
        if not isinstance(self.gcp, Unset):
            gcp = self.gcp.to_dict()

        oci: dict[str, Any] | Unset = UNSET
        if not isinstance(self.oci, Unset):
            oci = self.oci.to_dict()

        custom = self.custom

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if aws is not UNSET:
            field_dict["aws"] = aws
        if gcp is not UNSET:
            field_dict["gcp"] = gcp
        if oci is not UNSET:
            field_dict["oci"] = oci
        if custom is not UNSET:
            field_dict["custom"] = custom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.extra_aws_update import ExtraAWSUpdate  # noqa: PLC0415
        from ..models.extra_gcp_update import ExtraGCPUpdate  # noqa: PLC0415
        from ..models.extra_oci_update import ExtraOCIUpdate  # noqa: PLC0415

        d = dict(src_dict)
        _aws = d.pop("aws", UNSET)
        aws: ExtraAWSUpdate | Unset
        if isinstance(_aws, Unset):
            aws = UNSET
        else:
            aws = ExtraAWSUpdate.from_dict(_aws)

        _gcp = d.pop("gcp", UNSET)
        gcp: ExtraGCPUpdate | Unset
        if isinstance(_gcp, Unset):
            gcp = UNSET
        else:
            gcp = ExtraGCPUpdate.from_dict(_gcp)

        _oci = d.pop("oci", UNSET)
        oci: ExtraOCIUpdate | Unset
        if isinstance(_oci, Unset):
            oci = UNSET
        else:
            oci = ExtraOCIUpdate.from_dict(_oci)

        custom = d.pop("custom", UNSET)

        extra_update = cls(
            aws=aws,
            gcp=gcp,
            oci=oci,
            custom=custom,
        )

        return extra_update
