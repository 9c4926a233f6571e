"""Requests that nobody should send: refused, and survived without memory being held."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from tests.etlserver.conftest import KINDS, Scene
from tests.etlserver.http import ask, raw
from tests.etlserver.memory import Watch
from tests.etlserver.test_security import FILES, LENGTHS, NODES

MOST = 32 << 20
"""Bytes by which a server may grow."""

PUT = b"PUT /b/o HTTP/1.1\r\nHost: t\r\n"
CORPUS = {
    "nothing": b"",
    "line": b"PUT",
    "no-line": b"\r\n\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "http2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "version": b"PUT /b/o HTTP/9.9\r\nHost: t\r\n\r\n",
    "no-version": b"PUT /b/o\r\n\r\n",
    "binary": bytes(range(256)) * 16 + b"\r\n\r\n",
    "long-line": b"PUT /" + b"x" * 200_000 + b" HTTP/1.1\r\nHost: t\r\n\r\n",
    "long-field": PUT + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    "many-fields": PUT + b"X: y\r\n" * 5_000 + b"\r\n",
    "long-node-url": PUT + b"Ais-Node-Url: " + b"http://127.0.0.1:7," * 3_000 + b"x\r\n\r\n",
    "bad-field": PUT + b"X y\r\n\r\n",
    "nul-in-field": PUT + b"X: a\x00b\r\n\r\n",
    "space-before-colon": PUT + b"Content-Length : 5\r\n\r\nabcde",
    "folded": PUT + b"X: a\r\n b\r\n\r\n",
    "negative": PUT + b"Content-Length: -5\r\n\r\n",
    "huge": PUT + b"Content-Length: 100000000000\r\n\r\nabc",
    "huge-chunk": PUT + b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\nabc",
    "endless-chunk-line": PUT + b"Transfer-Encoding: chunked\r\n\r\n" + b"0" * 100_000,
    "endless-trailer": PUT + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X: y\r\n" * 50_000,
    "smuggle": PUT + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\n\r\n",
    "gzip": PUT + b"Transfer-Encoding: gzip\r\n\r\nabc",
    "dots": b"PUT /b/../../etc/passwd HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n",
    "absolute": b"PUT http://other/b/%2e%2e HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n",
    "authority": b"CONNECT other:80 HTTP/1.1\r\nHost: t\r\n\r\n",
    "star": b"OPTIONS * HTTP/1.1\r\nHost: t\r\n\r\n",
    "trace": b"TRACE /b/o HTTP/1.1\r\nHost: t\r\n\r\n",
    "verb": b"X" * 1_000 + b" /b/o HTTP/1.1\r\nHost: t\r\n\r\n",
    "query": b"PUT /b/o?" + b"&" * 50_000 + b"=%zz HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n",
}


def hostile(scene: Scene) -> dict[str, bytes]:
    """A hundred requests and more, as bytes: what is malformed, and what asks for what must not be done."""
    found = dict(CORPUS)
    for name, path in FILES.items():
        query = f"etl_fqn={quote(quote(scene.fill(path, ''), safe='%'))}"
        for method, target in (("PUT", "/b/o"), ("GET", "/ais%2F@%23%2Fb%2Fo")):
            found[f"{name}-{method}"] = f"{method} {target}?{query} HTTP/1.1\r\nHost: t\r\n\r\n".encode()
    for name, (url, _) in NODES.items():
        found[f"node-{name}"] = PUT + f"Ais-Node-Url: {scene.fill(url, '')}\r\nContent-Length: 1\r\n\r\nx".encode()
    return found | {f"length-{name}": PUT + fields + b"\r\ncontent" for name, fields in LENGTHS.items()}


def test_there_are_a_hundred_of_them(scene: Scene) -> None:
    """Or more."""
    assert len(hostile(scene)) >= 100


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rounds", [1, pytest.param(50, marks=pytest.mark.stress)])
@pytest.mark.parametrize("shape", ["whole", pytest.param("pieces", marks=pytest.mark.stress)])
def test_hostile_requests(scene: Scene, kind: str, shape: str, rounds: int) -> None:
    """All hundred are refused or hung up on, some times over; then the server answers, and has not grown."""
    served = scene.served[kind, shape, "on"]
    ask(served.port, "GET", "/health")

    with Watch(served.pid) as watch:
        heard = {name: raw(served.port, data).status for _ in range(rounds) for name, data in hostile(scene).items()}

    assert {} == {
        name: status
        for name, status in heard.items()
        if status and not 400 <= status < 500 and status not in (501, 505)
    }
    assert b"Running" == ask(served.port, "GET", "/health").body
    assert watch.growth <= MOST
