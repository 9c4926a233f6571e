"""Requests that nobody should send, byte by byte, and what they may get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

Side: TypeAlias = Literal["proxy", "target"]
Verdict: TypeAlias = Literal["in order", "refused"]

MARKS: Final = "pid=x&utm=1"
"""What makes a target take a change: any values do."""


@frozen
class Abuse:
    """One request. `in order` is odd and yet allowed; `refused` ends with 4xx, 501 or without an answer."""

    name: str
    side: Side
    content: bytes
    verdict: Verdict


def _request(method: str, target: str, *fields: str, body: bytes | None = None) -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: x", *fields]
    if body is not None:
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*head, "", ""]).encode("latin-1") + (body or b"")


def _json(method: str, target: str, document: Any) -> bytes:
    text = document if isinstance(document, bytes) else json.dumps(document).encode()
    return _request(method, target, "Content-Type: application/json", body=text)


def _framing() -> Iterator[Abuse]:
    put = f"PUT /v1/objects/b/o?{MARKS}"
    lengths = {
        "negative": "-5",
        "not a number": "ten",
        "hexadecimal": "0x10",
        "huge": "100000000000",
        "beyond 64 bits": "9" * 40,
        "two": "3, 4",
        "empty": "",
        "signed": "+3",
        "with a comma": "3,3x",
        "in other digits": "\u00b2",
    }
    for name, length in lengths.items():
        head = f"{put} HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nabc"
        yield Abuse(f"length {name}", "target", head.encode("latin-1"), "refused")
    chunks = {
        "no size": b"\r\nabc\r\n",
        "size that is none": b"zz\r\nabc\r\n0\r\n\r\n",
        "negative size": b"-3\r\nabc\r\n0\r\n\r\n",
        "size that lies": b"a\r\nabc\r\n0\r\n\r\n",
        "size beyond 64 bits": b"f" * 30 + b"\r\nabc\r\n",
        "no end": b"3\r\nabc\r\n",
        "no line end": b"3\r\nabcX0\r\n\r\n",
    }
    for name, body in chunks.items():
        head = f"{put} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        yield Abuse(f"chunks with {name}", "target", head + body, "refused")
    extended = _request("PUT", f"/v1/objects/b/o?{MARKS}", "Transfer-Encoding: chunked")
    yield Abuse(
        "endless extension of a chunk", "target", extended + b"3;%b\r\nabc\r\n0\r\n\r\n" % (b"x" * 100_000), "in order"
    )
    twice = f"{put} HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc"
    yield Abuse("two lengths", "target", twice.encode(), "refused")
    coding = f"{put} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\nabc"
    yield Abuse("unknown transfer coding", "target", coding.encode(), "refused")
    yield Abuse(
        "body cut short", "target", _request("PUT", f"/v1/objects/b/o?{MARKS}", "Content-Length: 9") + b"abc", "refused"
    )


def _heads() -> Iterator[Abuse]:
    lines = {
        "nothing but blanks": b"   \r\n\r\n",
        "no version": b"GET /v1/health\r\nHost: x\r\n\r\n",
        "no target": b"GET HTTP/1.1\r\nHost: x\r\n\r\n",
        "binary": bytes(range(256)),
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "endless line": b"GET /" + b"a" * 200_000,
        "endless field": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000,
        "NUL in a field": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n",
        "blank in a name": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nX Y: z\r\n\r\n",
        "blank before the colon": b"GET /v1/health HTTP/1.1\r\nHost : x\r\n\r\n",
        "folded field": b"GET /v1/health HTTP/1.1\r\n folded\r\nHost: x\r\n\r\n",
        "no field name": b"GET /v1/health HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n",
        "no Host": b"GET /v1/health HTTP/1.1\r\n\r\n",
        "two Hosts": b"GET /v1/health HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "half a head": b"GET /v1/health HTTP/1.1\r\nHost",
        "nothing": b"",
        "blank in the target": b"GET /v1/ health HTTP/1.1\r\nHost: x\r\n\r\n",
        "method of blanks": b" GET /v1/health HTTP/1.1\r\nHost: x\r\n\r\n",
        "control in the target": b"GET /v1/he\x01alth HTTP/1.1\r\nHost: x\r\n\r\n",
        "bare CR": b"GET /v1/health HTTP/1.1\rHost: x\r\r",
    }
    for name, content in lines.items():
        yield Abuse(f"head: {name}", "proxy", content, "refused")
    yield Abuse("head: version 9", "proxy", b"GET /v1/health HTTP/9.9\r\nHost: x\r\n\r\n", "in order")
    yield Abuse("head: 1,000 fields", "proxy", _request("GET", "/v1/health", *["X: y"] * 990), "in order")
    yield Abuse("head: 20,000 fields", "proxy", _request("GET", "/v1/health", *["X: y"] * 20_000), "refused")
    yield Abuse(
        "head: upgrade", "proxy", _request("GET", "/v1/health", "Connection: Upgrade", "Upgrade: websocket"), "in order"
    )
    yield Abuse("head: unknown expectation", "proxy", _request("GET", "/v1/health", "Expect: miracles"), "in order")


def _paths() -> Iterator[Abuse]:
    targets = {
        "out of the bucket": "/v1/objects/b/../../etc/passwd",
        "out of the bucket, escaped": "/v1/objects/b/%2e%2e/%2e%2e/etc/passwd",
        "dot": "/v1/objects/b/./o",
        "home": "/v1/objects/b/~/x",
        "slash at the end": "/v1/objects/b/o/",
        "NUL": "/v1/objects/b/a%00b",
        "no name": "/v1/objects/b/",
        "no bucket": "/v1/objects",
        "bucket of dots": "/v1/objects/../o",
        "bucket of a slash": "/v1/objects/%2f/o",
        "reserved bucket": "/v1/objects/.secret/o",
        "bucket that is too long": f"/v1/objects/{'b' * 65}/o",
        "bad escape": "/v1/objects/b/%zz",
        "half an escape": "/v1/objects/b/%",
        "another version": "/v2/objects/b/o",
        "absolute form": "http://elsewhere/v1/objects/b/../x",
        "asterisk": "*",
        "file": "file:///etc/passwd",
        "fragment": "/v1/nothing#here",
        "unknown provider": "/v1/objects/b/o?provider=nobody",
        "namespace that is none": "/v1/objects/b/o?namespace=%40%21%23%2f",
        "reserved parameter": "/v1/objects/b/o?x=!!",
        "bad escape in the query": "/v1/objects/b/o?a=%zz",
    }
    for name, target in targets.items():
        yield Abuse(f"path: {name}", "proxy", _request("GET", target), "refused")
    yield Abuse("path: 60,000 bytes", "proxy", _request("GET", f"/v1/objects/b/{'n' * 60_000}"), "in order")
    yield Abuse("path: 10,000 parameters", "proxy", _request("GET", f"/v1/health?{'a=b&' * 10_000}"), "in order")
    for method in ("TRACE", "CONNECT", "FOO", "get"):
        yield Abuse(f"method: {method}", "proxy", _request(method, "/v1/objects/b/o"), "refused")


def _messages() -> Iterator[Abuse]:
    bucket, cluster = "/v1/buckets/b", "/v1/cluster"
    documents: dict[str, tuple[str, str, Any]] = {
        "deep JSON": ("POST", bucket, b"[" * 100_000),
        "deep objects": ("POST", bucket, b'{"a":' * 100_000),
        "deep value": ("PATCH", bucket, b'{"action":"set-bprops","value":' + b'{"ec":' * 50_000 + b"1" + b"}" * 50_001),
        "cut JSON": ("POST", bucket, b'{"action": "create'),
        "a list": ("POST", bucket, []),
        "a number": ("POST", bucket, 1),
        "XML": ("POST", bucket, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "no UTF-8": ("POST", bucket, b'{"action":"\xff\xfe"}'),
        "action that is a number": ("POST", bucket, {"action": 1}),
        "action that is a list": ("POST", bucket, {"action": ["create-bck"]}),
        "unknown action": ("POST", bucket, {"action": "explode"}),
        "endless message": ("POST", bucket, b'{"action":"' + b"a" * (5 << 20) + b'"}'),
        "not a number": ("PATCH", bucket, b'{"action":"set-bprops","value":{"ec":{"data_slices":NaN}}}'),
        "huge number": ("PATCH", bucket, b'{"action":"set-bprops","value":{"mirror":{"copies":1e999}}}'),
        "access of letters": ("PATCH", bucket, {"action": "set-bprops", "value": {"access": "all"}}),
        "access beyond 64 bits": ("PATCH", bucket, {"action": "set-bprops", "value": {"access": "9" * 5000}}),
        "unknown property": ("PATCH", bucket, {"action": "set-bprops", "value": {"nothing": 1}}),
        "fixed property": ("PATCH", bucket, {"action": "set-bprops", "value": {"bid": "1"}}),
        "page of -1": ("GET", bucket, {"action": "list", "value": {"pagesize": -1}}),
        "page of text": ("GET", bucket, {"action": "list", "value": {"pagesize": "ten"}}),
        "page beyond 64 bits": ("GET", bucket, {"action": "list", "value": {"pagesize": 1 << 70}}),
        "flags of letters": ("GET", bucket, {"action": "list", "value": {"flags": "all"}}),
        "flags beyond any": ("GET", bucket, {"action": "list", "value": {"flags": "9" * 5000}}),
        "negative flags": ("GET", bucket, {"action": "list", "value": {"flags": "-9"}}),
        "prefix that leaves": ("GET", bucket, {"action": "list", "value": {"prefix": "../x"}}),
        "job of no kind": ("PUT", cluster, {"action": "start", "value": {"Kind": 1}}),
        "job id of nonsense": ("PUT", cluster, {"action": "stop", "value": {"ID": "../../x"}}),
        "job query of lists": ("GET", f"{cluster}?what=status", {"id": []}),
        "inventory": ("POST", bucket, {"action": "create-inventory"}),
        "maintenance of all": ("PUT", cluster, {"action": "decommission", "value": {"rm_user_data": True}}),
    }
    for name, (method, target, document) in documents.items():
        yield Abuse(f"message: {name}", "proxy", _json(method, target, document), "refused")
    yield Abuse(
        "message: page of all",
        "proxy",
        _json("GET", bucket, {"action": "list", "value": {"pagesize": 1 << 62}}),
        "in order",
    )


def _objects() -> Iterator[Abuse]:
    target = f"/v1/objects/b/o?{MARKS}"
    put = {
        "unknown checksum": ("Ais-Checksum-Type: foo", "Ais-Checksum-Value: 00"),
        "metadata without a value": ("Ais-Custom-Md: nothing",),
        "metadata without a key": ("Ais-Custom-Md: =x",),
        "metadata over the budget": (f"Ais-Custom-Md: k={'x' * 3000}",),
    }
    for name, fields in put.items():
        yield Abuse(f"object: {name}", "target", _request("PUT", target, *fields, body=b"abc"), "refused")
    ranges = (
        "bytes=",
        "bytes=5-1",
        "bytes=9999-",
        "lines=1-2",
        "bytes=0-1,2-3",
        "bytes=" + "9" * 400 + "-",
        "bytes=a-b",
        "0-5",
    )
    for text in ranges:
        shown = text if len(text) < 20 else text[:12]
        yield Abuse(
            f"object: Range {shown}", "target", _request("GET", "/v1/objects/b/there", f"Range: {text}"), "refused"
        )
    copies = ("x", "ais/@#/b/", "ais/@#/b/../x", "nobody/@#/b/o", "ais/@#/missing/o", "/" * 5000)
    for text in copies:
        made = _request("PUT", f"/v1/objects/b/there?{MARKS}&object_to={text}", body=b"")
        yield Abuse(f"object: copy to {text[:20]}", "target", made, "refused")
    yield Abuse("object: unmarked change", "target", _request("DELETE", "/v1/objects/b/there"), "refused")
    yield Abuse(
        "object: forged handle",
        "target",
        _request("PUT", f"{target}&append_type=flush&append_handle=x|/etc/passwd|y|z", body=b""),
        "refused",
    )
    yield Abuse("object: unknown property", "target", _request("HEAD", "/v1/objects/b/there?props=nothing"), "refused")
    yield Abuse("object: presence of letters", "target", _request("HEAD", "/v1/objects/b/there?presence=x"), "in order")
    yield Abuse("object: metadata of lists", "target", _json("PATCH", target, {"value": {"k": []}}), "refused")
    yield Abuse(
        "object: rename to outside",
        "target",
        _json("POST", f"/v1/objects/b/there?{MARKS}", {"action": "rename-obj", "name": "../x"}),
        "refused",
    )
    yield Abuse("target: bucket made", "target", _json("POST", "/v1/buckets/mine", {"action": "create-bck"}), "refused")
    yield Abuse("target: cluster asked", "target", _request("GET", "/v1/cluster?what=smap"), "refused")


CORPUS: Final = (*_framing(), *_heads(), *_paths(), *_messages(), *_objects())
