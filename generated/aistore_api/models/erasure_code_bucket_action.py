# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ErasureCodeBucketAction")


@_attrs_define
class ErasureCodeBucketAction:
    """
    Attributes:
        action (Literal['ec-encode']):  Default: 'ec-encode'.
        value (str): A string that holds JSON: `{"data_slices": 2, "parity_slices": 1, "enabled": true}`.
        name (Literal['recover'] | Unset): Check what is there and mend it.
    """

    value: str
    action: Literal["ec-encode"] = "ec-encode"
    name: Literal["recover"] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        value = self.value

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "action": action,
                "value": value,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = cast(Literal["ec-encode"], d.pop("action"))
        if action != "ec-encode":
            raise ValueError(f"action must match const 'ec-encode', got '{action}'")

        value = d.pop("value")

        name = cast(Literal["recover"] | Unset, d.pop("name", UNSET))
        if name != "recover" and not isinstance(name, Unset):
            raise ValueError(f"name must match const 'recover', got '{name}'")

        erasure_code_bucket_action = cls(
            action=action,
            value=value,
            name=name,
        )

        return erasure_code_bucket_action
