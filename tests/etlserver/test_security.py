"""Forty things that a server must not be talked into."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import pytest

from tests.etlserver.conftest import KINDS, Scene
from tests.etlserver.http import ask, raw

FILES = {
    "outside": "{outside}/secret",
    "traversal": "{root}/../outside/secret",
    "traversal-deep": "{root}/b/../../outside/secret",
    "traversal-encoded": "{root}/%2e%2e/outside/secret",
    "dot": "{root}/./b/o",
    "link": "{root}/b/link",
    "link-inside": "{root}/b/inner-link",
    "link-of-folder": "{root}/folder-link/secret",
    "loop": "{root}/loop",
    "through-a-file": "{root}/b/o/x",
    "fifo": "{root}/b/fifo",
    "folder": "{root}/b",
    "root": "{root}",
    "root-slash": "{root}/",
    "prefix-of-a-name": "{root}-other/x",
    "relative": "b/o",
    "system": "/etc/hostname",
    "environment": "/proc/self/environ",
    "memory": "/proc/self/mem",
    "device": "/dev/zero",
    "url": "file://{root}/b/o",
    "nul": "{root}/b/o%00.txt",
    "empty": "",
    "tilde": "~/x",
}
"""Each is 403, whatever is there."""

NODES = {
    "unlisted-stage": ("http://{stranger}", 403),
    "unlisted-stage-https": ("https://{stranger}", 403),
    "unlisted-first": ("http://{stranger},http://{peer}", 403),
    "other-port": ("http://127.0.0.1:1", 403),
    "other-name": ("http://localhost:80", 403),
    "user": ("http://{peer}@{stranger}/x", 400),
    "backslash": ("http://{peer}\\@{stranger}/x", 400),
    "fragment": ("http://{stranger}#{peer}", 400),
    "protocol-relative": ("//{stranger}/x", 400),
    "gopher": ("gopher://{stranger}/x", 400),
    "up": ("http://{peer}/../../v1/daemon", 400),
    "up-encoded": ("http://{peer}/%2e%2e%2f%2e%2e%2fv1%2fdaemon", 400),
    "tab": ("http://{peer}/x\tHost: y", 400),
    "empty-item": ("http://{stranger}/x,", 400),
}

LENGTHS = {
    "two": b"Content-Length: 7\r\nContent-Length: 8\r\n",
    "list": b"Content-Length: 7, 8\r\n",
    "negative": b"Content-Length: -5\r\n",
    "sign": b"Content-Length: +7\r\n",
    "hexadecimal": b"Content-Length: 0x7\r\n",
    "huge": b"Content-Length: 99999999999999999999\r\n",
    "and-chunked": b"Content-Length: 7\r\nTransfer-Encoding: chunked\r\n",
    "coding": b"Transfer-Encoding: gzip, chunked\r\n",
}


def shared_out(things: Mapping[str, Any]) -> Iterator[Any]:
    """Each on every server: in the short run on one, as what is decided is the same; on the others under stress."""
    for index, (name, value) in enumerate(things.items()):
        for number, kind in enumerate(KINDS):
            marks = [] if index % len(KINDS) == number else [pytest.mark.stress]
            yield pytest.param(kind, value, id=f"{name}-{kind}", marks=marks)


def test_there_are_forty_of_them() -> None:
    """Or more."""
    assert len(FILES) + len(NODES) + len(LENGTHS) >= 40


@pytest.mark.parametrize(("kind", "path"), list(shared_out(FILES)))
def test_a_file_that_may_not_be_read_is_refused(scene: Scene, kind: str, path: str) -> None:
    """By push and by pull, with 403 and without a word of where it would be."""
    query = f"etl_fqn={quote(quote(scene.fill(path, ''), safe='%'))}"
    port = scene.ports[kind, "whole", "on"]

    push = ask(port, "PUT", f"/b/o?{query}")
    pull = ask(port, "GET", f"/ais%2F@%23%2Fb%2Fo?{query}")

    assert [403, 403] == [push.status, pull.status]
    assert b"secret" not in push.body + pull.body
    assert scene.root.as_posix().encode() not in push.body + pull.body


@pytest.mark.parametrize(("kind", "node"), list(shared_out(NODES)))
def test_a_node_that_is_not_listed_hears_nothing(scene: Scene, kind: str, node: tuple[str, int]) -> None:
    """Whatever stands in Ais-Node-Url, nobody connects to it."""
    url, status = node
    before = len(scene.peer.seen)

    heard = ask(scene.ports[kind, "whole", "on"], "PUT", "/b/o", body=b"content", node_url=scene.fill(url, ""))

    # What is no header value at all, a server may refuse before ours is asked.
    assert heard.status in (status, 400)
    assert 0 == scene.stranger.connections
    assert before == len(scene.peer.seen)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("shape", ["whole", pytest.param("pieces", marks=pytest.mark.stress)])
@pytest.mark.parametrize("fields", LENGTHS.values(), ids=LENGTHS)
def test_a_length_that_is_none_is_refused(scene: Scene, kind: str, shape: str, fields: bytes) -> None:
    """With a status of 400 or more, or by the end of the connection."""
    heard = raw(scene.ports[kind, shape, "on"], b"PUT /b/o HTTP/1.1\r\nHost: t\r\n" + fields + b"\r\ncontent")

    assert heard.status == 0 or 400 <= heard.status < 600, heard


@pytest.mark.parametrize("kind", KINDS)
def test_the_token_goes_to_the_target_and_nowhere_else(scene: Scene, kind: str) -> None:
    """A fetch has it; a direct put, a stage and a download do not."""
    port = scene.ports[kind, "whole", "on"]
    ask(port, "GET", f"/ais%2F@%23%2Fb%2Ffetch-{kind}")
    ask(port, "PUT", "/b/o", body=b"x", node_url=f"http://{scene.peer.place}/to%2Ffinal-{kind}")
    ask(port, "PUT", "/b/o", body=b"x", node_url=f"http://{scene.own.place}/to%2Ffinal-{kind}")
    ask(port, "PUT", f"/b/stage-{kind}", body=b"x", node_url=f"http://{scene.peer.place}")
    ask(port, "POST", f"/download?object_to=n&original_url=http%3A%2F%2F{scene.own.place}%2Flink%2F{kind}")

    tokens = {
        seen.target.rpartition("/")[2].rpartition("%2F")[2]: seen.headers.get("authorization")
        for seen in (*scene.own.seen, *scene.peer.seen)
        if kind in seen.target
    }
    assert {
        f"fetch-{kind}": "Bearer the-token",
        f"final-{kind}": None,
        f"stage-{kind}": None,
        kind: None,
    } == tokens
