# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.archive_format import ArchiveFormat
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.batch_item import BatchItem


T = TypeVar("T", bound="BatchRequest")


@_attrs_define
class BatchRequest:
    """What is asked for, in its order. Unknown fields are ignored.

    Attributes:
        in_ (list[BatchItem]):
        mime (ArchiveFormat | Unset): A format of archives, by extension or media type.
        coer (bool | Unset): A few that are missing become members without content; too many fail the request.
        onob (bool | Unset): Names of members are without the bucket.
        strm (bool | Unset): With true it is `stream_batch`. Default: False.
    """

    in_: list[BatchItem]
    mime: ArchiveFormat | Unset = UNSET
    coer: bool | Unset = UNSET
    onob: bool | Unset = UNSET
    strm: bool | Unset = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        in_ = []
        for in_item_data in self.in_:
            in_item = in_item_data.to_dict()
            in_.append(in_item)

        mime: str | Unset = UNSET
        if not isinstance(self.mime, Unset):
            mime = self.mime.value

        coer = self.coer

        onob = self.onob

        strm = self.strm

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "in": in_,
            }
        )
        if mime is not UNSET:
            field_dict["mime"] = mime
        if coer is not UNSET:
            field_dict["coer"] = coer
        if onob is not UNSET:
            field_dict["onob"] = onob
        if strm is not UNSET:
            field_dict["strm"] = strm

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.batch_item import BatchItem  # noqa: PLC0415

        d = dict(src_dict)
        in_ = []
        _in_ = d.pop("in")
        for in_item_data in _in_:
            in_item = BatchItem.from_dict(in_item_data)

            in_.append(in_item)

        _mime = d.pop("mime", UNSET)
        mime: ArchiveFormat | Unset
        if isinstance(_mime, Unset):
            mime = UNSET
        else:
            mime = ArchiveFormat(_mime)

        coer = d.pop("coer", UNSET)

        onob = d.pop("onob", UNSET)

        strm = d.pop("strm", UNSET)

        batch_request = cls(
            in_=in_,
            mime=mime,
            coer=coer,
            onob=onob,
            strm=strm,
        )

        batch_request.additional_properties = d
        return batch_request

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
