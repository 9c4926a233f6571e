# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PrefetchObjectsArgs")


@_attrs_define
class PrefetchObjectsArgs:
    """A list of names, or a template. Neither would be the whole bucket.

    Attributes:
        objnames (list[str] | Unset): Names of objects; they count when there is a template, too.
        template (str | Unset): `shard-{00..99..3}.tar`, `shard-@00-99.tar`, or a prefix.
        num_workers (int | Unset): Workers on each target; 0: one for each mountpath, -1: none.
        coer (bool | Unset): Go on after an error.
        non_recurs (bool | Unset): With a prefix: not what is in directories below it.
        latest_ver (bool | Unset): Fetch again what has changed in the backend.
        blob_threshold (int | Unset): Fetch in chunks what has at least so many bytes; 0 never.
    """

    objnames: list[str] | Unset = UNSET
    template: str | Unset = UNSET
    num_workers: int | Unset = UNSET
    coer: bool | Unset = UNSET
    non_recurs: bool | Unset = UNSET
    latest_ver: bool | Unset = UNSET
    blob_threshold: int | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        objnames: list[str] | Unset = UNSET
        if not isinstance(self.objnames, Unset):
            objnames = self.objnames

        template = self.template

        num_workers = self.num_workers

        coer = self.coer

        non_recurs = self.non_recurs

        latest_ver = self.latest_ver

        blob_threshold = self.blob_threshold

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if objnames is not UNSET:
            field_dict["objnames"] = objnames
        if template is not UNSET:
            field_dict["template"] = template
        if num_workers is not UNSET:
            field_dict["num-workers"] = num_workers
        if coer is not UNSET:
            field_dict["coer"] = coer
        if non_recurs is not UNSET:
            field_dict["non-recurs"] = non_recurs
        if latest_ver is not UNSET:
            field_dict["latest-ver"] = latest_ver
        if blob_threshold is not UNSET:
            field_dict["blob-threshold"] = blob_threshold

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        objnames = cast(list[str], d.pop("objnames", UNSET))

        template = d.pop("template", UNSET)

        num_workers = d.pop("num-workers", UNSET)

        coer = d.pop("coer", UNSET)

        non_recurs = d.pop("non-recurs", UNSET)

        latest_ver = d.pop("latest-ver", UNSET)

        blob_threshold = d.pop("blob-threshold", UNSET)

        prefetch_objects_args = cls(
            objnames=objnames,
            template=template,
            num_workers=num_workers,
            coer=coer,
            non_recurs=non_recurs,
            latest_ver=latest_ver,
            blob_threshold=blob_threshold,
        )

        return prefetch_objects_args
