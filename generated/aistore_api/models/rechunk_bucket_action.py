# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.rechunk_args import RechunkArgs


T = TypeVar("T", bound="RechunkBucketAction")


@_attrs_define
class RechunkBucketAction:
    """
    Attributes:
        action (Literal['rechunk']):  Default: 'rechunk'.
        value (RechunkArgs):
    """

    value: RechunkArgs
    action: Literal["rechunk"] = "rechunk"

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
        from ..models.rechunk_args import RechunkArgs  # noqa: PLC0415

        d = dict(src_dict)
        action = cast(Literal["rechunk"], d.pop("action"))
        if action != "rechunk":
            raise ValueError(f"action must match const 'rechunk', got '{action}'")

        value = RechunkArgs.from_dict(d.pop("value"))

        rechunk_bucket_action = cls(
            action=action,
            value=value,
        )

        return rechunk_bucket_action
