# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.capacity import Capacity
    from ..models.job_snap import JobSnap
    from ..models.node_state_info import NodeStateInfo
    from ..models.snode import Snode
    from ..models.sys_info import SysInfo
    from ..models.tracker import Tracker


T = TypeVar("T", bound="NodeStatus")


@_attrs_define
class NodeStatus:
    """Statistics and state of a node.

    Attributes:
        status (str): Empty when the node works normally, else e.g. `maintenance`.
        deployment (str):
        ais_version (str):
        build_time (str):
        k8s_pod_name (str):
        snode (Snode): A node of the cluster.
        tracker (Tracker): Values of metrics by name; those that are 0 are mostly left out.
        capacity (Capacity): Disk space of a target; zeros for a proxy.
        cluster (NodeStateInfo): Versions of the cluster's metadata as one node has them, and its state.
        sys_info (SysInfo): Memory and CPU of a node; capacity too, of a target.
        smap_version (str): A 64-bit integer as text, so that readers with floating-point numbers do not round it.
        rebalance_snap (JobSnap | Unset): A job at one target.
    """

    status: str
    deployment: str
    ais_version: str
    build_time: str
    k8s_pod_name: str
    snode: Snode
    tracker: Tracker
    capacity: Capacity
    cluster: NodeStateInfo
    sys_info: SysInfo
    smap_version: str
    rebalance_snap: JobSnap | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        status = self.status

        deployment = self.deployment

        ais_version = self.ais_version

        build_time = self.build_time

        k8s_pod_name = self.k8s_pod_name

        snode = self.snode.to_dict()

        tracker = self.tracker.to_dict()

        capacity = self.capacity.to_dict()

        cluster = self.cluster.to_dict()

        sys_info = self.sys_info.to_dict()

        smap_version = self.smap_version

        rebalance_snap: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rebalance_snap, Unset):
            rebalance_snap = self.rebalance_snap.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "status": status,
                "deployment": deployment,
                "ais_version": ais_version,
                "build_time": build_time,
                "k8s_pod_name": k8s_pod_name,
                "snode": snode,
                "tracker": tracker,
                "capacity": capacity,
                "cluster": cluster,
                "sys_info": sys_info,
                "smap_version": smap_version,
            }
        )
        if rebalance_snap is not UNSET:
            field_dict["rebalance_snap"] = rebalance_snap

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.capacity import Capacity  # noqa: PLC0415
        from ..models.job_snap import JobSnap  # noqa: PLC0415
        from ..models.node_state_info import NodeStateInfo  # noqa: PLC0415
        from ..models.snode import Snode  # noqa: PLC0415
        from ..models.sys_info import SysInfo  # noqa: PLC0415
        from ..models.tracker import Tracker  # noqa: PLC0415

        d = dict(src_dict)
        status = d.pop("status")

        deployment = d.pop("deployment")

        ais_version = d.pop("ais_version")

        build_time = d.pop("build_time")

        k8s_pod_name = d.pop("k8s_pod_name")

        snode = Snode.from_dict(d.pop("snode"))

        tracker = Tracker.from_dict(d.pop("tracker"))

        capacity = Capacity.from_dict(d.pop("capacity"))

        cluster = NodeStateInfo.from_dict(d.pop("cluster"))

        sys_info = SysInfo.from_dict(d.pop("sys_info"))

        smap_version = d.pop("smap_version")

        _rebalance_snap = d.pop("rebalance_snap", UNSET)
        rebalance_snap: JobSnap | Unset
        if isinstance(_rebalance_snap, Unset):
            rebalance_snap = UNSET
        else:
            rebalance_snap = JobSnap.from_dict(_rebalance_snap)

        node_status = cls(
            status=status,
            deployment=deployment,
            ais_version=ais_version,
            build_time=build_time,
            k8s_pod_name=k8s_pod_name,
            snode=snode,
            tracker=tracker,
            capacity=capacity,
            cluster=cluster,
            sys_info=sys_info,
            smap_version=smap_version,
            rebalance_snap=rebalance_snap,
        )

        node_status.additional_properties = d
        return node_status

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
