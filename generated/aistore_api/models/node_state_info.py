# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.metadata_version import MetadataVersion
    from ..models.smap_state import SmapState


T = TypeVar("T", bound="NodeStateInfo")


@_attrs_define
class NodeStateInfo:
    """Versions of the cluster's metadata as one node has them, and its state.

    Attributes:
        smap (SmapState):
        bmd (MetadataVersion):
        rmd (MetadataVersion):
        config (MetadataVersion):
        etlmd (MetadataVersion):
        flags (int): Bits: 1 vote in progress, 2 cluster started, 4 node started, 8 rebalancing, 16 rebalance
            interrupted, 32 resilvering, 64 resilver interrupted, 128 restarted, 256 out of space, 512 out of memory, 1024
            in maintenance, 2048 low capacity, 4096 low memory, 8192 disk fault; higher ones in the source. A node without
            alerts has 6.
    """

    smap: SmapState
    bmd: MetadataVersion
    rmd: MetadataVersion
    config: MetadataVersion
    etlmd: MetadataVersion
    flags: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        smap = self.smap.to_dict()

        bmd = self.bmd.to_dict()

        rmd = self.rmd.to_dict()

        config = self.config.to_dict()

        etlmd = self.etlmd.to_dict()

        flags = self.flags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "smap": smap,
                "bmd": bmd,
                "rmd": rmd,
                "config": config,
                "etlmd": etlmd,
                "flags": flags,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.metadata_version import MetadataVersion  # noqa: PLC0415
        from ..models.smap_state import SmapState  # noqa: PLC0415

        d = dict(src_dict)
        smap = SmapState.from_dict(d.pop("smap"))

        bmd = MetadataVersion.from_dict(d.pop("bmd"))

        rmd = MetadataVersion.from_dict(d.pop("rmd"))

        config = MetadataVersion.from_dict(d.pop("config"))

        etlmd = MetadataVersion.from_dict(d.pop("etlmd"))

        flags = d.pop("flags")

        node_state_info = cls(
            smap=smap,
            bmd=bmd,
            rmd=rmd,
            config=config,
            etlmd=etlmd,
            flags=flags,
        )

        node_state_info.additional_properties = d
        return node_state_info

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
