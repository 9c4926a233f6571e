"""The Python API of AIStore as it was in 2022 (aistore 1.0.3 and 1.0.4).

`from aistore_hl.compat2022 import Client` in place of `from aistore import Client`, or of `aistore.client`.
Where today's spelling is another one, a `DeprecationWarning` says what to write instead.
Errors are those of `aistore_hl.errors`. Templates of ETLs are in `aistore_hl.compat2022.etl_templates`.
"""

from __future__ import annotations

from .bucket import Bucket
from .client import Client, Namespace
from .content import ObjectStream
from .etl import Etl, ETLDetails, ETLInfo
from .object import Object
from .pages import BucketEntry, BucketList
from .xaction import Xaction, XactStatus

__all__ = [
    "Bucket",
    "BucketEntry",
    "BucketList",
    "Client",
    "ETLDetails",
    "ETLInfo",
    "Etl",
    "Namespace",
    "Object",
    "ObjectStream",
    "XactStatus",
    "Xaction",
]
