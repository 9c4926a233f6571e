"""Python SDK for AIStore: sync and async, typed, verified, with a small AIStore inside.

Names are loaded on first use, so that importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import disk, errors, types
    from ._async.append import AsyncAppender
    from ._async.batch import AsyncBatch, AsyncBatchMember
    from ._async.bucket import AsyncBucket
    from ._async.client import AsyncClient
    from ._async.cluster import AsyncCluster
    from ._async.etl import AsyncEtl
    from ._async.group import AsyncObjectGroup
    from ._async.group_job import AsyncGroupJob
    from ._async.job import AsyncJob
    from ._async.listing import AsyncListing
    from ._async.many import AsyncMany
    from ._async.member import AsyncMember, AsyncOpenMember
    from ._async.members import AsyncMembers
    from ._async.multipart import AsyncMultipart
    from ._async.object import AsyncObject
    from ._async.raw import AsyncRaw
    from ._async.reader import AsyncReader
    from ._core.config import Settings
    from ._core.request import Timeouts
    from ._core.retry import RetryPolicy
    from ._files.reading import AsyncFileReader, AsyncTextReader, FileReader, TextReader
    from ._files.writing import AsyncFileWriter, AsyncTextWriter, FileWriter, TextWriter
    from ._sync.append import Appender
    from ._sync.batch import Batch, BatchMember
    from ._sync.bucket import Bucket
    from ._sync.client import Client
    from ._sync.cluster import Cluster
    from ._sync.etl import Etl
    from ._sync.group import ObjectGroup
    from ._sync.group_job import GroupJob
    from ._sync.job import Job
    from ._sync.listing import Listing
    from ._sync.many import Many
    from ._sync.member import Member, OpenMember
    from ._sync.members import Members
    from ._sync.multipart import Multipart
    from ._sync.object import Object
    from ._sync.raw import Raw
    from ._sync.reader import Reader
    from .local import LocalCluster
    from .local.process import ClusterProcess

__all__ = [
    "Appender",
    "AsyncAppender",
    "AsyncBatch",
    "AsyncBatchMember",
    "AsyncBucket",
    "AsyncClient",
    "AsyncCluster",
    "AsyncEtl",
    "AsyncFileReader",
    "AsyncFileWriter",
    "AsyncGroupJob",
    "AsyncJob",
    "AsyncListing",
    "AsyncMany",
    "AsyncMember",
    "AsyncMembers",
    "AsyncMultipart",
    "AsyncObject",
    "AsyncObjectGroup",
    "AsyncOpenMember",
    "AsyncRaw",
    "AsyncReader",
    "AsyncTextReader",
    "AsyncTextWriter",
    "Batch",
    "BatchMember",
    "Bucket",
    "Client",
    "Cluster",
    "ClusterProcess",
    "Etl",
    "FileReader",
    "FileWriter",
    "GroupJob",
    "Job",
    "Listing",
    "LocalCluster",
    "Many",
    "Member",
    "Members",
    "Multipart",
    "Object",
    "ObjectGroup",
    "OpenMember",
    "Raw",
    "Reader",
    "RetryPolicy",
    "Settings",
    "TextReader",
    "TextWriter",
    "Timeouts",
    "__version__",
    "disk",
    "errors",
    "types",
]

__version__ = "0.1.0"

_CLIENTS = ("Bucket", "Client", "Cluster", "Etl", "Job", "Listing", "Many", "Multipart", "Object", "Raw", "Reader")
_OTHERS = {
    "Appender": "append",
    "Batch": "batch",
    "BatchMember": "batch",
    "GroupJob": "group_job",
    "Member": "member",
    "Members": "members",
    "ObjectGroup": "group",
    "OpenMember": "member",
}
_FILES = {"FileReader": "reading", "FileWriter": "writing", "TextReader": "reading", "TextWriter": "writing"}
_HOMES = {
    "ClusterProcess": ".local.process",
    "LocalCluster": ".local",
    "RetryPolicy": "._core.retry",
    "Settings": "._core.config",
    "Timeouts": "._core.request",
    **{name: f"._sync.{module}" for name, module in _OTHERS.items()},
    **{f"Async{name}": f"._async.{module}" for name, module in _OTHERS.items()},
    **{f"{flavour}{name}": f"._files.{home}" for name, home in _FILES.items() for flavour in ("", "Async")},
    **{name: f"._sync.{name.lower()}" for name in _CLIENTS},
    **{f"Async{name}": f"._async.{name.lower()}" for name in _CLIENTS},
}


def __getattr__(name: str) -> Any:
    if name in ("disk", "errors", "types"):
        return import_module(f".{name}", __name__)
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home, __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
