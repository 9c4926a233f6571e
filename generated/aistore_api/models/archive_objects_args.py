# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.archive_format import ArchiveFormat
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.bck_to import BckTo


T = TypeVar("T", bound="ArchiveObjectsArgs")


@_attrs_define
class ArchiveObjectsArgs:
    """A list of names, or a template. Neither would be the whole bucket.

    Attributes:
        archname (str): Name of the archive; its extension must be one of a format.
        tobck (BckTo): The bucket of the destination.
        mime (ArchiveFormat | Unset): A format of archives, by extension or media type.
        objnames (list[str] | Unset): Names of objects; they count when there is a template, too.
        template (str | Unset): `shard-{00..99..3}.tar`, `shard-@00-99.tar`, or a prefix.
        isbn (bool | Unset): Names of members begin with the bucket's.
        bnonly (bool | Unset): Names of members are what stands after the last `/`.
        aate (bool | Unset): Add to the archive when it exists.
        coer (bool | Unset): Go on after an error.
        num_workers (int | Unset): Workers on each target; 0: one for each mountpath, -1: none.
        non_recurs (bool | Unset): With a prefix: not what is in directories below it.
    """

    archname: str
    tobck: BckTo
    mime: ArchiveFormat | Unset = UNSET
    objnames: list[str] | Unset = UNSET
    template: str | Unset = UNSET
    isbn: bool | Unset = UNSET
    bnonly: bool | Unset = UNSET
    aate: bool | Unset = UNSET
    coer: bool | Unset = UNSET
    num_workers: int | Unset = UNSET
    non_recurs: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        archname = self.archname

        tobck = self.tobck.to_dict()

        mime: str | Unset = UNSET
        if not isinstance(self.mime, Unset):
            mime = self.mime.value

        objnames: list[str] | Unset = UNSET
        if not isinstance(self.objnames, Unset):
            objnames = self.objnames

        template = self.template

        isbn = self.isbn

        bnonly = self.bnonly

        aate = self.aate

        coer = self.coer

        num_workers = self.num_workers

        non_recurs = self.non_recurs

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "archname": archname,
                "tobck": tobck,
            }
        )
        if mime is not UNSET:
            field_dict["mime"] = mime
        if objnames is not UNSET:
            field_dict["objnames"] = objnames
        if template is not UNSET:
            field_dict["template"] = template
        if isbn is not UNSET:
            field_dict["isbn"] = isbn
        if bnonly is not UNSET:
            field_dict["bnonly"] = bnonly
        if aate is not UNSET:
            field_dict["aate"] = aate
        if coer is not UNSET:
            field_dict["coer"] = coer
        if num_workers is not UNSET:
            field_dict["num-workers"] = num_workers
        if non_recurs is not UNSET:
            field_dict["non-recurs"] = non_recurs

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.bck_to import BckTo  # noqa: PLC0415

        d = dict(src_dict)
        archname = d.pop("archname")

        tobck = BckTo.from_dict(d.pop("tobck"))

        _mime = d.pop("mime", UNSET)
        mime: ArchiveFormat | Unset
        if isinstance(_mime, Unset):
            mime = UNSET
        else:
            mime = ArchiveFormat(_mime)

        objnames = cast(list[str], d.pop("objnames", UNSET))

        template = d.pop("template", UNSET)

        isbn = d.pop("isbn", UNSET)

        bnonly = d.pop("bnonly", UNSET)

        aate = d.pop("aate", UNSET)

        coer = d.pop("coer", UNSET)

        num_workers = d.pop("num-workers", UNSET)

        non_recurs = d.pop("non-recurs", UNSET)

        archive_objects_args = cls(
            archname=archname,
            tobck=tobck,
            mime=mime,
            objnames=objnames,
            template=template,
            isbn=isbn,
            bnonly=bnonly,
            aate=aate,
            coer=coer,
            num_workers=num_workers,
            non_recurs=non_recurs,
        )

        return archive_objects_args
