"""Easy URLs: `/ais/bucket/object`, and `/gs` and `/az` alike, for what a browser or curl would type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve

from .answers import Answer, Refusal, bad_request

if TYPE_CHECKING:
    from .node import Node
    from .request import NodeRequest

PREFIXES: Final = ("/ais", "/gs", "/az")
"""Those that there are: AIS has none for the other providers. Source: recorded on AIS 5.0 (12)"""


async def easy_url(node: Node, request: NodeRequest) -> Answer:
    """The answer to the request that an easy URL stands for."""
    provider, _, rest = request.scope["raw_path"].lstrip(b"/").partition(b"/")
    bucket, _, name = rest.partition(b"/")
    if not name and request.method == "PUT":
        raise bad_request('missing destination object name in the "easy URL"')
    if name and node.state.quirks.drops_a_slash:
        name = b"".join(name.split(b"/", 1))
    meant = request.standing_for(_path(bucket, name), b"provider=" + provider)
    try:
        return await node.answer(meant)
    except Refusal as refusal:
        raise refusal if refusal.path else evolve(refusal, path=meant.shown_path) from refusal


async def easy_url_at_target(node: Node, request: NodeRequest) -> Answer:
    """400: targets take none."""
    raise bad_request('trying to execute "easy URL" via AIS target? (hint: use proxy)')


def _path(bucket: bytes, name: bytes) -> bytes:
    if name:
        return b"/v1/objects/" + bucket + b"/" + name
    return b"/v1/buckets" + (b"/" + bucket if bucket else b"")
