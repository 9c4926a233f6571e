# Written by codegen.py from openapi/; do not edit.
from enum import StrEnum
from typing import Self


class ETLCommunication(StrEnum):
    """Known values. Others are members too, without a name of their own."""

    HPULL = "hpull://"
    HPUSH = "hpush://"
    WS = "ws://"

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
