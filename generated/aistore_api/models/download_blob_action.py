# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.download_blob_args import DownloadBlobArgs


T = TypeVar("T", bound="DownloadBlobAction")


@_attrs_define
class DownloadBlobAction:
    """
    Attributes:
        action (Literal['blob-download']):  Default: 'blob-download'.
        name (str): Any bytes, but no element `.` or `..`, no leading `~/` and no trailing `/`.
        value (DownloadBlobArgs | None | Unset):
    """

    name: str
    action: Literal["blob-download"] = "blob-download"
    value: DownloadBlobArgs | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.download_blob_args import DownloadBlobArgs  # noqa: PLC0415

        action = self.action

        name = self.name

        value: dict[str, Any] | None | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, DownloadBlobArgs):
            value = self.value.to_dict()
        else:
            value = self.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "name": name,
            }
        )
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.download_blob_args import DownloadBlobArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["blob-download"], d.pop("action"))
        if action != "blob-download":
            raise ValueError(f"action must match const 'blob-download', got '{action}'")

        name = d.pop("name")

        def _parse_value(data: object) -> DownloadBlobArgs | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            if not isinstance(data, dict):
                raise TypeError()
            value_type_0 = DownloadBlobArgs.from_dict(data)

            return value_type_0

        value = _parse_value(d.pop("value", UNSET))

        download_blob_action = cls(
            action=action,
            name=name,
            value=value,
        )

        return download_blob_action
