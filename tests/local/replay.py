"""Recorded exchanges, sent again in their order to a local cluster with the recorded ids of its nodes."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote_plus, urlsplit

from aistore_hl.local import LocalCluster
from tests.local.http import Answer
from tests.local.likeness import differences

_DATA: Final = Path(__file__).parent.parent / "data"
_NODE: Final = re.compile(r"[A-Z]+/target\[([A-Za-z0-9]+)\]")
_PATIENCE: Final = 10.0

CLUSTERS: Final = {
    "01-health-cluster-daemon": ("nwPp51080", ("ZsRt51083", "eUjt51082", "vTnt51081")),
    "02-buckets": ("JeGp24080", ("vkLt24081", "AGnt24082", "HuJt24083")),
    "03-list-objects": ("BBgp24080", ("Swjt24081", "JZjt24082", "qfwt24083")),
    "04-objects": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "04b-direct-target": ("KMqp24080", ("xkHt24081", "SAtt24082", "hpRt24083")),
    "06-jobs": ("KRRp24080", ("nirt24081", "JGBt24082", "zOtt24083")),
}
"""The cluster of each group: its proxy, its targets. 01 was recorded on two; this is the one of its larger part."""

RUNS: Final = (
    ("01-health-cluster-daemon",),
    ("02-buckets",),
    ("03-list-objects",),
    ("04-objects", "04b-direct-target"),
    ("06-jobs",),
)
"""Groups that follow one another on one cluster."""

NO_ANSWER: Final = Answer("", 0, [], b"")
"""What is had of a connection that ends instead."""


def records(group: str) -> Iterator[dict[str, Any]]:
    """The exchanges of one recorded group, in order."""
    with (_DATA / f"wire/{group}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


class Replay:
    """One cluster, and the recorded groups that are replayed on it."""

    def __init__(self, cluster: LocalCluster) -> None:
        self._origins = {node.id: node.origin for node in (cluster.proxy, *cluster.targets)}
        self._endpoint = cluster.endpoint
        self._a_target = cluster.targets[0].origin
        self._ids: dict[str, str] = {}
        self._job = ""

    def run(self, group: str) -> dict[str, tuple[int, list[str]]]:
        """By record, our status, and what was answered otherwise, in words."""
        path = _DATA / f"local/setup-{group}.json"
        setup = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        found = {}
        for record in records(group):
            for step in setup.get(record["id"], []):
                self._prepare(step)
            if record["id"] == "ratelimited":
                self._use_up(record["request"])
            if _is_raw(record):
                found[record["id"]] = (0, ["recorded as bytes"])
                continue
            legs = self._again(record)
            found[record["id"]] = (legs[-1].status, self._judged(record, legs))
        return found

    def _prepare(self, step: dict[str, Any]) -> None:
        if "wait" not in step:
            self._follow(self._endpoint, step)
            return
        query = {"method": "GET", "query": {"what": "status"}, "json": {"id": self._job}}
        deadline = time.monotonic() + _PATIENCE
        while not self._send(self._endpoint, "GET", "/v1/cluster", query).document["end_time"]:
            assert time.monotonic() < deadline, f"job {self._job} does not end"

    def _use_up(self, request: dict[str, Any]) -> None:
        """Ask as often as the limit of the bucket allows: twice a minute, as the record before says."""
        for _ in range(2):
            self._send(self._endpoint, request["method"], request["url_path"], request)

    def _again(self, record: dict[str, Any]) -> list[Answer]:
        direct = _NODE.match(record["cluster"])
        origin = self._origins.get(direct[1], self._a_target) if direct else self._endpoint
        request = record["request"]
        if record["response"]["status"] in (301, 307):
            return [self._send(origin, request["method"], request["url_path"], request)]
        return self._follow(origin, request)

    def _follow(self, origin: str, request: dict[str, Any]) -> list[Answer]:
        first = self._send(origin, request["method"], request["url_path"], request)
        if first.status not in (301, 307):
            return [first]
        target = request["url_path"] + "?" + urlsplit(first.location).query
        return [first, self._send(first.leads_to, request["method"], target, {**request, "query": ""})]

    def _send(self, origin: str, method: str, path: str, request: dict[str, Any]) -> Answer:
        content = self._body(request)
        fields = [(name, each) for name, value in (request.get("headers") or {}).items() for each in _listed(value)]
        given = {name.lower() for name, _ in fields}
        is_cut = bool(given & {"content-length", "transfer-encoding"})
        connection = http.client.HTTPConnection(urlsplit(origin).netloc, timeout=_PATIENCE)
        try:
            connection.putrequest(method, path + self._query(request.get("query")), skip_accept_encoding=True)
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
        except http.client.RemoteDisconnected:
            return NO_ANSWER
        finally:
            connection.close()

    def _judged(self, record: dict[str, Any], legs: list[Answer]) -> list[str]:
        expected = [leg["response"] for leg in record["legs"]] or [record["response"]]
        self._remember(record["response"], legs[-1])
        if len(expected) != len(legs):
            return [
                f"{len(legs)} legs instead of {len(expected)}",
                f"status {expected[-1]['status']} is {legs[-1].status}",
            ]
        is_own = "config" in record["id"] or record["id"].endswith(("-bmd", "-smap"))
        return [each for pair in zip(expected, legs, strict=True) for each in differences(*pair, is_own=is_own)]

    def _remember(self, recorded: dict[str, Any], answer: Answer) -> None:
        """Ids of jobs and of listings, so that what asks for them later asks for ours."""
        body = recorded["body"]
        if not isinstance(body, dict) or answer.status != recorded["status"] or answer.status >= 300:
            return
        if body.keys() == {"text"} and re.fullmatch(r"[A-Za-z0-9_-]{9,10}", body["text"]):
            self._job = self._ids[body["text"]] = answer.content.decode()
        if body.keys() >= {"uuid", "entries"}:
            self._ids[body["uuid"]] = answer.document["uuid"]

    def _body(self, request: dict[str, Any]) -> bytes | None:
        body = request["json"] if "json" in request else request.get("body")
        content = _content(body) if "json" not in request else json.dumps(body).encode()
        for recorded, ours in self._ids.items():
            content = content.replace(recorded.encode(), ours.encode()) if content else content
        return content

    def _query(self, query: Any) -> str:
        text = _query(query)
        for recorded, ours in self._ids.items():
            text = text.replace(recorded, ours)
        return text


def _is_raw(record: dict[str, Any]) -> bool:
    body = record["response"]["body"]
    return isinstance(body, dict) and str(body.get("text", "")).startswith("HTTP/1.1")


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
            # What was sent as "put-1m", of which the recording has the hash, were these bytes.
            repeated = base64.b64decode(body.get("repeat_base64") or "Qg==")
            return (repeated * (body["size"] // len(repeated) + 1))[: body["size"]]
    return json.dumps(body, separators=(",", ":")).encode()
