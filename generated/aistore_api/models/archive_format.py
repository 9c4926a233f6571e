# Written by codegen.py from openapi/; do not edit.
from enum import StrEnum
from typing import Self


class ArchiveFormat(StrEnum):
    """Known values. Others are members too, without a name of their own."""

    DOT_TAR = ".tar"
    DOT_TAR_GZ = ".tar.gz"
    DOT_TAR_LZ4 = ".tar.lz4"
    DOT_TGZ = ".tgz"
    DOT_ZIP = ".zip"
    MIME_LZ4 = "application/x-lz4"
    MIME_TAR = "application/x-tar"
    MIME_TAR_GZIP = "application/x-tar+gzip"
    MIME_TGZ = "application/x-tgz"
    MIME_ZIP = "application/zip"
    TAR = "tar"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
