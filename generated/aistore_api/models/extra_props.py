# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.extra_aws_props import ExtraAWSProps
    from ..models.extra_gcp_props import ExtraGCPProps
    from ..models.extra_oci_props import ExtraOCIProps


T = TypeVar("T", bound="ExtraProps")


@_attrs_define
class ExtraProps:
    """
    Attributes:
        aws (ExtraAWSProps | Unset):
        gcp (ExtraGCPProps | Unset):
        oci (ExtraOCIProps | Unset):
        custom (str | Unset):
    """

    aws: ExtraAWSProps | Unset = UNSET
    gcp: ExtraGCPProps | Unset = UNSET
    oci: ExtraOCIProps | Unset = UNSET
    custom: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

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
        field_dict.update(self.additional_properties)
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
        from ..models.extra_aws_props import ExtraAWSProps  # noqa: PLC0415
        from ..models.extra_gcp_props import ExtraGCPProps  # noqa: PLC0415
        from ..models.extra_oci_props import ExtraOCIProps  # noqa: PLC0415

        d = dict(src_dict)
        _aws = d.pop("aws", UNSET)
        aws: ExtraAWSProps | Unset
        if isinstance(_aws, Unset):
            aws = UNSET
        else:
            aws = ExtraAWSProps.from_dict(_aws)

        _gcp = d.pop("gcp", UNSET)
        gcp: ExtraGCPProps | Unset
        if isinstance(_gcp, Unset):
            gcp = UNSET
        else:
            gcp = ExtraGCPProps.from_dict(_gcp)

        _oci = d.pop("oci", UNSET)
        oci: ExtraOCIProps | Unset
        if isinstance(_oci, Unset):
            oci = UNSET
        else:
            oci = ExtraOCIProps.from_dict(_oci)

        custom = d.pop("custom", UNSET)

        extra_props = cls(
            aws=aws,
            gcp=gcp,
            oci=oci,
            custom=custom,
        )

        extra_props.additional_properties = d
        return extra_props

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
