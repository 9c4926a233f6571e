# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PromoteArgs")


@_attrs_define
class PromoteArgs:
    """
    Attributes:
        src (str): File or directory.
        obj (str | Unset): Name of the object; prefix of the names of a directory's objects.
        tid (str | Unset): The only target that is to read the source.
        rcr (bool | Unset): Subdirectories too.
        ovw (bool | Unset): Replace objects that exist.
        dls (bool | Unset): Remove the sources afterwards.
        notshr (bool | Unset): The targets do not share the source.
    """

    src: str
    obj: str | Unset = UNSET
    tid: str | Unset = UNSET
    rcr: bool | Unset = UNSET
    ovw: bool | Unset = UNSET
    dls: bool | Unset = UNSET
    notshr: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        src = self.src

        obj = self.obj

        tid = self.tid

        rcr = self.rcr

        ovw = self.ovw

        dls = self.dls

        notshr = self.notshr

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "src": src,
            }
        )
        if obj is not UNSET:
            field_dict["obj"] = obj
        if tid is not UNSET:
            field_dict["tid"] = tid
        if rcr is not UNSET:
            field_dict["rcr"] = rcr
        if ovw is not UNSET:
            field_dict["ovw"] = ovw
        if dls is not UNSET:
            field_dict["dls"] = dls
        if notshr is not UNSET:
            field_dict["notshr"] = notshr

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        src = d.pop("src")

        obj = d.pop("obj", UNSET)

        tid = d.pop("tid", UNSET)

        rcr = d.pop("rcr", UNSET)

        ovw = d.pop("ovw", UNSET)

        dls = d.pop("dls", UNSET)

        notshr = d.pop("notshr", UNSET)

        promote_args = cls(
            src=src,
            obj=obj,
            tid=tid,
            rcr=rcr,
            ovw=ovw,
            dls=dls,
            notshr=notshr,
        )

        return promote_args
