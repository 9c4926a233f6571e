"""What a server can send that no AIS would: by name, the calls that it is sent to, and the bytes."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any, TypeAlias

import msgspec
from attrs import frozen

from tests.wire.servers import Request, answer

READS = ("get", "readinto", "iterate", "download")
OBJECTS = (*READS, "get range", "head", "put")
CONTROL = ("bucket head", "list page", "info", "list buckets")
ALL = (*OBJECTS, *CONTROL)
LISTS = ("list page", "list objects")
WITHOUT_CONTENT = (
    "put", "put file", "put stream", "put with metadata", "delete", "copy", "rename", "replace metadata",
    "merge metadata", "create bucket", "delete bucket", "set props", "reset props", "job start", "job stop",
)  # fmt: skip
"""Calls whose right answer says nothing, or next to nothing: whatever comes could be taken for it."""

Reply: TypeAlias = Callable[[Request, str], bytes]
"""What is sent to a request, by a server that is at the given origin."""


@frozen
class Bad:
    """One bad answer."""

    calls: tuple[str, ...]
    reply: Reply


def says(calls: tuple[str, ...], data: bytes) -> Bad:
    """The same bytes to everybody."""
    return Bad(calls, lambda request, origin: data)


def leads(where: str | None, status: int = 307, calls: tuple[str, ...] = OBJECTS) -> Bad:
    """A redirect; ORIGIN and PATH in `where` are the server's and the request's own."""

    def reply(request: Request, origin: str) -> bytes:
        if where is None:
            return answer(status)
        path = request.target.partition("?")[0]
        return answer(status, b"", f"Location: {where.replace('ORIGIN', origin).replace('PATH', path)}")

    return Bad(calls, reply)


def part(content_range: str | None, body: bytes = b"body", *more: str) -> Bad:
    """A 206 to a request of bytes 1 to 4."""
    headers = [] if content_range is None else [f"Content-Range: {content_range}"]
    return says(("get range",), answer(206, body, "Ais-Version: 1", *headers, *more))


def told(calls: tuple[str, ...], *headers: str) -> Bad:
    """An answer that would be right but for a header."""
    return says(calls, answer(200, b"", "Ais-Present: true", *headers))


def bucket(props: str) -> Bad:
    return says(("bucket head",), answer(200, b"", f"Ais-Bucket-Props: {props}"))


def page(content: bytes, calls: tuple[str, ...] = LISTS) -> Bad:
    return says(calls, answer(200, content, "Content-Type: application/msgpack"))


def packed(document: Any) -> Bad:
    return page(msgspec.msgpack.encode(document))


def smap(**changes: Any) -> Bad:
    """A cluster map with something in the wrong place."""
    node = {"daemon_id": "t", "daemon_type": "target", "public_net": {"direct_url": "http://127.0.0.1:1"}}
    document = {"version": "1", "uuid": "u", "pmap": {}, "tmap": {"t": {**node, **changes.pop("node", {})}}, **changes}
    return says(("info",), answer(200, json.dumps(document).encode(), "Content-Type: application/json"))


def document(text: bytes, calls: tuple[str, ...] = ("info", "list buckets", "list jobs", "job status")) -> Bad:
    return says(calls, answer(200, text, "Content-Type: application/json"))


def refusal(status: int, body: bytes, *headers: str) -> Bad:
    return says(ALL, answer(status, body, *headers))


def turning(request: Request, origin: str) -> bytes:
    """Pages that follow each other in a circle of three."""
    turns = {b"one": "two", b"two": "three", b"three": "one"}
    token = next((turns[name] for name in turns if b'"%s"' % name in request.body), "one")
    return answer(200, msgspec.msgpack.encode({"ContinuationToken": token, "Entries": [{"n": "a"}]}))


def head_only(data: bytes) -> Reply:
    """An answer without its body where the request is a HEAD."""
    return lambda request, origin: data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if request.method == "HEAD" else data


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Ais-Version: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
HTML = b"<html><body>please log in</body></html>"
DEEP = b"[" * 100_000 + b"]" * 100_000
WITH_BODY = ("get", "info", "list page", "list buckets")

REDIRECTS = {
    "a loop": leads("ORIGINPATH"),
    "no Location": leads(None),
    "an empty Location": leads(""),
    "another host": leads("http://192.0.2.1:51080PATH"),
    "another host by name": leads("http://example.comPATH"),
    "a file": leads("file:///etc/passwd"),
    "a script": leads("javascript:alert(1)"),
    "ftp": leads("ftp://127.0.0.1PATH"),
    "credentials": leads("http://user:password@127.0.0.1:51080PATH"),
    "another path": leads("ORIGIN/v1/objects/b/other"),
    "a path with dots": leads("ORIGIN/v1/objects/b/x/../o"),
    "a path alone": leads("PATH"),
    "no scheme": leads("//127.0.0.1PATH"),
    "port 0": leads("http://127.0.0.1:0PATH"),
    "port 99999": leads("http://127.0.0.1:99999PATH"),
    "port of letters": leads("http://127.0.0.1:httpPATH"),
    "spaces": leads("ORIGINPATH?a b"),
    "a backslash": leads("http://127.0.0.1\\@example.comPATH"),
    "a fragment": leads("ORIGINPATH#fragment"),
    "a megabyte": leads("ORIGINPATH?" + "a" * 1_000_000),
    "300": leads("ORIGINPATH", 300),
    "304": leads(None, 304),
    "305": leads("ORIGINPATH", 305),
    "where none is expected": leads("ORIGINPATH", 307, CONTROL),
}

HEADS = {
    "half a head": says(ALL, OK + b"Content-Le"),
    "HTTP/0.9": says(ALL, HTML),
    "HTTP/2": says(ALL, b"\0\0\x12\x04\0\0\0\0\0"),
    "status abc": says(ALL, b"HTTP/1.1 abc OK\r\n\r\n"),
    "status 999": says(ALL, b"HTTP/1.1 999 OK\r\n\r\n"),
    "a NUL": says(ALL, answer(200, b"", "Ais-Version: a\0b")),
    "a huge header": says(ALL, answer(200, b"", "Ais-Version: " + "1" * 100_000)),
    "many headers": says(ALL, OK + b"Ais-Version: 1\r\n" * 5000 + b"\r\n"),
    "a folded header": says(ALL, answer(200, b"", "Ais-Version: 1\r\n 2")),
    "bare line feeds": says(ALL, b"HTTP/1.1 200 OK\nAis-Version: 1\n\n"),
    "a negative length": says(ALL, OK + b"Ais-Version: 1\r\nContent-Length: -1\r\n\r\n"),
    "a length of 10**30": says(ALL, OK + b"Content-Length: 1" + b"0" * 30 + b"\r\n\r\n"),
    "two lengths": says(ALL, OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello"),
    "length and chunks": says(ALL, OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello"),
    "gzip as transfer coding": says(ALL, OK + b"Transfer-Encoding: gzip\r\n\r\nhello"),
    "1xx without end": says(ALL, b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "101": says(ALL, b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n"),
}

BODIES = {
    "chunks of garbage": says(WITH_BODY, CHUNKED + b"hello\r\n"),
    "a chunk of 17 digits": says(WITH_BODY, CHUNKED + b"1" + b"0" * 16 + b"\r\n"),
    "chunks that end too soon": says(WITH_BODY, CHUNKED + b"5\r\nhello\r\n"),
    "a body that ends too soon": says(WITH_BODY, answer(200, b"hello", "Ais-Version: 1", length=50)),
    "a body of 2**62 that ends": says(WITH_BODY, answer(200, b"hello", "Ais-Version: 1", length=1 << 62)),
    "a page of HTML": Bad((*OBJECTS, *CONTROL), head_only(answer(200, HTML, "Content-Type: text/html"))),
    "a page of HTML instead of nothing": Bad(WITHOUT_CONTENT, head_only(answer(200, HTML, "Content-Type: text/html"))),
    "204 with a body": says(
        ("get", "head", "info", "list page"), b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello"
    ),
    "gzip": says(READS, answer(200, b"\x1f\x8b", "Ais-Version: 1", "Content-Encoding: gzip")),
    "another object": says(
        READS, answer(200, b"hello", "Ais-Checksum-Type: xxhash2", "Ais-Checksum-Value: 0123456789abcdef")
    ),
}

RANGES = {
    "200 to a range": says(("get range",), answer(200, b"hello", "Ais-Version: 1")),
    "206 to all": says(READS, answer(206, b"hello", "Ais-Version: 1", "Content-Range: bytes 0-4/10")),
    "206 without a range": part(None),
    "206 of other bytes": part("bytes 0-3/10"),
    "206 of fewer bytes": part("bytes 1-3/10", b"bod"),
    "206 with another length": part("bytes 1-4/10", b"bo"),
    "206 of several parts": part(None, b"--x", "Content-Type: multipart/byteranges; boundary=x"),
    "206 backwards": part("bytes 4-1/10"),
    "206 behind the end": part("bytes 1-4/3"),
    "206 of no size": part("bytes 1-4/*"),
    "206 in other units": part("items 1-4/10"),
    "206 of huge numbers": part("bytes 1-4/" + "9" * 40),
    "206 of negative numbers": part("bytes -1-4/10"),
}

PROPS = {
    "a time that is none": told(("head",), "Ais-Atime: soon"),
    "a time of 30 digits": told(("head",), "Ais-Atime: " + "9" * 30),
    "copies without number": told(("head",), "Ais-Mirror-Copies: many"),
    "a date that is none": told(("head",), "Last-Modified: yesterday"),
    "chunks of 40 digits": told(("head",), "Ais-Chunks-Count: " + "9" * 40),
    "a put at no time": told(("put",), "Ais-Atime: now"),
    "no bucket props": says(("bucket head",), answer(200)),
    "bucket props that are no JSON": bucket("{"),
    "bucket props that are a list": bucket("[1]"),
    "bucket props in the wrong place": bucket('{"checksum": "md5"}'),
    "bucket props with infinity": bucket('{"bid": 1e999}'),
    "bucket props with a list for a number": bucket('{"access": [1]}'),
    "bucket props with a huge number": bucket('{"bid": ' + "9" * 5000 + "}"),
    "bucket props of no time": bucket('{"created": "' + "9" * 30 + '"}'),
    "deep bucket props": bucket("[" * 30_000 + "]" * 30_000),
}

PAGES = {
    "an empty page": page(b""),
    "half a page": page(msgspec.msgpack.encode({"Entries": [{"n": "a" * 100}]})[:50]),
    "a page and more": page(msgspec.msgpack.encode({"Entries": []}) + b"\0"),
    "JSON as a page": page(b'{"entries": []}'),
    "2**31 entries claimed": page(b"\x81\xa7Entries\xdd" + struct.pack(">I", 1 << 31)),
    "2**32 - 1 keys claimed": page(b"\xdf\xff\xff\xff\xff"),
    "a text of 4 GiB claimed": page(b"\x81\xa4UUID\xdb\xff\xff\xff\xff"),
    "a deep page": page(b"\x81\xa7Entries" + b"\x91" * 1_000_000),
    "a number as a page": packed(5),
    "entries that are text": packed({"Entries": "a"}),
    "an entry that is a number": packed({"Entries": [1]}),
    "a name that is a number": packed({"Entries": [{"n": 1}]}),
    "a size that is text": packed({"Entries": [{"n": "a", "s": "1"}]}),
    "a size that is no number": packed({"Entries": [{"n": "a", "s": float("nan")}]}),
    "a token that is a number": packed({"ContinuationToken": 1}),
    "a name that is no text and a bad uuid": page(b"\x82\xa4UUID\xa1\xff\xa7Entries\x91\x81\xa1n\xa1\xff"),
    "a name that is bytes and one that is no UTF-8": page(b"\x81\xa7Entries\x92\x81\xa1n\xa1\xff\x81\xa1n\xc4\x01a"),
    "a code that MessagePack does not have": page(b"\xc1"),
    "the same token again": page(msgspec.msgpack.encode({"ContinuationToken": "t"}), ("list objects",)),
    "tokens in a circle": Bad(("list objects",), turning),
}

DOCUMENTS = {
    "no JSON": document(b"{"),
    "nothing": document(b""),
    "a text": document(b'"text"'),
    "a number": document(b"5"),
    "a list of numbers": document(b"[1]"),
    "a list of nothing": document(b"[null]"),
    "deep JSON": document(DEEP),
    "deep JSON in its place": document(b'{"tmap": ' + DEEP + b"}", ("info",)),
    "bytes that are no UTF-8": document(b'{"version": "\xff"}', ("info",)),
    "a number of 5,000 digits": document(b'{"version": ' + b"9" * 5000 + b"}", ("info",)),
    "a map without a version": document(b'{"pmap": {}, "tmap": {}}', ("info",)),
    "a map of infinite version": document(b'{"version": 1e999, "pmap": {}, "tmap": {}}', ("info",)),
    "a map of version x": smap(version="x"),
    "a map with a list of targets": smap(tmap=[1]),
    "a map with targets that are none": smap(tmap={"t": 5}),
    "a target that is elsewhere": smap(node={"public_net": {"direct_url": "file:///etc/passwd"}}),
    "a target with half an address": smap(node={"public_net": {"direct_url": "http://[::1"}}),
    "a target with port 99999": smap(node={"public_net": {"direct_url": "http://h:99999"}}),
    "a target that is a table": smap(node={"daemon_type": "table"}),
    "a target with a number for a name": smap(node={"daemon_id": 5}),
    "a target with infinite flags": document(b'{"version": "1", "tmap": {"t": {"flags": 1e999}}}', ("info",)),
    "a target with a text for a net": smap(node={"public_net": "net"}),
    "buckets that cannot be": document(b'[{"name": "../x", "provider": "ais"}]', ("list buckets",)),
    "a bucket without a name": document(b"[{}]", ("list buckets",)),
    "a job that is a list": document(b"[[]]", ("list jobs", "job status")),
    "a job of no time": document(b'{"uuid": "u", "kind": "lru", "end_time": "x"}', ("job status",)),
}

REFUSALS = {
    "a page of HTML": refusal(404, HTML, "Content-Type: text/html"),
    "a tcode that is a list": refusal(400, b'{"tcode": ["ErrBusy"], "message": {"a": 1}, "node": 5, "status": "x"}'),
    "deep JSON": refusal(400, b'{"message": ' + DEEP + b"}"),
    "a list": refusal(403, b"[1]"),
    "bytes that are no text": refusal(400, bytes(range(256))),
    "a broken Hdr-Error": refusal(404, b"", "Hdr-Error: {"),
    "a status that nobody has": refusal(499, b""),
    "a body that ends too soon": says(("get", "info"), answer(404, b"{", length=100)),
}

TABLES = {
    "redirect": REDIRECTS,
    "head": HEADS,
    "body": BODIES,
    "range": RANGES,
    "props": PROPS,
    "page": PAGES,
    "document": DOCUMENTS,
    "refusal": REFUSALS,
}
BAD: dict[str, Bad] = {f"{table}: {name}": bad for table, bads in TABLES.items() for name, bad in bads.items()}
