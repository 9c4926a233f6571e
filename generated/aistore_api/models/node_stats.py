# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.capacity import Capacity
    from ..models.snode import Snode
    from ..models.tracker import Tracker


T = TypeVar("T", bound="NodeStats")


@_attrs_define
class NodeStats:
    """Statistics of a node.

    Attributes:
        snode (Snode): A node of the cluster.
        tracker (Tracker): Values of metrics by name; those that are 0 are mostly left out.
        capacity (Capacity): Disk space of a target; zeros for a proxy.
    """

    snode: Snode
    tracker: Tracker
    capacity: Capacity
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        snode = self.snode.to_dict()

        tracker = self.tracker.to_dict()

        capacity = self.capacity.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "snode": snode,
                "tracker": tracker,
                "capacity": capacity,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.capacity import Capacity  # noqa: PLC0415
        from ..models.snode import Snode  # noqa: PLC0415
        from ..models.tracker import Tracker  # noqa: PLC0415

        d = dict(src_dict)
        snode = Snode.from_dict(d.pop("snode"))

        tracker = Tracker.from_dict(d.pop("tracker"))

        capacity = Capacity.from_dict(d.pop("capacity"))

        node_stats = cls(
            snode=snode,
            tracker=tracker,
            capacity=capacity,
        )

        node_stats.additional_properties = d
        return node_stats

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
