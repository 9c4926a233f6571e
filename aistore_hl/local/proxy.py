"""A proxy's side of objects: it holds none, and names the target that does."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Final

from .access import Access, check_access
from .answers import Answer, Refusal, bad_request, redirect
from .buckets import Address, address_of
from .headers import base_36
from .lookup import find_bucket
from .names import check_object_name, object_name

if TYPE_CHECKING:
    from .membership import Member
    from .node import Node
    from .request import NodeRequest

_NEEDED: Final = {
    "GET": Access.GET,
    "HEAD": Access.HEAD_OBJECT,
    "PUT": Access.PUT,
    "DELETE": Access.DELETE_OBJECT,
    "PATCH": Access.UPDATE_OBJECT,
    "POST": Access.MOVE_OBJECT,
}
_BREAK: Final = re.compile(rb"%0[ad]", re.IGNORECASE)
_COUNTERS: Final = {"GET": "get.n", "HEAD": "head.n", "PUT": "put.n", "DELETE": "del.n", "PATCH": "patch.n"}


async def redirect_upload(node: Node, request: NodeRequest) -> Answer:
    """The same for a request about an upload: who may put objects may send it."""
    return await redirect_object(node, request, Access.PUT)


async def redirect_object(node: Node, request: NodeRequest, needed: Access | None = None, *, to: str = "") -> Answer:
    """Send the request on to the object's target: 301 for GET, 307 for all else. No body is read.

    Path and query go into `Location` as they came. AIS decodes the path and thereby loses control characters.
    Source: recorded on AIS 5.0
    """
    name = object_name(request)
    quirks = node.state.quirks
    if request.method != "HEAD":  # of which AIS's proxy checks no names: its targets do
        check_object_name(name, nul=quirks.names_are_files)
    address = address_of(request.query, request.elements[2])
    bucket = await find_bucket(node, address)
    check_access(bucket, _NEEDED[request.method] if needed is None else needed)
    node.state.rates.check(bucket, request.method)
    node.counters[_COUNTERS.get(request.method, "ren.n")] += 1
    query: bytes = request.scope["query_string"]
    if bucket.address != address:
        query = with_uuid(query, bucket.address)
    target = node.state.membership.targets[to] if to else node.state.owner(bucket, name)
    where = location(node, request, target, query)
    return redirect(301 if request.method == "GET" else 307, where, method=request.method)


def location(node: Node, request: NodeRequest, target: Member, query: bytes, *, path: bytes = b"") -> bytes:
    """Where a request about an object is to be sent, with the marks of this proxy."""
    utm, guard = base_36(time.time_ns()).encode(), node.state.guard
    marks = b"pid=%s&utm=%s" % (node.id.encode(), utm) if guard is None else guard.marks(node, request, utm)
    path = path or b"/" + request.scope["raw_path"].lstrip(b"/")
    if node.state.quirks.spaces_for_breaks:
        path = _BREAK.sub(b"%20", path)
    return b"%s%s?%s%s%s" % (target.origin.encode(), path, query, b"&" if query else b"", marks)


def with_uuid(query: bytes, address: Address) -> bytes:
    """The query with the uuid of a cluster where it had an alias. Source: recorded on AIS 5.0"""
    space = b"namespace=%40" + address.cluster.encode() + b"%23" + address.namespace.encode()
    return b"&".join(space if pair.startswith(b"namespace=") else pair for pair in query.split(b"&"))


async def rename_object(node: Node, request: NodeRequest) -> Answer:
    """Check the new name and send the request on, by the old one."""
    name = object_name(request)
    message = await request.message()
    renamed = message.name.encode("utf-8", "surrogateescape")
    check_object_name(renamed)
    if renamed == name:
        bucket = address_of(request.query, request.elements[2])
        shown = f"{bucket}/{name.decode('utf-8', 'replace')}"
        raise bad_request(f"cannot rename {shown} to self, nothing to do")
    return await redirect_object(node, request)


async def unknown_object_action(node: Node, request: NodeRequest) -> Answer:
    """400. AIS blames the bucket's name here; the status is the same."""
    message = await request.message()
    raise bad_request(f'invalid action "{message.action}"')


async def no_etl(node: Node, request: NodeRequest) -> Answer:
    """501, in the words of an AIS that was built without ETL."""
    raise Refusal(501, "cannot use ETL in a build without ETL support - operation not supported", "ErrUnsupp")
