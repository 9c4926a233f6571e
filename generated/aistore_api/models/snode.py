# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.snode_daemon_type import SnodeDaemonType
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.net_info import NetInfo


T = TypeVar("T", bound="Snode")


@_attrs_define
class Snode:
    """A node of the cluster.

    Attributes:
        public_net (NetInfo): One of the addresses of a node.
        intra_data_net (NetInfo): One of the addresses of a node.
        intra_control_net (NetInfo): One of the addresses of a node.
        daemon_type (SnodeDaemonType):
        daemon_id (str):
        flags (int): Bits: 1 cannot become primary, 2 member of the information center, 4 in maintenance, 8 being
            decommissioned, 16 in maintenance and rebalanced. A target with 4 or 8 owns no objects.
        id_digest (int): Hash of the id, the node's part of the placement of objects. A number that may exceed 2^53.
        pub_extra (list[NetInfo] | Unset): More public addresses of a multi-homed node.
        verifying_key (str | Unset): Public key of a node that signs; base64.
    """

    public_net: NetInfo
    intra_data_net: NetInfo
    intra_control_net: NetInfo
    daemon_type: SnodeDaemonType
    daemon_id: str
    flags: int
    id_digest: int
    pub_extra: list[NetInfo] | Unset = UNSET
    verifying_key: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        public_net = self.public_net.to_dict()

        intra_data_net = self.intra_data_net.to_dict()

        intra_control_net = self.intra_control_net.to_dict()

        daemon_type = self.daemon_type.value

        daemon_id = self.daemon_id

        flags = self.flags

        id_digest = self.id_digest

        pub_extra: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.pub_extra, Unset):
            pub_extra = []
            for pub_extra_item_data in self.pub_extra:
                pub_extra_item = pub_extra_item_data.to_dict()
                pub_extra.append(pub_extra_item)

        verifying_key = self.verifying_key

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "public_net": public_net,
                "intra_data_net": intra_data_net,
                "intra_control_net": intra_control_net,
                "daemon_type": daemon_type,
                "daemon_id": daemon_id,
                "flags": flags,
                "id_digest": id_digest,
            }
        )
        if pub_extra is not UNSET:
            field_dict["pub_extra"] = pub_extra
        if verifying_key is not UNSET:
            field_dict["verifying_key"] = verifying_key

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.net_info import NetInfo  # noqa: PLC0415

        d = dict(src_dict)
        public_net = NetInfo.from_dict(d.pop("public_net"))

        intra_data_net = NetInfo.from_dict(d.pop("intra_data_net"))

        intra_control_net = NetInfo.from_dict(d.pop("intra_control_net"))

        daemon_type = SnodeDaemonType(d.pop("daemon_type"))

        daemon_id = d.pop("daemon_id")

        flags = d.pop("flags")

        id_digest = d.pop("id_digest")

        _pub_extra = d.pop("pub_extra", UNSET)
        pub_extra: list[NetInfo] | Unset = UNSET
        if _pub_extra is not UNSET:
            pub_extra = []
            for pub_extra_item_data in _pub_extra:
                pub_extra_item = NetInfo.from_dict(pub_extra_item_data)

                pub_extra.append(pub_extra_item)

        verifying_key = d.pop("verifying_key", UNSET)

        snode = cls(
            public_net=public_net,
            intra_data_net=intra_data_net,
            intra_control_net=intra_control_net,
            daemon_type=daemon_type,
            daemon_id=daemon_id,
            flags=flags,
            id_digest=id_digest,
            pub_extra=pub_extra,
            verifying_key=verifying_key,
        )

        snode.additional_properties = d
        return snode

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
