# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.prefetch_objects_args import PrefetchObjectsArgs


T = TypeVar("T", bound="PrefetchObjectsAction")


@_attrs_define
class PrefetchObjectsAction:
    """
    Attributes:
        action (Literal['prefetch-listrange']):  Default: 'prefetch-listrange'.
        value (PrefetchObjectsArgs): A list of names, or a template. Neither would be the whole bucket.
    """

    value: PrefetchObjectsArgs
    action: Literal["prefetch-listrange"] = "prefetch-listrange"

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
        from ..models.prefetch_objects_args import PrefetchObjectsArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["prefetch-listrange"], d.pop("action"))
        if action != "prefetch-listrange":
            raise ValueError(f"action must match const 'prefetch-listrange', got '{action}'")

        value = PrefetchObjectsArgs.from_dict(d.pop("value"))

        prefetch_objects_action = cls(
            action=action,
            value=value,
        )

        return prefetch_objects_action
