# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bmd import BMD
    from ..models.cluster_config import ClusterConfig
    from ..models.cluster_metadata_etl_md import ClusterMetadataEtlMD
    from ..models.rmd import RMD
    from ..models.smap import Smap
    from ..models.snode import Snode


T = TypeVar("T", bound="ClusterMetadata")


@_attrs_define
class ClusterMetadata:
    """Everything that nodes share.

    Attributes:
        smap (Smap): The cluster map: proxies (`pmap`), the primary (`proxy_si`) and targets (`tmap`).
        bmd (BMD): Bucket metadata.
        rmd (RMD): Rebalance metadata.
        config (ClusterConfig): Configuration of the cluster. Sections that are wholly default may be absent. Durations
            are text (`2h0m`), sizes text (`1GiB`) or numbers.
        si (Snode): A node of the cluster.
        prime_time (int):
        flags (int): As in `NodeStateInfo`.
        etl_md (ClusterMetadataEtlMD | Unset): ETLs.
    """

    smap: Smap
    bmd: BMD
    rmd: RMD
    config: ClusterConfig
    si: Snode
    prime_time: int
    flags: int
    etl_md: ClusterMetadataEtlMD | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        smap = self.smap.to_dict()

        bmd = self.bmd.to_dict()

        rmd = self.rmd.to_dict()

        config = self.config.to_dict()

        si = self.si.to_dict()

        prime_time = self.prime_time

        flags = self.flags

        etl_md: dict[str, Any] | Unset = UNSET
        if not isinstance(self.etl_md, Unset):
            etl_md = self.etl_md.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "smap": smap,
                "bmd": bmd,
                "rmd": rmd,
                "config": config,
                "si": si,
                "prime_time": prime_time,
                "flags": flags,
            }
        )
        if etl_md is not UNSET:
            field_dict["etlMD"] = etl_md

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bmd import BMD  # noqa: PLC0415
        from ..models.cluster_config import ClusterConfig  # noqa: PLC0415
        from ..models.cluster_metadata_etl_md import ClusterMetadataEtlMD  # noqa: PLC0415
        from ..models.rmd import RMD  # noqa: PLC0415
        from ..models.smap import Smap  # noqa: PLC0415
        from ..models.snode import Snode  # noqa: PLC0415

        d = dict(src_dict)
        smap = Smap.from_dict(d.pop("smap"))

        bmd = BMD.from_dict(d.pop("bmd"))

        rmd = RMD.from_dict(d.pop("rmd"))

        config = ClusterConfig.from_dict(d.pop("config"))

        si = Snode.from_dict(d.pop("si"))

        prime_time = d.pop("prime_time")

        flags = d.pop("flags")

        _etl_md = d.pop("etlMD", UNSET)
        etl_md: ClusterMetadataEtlMD | Unset
        if isinstance(_etl_md, Unset):
            etl_md = UNSET
        else:
            etl_md = ClusterMetadataEtlMD.from_dict(_etl_md)

        cluster_metadata = cls(
            smap=smap,
            bmd=bmd,
            rmd=rmd,
            config=config,
            si=si,
            prime_time=prime_time,
            flags=flags,
            etl_md=etl_md,
        )

        cluster_metadata.additional_properties = d
        return cluster_metadata

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
