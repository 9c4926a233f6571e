# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.archive_objects_args import ArchiveObjectsArgs


T = TypeVar("T", bound="ArchiveObjectsAction")


@_attrs_define
class ArchiveObjectsAction:
    """
    Attributes:
        action (Literal['archive']):  Default: 'archive'.
        value (ArchiveObjectsArgs): A list of names, or a template. Neither would be the whole bucket.
    """

    value: ArchiveObjectsArgs
    action: Literal["archive"] = "archive"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.archive_objects_args import ArchiveObjectsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["archive"], d.pop("action"))
        if action != "archive":
            raise ValueError(f"action must match const 'archive', got '{action}'")

        value = ArchiveObjectsArgs.from_dict(d.pop("value"))

        archive_objects_action = cls(
            action=action,
            value=value,
        )

        return archive_objects_action
