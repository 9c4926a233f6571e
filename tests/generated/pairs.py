"""Scripted servers that are a small cluster together, and certificates for them."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

import trustme
from aistore_api.types import Answer
from attrs import define

from tests.generated.faces import Face
from tests.generated.scripted import Asked, Reply, ScriptedServer

MakeFace: TypeAlias = Callable[..., Face]
MakeServer: TypeAlias = Callable[..., ScriptedServer]


def content(answer: Answer) -> bytes:
    """The parser of calls that are made by hand."""
    return answer.content


def go_path(target: str) -> str:
    """The path of `Location` as AIS writes it: decoded, escaped where Go must, CR and LF as spaces."""
    keep = set(range(0x21, 0x7F)) - set(b"%?#")
    decoded = unquote_to_bytes(target.partition("?")[0])
    path = "".join(chr(char) if char in keep or char < 0x20 else f"%{char:02x}" for char in decoded)
    return path.replace("\r", " ").replace("\n", " ")


@define
class Pair:
    """A proxy that redirects objects to one target, which stores them."""

    proxy: ScriptedServer
    target: ScriptedServer
    stored: dict[str, bytes]

    @classmethod
    def start(cls, scripted: MakeServer, *, query: str = "pid=p&utm=t") -> Pair:
        """Both, running; `query` is what redirects add."""
        stored: dict[str, bytes] = {}

        def at_target(asked: Asked) -> Reply:
            path = asked.target.partition("?")[0]
            if asked.method == "PUT":
                stored[path] = asked.body
                return Reply(200, [("Ais-Version", "1")])
            if path in stored:
                return Reply(200, [("Ais-Custom-Md", "a=é"), ("Ais-Custom-Md", "b=2")], stored[path])
            return Reply(404, [("Hdr-Error", '{"message":"no","tcode":"ErrNotFound"}')], b"")

        target = scripted(at_target)

        def at_proxy(asked: Asked) -> Reply:
            if asked.target.startswith("/v1/cluster"):
                return smap(target)
            status = 301 if asked.method == "GET" else 307
            return Reply.redirect(f"{target.origin}{go_path(asked.target)}?{query}", status=status)

        return cls(scripted(at_proxy), target, stored)


def smap(*nodes: ScriptedServer) -> Reply:
    """A cluster map that names them."""
    return Reply.document({"tmap": {node.origin: {"public_net": {"direct_url": node.origin}} for node in nodes}})


def context_of(ca: trustme.CA) -> ssl.SSLContext:
    """How a server on loopback shows a certificate of that authority."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ca.issue_cert("127.0.0.1").configure_cert(context)
    return context
