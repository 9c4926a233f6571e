# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bck import Bck
    from ..models.bck_filter import BckFilter


T = TypeVar("T", bound="JobQuery")


@_attrs_define
class JobQuery:
    """Which jobs. What is absent, empty or null does not restrict; unknown fields are ignored.

    Attributes:
        id (str | Unset): Id of the job.
        kind (str | Unset): Kind or display name, e.g. `copy-bck` or `copy-bucket`.
        node (str | Unset): Id of a node.
        show_active (bool | None | Unset): Only jobs that run now.
        bck (BckFilter | Unset): A bucket, or any bucket when it has no name.
        buckets (list[Bck] | Unset):
    """

    id: str | Unset = UNSET
    kind: str | Unset = UNSET
    node: str | Unset = UNSET
    show_active: bool | None | Unset = UNSET
    bck: BckFilter | Unset = UNSET
    buckets: list[Bck] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        node = self.node

        show_active: bool | None | Unset
        if isinstance(self.show_active, Unset):
            show_active = UNSET
        else:
            show_active = self.show_active

        bck: dict[str, Any] | Unset = UNSET
        if not isinstance(self.bck, Unset):
            bck = self.bck.to_dict()

        buckets: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.buckets, Unset):
            buckets = []
            for buckets_item_data in self.buckets:
                buckets_item = buckets_item_data.to_dict()
                buckets.append(buckets_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if id is not UNSET:
            field_dict["id"] = id
        if kind is not UNSET:
            field_dict["kind"] = kind
        if node is not UNSET:
            field_dict["node"] = node
        if show_active is not UNSET:
            field_dict["show_active"] = show_active
        if bck is not UNSET:
            field_dict["bck"] = bck
        if buckets is not UNSET:
            field_dict["buckets"] = buckets

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bck import Bck  # noqa: PLC0415
        from ..models.bck_filter import BckFilter  # noqa: PLC0415

        d = dict(src_dict)
        id = d.pop("id", UNSET)

        kind = d.pop("kind", UNSET)

        node = d.pop("node", UNSET)

        def _parse_show_active(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        show_active = _parse_show_active(d.pop("show_active", UNSET))

        _bck = d.pop("bck", UNSET)
        bck: BckFilter | Unset
        if isinstance(_bck, Unset):
            bck = UNSET
        else:
            bck = BckFilter.from_dict(_bck)

        _buckets = d.pop("buckets", UNSET)
        buckets: list[Bck] | Unset = UNSET
        if _buckets is not UNSET:
            buckets = []
            for buckets_item_data in _buckets:
                buckets_item = Bck.from_dict(buckets_item_data)

                buckets.append(buckets_item)

        job_query = cls(
            id=id,
            kind=kind,
            node=node,
            show_active=show_active,
            bck=bck,
            buckets=buckets,
        )

        job_query.additional_properties = d
        return job_query

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
