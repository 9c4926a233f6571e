"""The control port of a cluster: what it is doing, and what goes wrong with it, over HTTP on loopback.

Whoever can reach it from this machine is not trusted for that: everything needs the cluster's secret, and a request
that a web page of somebody else's could have made is refused before that is looked at.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from urllib.parse import parse_qs, unquote

import msgspec
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from .kinds import KINDS
from .port import Port
from .told import ClusterState, FaultState, KindState, LogLine, NodeChange, NodeState, OrderRequest, check_names
from .ui import files
from .ui.passage import NotDone, PageGone
from .ui.routes import PREFIX, Routes

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from .node import Node
    from .state import State

HOST: Final = "127.0.0.1"
_LONGEST: Final = 64 << 10
"""Bytes of a message; an order takes a few hundred."""

_IDLE: Final = 75
_FIELDS: Final = (
    (b"Content-Type", b"application/json"),
    (b"Cache-Control", b"no-store"),
    (b"X-Content-Type-Options", b"nosniff"),
    (b"Content-Security-Policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"Cross-Origin-Resource-Policy", b"same-origin"),
)


class _Refused(Exception):
    """Answered with a status and a sentence."""

    def __init__(self, status: int, text: str, *fields: tuple[bytes, bytes]) -> None:
        super().__init__(text)
        self.status = status
        self.fields = fields


class Console:
    """Listens on a port of its own, so that neither faults nor a proxy that is down keep anybody from it."""

    def __init__(self, state: State) -> None:
        self.secret = secrets.token_urlsafe(32)
        self._state = state
        self._page = Routes(state)
        self._port = Port.take(HOST, 0)
        self.url = f"http://{HOST}:{self._port.number}"
        hosts = [f"{name}:{self._port.number}" for name in (HOST, "localhost")]
        self._hosts = frozenset(hosts)
        self._origins = frozenset(f"http://{host}" for host in hosts)
        self._config = Config(
            self, http=H11Protocol, ws="none", lifespan="off", loop="none", log_config=None, access_log=False,
            server_header=False, proxy_headers=False, timeout_keep_alive=_IDLE,
        )  # fmt: skip
        self._config.load()
        self._server_state = ServerState()
        self._server: asyncio.Server | None = None
        self._is_closing = False

    async def listen(self) -> None:
        """Begin to take connections."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connection, sock=self._port.sock)

    async def close(self) -> None:
        """Stop, and drop every connection."""
        if self._server is not None:
            self._server.close()
        self._port.close()
        for connection in list(self._server_state.connections):
            connection.transport.abort()
        self._is_closing = True
        tasks = list(self._server_state.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _connection(self) -> _Connection:
        return _Connection(self._config, self._server_state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. A page that went away gets no answer."""
        extra: tuple[tuple[bytes, bytes], ...] = ()
        try:
            self._check_host(scope)
            page = scope["path"].rstrip("/")
            if page in files.FILES and scope["method"] in ("GET", "HEAD"):
                await _reply(send, 200, files.content(page), files.fields(page))
                return
            self._admit(scope)
            if scope["path"].startswith(PREFIX):
                told = await self._page.answer(scope, receive, send)
            else:
                told = await self._answer(scope, receive)
            if told is None:
                return
            status = 200
        except _Refused as exc:
            status, told, extra = exc.status, {"error": str(exc)}, exc.fields
        except NotDone as exc:
            status, told = exc.status, {"error": str(exc), "node": exc.node}
        except PageGone:
            return
        except asyncio.CancelledError:
            # uvicorn would report it as our failure; it is how requests under way end with the cluster.
            if not self._is_closing:
                raise
            return
        await _reply(send, status, msgspec.json.encode(told) + b"\n", [*_FIELDS, *extra])

    def _check_host(self, scope: Scope) -> None:
        """Whether the address is the port's own.

        Raises:
            _Refused: 403, a name that was made to lead here.
        """
        if dict(scope["headers"]).get(b"host", b"").decode("latin-1").lower() not in self._hosts:
            raise _Refused(403, f"the Host must be {' or '.join(sorted(self._hosts))}")

    def _admit(self, scope: Scope) -> None:
        """Whether the sender may ask.

        Raises:
            _Refused: 403 for a page of another origin; 401 without the secret.
        """
        headers = dict(scope["headers"])
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1") not in self._origins:
            raise _Refused(403, "pages of other origins are not answered")
        if headers.get(b"sec-fetch-site", b"none") not in (b"same-origin", b"none"):
            raise _Refused(403, "pages of other sites are not answered")
        given = headers.get(b"authorization", b"")
        if not hmac.compare_digest(given, f"Bearer {self.secret}".encode()):
            raise _Refused(
                401, "the cluster's secret is needed: Authorization: Bearer ...", (b"WWW-Authenticate", b"Bearer")
            )

    async def _answer(self, scope: Scope, receive: Receive) -> Any:
        """What a request asks for.

        Raises:
            _Refused: it asks for nothing that there is.
        """
        method, path = scope["method"], scope["path"].rstrip("/")
        resource, _, name = path.lstrip("/").partition("/")
        methods = _ROUTES.get((resource, bool(name)))
        if methods is None:
            raise _Refused(404, f"nothing is at {path!r}")
        handler = methods.get(method)
        if handler is None:
            raise _Refused(405, f"{method} is not for {path!r}", (b"Allow", ", ".join(sorted(methods)).encode()))
        query = parse_qs(scope["query_string"].decode("latin-1"))
        body = None
        if method in ("POST", "PATCH"):
            body = await _message(dict(scope["headers"]), receive)
        try:
            return await handler(self._state, _Asked(unquote(name), query, body))
        except KeyError as exc:
            raise _Refused(404, f"there is no {unquote(name)!r}") from exc
        # What an order says of itself when it is none; msgspec's own errors are ValueErrors too.
        except ValueError as exc:
            raise _Refused(400, str(exc)) from exc


class _Connection(H11Protocol):
    """uvicorn's connection, which the application can end."""

    def __init__(self, config: Config, server_state: ServerState) -> None:
        super().__init__(config, server_state, {"connection": self})
        self.access_log = False

    def hang_up(self) -> None:
        """End it within an answer, so that nobody takes that for complete."""
        self.cycle.disconnected = True
        self.transport.abort()


async def _reply(send: Send, status: int, content: bytes, fields: list[tuple[bytes, bytes]]) -> None:
    length = (b"Content-Length", b"%d" % len(content))
    await send({"type": "http.response.start", "status": status, "headers": [*fields, length]})
    await send({"type": "http.response.body", "body": content, "more_body": False})


class _Asked:
    """What a handler needs of a request."""

    def __init__(self, name: str, query: Mapping[str, list[str]], body: Any) -> None:
        self.name = name
        self.query = query
        self.body = body


async def _message(headers: Mapping[bytes, bytes], receive: Receive) -> Any:
    if headers.get(b"content-type", b"").partition(b";")[0].strip() != b"application/json":
        raise _Refused(415, "the body must be application/json")
    content, more = b"", True
    while more:
        event = await receive()
        content += event.get("body", b"")
        more = event.get("more_body", False)
        if len(content) > _LONGEST:
            raise _Refused(413, f"a message has at most {_LONGEST:,} bytes", (b"Connection", b"close"))
    try:
        return msgspec.json.decode(content)
    except (ValueError, RecursionError) as exc:
        raise _Refused(400, f"no JSON: {exc}") from exc


async def _cluster(state: State, asked: _Asked) -> ClusterState:
    members = state.membership
    nodes = sorted(state.nodes.values(), key=lambda node: (node.side, node.id))
    return ClusterState(
        members.proxy.origin, members.version, [_node(state, node) for node in nodes], await _faults(state, asked)
    )


def _node(state: State, node: Node) -> NodeState:
    member = node.member
    return NodeState(
        id=node.id,
        side=node.side,
        origin=member.origin,
        is_up=node.is_up,
        in_maintenance=not member.is_active,
        in_map=state.membership.member(node.id) is not None,
        requests=state.log.total("requests", lambda key: key[0] == node.id),
        body_bytes=state.log.total("bytes", lambda key: key[0] == node.id),
        sent_bytes=state.log.sent(node.id),
        counters=dict(sorted(node.counters.items())),
    )


async def _add_target(state: State, asked: _Asked) -> NodeState:
    return _node(state, await state.roster.add())


async def _change_node(state: State, asked: _Asked) -> NodeState:
    check_names(asked.body, NodeChange)
    change = msgspec.convert(asked.body, NodeChange)
    node, roster = state.nodes[asked.name], state.roster
    if change.becomes is not None:
        await roster.become(node.id, change.becomes)
    if change.in_maintenance is not None:
        if node.side == "proxy":
            raise ValueError("only targets go into maintenance")
        (roster.maintain if change.in_maintenance else roster.restore)(node.id)
    if change.up is not None:
        await (node.come_up() if change.up else node.go_down())
    return _node(state, node)


async def _kinds(state: State, asked: _Asked) -> list[KindState]:
    return [KindState(kind.name, kind.text, msgspec.to_builtins(kind.effect.given)) for kind in KINDS.values()]


async def _faults(state: State, asked: _Asked) -> list[FaultState]:
    return [FaultState.of(fault) for fault in state.faults.orders()]


async def _order(state: State, asked: _Asked) -> FaultState:
    check_names(asked.body, OrderRequest)
    order = msgspec.convert(asked.body, OrderRequest).order()
    if order.node is not None and order.node not in state.nodes:
        raise ValueError(f"no node has the id {order.node!r}")
    return FaultState.of(state.faults.add(order))


async def _clear(state: State, asked: _Asked) -> list[FaultState]:
    state.faults.clear()
    return []


async def _withdraw(state: State, asked: _Asked) -> list[FaultState]:
    state.faults.withdraw(int(asked.name))
    return await _faults(state, asked)


async def _log(state: State, asked: _Asked) -> list[LogLine]:
    after = int(asked.query.get("after", ["0"])[0])
    return [LogLine.of(arrival) for arrival in state.log.arrivals() if arrival.number > after]


_Handler: TypeAlias = "Callable[[State, _Asked], Awaitable[Any]]"
_ROUTES: Final[Mapping[tuple[str, bool], Mapping[str, _Handler]]] = {
    ("cluster", False): {"GET": _cluster},
    ("nodes", False): {"POST": _add_target},
    ("nodes", True): {"PATCH": _change_node},
    ("kinds", False): {"GET": _kinds},
    ("faults", False): {"GET": _faults, "POST": _order, "DELETE": _clear},
    ("faults", True): {"DELETE": _withdraw},
    ("log", False): {"GET": _log},
}
"""By resource, and whether one of it is named."""
