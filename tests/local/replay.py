"""Recorded exchanges, sent again to a local cluster with the recorded ids of its nodes, and what came out otherwise."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus, urlsplit

from aistore_hl.local import LocalCluster
from tests.local.http import Answer

_DATA = Path(__file__).parent.parent / "data"
_NODE = re.compile(r"[A-Z]+/target\[([A-Za-z0-9]+)\]")
_NOT_COMPARED = {"content-length", "x-content-type-options", "date", "connection"}


def records(group: str) -> Iterator[dict[str, Any]]:
    """The exchanges of one recorded group, in order."""
    with (_DATA / f"wire/{group}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


# The cluster of each group: its proxy, its targets. Those of 01 were recorded on two clusters; this is the larger part.
CLUSTERS = {
    "01-health-cluster-daemon": ("nwPp51080", ("ZsRt51083", "eUjt51082", "vTnt51081")),
    "02-buckets": ("JeGp24080", ("vkLt24081", "AGnt24082", "HuJt24083")),
    "03-list-objects": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "04-objects": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "04b-direct-target": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "06-jobs": ("KRRp24080", ("nirt24081", "JGBt24082", "zOtt24083")),
}


class Replay:
    """One cluster, and the recorded group that is replayed on it."""

    def __init__(self, cluster: LocalCluster, group: str) -> None:
        self._origins = {node.id: node.origin for node in (cluster.proxy, *cluster.targets)}
        self._endpoint = cluster.endpoint
        self._a_target = cluster.targets[0].origin
        self._group = group
        self._jobs: dict[str, str] = {}
        path = _DATA / f"local/setup-{group}.json"
        self._setup = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}

    def run(self) -> dict[str, tuple[int, list[str]]]:
        """By record, what was answered otherwise: our status, and each difference in words."""
        found = {}
        for record in records(self._group):
            for step in self._setup.get(record["id"], []):
                self._follow(self._endpoint, step)
            if "intra" in record["cluster"]:
                continue
            answer = self._again(record)
            differences = self._differences(record["response"], answer)
            if differences:
                found[record["id"]] = (answer.status, differences)
        return found

    def _again(self, record: dict[str, Any]) -> Answer:
        direct = _NODE.fullmatch(record["cluster"])
        origin = self._origins.get(direct[1], self._a_target) if direct else self._endpoint
        request = record["request"]
        if record["response"]["status"] in (301, 307):
            return self._send(origin, request["method"], request["url_path"], request)
        return self._follow(origin, request)

    def _follow(self, origin: str, request: dict[str, Any]) -> Answer:
        first = self._send(origin, request["method"], request["url_path"], request)
        if first.status not in (301, 307):
            return first
        target = request["url_path"] + "?" + urlsplit(first.location).query
        return self._send(first.leads_to, request["method"], target, {**request, "query": ""})

    def _send(self, origin: str, method: str, path: str, request: dict[str, Any]) -> Answer:
        content = self._body(request)
        fields = [(name, each) for name, value in (request.get("headers") or {}).items() for each in _listed(value)]
        given = {name.lower() for name, _ in fields}
        is_cut = bool(given & {"content-length", "transfer-encoding"})
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=10)
        try:
            connection.putrequest(method, path + _query(request.get("query")), skip_accept_encoding=True)
            for name, value in fields:
                connection.putheader(name, value)
            if not is_cut and (content is not None or method in ("PUT", "POST", "PATCH")):
                connection.putheader("Content-Length", str(len(content or b"")))
            connection.endheaders(content)
            if is_cut and connection.sock:
                # Some records announce more than they send: the sender closed its side then.
                connection.sock.shutdown(socket.SHUT_WR)
            response = connection.getresponse()
            return Answer(origin, response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def _body(self, request: dict[str, Any]) -> bytes | None:
        body = request["json"] if "json" in request else request.get("body")
        content = _content(body) if "json" not in request else json.dumps(body).encode()
        for recorded, ours in self._jobs.items():
            content = content.replace(recorded.encode(), ours.encode()) if content else content
        return content

    def _differences(self, expected: dict[str, Any], answer: Answer) -> list[str]:
        if expected["status"] != answer.status:
            return [f"status {expected['status']}"]
        headers = {name.lower(): value for name, value in (expected["headers"] or {}).items()}
        found = []
        if answer.status >= 400 and "text" not in (expected["body"] or {}):
            error = json.loads(headers["hdr-error"]) if "hdr-error" in headers else expected["body"] or {}
            if error.get("tcode", "") != answer.tcode:
                found.append(f"tcode {error.get('tcode', '')!r}")
        names = {name.lower() for name, _ in answer.fields} - _NOT_COMPARED
        changed = sorted(names ^ (headers.keys() - _NOT_COMPARED))
        found += [f"header {name}" for name in changed]
        if answer.status < 300 and expected["body"] is not None and not self._same(expected["body"], answer):
            found.append("body")
        return found

    def _same(self, expected: Any, answer: Answer) -> bool:
        if isinstance(expected, dict) and expected.keys() <= {"text"}:
            ours = answer.content.decode()
            if re.fullmatch(r"[A-Za-z0-9_-]{9,10}", expected["text"]) and re.fullmatch(r"[A-Za-z0-9]{9}", ours):
                self._jobs[expected["text"]] = ours
                return True
            return bool(expected["text"] == ours)
        if isinstance(expected, dict) and expected.keys() & {"base64", "size"}:
            packed = answer.header("Content-Type") == "application/msgpack"
            return packed or "base64" not in expected or base64.b64decode(expected["base64"]) == answer.content
        document = answer.document
        if isinstance(expected, dict) and "entries" in expected:
            return _page(expected) == _page(document)
        return bool(
            type(expected) is type(document) and (not isinstance(expected, dict) or _keys(expected) == _keys(document))
        )


def _page(document: dict[str, Any]) -> tuple[Any, ...]:
    """A page without what differs from cluster to cluster."""
    entries = [
        {key: value for key, value in entry.items() if key not in ("atime", "location")}
        for entry in document["entries"] or []
    ]
    return document["continuation_token"], document["entries"] is None, entries


def _keys(document: dict[str, Any]) -> set[str]:
    """Keys of a document; of one whose keys are ids of nodes, and of a key that we sign nothing with, nothing."""
    return {key for key in document if not re.fullmatch(r"[A-Za-z]{4}\d{5}|verifying_key", key)}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _query(query: Any) -> str:
    if not query:
        return ""
    if isinstance(query, str):
        return f"?{query}"
    pairs = query.items() if isinstance(query, dict) else query
    # One record has an escape that is none: it goes out as it is.
    return "?" + "&".join(
        f"{quote_plus(name)}={value if value == '%zz' else quote_plus(str(value))}" for name, value in pairs
    )


def _content(body: Any) -> bytes | None:
    if body is None:
        return None
    if isinstance(body, dict):
        if body.keys() == {"text"}:
            return str(body["text"]).encode()
        if body.keys() == {"base64"}:
            return base64.b64decode(body["base64"])
        if "size" in body and body.keys() <= {"size", "sha256", "repeat_base64", "text"}:
            repeated = base64.b64decode(body.get("repeat_base64") or "eg==")
            return (repeated * (body["size"] // len(repeated) + 1))[: body["size"]]
    return json.dumps(body, separators=(",", ":")).encode()
