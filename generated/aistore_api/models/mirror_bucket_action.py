# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="MirrorBucketAction")


@_attrs_define
class MirrorBucketAction:
    """
    Attributes:
        action (Literal['make-n-copies']):  Default: 'make-n-copies'.
        value (int | str): How many; a number in a string is taken, too.
    """

    value: int | str
    action: Literal["make-n-copies"] = "make-n-copies"

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value: int | str
        value = self.value

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
        d = dict(src_dict)
        action = cast(Literal["make-n-copies"], d.pop("action"))
        if action != "make-n-copies":
            raise ValueError(f"action must match const 'make-n-copies', got '{action}'")

        def _parse_value(data: object) -> int | str:
            return cast(int | str, data)

        value = _parse_value(d.pop("value"))

        mirror_bucket_action = cls(
            action=action,
            value=value,
        )

        return mirror_bucket_action
