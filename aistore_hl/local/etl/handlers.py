"""A proxy's side of ETLs: start, stop, and what they tell."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, Final

from ..answers import Answer, Refusal, as_json, as_text, bad_request
from .message import InitMessage, check_name
from .usage import usage

if TYPE_CHECKING:
    from ..node import Node
    from ..request import NodeRequest
    from .registry import Etl
    from .transformer import Transformer

_HEALTHY: Final = "Running"
_UNHEALTHY: Final = "Waiting"


async def init_etl(node: Node, request: NodeRequest) -> Answer:
    """Start one."""
    items = _items(request)
    if items:
        raise bad_request(f"URL '{_shown(request)}' is too long: expected 2 items, got {2 + len(items)}")
    message = InitMessage.of(await request.content())
    return as_text(await node.state.etls.init(message, node))


async def get_etl(node: Node, request: NodeRequest) -> Answer:
    """All, or what one tells: how it was started, its log, its health, what it uses."""
    items = _items(request)
    etls = node.state.etls
    if not items:
        return as_json(etls.infos())
    name, what = items[0], items[1] if len(items) > 1 else ""
    if not what:
        check_name(name)
        etls.known(name, node)
        return as_json(_details(_running(node, request, name, "details"), request))
    if what == "logs" and len(items) > 2 and items[2] not in node.state.membership.targets:
        raise bad_request(f'unknown target "{items[2]}"')
    tell = _TELLS.get(what)
    if tell is None:
        raise bad_request(f"invalid request URI: '{request.method} {request.shown_path}' from {request.shown_client}")
    etls.known(name, node)
    etl = _running(node, request, name, what)
    chosen = [each for target, each in etl.transformers.items() if len(items) < 3 or target == items[2]]
    return as_json([{"target_id": each.target, **await tell(each)} for each in chosen])


async def post_etl(node: Node, request: NodeRequest) -> Answer:
    """Start one again, or stop it."""
    items = _items(request)
    if len(items) < 2:
        raise bad_request(f"URL '{_shown(request)}' is too short: expected 4 items, got {2 + len(items)}")
    name, what = items[:2]
    if what not in ("start", "stop"):
        raise bad_request(f'invalid action "invalid operation: {what}"')
    check_name(name)
    node.state.etls.known(name, node)
    if what == "start":
        return as_text(await node.state.etls.start(name, node))
    await node.state.etls.stop(name, node)
    return Answer()


async def delete_etl(node: Node, request: NodeRequest) -> Answer:
    """End one, and forget it."""
    items = _items(request)
    if not items:
        raise bad_request(f"URL '{_shown(request)}' is too short: expected 3 items, got 2")
    check_name(items[0])
    await node.state.etls.delete(items[0], node)
    return Answer()


async def _logs(transformer: Transformer) -> dict[str, Any]:
    return {"logs": base64.b64encode(transformer.log.content()).decode()}


async def _health(transformer: Transformer) -> dict[str, Any]:
    return {"health_status": _HEALTHY if transformer.is_ready else _UNHEALTHY}


async def _metrics(transformer: Transformer) -> dict[str, Any]:
    child = transformer.child
    found = None if child is None else await usage(child.pid)
    if found is None:
        raise bad_request("the system does not tell what a process uses")
    return {"cpu": found.cpu, "mem": found.memory}


_TELLS: Final = {"logs": _logs, "health": _health, "metrics": _metrics}


def _details(etl: Etl, request: NodeRequest) -> dict[str, Any]:
    document: dict[str, Any] = {"init_msg": etl.message.shown}
    errors = etl.errors(request.query.get("uuid", ""))
    return document | {"obj_errors": [each.document() for each in errors]} if errors else document


def _running(node: Node, request: NodeRequest, name: str, what: str) -> Etl:
    """The ETL, as the first target that is asked knows it.

    Raises:
        Refusal: 404, it does not run.
    """
    etl = node.state.etls.running(name)
    if etl is not None:
        return etl
    targets = node.state.membership.targets
    label = targets[min(targets)].label if targets else node.label
    raise Refusal(404, f"{label}: {name} does not exist", "ErrNotFound", node=label, path=f"/v1/etl/{name}/{what}")


def _items(request: NodeRequest) -> list[str]:
    """What follows `/v1/etl` in the path."""
    path = request.decoded_path.decode("utf-8", "replace").strip("/")
    return [item for item in path.split("/")[2:] if item]


def _shown(request: NodeRequest) -> str:
    return request.decoded_path.decode("utf-8", "replace").strip("/")
