"""Whether an answer is the one that was recorded, but for what no two clusters have in common.

Equal: status, `tcode`, names of header fields, their values, every key of a JSON document, the type of every value, and
the values. By form only: times, ids of jobs and listings, uuids, ports, paths, sizes of JSON texts, and what a machine
measured or was configured to, and with which Python a transformer runs. Archives have the same members. Not compared:
the words of errors, `Date`, and how a length is told.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.local.archives import entries, is_compressed, parts, results, without_job
from tests.local.http import Answer

_FRAMING: Final = frozenset(("content-length", "transfer-encoding", "date"))
"""Go tells the length of short JSON texts and sends long ones in chunks; the local cluster tells it always."""

_FORMS: Final = (
    ("time", re.compile(r"1[67]\d{17}")),
    ("time", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*")),
    ("time", re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")),
    ("time", re.compile(r"\d\d [A-Z][a-z]{2} \d\d \d\d:\d\d [A-Z]{3,4}")),
    ("multipart", re.compile(r"multipart/mixed; boundary=\w+")),
    ("removal", re.compile(r"\[post-bmd\] receive BMD v\d+: remove bucket")),
    ("server", re.compile(r"BaseHTTP/\S+ Python/\S+")),
    ("etag", re.compile(r'"v1-[0-9a-f]+-[0-9a-z]+"')),
)
_URL: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_MARKS: Final = re.compile(r"pid=(\w+)&(?:amp;)?utm=[0-9a-z]+")
_MOUNTPATH: Final = re.compile(r"/(?:data|memory)/[^\s,\]]+")
_FILE: Final = re.compile(r"etl_fqn=[^&\" ]+")
_BEGUN: Final = re.compile(r"-\d\d:\d\d:\d\d\.\d{6}-")
_DISK: Final = re.compile(r"(mp\[PATH), [^\]]*")
_NODE: Final = re.compile(r"[A-Za-z]{3,4}[pt]?\d{5}")
_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,12}")

_MEASURED: Final = frozenset(
    ("tracker", "capacity", "sys_info", "mountpaths", "disk", "mem", "proc", "load_avg", "fspaths", "host_net",
     "fs_used", "fs_capacity", "pct_fs_used", "mem_used", "mem_avail", "pct_mem_used", "pct_cpu_used", "cpu_util",
     "deployment")
)  # fmt: skip
"""What a machine measured: only that it is there."""

_OWN: Final = frozenset(
    ("uuid", "UUID", "version", "smap_version", "creation_time", "flags", "daemon_port", "id_digest", "direct_url",
     "original_url", "discovery_url", "primary_url", "pub_url", "control_url", "lastupdate_time", "up.ns.time",
     "size_on_disk", "total_disks_size", "cluster", "bid", "created", "id", "daemon_id", "Primary", "end_time",
     "atime", "bmd", "confdir", "log_dir", "test_fspaths", "ctlmsg", "started", "finished", "smap_ver",
     "remote_addr", "message", "verifying_key")
)  # fmt: skip
"""Keys whose values each cluster has of its own: only their type."""

_CONFIGURED: Final = frozenset(("config", "daemon_config", "cluster_config"))


def differences(
    recorded: Mapping[str, Any], answer: Answer, *, is_own: bool = False, multipart: Any = None, is_ordered: bool = True
) -> list[str]:
    """What is not alike, in words.

    `is_own` says that a document tells of one cluster and no other, `multipart` what was noted of the parts of an
    answer, and `is_ordered` that the members of an archive come in their order.
    """
    if recorded["status"] != answer.status:
        return [f"status {recorded['status']} is {answer.status}"]
    headers = {name.lower(): _listed(value) for name, value in (recorded["headers"] or {}).items()}
    body = recorded["body"]
    found = [*_headers(headers, answer), *_lengths(headers, body, answer)]
    if answer.status >= 400 and not _is_text(body):
        return found + _errors(_document(headers["hdr-error"][0] if "hdr-error" in headers else body), answer)
    if (answer.header("Content-Type") or "").startswith("multipart/"):
        return found + _parts(headers["content-type"][0], body, multipart, answer)
    return found + _bodies(body, answer, is_own=is_own, is_ordered=is_ordered)


def _parts(media_type: str, body: Any, multipart: Any, answer: Answer) -> list[str]:
    """Of long answers only names and sizes of members were recorded."""
    ours = parts(answer.header("Content-Type") or "", answer.content)
    if "base64" in body:
        recorded: Any = parts(media_type, base64.b64decode(body["base64"]))
    else:
        recorded = [
            (
                part["headers"]["Content-Disposition"].split('"')[1],
                results(part["json"]) if "json" in part else part["members"],
            )
            for part in multipart
        ]
        ours = [(name, value if name == "metadata" else [[n, len(c)] for n, c in value or ()]) for name, value in ours]
    return [] if recorded == ours else [f"parts {recorded} are {ours}"]


def _headers(recorded: Mapping[str, list[str]], answer: Answer) -> list[str]:
    ours: dict[str, list[str]] = {}
    for name, value in answer.fields:
        ours.setdefault(name.lower(), []).append(value)
    changed = (ours.keys() ^ recorded.keys()) - _FRAMING
    found = [f"header {name} {'is missing' if name in recorded else 'is new'}" for name in sorted(changed)]
    for name in sorted((ours.keys() & recorded.keys()) - _FRAMING - {"hdr-error"}):
        expected, value = (
            sorted(map(_place if name == "location" else _form, values)) for values in (recorded[name], ours[name])
        )
        if name == "ais-xaction-id":
            continue
        if name in ("ais-cluster-uptime", "ais-node-uptime"):
            expected, value = [""], ["" if each.isdecimal() else each for each in value]
        if name in ("ais-bucket-props", "ais-bucket-summ"):
            found += [
                f"header {name}: {each}" for each in _shape(*(json.loads(v[0]) for v in (recorded[name], ours[name])))
            ]
        elif expected != value:
            found.append(f"header {name} {expected} is {value}")
    return found


def _lengths(headers: Mapping[str, list[str]], body: Any, answer: Answer) -> list[str]:
    """The length of content, and of what a HEAD describes, is told in one field and is a fact."""
    is_plain = body is None or (isinstance(body, dict) and bool(body.keys() & {"text", "base64", "size"}))
    is_packed = answer.header("Content-Type") == "application/msgpack"
    if "content-length" not in headers or not is_plain or is_packed or "location" in headers or answer.status >= 400:
        return []
    told = answer.header("Content-Length")
    if _is_text(body) and _ID.fullmatch(body["text"]) and _ID.fullmatch(answer.content.decode()):
        return []  # ids have nine letters, or some more
    if (answer.header("Content-Type") or "").startswith("multipart/"):
        return []  # what is in it may be compressed
    if isinstance(body, dict) and "base64" in body and is_compressed(base64.b64decode(body["base64"])):
        return []
    return [] if headers["content-length"] == [told] else [f"length {headers['content-length'][0]} is {told}"]


def _document(body: Any) -> dict[str, Any]:
    """A recorded error: JSON as it is, as text, or as bytes that are no UTF-8."""
    if isinstance(body, dict) and body.keys() == {"base64"}:
        body = base64.b64decode(body["base64"]).decode("utf-8", "replace")
    return json.loads(body) if isinstance(body, str) else body or {}


def _errors(recorded: Mapping[str, Any], answer: Answer) -> list[str]:
    """An error without its words, and without the address that its sender had.

    What AIS's proxy asks a target, and passes the error of, the local proxy answers itself: path and node are not
    compared then.
    """
    ours = answer.document or {}
    is_passed_on = bool(recorded.get("caller"))
    compared = (
        ("tcode", "method", "status") if is_passed_on else ("tcode", "method", "status", "url_path", "node", "caller")
    )
    keys = sorted(recorded.keys() ^ ours.keys())
    values = [
        f"error {key} {recorded[key]!r} is {ours[key]!r}"
        for key in compared
        if key in recorded and key in ours and _known(key, recorded) != _known(key, ours)
    ]
    return [f"error has or lacks {key}" for key in keys] + values


def _known(key: str, error: Mapping[str, Any]) -> Any:
    """A value of an error; which target collects a batch, and by which name, is chance, and so is which one lists what
    is somewhere else: the listing's id says so."""
    if key == "node" and error.get("method") == "GET" and str(error.get("url_path")).startswith("/v1/buckets/"):
        return str(error[key])[:1]
    if "/v1/ml/moss" not in str(error.get("url_path")):
        return error[key]
    return without_job(str(error[key])) if key == "url_path" else str(error[key])[:1] if key == "node" else error[key]


def _bodies(body: Any, answer: Answer, *, is_own: bool, is_ordered: bool) -> list[str]:
    if body is None:
        return ["body is new"] if answer.content.strip() not in (b"", b"null") else []
    if "html" in (answer.header("Content-Type") or ""):
        return []  # it says what Location says
    if _is_text(body):
        ours = answer.content.decode()
        return [] if _text(body["text"]) == _text(ours) else [f"text {body['text'][:60]!r} is {ours[:60]!r}"]
    packed = answer.header("Content-Type") == "application/msgpack"
    if isinstance(body, dict) and "base64" in body:
        content = base64.b64decode(body["base64"])
        return _packed(content, answer.content) if packed else _contents(content, answer.content, is_ordered=is_ordered)
    if isinstance(body, dict) and body.keys() & {"size"}:
        return [] if packed or body["size"] == len(answer.content) else [f"size {body['size']}"]
    # Errors and names in it may be no UTF-8.
    return _shape(_sorted(body), _sorted(json.loads(answer.content.decode("utf-8", "replace"))), is_own=is_own)


def _sorted(document: Any) -> Any:
    """Statuses of jobs come in any order, and so do ETLs: AIS keeps them in a map."""
    if isinstance(document, list) and all(isinstance(each, dict) and "end_time" in each for each in document):
        return sorted(document, key=lambda each: (each["kind"], each["aborted"], each.get("err", "")))
    if isinstance(document, list) and all(isinstance(each, dict) and "stage" in each for each in document):
        return sorted(document, key=lambda each: str(each["id"]))
    return document


def _contents(recorded: bytes, ours: bytes, *, is_ordered: bool) -> list[str]:
    """Archives have times in them, and programs compress each in its way."""
    if recorded == ours:
        return []
    found, had = entries(recorded), entries(ours)
    if found is not None and had is not None and (found == had if is_ordered else sorted(found) == sorted(had)):
        return []
    return ["content"]


def _packed(recorded: bytes, ours: bytes) -> list[str]:
    import msgspec

    return _shape(msgspec.msgpack.decode(recorded), msgspec.msgpack.decode(ours))


def _shape(recorded: Any, ours: Any, where: str = "", *, is_own: bool = False) -> list[str]:
    """What differs in two documents."""
    if type(recorded) is not type(ours) and not (_is_number(recorded) and _is_number(ours)):
        return [f"{where or 'document'} {type(recorded).__name__} is {type(ours).__name__}"]
    if isinstance(recorded, dict):
        return _objects(recorded, ours, where, is_own=is_own)
    if isinstance(recorded, list):
        if len(recorded) != len(ours) and not is_own:
            return [f"{where or 'document'} has {len(ours)} instead of {len(recorded)}"]
        return [
            each for pair in zip(recorded, ours, strict=False) for each in _shape(*pair, f"{where}[]", is_own=is_own)
        ]
    if is_own or (isinstance(recorded, str) and _form(recorded) == _form(ours)):
        return []
    return [] if recorded == ours else [f"{where or 'document'} {recorded!r} is {ours!r}"]


def _objects(recorded: dict[str, Any], ours: dict[str, Any], where: str, *, is_own: bool) -> list[str]:
    found = []
    for key in sorted(_without_key(recorded).keys() ^ _without_key(ours).keys()):
        found.append(f"{where}.{key} {'is missing' if key in recorded else 'is new'}")
    for key in recorded.keys() & ours.keys():
        if key in _MEASURED or (is_own and key == "providers"):
            continue
        if key == "stats" and recorded.get("kind") == "archive" and _is_near(recorded[key], ours[key]):
            continue
        found += _shape(recorded[key], ours[key], f"{where}.{key}", is_own=is_own or key in _OWN)
    return found


def _is_near(recorded: dict[str, str], ours: dict[str, str]) -> bool:
    """Whether a job has made as many archives, of about these sizes: programs compress each in its way."""
    sizes = [int(each.get("loc-bytes", "0")) for each in (recorded, ours)]
    return {**recorded, "loc-bytes": ""} == {**ours, "loc-bytes": ""} and 10 * abs(sizes[0] - sizes[1]) <= sizes[0]


def _without_key(document: dict[str, Any]) -> dict[str, Any]:
    """Nodes of the local cluster sign nothing, and so have no key."""
    return {name: value for name, value in document.items() if name != "verifying_key"}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(body: Any) -> bool:
    return isinstance(body, dict) and body.keys() == {"text"}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _text(text: str) -> str:
    """Text of a body: ids of jobs are alike."""
    return "<id>" if _ID.fullmatch(text) and not text.isdecimal() else _form(text)


def _place(text: str) -> str:
    """Where a redirect leads, however it is escaped, and in whatever order its query is."""
    parts = urlsplit(_URL.sub("http://NODE", _FILE.sub("etl_fqn=FILE", text)))
    query = sorted((name, "" if name == "utm" else value) for name, value in parse_qsl(parts.query))
    return without_job(f"{unquote(parts.path)} {query}")


def _form(text: str) -> str:
    """A value as any cluster would have it."""
    for name, pattern in _FORMS:
        if pattern.fullmatch(text):
            return f"<{name}>"
    text = _FILE.sub("etl_fqn=FILE", text)
    text = _URL.sub("http://NODE", _MARKS.sub(r"pid=\1&utm=TIME", _BEGUN.sub("-TIME-", text)))
    return _DISK.sub(r"\1, DISK", _MOUNTPATH.sub("PATH", text))
