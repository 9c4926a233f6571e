"""Recorded exchanges, sent again in their order to a local cluster with the recorded ids of its nodes."""

from __future__ import annotations

import base64
import http.client
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import quote_plus, unquote, urlsplit

from aistore_hl.local import LocalCluster
from aistore_hl.local.quirks import QuirksName
from aistore_hl.local.store import DiskStore, Identity
from tests.local import sent
from tests.local.archives import members
from tests.local.clusters import CLUSTERS, MOUNTPATHS, OTHERS, REMOTE_IDS
from tests.local.http import Answer, ask
from tests.local.likeness import differences

_DATA: Final = Path(__file__).parent.parent / "data"
_NODE: Final = re.compile(r"[A-Z]+/target\[([A-Za-z0-9]+)\]")
_JOB: Final = re.compile(r"[A-Za-z0-9_-]{9,16}")
_PATIENCE: Final = 10.0

_GLANCE: Final = 0.3
"""Seconds in which a connection ends that is to end."""

TOY: Final = Path(__file__).parent / "etl/toy.py"

TRANSFORMERS: Final = {"10-etl": ("-c", "raise SystemExit(1)"), "10b-etl-live": (str(TOY), "{folder}")}
"""What is run for every image in a group: where there was no Kubernetes no transformer became ready."""

_SHORTER: Final = {f'"obj_timeout":{blank}"3s"': f'"obj_timeout":{blank}"400ms"' for blank in ("", " ")}
"""How long a transformer may take for an object: nobody waits so long for the one that is too slow."""

WITHOUT_ETL: Final = {
    "02-buckets": ("copy-etl",),
    "04-objects": ("etl-get", "etl-put"),
    "05-multi-object": ("etl",),
    "10-etl": tuple(
        f"off-{each}"
        for each in (
            "list", "view", "logs", "logs-t", "health", "metrics", "init", "init-full", "init-pod", "start", "stop",
            "delete", "head", "patch", "inline", "inline-args", "inline-meta", "inline-pipe", "inline-missing",
            "put-etl", "head-etl", "bck", "bck-pipe", "bck-noid", "bck-noval", "multi", "multi-noid", "copy-etl",
            "etl-obj",
        )
    ),
}  # fmt: skip
"""Records of a build of AIS without ETL: they are not sent, since one would wait for whoever reads the object, and what
others start would have its name then."""

_SLOW: Final = "inline-timeout"
"""The record of that."""

PRELUDES: Final = {"06-jobs": "02-buckets"}
"""What had been done on the cluster of a group before, as its jobs tell: the same as in another group."""

_LEFT_OUT: Final = ("ec-",)
"""But not these: its jobs tell of none."""

_STILL_RUNS: Final = "copy-noval"
"""The job that this begins there still ran in the end, and nobody waited: its jobs tell that it was aborted then."""

LISTINGS: Final = {"skiplookup-list": "ZmcGd__Lq"}
"""Records of a listing, and the id that the jobs of another group know it by: it decides which target tells of it."""

PROMOTABLE: Final = "/var/lib/ais/promote"
"""The folder of files that a group promotes; here it is one that goes again."""

_PROMOTED: Final = {"wirerec/f1": b"p1", "wirerec/f2": b"p22", "wirerec/sub/f3": b"p333"}
"""What was in it. Source: recorded (04 promote-file-get, promote-dir-list)"""


def _is_over(snapshots: Answer) -> bool:
    """Whether every target has nothing more to do."""
    assert snapshots.status == 200, snapshots.content
    return all(each["is_idle"] for listed in snapshots.document.values() for each in listed)


_ASKED_AGAIN: Final = (
    "summ-done", "summ-prefix-done", "summary-done", "summary-prefix-done", "summary-all-done", "summ-remote-done",
    "summ-cached-done",
)  # fmt: skip
"""Records of an answer that was asked for until it was there."""

_LATE: Final = ("multi-snaps", "arch-missing-coer-snaps")
"""Records of a job that had been idle for long."""

_DONE: Final = "arch-missing-snaps"
"""The record of a job that had done its last request, and was not idle yet."""

_UNDER_WAY: Final = ("snaps-running", "snaps-aborted")
"""Records of how far a job was at some moment."""

NO_ANSWER: Final = Answer("", 0, [], b"")
"""What is had of a connection that ends instead."""


def records(group: str) -> Iterator[dict[str, Any]]:
    """The exchanges of one recorded group, in order."""
    with (_DATA / f"wire/{group}.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


class Replay:
    """A cluster, those it is attached to by their letters, and the recorded groups that are replayed on it."""

    def __init__(
        self, cluster: LocalCluster, promotable: Path, toys: Path | None = None, **others: LocalCluster
    ) -> None:
        self._cluster = cluster
        self._toys = toys
        self._others = others
        nodes = (node for each in (cluster, *others.values()) for node in (each.proxy, *each.targets))
        self._origins = {node.id: node.origin for node in nodes}
        self._endpoint = cluster.endpoint
        self._a_target = cluster.targets[0].origin
        self._ids = {
            recorded: ours
            for letter, other in others.items()
            for recorded, ours in zip(REMOTE_IDS[letter], (_cluster_id(other), other.endpoint), strict=True)
        }
        self._ids[PROMOTABLE] = str(promotable)
        if toys is not None:
            self._ids |= _SHORTER
        self._ways: dict[str, tuple[str, str]] = {}
        self._job = self._upload = self._handle = self._begun = ""

    def asked(self) -> list[dict[str, Any]]:
        """What the transformers were asked so far, and which of them, by the name that its pod would have."""
        assert self._toys is not None
        targets = {origin: id.lower() for id, origin in self._origins.items()}
        lines = (self._toys / "requests.jsonl").read_text("utf-8").splitlines()
        return [
            {**record, "pod": f"{record['etl']}-{targets[record['target_url'].partition('/v1/')[0]]}"}
            for record in map(json.loads, lines)
        ]

    def run(self, group: str) -> dict[str, tuple[int, list[str]]]:
        """By record, our status, and what was answered otherwise, in words."""
        if group in PRELUDES:
            self._play(PRELUDES[group], but=_LEFT_OUT)
            self._clear()
        return self._play(group)

    def _play(self, group: str, but: tuple[str, ...] = ()) -> dict[str, tuple[int, list[str]]]:
        path = _DATA / f"local/setup-{group}.json"
        setup = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        outcomes = json.loads((_DATA / "local/outcomes.json").read_text(encoding="utf-8")).get(group, {})
        by_id = {record["id"]: record for record in records(group) if not (but and record["id"].startswith(but))}
        found, is_hasty = {}, False
        for record in by_id.values():
            is_hasty = is_hasty or bool(but and record["id"] == _STILL_RUNS)
            for step in setup.get(record["id"], []):
                if not (is_hasty and "wait" in step):
                    self._prepare(step)
            if record["id"] in WITHOUT_ETL.get(group, ()):
                found[record["id"]] = (200, ["here is ETL"])
                continue
            if record["id"] == _SLOW and self._toys is not None:
                (self._toys / "slow").touch()
            if record["id"] == "ratelimited":
                self._use_up(record["request"])
            if sent.is_raw(record):
                found[record["id"]] = self._sent_raw(record)
                continue
            self._take_upload(record)
            self._take_handle(record)
            self._take_job(record)
            legs = self._again(record)
            words = self._judged(record, legs, is_ordered=group != "05-multi-object")
            others = (self._other_outcome(each, by_id, legs) for each in outcomes.get(record["id"], ()))
            found[record["id"]] = (legs[-1].status, [] if not words or not all(others) else words)
        return found

    def _clear(self) -> None:
        """No bucket is left of one group in the next: a job of one tells that it was aborted by that."""
        listed = {"headers": {"Content-Type": "application/json"}, "json": {"action": "list"}}
        found = self._ask(self._endpoint, "GET", "/v1/buckets", {**listed, "query": {"provider": "ais"}})
        for bucket in found.document:
            space = bucket["namespace"]
            query = {"namespace": f"@{space['uuid']}#{space['name']}"}
            removal = {**listed, "json": {"action": "destroy-bck"}, "query": query}
            assert self._ask(self._endpoint, "DELETE", f"/v1/buckets/{bucket['name']}", removal).status == 200

    def _prepare(self, step: dict[str, Any]) -> None:
        if "stop" in step:
            self._others[step["stop"]].close()
        elif "wait" in step:
            self._wait()
        else:
            copies = isinstance(step.get("json"), dict) and step["json"].get("action") == "copy-bck"
            if copies and not self._cluster.job_linger:
                self._wait("copy-bck")  # the one that AIS refused was not refused here
            origin = self._others[step["cluster"]].endpoint if "cluster" in step else self._endpoint
            for number in range(step.get("count", 1)):
                path = step["url_path"] % number if "count" in step else step["url_path"]
                answer = self._follow(origin, {**step, "url_path": path})[-1]
            if answer.status == 409 != step.get("status"):
                # What was refused while objects moved was asked for again when they did no more.
                self._wait("rebalance")
                answer = self._follow(origin, step)[-1]
            if copies and answer.status == 200:
                self._job = self._begun = answer.content.decode()
            if copies and not self._cluster.job_linger:
                self._wait()  # else it would be a matter of luck whether it still runs
            if "checksum" in step:  # of content that was not kept
                self._ids[step["checksum"]] = answer.header("Ais-Checksum-Value") or ""
            if step.get("json") == {"action": "mpt-upload"}:
                self._upload = answer.content.decode() if answer.status == 200 else ""

    def _wait(self, kind: str = "", *, ends_others: bool = True) -> None:
        """Until the job that was started last has ended, or is idle. One that was never started is not waited for."""
        if not self._job and not kind:
            return
        # Where AIS's jobs go on after their last object, ours do until somebody waits: nobody waits 13 seconds.
        lingers = self._cluster.job_linger
        if ends_others:
            self._cluster.job_linger = 0.0
        query = {"query": {"what": "qryxstats"}, "json": {"kind": kind} if kind else {"id": self._job}}
        deadline = time.monotonic() + _PATIENCE
        while not _is_over(self._send(self._endpoint, "GET", "/v1/cluster", query)):
            assert time.monotonic() < deadline, f"job {self._job} does not end"
        if ends_others:
            self._cluster.job_linger = lingers

    def _take_upload(self, record: dict[str, Any]) -> None:
        """The id of the upload that was begun just before is the one that the record has."""
        recorded = dict(record["request"].get("query") or {}).get("uploadId", "")
        if self._upload and recorded and recorded not in self._ids:
            self._ids[recorded], self._upload = self._upload, ""

    def _take_handle(self, record: dict[str, Any]) -> None:
        """And so is the handle of the append just before."""
        recorded = dict(record["request"].get("query") or {}).get("append_handle", "")
        if self._handle and "|" in recorded:
            self._ids[quote_plus(recorded)], self._handle = quote_plus(self._handle), ""

    def _take_job(self, record: dict[str, Any]) -> None:
        """The id of the job that was begun just before is the one that the record asks for, or stops."""
        asked = record["request"].get("body")
        asked = asked.get("value") or asked if isinstance(asked, dict) else {}
        recorded = (asked.get("id") or asked.get("ID")) if isinstance(asked, dict) else None
        if self._begun and recorded and recorded not in self._ids:
            self._ids[recorded], self._begun = self._begun, ""

    def _use_up(self, request: dict[str, Any]) -> None:
        """Ask as often as the limit of the bucket allows: twice a minute, as the record before says."""
        for _ in range(2):
            self._send(self._endpoint, request["method"], request["url_path"], request)

    def _again(self, record: dict[str, Any]) -> list[Answer]:
        request = record["request"]
        if record["id"].endswith(_ASKED_AGAIN):
            self._wait(ends_others=False)
        origin, path = self._ways.get(request["url_path"]) or (self._origin(record["cluster"]), request["url_path"])
        request = {**request, "url_path": path}
        if record["id"] in LISTINGS:
            request["body"] = {"action": "list", "value": {"uuid": LISTINGS[record["id"]]}}
        lingers = self._cluster.job_linger
        if record["id"] == _DONE:
            self._wait()
        if record["id"] in _LATE:
            self._cluster.job_linger = 0.0
        try:
            return self._legs(origin, request, record)
        finally:
            self._cluster.job_linger = lingers

    def _legs(self, origin: str, request: dict[str, Any], record: dict[str, Any]) -> list[Answer]:
        path = request["url_path"]
        if record["response"]["status"] in (301, 307):
            answer = self._send(origin, request["method"], path, request)
            if answer.status == record["response"]["status"]:
                recorded = urlsplit(record["response"]["headers"]["Location"]).path
                if recorded != path:
                    self._ways[recorded] = (answer.leads_to, urlsplit(answer.location).path)
            return [answer]
        return self._follow(origin, request)

    def _origin(self, node: str) -> str:
        direct = _NODE.match(node)
        if direct:
            return self._origins.get(direct[1], self._a_target)
        return self._others[node].endpoint if node in self._others else self._endpoint

    def _follow(self, origin: str, request: dict[str, Any]) -> list[Answer]:
        path = request["url_path"]
        first = self._send(origin, request["method"], path, _whole(request))
        if first.status not in (301, 307):
            return [first]
        # The same path as it was sent, unless another one is meant: a line end is a space in `Location`.
        leads = urlsplit(first.location)
        target = path if unquote(leads.path) == unquote(path).replace("\n", " ") else leads.path
        request = {**request, "query": ""}
        second = self._send(first.leads_to, request["method"], f"{target}?{leads.query}", request)
        if second.status != 307:
            return [first, second]
        leads = urlsplit(second.location)  # to a transformer, which fetches the object
        return [first, second, self._send(second.leads_to, request["method"], f"{leads.path}?{leads.query}", request)]

    def _send(self, origin: str, method: str, path: str, request: dict[str, Any]) -> Answer:
        """What is answered. A node that does not want a body resets the connection soon after its answer, with
        AIS's faults: who was too slow to read it, on a busy machine, asks again."""
        try:
            return self._ask(origin, method, path, request)
        except ConnectionResetError:
            return self._ask(origin, method, path, request)

    def _ask(self, origin: str, method: str, path: str, request: dict[str, Any]) -> Answer:
        content = self._body(request)
        fields = [
            (name, self._ids.get(each, each))
            for name, value in (request.get("headers") or {}).items()
            for each in sent.listed(value)
        ]
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
            self._handle = response.getheader("Ais-Append-Handle", self._handle)
            return Answer(origin, response.status, response.getheaders(), _read(response))
        except http.client.RemoteDisconnected:
            return NO_ANSWER
        finally:
            connection.close()

    def _sent_raw(self, record: dict[str, Any]) -> tuple[int, list[str]]:
        """Status, and what differs, of an exchange that was recorded as the bytes of a connection."""
        request, text = record["request"], record["response"]["body"]["text"]
        origin, target = self._endpoint, request["url_path"]
        if record["cluster"] == "B/target":
            first = self._ask(origin, request["method"], target, {})
            origin, target = first.leads_to, f"{target}?{urlsplit(first.location).query}"
        stays_open = text.endswith("<still open>")
        got = sent.raw(origin, request, target, patience=_GLANCE if stays_open else _PATIENCE)
        words = ["the connection ends, or does not"] if got.endswith(b"<EOF>") is stays_open else []
        expected, answered = text.partition("\r\n\r\n")[0], got.decode("latin-1").partition("\r\n\r\n")[0]
        lines, ours = (sorted(map(sent.field, each.split("\r\n"))) for each in (expected, answered))
        if lines != [line for line in ours if not line.startswith("date:")]:
            words.append(f"{lines} is {ours}")
        return int(answered.split(" ")[1]), words

    def _judged(self, record: dict[str, Any], legs: list[Answer], *, is_ordered: bool = True) -> list[str]:
        expected = [leg["response"] for leg in record["legs"]] or [record["response"]]
        self._remember(record["response"], legs[-1])
        if len(expected) != len(legs):
            return [
                f"{len(legs)} legs instead of {len(expected)}",
                f"status {expected[-1]['status']} is {legs[-1].status}",
            ]
        is_own = "config" in record["id"] or record["id"].endswith(("-bmd", "-smap", *_UNDER_WAY))
        noted = record.get("multipart")
        return [
            each
            for recorded, answer in zip(map(self._translated, expected), legs, strict=True)
            for each in differences(recorded, answer, is_own=is_own, multipart=noted, is_ordered=is_ordered)
        ]

    def _other_outcome(self, outcome: dict[str, Any], by_id: dict[str, Any], legs: list[Answer]) -> list[str]:
        """What speaks against another of the answers that AIS gave to the same request."""
        if "as" in outcome:
            return self._judged(by_id[outcome["as"]], legs)
        if "status" in outcome:
            return [] if outcome["status"] == legs[-1].status else ["status"]
        had = members(legs[-1].content) if legs[-1].status == 200 else None
        return [] if outcome["members"] == had else ["members"]

    def _remember(self, recorded: dict[str, Any], answer: Answer) -> None:
        """What each cluster has of its own: ids of jobs, uploads and listings, checksums of archives that it made."""
        body = recorded["body"]
        job = answer.header("Ais-Xaction-Id")
        if job and "Ais-Xaction-Id" in recorded["headers"]:
            self._job = self._ids[recorded["headers"]["Ais-Xaction-Id"]] = job
        if not isinstance(body, dict) or answer.status != recorded["status"] or answer.status >= 300:
            return
        if body.keys() == {"text"} and _JOB.fullmatch(body["text"]) and _JOB.fullmatch(answer.content.decode()):
            self._job = self._ids[body["text"]] = answer.content.decode()
        if body.keys() >= {"uuid", "entries"}:
            self._ids[body["uuid"]] = answer.document["uuid"]
        checksum = answer.header("Ais-Checksum-Value")
        if "base64" in body and checksum and "Ais-Checksum-Value" in recorded["headers"]:
            content = base64.b64decode(body["base64"])
            if content != answer.content and members(content) is not None:
                self._ids[recorded["headers"]["Ais-Checksum-Value"]] = checksum

    def _translated(self, recorded: dict[str, Any]) -> dict[str, Any]:
        """A recorded answer as this cluster would give it."""
        text = json.dumps(recorded)
        for id, ours in self._ids.items():
            text = text.replace(id, ours)
        translated: dict[str, Any] = json.loads(text)
        return translated

    def _body(self, request: dict[str, Any]) -> bytes | None:
        body = request["json"] if "json" in request else request.get("body")
        content = sent.content(body) if "json" not in request else json.dumps(body).encode()
        for recorded, ours in self._ids.items():
            content = content.replace(recorded.encode(), ours.encode()) if content else content
        return content

    def _query(self, query: Any) -> str:
        text = sent.query(query)
        for recorded, ours in self._ids.items():
            text = text.replace(recorded, ours)
        return text


@contextmanager
def replayed(groups: tuple[str, ...], *, quirks: QuirksName | None = None) -> Iterator[Replay]:
    """What replays these groups, with the clusters that they need."""
    proxy, targets = CLUSTERS[groups[0]]
    with ExitStack() as clusters:
        folder = Path(clusters.enter_context(TemporaryDirectory()))
        for name, content in _PROMOTED.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        transformer = TRANSFORMERS.get(groups[0], ())
        toys = Path(clusters.enter_context(TemporaryDirectory())) if transformer else None
        own = clusters.enter_context(
            LocalCluster(
                node_ids=targets,
                proxy_id=proxy,
                quirks=quirks,
                promotable=folder,
                mountpaths=MOUNTPATHS.get(groups[0]),
                dir=None if toys is None else toys / "cluster",
                etl_images={"*": ("{python}", *(word.format(folder=toys) for word in transformer))} if toys else None,
            )
        )
        others = {
            letter: clusters.enter_context(_other(letter, Path(clusters.enter_context(TemporaryDirectory())), quirks))
            for letter in OTHERS.get(groups[0], {})
        }
        yield Replay(own, folder, toys, **others)


def _other(letter: str, folder: Path, quirks: QuirksName | None) -> LocalCluster:
    """Another cluster, with its recorded id: where objects of its buckets are kept depends on that."""
    proxy, targets = OTHERS["02r-remote-ais"][letter]
    store = DiskStore(folder)
    store.keep_identity(Identity(REMOTE_IDS[letter][0], "2026-11-21 00:00:00", proxy, targets))
    store.close()
    return LocalCluster(dir=folder, quirks=quirks)


def _read(response: http.client.HTTPResponse) -> bytes:
    """The body, also one that is cut."""
    try:
        return response.read()
    except http.client.IncompleteRead as error:
        return error.partial


def _whole(request: dict[str, Any]) -> dict[str, Any]:
    """The request as it was sent to the proxy: with all of its chunks, there are none. Tried on AIS 5.0: a proxy to
    which chunks are sent that break off closes the connection, and these recordings show that it did not."""
    is_cut = "Transfer-Encoding" in (request.get("headers") or {})
    return {**request, "body": {"text": "0\r\n\r\n"}} if is_cut else request


def _cluster_id(cluster: LocalCluster) -> str:
    return str(ask(cluster.endpoint, "GET", "/v1/cluster?what=smap").document["uuid"])
