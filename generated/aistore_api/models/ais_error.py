# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AisError")


@_attrs_define
class AisError:
    """An error, as every node answers it.

    Attributes:
        message (str): For people; may contain what the client sent.
        method (str):
        url_path (str):
        remote_addr (str):
        caller (str):
        node (str): Who failed: `p[id]` a proxy, `t[id]` a target.
        status (int):
        tcode (str | Unset): Name of the error's type; absent for many.
    """

    message: str
    method: str
    url_path: str
    remote_addr: str
    caller: str
    node: str
    status: int
    tcode: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        method = self.method

        url_path = self.url_path

        remote_addr = self.remote_addr

        caller = self.caller

        node = self.node

        status = self.status

        tcode = self.tcode

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "method": method,
                "url_path": url_path,
                "remote_addr": remote_addr,
                "caller": caller,
                "node": node,
                "status": status,
            }
        )
        if tcode is not UNSET:
            field_dict["tcode"] = tcode

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        method = d.pop("method")

        url_path = d.pop("url_path")

        remote_addr = d.pop("remote_addr")

        caller = d.pop("caller")

        node = d.pop("node")

        status = d.pop("status")

        tcode = d.pop("tcode", UNSET)

        ais_error = cls(
            message=message,
            method=method,
            url_path=url_path,
            remote_addr=remote_addr,
            caller=caller,
            node=node,
            status=status,
            tcode=tcode,
        )

        ais_error.additional_properties = d
        return ais_error

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
