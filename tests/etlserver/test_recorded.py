"""What targets of AIS 5.0 say to transformers is answered as it was when it was recorded, error bodies aside."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from websockets.sync.client import connect

from tests.etlserver.conftest import KINDS, RECORDED, Scene, recorded_object
from tests.etlserver.http import ask

ASKED = [json.loads(line) for line in RECORDED.read_text().splitlines()]
BY_HTTP = [(index, each) for index, each in enumerate(ASKED) if "method" in each]
BY_SOCKET = [
    pytest.param(each, id=f"{index}-{each['record']}") for index, each in enumerate(ASKED) if "control_message" in each
]


def text_of(body: Any) -> bytes:
    """A recorded body."""
    if not body:
        return b""
    if isinstance(body, str):
        return body.encode()
    return base64.b64decode(body["base64"]) if "base64" in body else body["text"].encode()


def here(scene: Scene, url: str) -> str:
    """A recorded list of nodes, all of which are this peer; with a mark of this run, to tell what it got."""
    return re.sub(r"http://127\.0\.0\.1:\d+", f"http://{scene.peer.place}", url)


def file_here(scene: Scene, fqn: str) -> str:
    """A recorded path of a file, which is below our root."""
    return quote(str(scene.root), safe="") + fqn


@pytest.fixture(autouse=True)
def objects(scene: Scene) -> None:
    """The objects of then."""
    names = {str(each.get("path") or "").replace("%2F", "/").rpartition("/")[2] for _, each in BY_HTTP}
    scene.own.objects |= {name: recorded_object(name) for name in names}
    scene.peer.objects |= {name: recorded_object(name).upper() for name in names}


def cases() -> Iterator[Any]:
    """Every request on every server: in the short run on one, and on the others under stress."""
    for index, asked in BY_HTTP:
        for number, kind in enumerate(KINDS):
            marks = [] if index % len(KINDS) == number else [pytest.mark.stress]
            yield pytest.param(kind, asked, id=f"{index}-{asked['record']}-{kind}", marks=marks)


@pytest.mark.parametrize(("kind", "asked"), list(cases()))
def test_request(scene: Scene, kind: str, asked: dict[str, Any]) -> None:
    """The same status, content and length; and what it puts directly is what was put."""
    query = dict(asked["query"])
    if "etl_fqn" in query:
        query["etl_fqn"] = file_here(scene, query["etl_fqn"])
    node_url = asked["headers"].get("Ais-Node-Url")
    env = "on" if "-direct-" in asked["pod"] else "kept"
    before = len(scene.peer.seen)

    heard = ask(
        scene.ports[kind, "recorded", env],
        asked["method"],
        asked["path"] + (f"?{urlencode(query)}" if query else ""),
        body=text_of(asked["body"]) if asked["method"] == "PUT" else None,
        node_url=None if node_url is None else here(scene, node_url),
    )

    answer = asked["pod_answer"]
    assert answer["status"] == heard.status
    if heard.status < 400:
        assert text_of(answer.get("body")) == heard.body
    length = answer.get("headers", {}).get("Ais-Direct-Put-Length")
    assert length == heard.headers.get("ais-direct-put-length")
    put = asked.get("pod_direct_put")
    got = [(seen.target, seen.body) for seen in scene.peer.seen[before:]]
    if put is None:
        assert [] == got
    else:
        path = re.sub(r"^http://[^/]+(/v1/etl/_object/[^/]+/[^/]+)?", "", put["url"])
        assert [(True, text_of(put["body"]))] == [(target.endswith(path), body) for target, body in got]


@pytest.mark.parametrize("asked", BY_SOCKET)
def test_message(scene: Scene, asked: dict[str, Any]) -> None:
    """Over a WebSocket: content as binary, what was put directly as text with its length."""
    message = dict(asked["control_message"])
    if "fqn" in message:
        message["fqn"] = file_here(scene, message["fqn"])
    if "pipeline" in message:
        message["pipeline"] = here(scene, message["pipeline"])
    with connect(f"ws://127.0.0.1:{scene.ports['fastapi', 'recorded', 'on']}/ws") as socket:
        socket.send(json.dumps(message).encode())
        if "content" in asked:
            socket.send(text_of(asked["content"]))
        heard = socket.recv(20)

    answer = asked["pod_answer"]
    expected = answer["text"] if answer["opcode"] == 1 else text_of(answer["body"])
    assert expected == heard
