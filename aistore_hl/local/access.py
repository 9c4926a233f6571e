"""What a bucket lets be done to it."""

from __future__ import annotations

from enum import IntFlag
from typing import Final

from .answers import Refusal
from .buckets import Bucket


class Access(IntFlag):
    """The bits of the bucket property `access`. Source: api/apc/access.go (AIS 5.0)"""

    GET = 1
    HEAD_OBJECT = 2
    PUT = 4
    DELETE_OBJECT = 16
    MOVE_OBJECT = 32
    PROMOTE = 64
    UPDATE_OBJECT = 128
    HEAD_BUCKET = 256
    LIST_OBJECTS = 512
    PATCH = 1024
    DESTROY_BUCKET = 32768
    MOVE_BUCKET = 65536


# Without authentication AIS lets everybody read, list and change properties, whatever the bits say.
_ALWAYS: Final = Access.GET | Access.HEAD_OBJECT | Access.HEAD_BUCKET | Access.LIST_OBJECTS | Access.PATCH


def check_access(bucket: Bucket, needed: Access) -> None:
    """Whether the bucket allows it.

    Raises:
        Refusal: 403 ErrBucketAccessDenied.

    Source: recorded on AIS 5.0
    """
    if needed & _ALWAYS or bucket.props.access_bits & needed:
        return
    what = (needed.name or "").replace("_", "-")
    raise Refusal(403, f"bucket {bucket.address}: {what} access denied", "ErrBucketAccessDenied")
