"""How names of the async sources are spelled in the sync files that are written from them. One line each, sorted."""

from __future__ import annotations

from typing import Final

LANGUAGE: Final = {
    "AbstractAsyncContextManager": "AbstractContextManager",
    "AsyncContextManager": "ContextManager",
    "AsyncExitStack": "ExitStack",
    "AsyncIterable": "Iterable",
    "AsyncIterator": "Iterator",
    "StopAsyncIteration": "StopIteration",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
    "__aiter__": "__iter__",
    "__anext__": "__next__",
    "aclose": "close",
    "aclosing": "closing",
    "aiter": "iter",
    "anext": "next",
    "asynccontextmanager": "contextmanager",
    "enter_async_context": "enter_context",
}
"""Python's own words. Not all of them need to be in use."""

NAMES: Final = {
    "AsyncAction": "Action",
    "AsyncBucket": "Bucket",
    "AsyncBucketJobs": "BucketJobs",
    "AsyncBytesSource": "BytesSource",
    "AsyncClient": "Client",
    "AsyncCluster": "Cluster",
    "AsyncContent": "Content",
    "AsyncEngine": "Engine",
    "AsyncFileReader": "FileReader",
    "AsyncFileShelf": "FileShelf",
    "AsyncFileSource": "FileSource",
    "AsyncGroupJob": "GroupJob",
    "AsyncHandle": "Handle",
    "AsyncJob": "Job",
    "AsyncListing": "Listing",
    "AsyncMemory": "Memory",
    "AsyncNodes": "Nodes",
    "AsyncObject": "Object",
    "AsyncObjectGroup": "ObjectGroup",
    "AsyncParallelRead": "ParallelRead",
    "AsyncPartialFile": "PartialFile",
    "AsyncPieces": "Pieces",
    "AsyncRaw": "Raw",
    "AsyncReader": "Reader",
    "AsyncResponse": "Response",
    "AsyncSession": "Session",
    "AsyncShelf": "Shelf",
    "AsyncSink": "Sink",
    "AsyncSource": "Source",
    "AsyncStreamSource": "StreamSource",
    "AsyncTextReader": "TextReader",
    "AsyncTransport": "Transport",
    "AsyncUpload": "Upload",
    "_wire.aio": "_wire.blocking",
    "async_each": "each",
    "async_in_thread": "in_thread",
    "async_is_pieces": "is_pieces",
    "async_sleep": "sleep",
    "async_together": "together",
}
"""Ours: classes, functions, modules (with dots, as they are imported). One that no source uses is an error."""
