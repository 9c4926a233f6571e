# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.batch_result import BatchResult


T = TypeVar("T", bound="BatchMetadata")


@_attrs_define
class BatchMetadata:
    """What is in the archive, in its order.

    Attributes:
        uuid (str): Id of a job.
        out (list[BatchResult]):
    """

    uuid: str
    out: list[BatchResult]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        uuid = self.uuid

        out = []
        for out_item_data in self.out:
            out_item = out_item_data.to_dict()
            out.append(out_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "uuid": uuid,
                "out": out,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.batch_result import BatchResult  # noqa: PLC0415

        d = dict(src_dict)
        uuid = d.pop("uuid")

        out = []
        _out = d.pop("out")
        for out_item_data in _out:
            out_item = BatchResult.from_dict(out_item_data)

            out.append(out_item)

        batch_metadata = cls(
            uuid=uuid,
            out=out,
        )

        batch_metadata.additional_properties = d
        return batch_metadata

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
