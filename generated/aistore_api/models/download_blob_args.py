# Written by codegen.py from openapi/; do not edit.
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="DownloadBlobArgs")


@_attrs_define
class DownloadBlobArgs:
    """
    Attributes:
        chunk_size (int | Unset): Bytes of a chunk.
        num_workers (int | Unset): Chunks that are read at the same time.
        full_size (int | Unset): Bytes of the object, where they are known; 0 when not.
        chunk_read_timeout (int | Unset): Nanoseconds for one chunk.
        latest_ver (bool | Unset): Ask the remote backend whether there is a newer version.
    """

    chunk_size: int | Unset = UNSET
    num_workers: int | Unset = UNSET
    full_size: int | Unset = UNSET
    chunk_read_timeout: int | Unset = UNSET
    latest_ver: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        chunk_size = self.chunk_size

        num_workers = self.num_workers

        full_size = self.full_size

        chunk_read_timeout = self.chunk_read_timeout

        latest_ver = self.latest_ver

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if chunk_size is not UNSET:
            field_dict["chunk-size"] = chunk_size
        if num_workers is not UNSET:
            field_dict["num-workers"] = num_workers
        if full_size is not UNSET:
            field_dict["full-size"] = full_size
        if chunk_read_timeout is not UNSET:
            field_dict["chunk-read-timeout"] = chunk_read_timeout
        if latest_ver is not UNSET:
            field_dict["latest-ver"] = latest_ver

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        chunk_size = d.pop("chunk-size", UNSET)

        num_workers = d.pop("num-workers", UNSET)

        full_size = d.pop("full-size", UNSET)

        chunk_read_timeout = d.pop("chunk-read-timeout", UNSET)

        latest_ver = d.pop("latest-ver", UNSET)

        download_blob_args = cls(
            chunk_size=chunk_size,
            num_workers=num_workers,
            full_size=full_size,
            chunk_read_timeout=chunk_read_timeout,
            latest_ver=latest_ver,
        )

        return download_blob_args
