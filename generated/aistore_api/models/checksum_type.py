# Written by codegen.py from openapi/; do not edit.
from enum import StrEnum
from typing import Self


class ChecksumType(StrEnum):
    """Known values. Others are members too, without a name of their own."""

    CRC32C = "crc32c"
    MD5 = "md5"
    NONE = "none"
    SHA256 = "sha256"
    SHA512 = "sha512"
    XXHASH = "xxhash"
    XXHASH2 = "xxhash2"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
