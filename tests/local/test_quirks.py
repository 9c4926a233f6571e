"""What AIS does wrong: a cluster with `quirks="ais"` does it, one without does not."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, connect, follow, read_to_end
from tests.local.test_appends import append, flush, handle_of
from tests.local.test_archives import a_tar, add, archive, break_off
from tests.local.test_parts import begin, complete, send

LARGE = bytes(16 << 20)
"""More than the kernel keeps between two sockets, so that an answer with it waits for its reader."""


@pytest.fixture(scope="module")
def odd() -> Iterator[LocalCluster]:
    """A cluster with AIS's faults."""
    # By their ids what shares a mountpath is the same in every run.
    with LocalCluster(quirks="ais", node_ids=("one", "two", "three")) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        yield cluster


@pytest.fixture(scope="module")
def plain() -> Iterator[LocalCluster]:
    """A cluster without."""
    with LocalCluster() as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        yield cluster


@pytest.fixture(params=["ais", None], ids=["quirks", "plain"])
def either(request: pytest.FixtureRequest, odd: LocalCluster, plain: LocalCluster) -> tuple[LocalCluster, bool]:
    """Each of them, and whether it has faults."""
    return (odd, True) if request.param else (plain, False)


def put(cluster: LocalCluster, name: str, content: bytes = b"content", query: str = "", **fields: str) -> Answer:
    headers = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return follow(cluster.endpoint, "PUT", f"/v1/objects/b/{name}{query}", content, headers)


def custom(cluster: LocalCluster, name: str) -> set[str]:
    return {*follow(cluster.endpoint, "HEAD", f"/v1/objects/b/{name}").headers("Ais-Custom-Md")}


def test_unknown_quirks_are_refused() -> None:
    """Before anything is started."""
    with pytest.raises(ValueError, match="no such quirks"):
        LocalCluster(quirks="azure")  # type: ignore[arg-type]


def test_metadata_over_the_budget(either: tuple[LocalCluster, bool]) -> None:
    """Three PATCHes of 900 bytes: the third is refused, or takes everything with it."""
    cluster, is_odd = either
    put(cluster, "wide")
    status = [
        follow(cluster.endpoint, "PATCH", "/v1/objects/b/wide", {"value": {key: "x" * 899}}).status for key in "abc"
    ]

    assert [200, 200, 200 if is_odd else 400] == status
    assert (0 if is_odd else 2) == len(custom(cluster, "wide"))


def test_metadata_over_the_budget_by_a_put(either: tuple[LocalCluster, bool]) -> None:
    """As by a PATCH: a PUT merges."""
    cluster, is_odd = either
    status = [put(cluster, "put-wide", Ais_Custom_Md=f"{key}={'x' * 899}").status for key in "abc"]

    assert [200, 200, 200 if is_odd else 400] == status
    assert (0 if is_odd else 2) == len(custom(cluster, "put-wide"))


def test_metadata_of_an_equal_put(either: tuple[LocalCluster, bool]) -> None:
    """Shown by both, but AIS has not stored it: whoever writes next does not find it."""
    cluster, is_odd = either
    same = {"Ais_Checksum_Type": "xxhash2", "Ais_Checksum_Value": "e7ec9ae41bc1e7ab"}
    first = put(cluster, "equal")
    same["Ais_Checksum_Value"] = first.header("Ais-Checksum-Value") or ""
    again = put(cluster, "equal", Ais_Custom_Md="k=v", **same)

    assert (200, None) == (again.status, again.header("Ais-Checksum-Value"))
    assert {"k=v"} == custom(cluster, "equal")
    put(cluster, "equal", b"other")
    assert (set() if is_odd else {"k=v"}) == custom(cluster, "equal")


@pytest.mark.parametrize(
    ("method", "target", "fields"),
    [
        ("PUT", "/v1/objects/b/crash", [("Ais-Checksum-Type", "foo"), ("Ais-Checksum-Value", "00")]),
        ("HEAD", "/v1/objects/b/there?props=size&latest-ver=true", []),
        ("GET", "/v1/objects/b/locked", [("Range", "bytes=")]),
    ],
    ids=["checksum", "latest", "range"],
)
def test_crashes_end_the_connection(odd: LocalCluster, method: str, target: str, fields: list[tuple[str, str]]) -> None:
    """Without an answer; the node lives on."""
    put(odd, "there")
    put(odd, "locked")

    with pytest.raises(http.client.RemoteDisconnected):
        follow(odd.endpoint, method, target, b"" if method == "PUT" else None, fields)
    assert 200 == ask(odd.endpoint, "GET", "/v1/health").status


def test_a_crash_of_a_reader_leaves_its_lock(odd: LocalCluster) -> None:
    """For ever: nobody can write the object again."""
    put(odd, "leaked")
    with pytest.raises(http.client.RemoteDisconnected):
        follow(odd.endpoint, "GET", "/v1/objects/b/leaked", fields=[("Range", "bytes=")])

    assert 202 == follow(odd.endpoint, "POST", "/v1/objects/b/leaked", {"action": "check-lock"}).status


def directories(cluster: LocalCluster) -> dict[str, tuple[int, int, int]]:
    """By name of a directory: GET while something is in it, GET and PUT once nothing is."""
    found = {}
    for number in range(40):
        name = f"ghost{number}"
        put(cluster, f"{name}/x")
        full = follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}").status
        follow(cluster.endpoint, "DELETE", f"/v1/objects/b/{name}/x")
        empty = follow(cluster.endpoint, "GET", f"/v1/objects/b/{name}").status
        found[name] = (full, empty, put(cluster, name).status)
    return found


def test_directories_stay(either: tuple[LocalCluster, bool]) -> None:
    """Where both names are on one mountpath; elsewhere, and without faults, there is none."""
    cluster, is_odd = either
    found = {*directories(cluster).values()}

    assert ({(500, 500, 400), (404, 404, 200)} if is_odd else {(404, 404, 200)}) == found


def test_an_object_is_in_the_way_of_a_directory(odd: LocalCluster) -> None:
    """On the same mountpath: 400 ErrMv."""
    for number in range(12):
        put(odd, f"file{number}")
    answers = [put(odd, f"file{number}/x") for number in range(12)]

    assert {(200, ""), (400, "ErrMv")} == {(each.status, each.tcode) for each in answers}


def test_the_range_of_nothing(either: tuple[LocalCluster, bool]) -> None:
    """The last byte of an empty object."""
    cluster, is_odd = either
    put(cluster, "empty", b"")
    answer = follow(cluster.endpoint, "GET", "/v1/objects/b/empty", fields=[("Range", "bytes=-1")])

    assert ((206, "bytes 0--1/0") if is_odd else (416, "bytes */0")) == (answer.status, answer.header("Content-Range"))


def test_the_birth_of_a_bucket(either: tuple[LocalCluster, bool]) -> None:
    """After its properties were reset."""
    cluster, is_odd = either
    ask(cluster.endpoint, "POST", "/v1/buckets/born", {"action": "create-bck"})
    ask(cluster.endpoint, "PATCH", "/v1/buckets/born", {"action": "reset-bprops"})
    props = json.loads(ask(cluster.endpoint, "HEAD", "/v1/buckets/born").header("Ais-Bucket-Props") or "")

    assert is_odd is (props["created"] == "0")


def test_json_for_browsers(either: tuple[LocalCluster, bool]) -> None:
    """With indentation and without a newline."""
    cluster, is_odd = either
    answer = ask(cluster.endpoint, "GET", "/v1/daemon?what=smap", fields=[("User-Agent", "Mozilla/5.0 x")])

    assert is_odd is answer.content.startswith(b'{\n    "')
    assert is_odd is (answer.header("Strict-Transport-Security") is not None)
    assert cluster.smap == answer.document


def test_a_line_break_in_a_name(either: tuple[LocalCluster, bool]) -> None:
    """Leads to another name where it becomes a space."""
    cluster, is_odd = either
    location = ask(cluster.endpoint, "PUT", "/v1/objects/b/x%0Ay", b"").location

    assert is_odd is ("/x%20y?" in location)


def test_a_name_that_is_too_long_for_a_file(either: tuple[LocalCluster, bool]) -> None:
    """Adds to the custom metadata."""
    cluster, is_odd = either
    answer = put(cluster, "n" * 256)

    assert is_odd is (answer.header("Ais-Custom-Md") or "").startswith("orig_fntl=/")


def test_nul_in_a_name(either: tuple[LocalCluster, bool]) -> None:
    """No file can be called so."""
    cluster, is_odd = either
    answer = put(cluster, "a%00b")

    assert ((500, "PathError") if is_odd else (400, "errInvalidPath")) == (answer.status, answer.tcode)


class Reader:
    """Somebody who asked for a large object and does not read it."""

    def __init__(self, cluster: LocalCluster, name: str) -> None:
        location = ask(cluster.endpoint, "GET", f"/v1/objects/b/{name}")
        self._connection = connect(location.leads_to)
        self._connection.sendall(f"GET /v1/objects/b/{name} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert self._connection.recv(1)

    def go(self) -> None:
        """Give up."""
        self._connection.close()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_stalled_reader_keeps_writers_out(odd: LocalCluster, method: str) -> None:
    """Until it goes away."""
    name = f"stalled-{method}"
    put(odd, name, LARGE)
    reader = Reader(odd, name)
    body = {"value": {"k": "v"}} if method == "PATCH" else b"" if method == "PUT" else None
    answers: list[Answer] = []
    writer = threading.Thread(
        target=lambda: answers.append(follow(odd.endpoint, method, f"/v1/objects/b/{name}", body))
    )
    writer.start()
    deadline = time.monotonic() + 20
    while odd.targets.seen.requests(method) == 0:
        assert time.monotonic() < deadline

    assert 202 == follow(odd.endpoint, "POST", f"/v1/objects/b/{name}", {"action": "check-lock"}).status
    writer.join(0.2)
    assert writer.is_alive()
    reader.go()
    writer.join(20)
    assert [200] == [answer.status for answer in answers]
    assert 200 == follow(odd.endpoint, "POST", f"/v1/objects/b/{name}", {"action": "check-lock"}).status


def test_without_faults_writers_do_not_wait(plain: LocalCluster) -> None:
    """The reader keeps what it began with."""
    put(plain, "stalled", LARGE)
    reader = Reader(plain, "stalled")

    assert 200 == put(plain, "stalled", b"new").status
    assert 200 == follow(plain.endpoint, "DELETE", "/v1/objects/b/stalled").status
    reader.go()


def test_a_large_body_at_the_proxy(either: tuple[LocalCluster, bool]) -> None:
    """The answer comes at once; AIS then leaves the rest unread, and resets the connection half a second later."""
    cluster, is_odd = either
    before = cluster.proxy.seen.body_bytes("PUT")
    ended = "in order"
    with connect(cluster.endpoint) as connection:
        connection.sendall(b"PUT /v1/objects/b/large HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(LARGE))
        try:
            connection.sendall(LARGE)
            answer = read_to_end(connection)
        except ConnectionError:
            ended, answer = "reset", connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 307 ")
    assert b"Connection: close" in answer
    assert ("reset" if is_odd else "in order") == ended
    deadline = time.monotonic() + 10
    while not is_odd and cluster.proxy.seen.body_bytes("PUT") - before < len(LARGE):
        assert time.monotonic() < deadline, "the rest was left unread"
    assert is_odd is (cluster.proxy.seen.body_bytes("PUT") - before < len(LARGE))


def test_a_body_in_chunks_at_the_proxy(either: tuple[LocalCluster, bool]) -> None:
    """AIS reads it before it answers, and keeps the connection; one that breaks off or is large ends it."""
    cluster, is_odd = either
    head = b"PUT /v1/objects/b/chunks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    with connect(cluster.endpoint) as connection:
        connection.sendall(head + b"5\r\nhello\r\n0\r\n\r\n")
        whole = connection.recv(65536)
    with connect(cluster.endpoint) as connection:
        connection.sendall(head + b"5\r\nhello\r\n")
        connection.shutdown(socket.SHUT_WR)
        broken = read_to_end(connection)

    assert whole.startswith(b"HTTP/1.1 307 ")
    assert is_odd is (b"Connection: close" not in whole)
    assert broken.startswith(b"HTTP/1.1 307 ")
    assert b"Connection: close" in broken


def test_a_body_that_was_announced_with_expect(either: tuple[LocalCluster, bool]) -> None:
    """The proxy does not ask for it; AIS waits for a small one all the same, and ends the connection then."""
    cluster, is_odd = either
    with connect(cluster.endpoint) as connection:
        connection.sendall(
            b"PUT /v1/objects/b/small HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
        )
        answer = connection.recv(65536)
        connection.settimeout(0.3)
        try:
            waits, rest = False, connection.recv(65536)
        except TimeoutError:
            waits = True
            connection.settimeout(10)
            connection.sendall(b"hello")
            rest = read_to_end(connection)

    assert answer.startswith(b"HTTP/1.1 307 ")
    assert (is_odd, b"") == (waits, rest)


def test_strays_are_hidden(either: tuple[LocalCluster, bool]) -> None:
    """An object at a target where it does not belong can be read there, and is listed without faults only."""
    cluster, is_odd = either
    home = ask(cluster.endpoint, "PUT", "/v1/objects/b/stray", b"").leads_to
    away = next(node.origin for node in cluster.targets if node.origin != home)
    ask(away, "PUT", "/v1/objects/b/stray?pid=x&utm=1", b"content")
    listed = ask(
        cluster.endpoint, "GET", "/v1/buckets/b?prefix=stray", {"action": "list", "value": {"prefix": "stray"}}
    )

    assert 200 == ask(away, "GET", "/v1/objects/b/stray").status
    assert (0 if is_odd else 1) == len([e for e in listed.document["entries"] or [] if e["name"] == "stray"])


def test_a_part_sent_twice(odd: LocalCluster) -> None:
    """T1: the upload ends with 200, and a GET breaks off where that part would be."""
    path = "/v1/objects/b/torn"
    upload = begin(odd, path)
    for number in (1, 2, 2, 3):
        send(odd, path, upload, number, b"%d" % number * 1_000)
    head = complete(odd, path, upload, 1, 2, 3), follow(odd.endpoint, "HEAD", path)
    way = ask(odd.endpoint, "GET", path)
    with connect(way.leads_to) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = read_to_end(connection)

    assert [200, 200] == [each.status for each in head]
    assert "3000" == head[1].header("Content-Length")
    assert (b"1" * 1_000, True) == (answer.partition(b"\r\n\r\n")[2], b"Content-Length: 3000" in answer)
    put(odd, "torn", b"whole again")
    assert b"whole again" == follow(odd.endpoint, "GET", path).content


def test_the_first_part_sent_twice(odd: LocalCluster) -> None:
    """T1: there is no object, and no upload either."""
    path = "/v1/objects/b/gone"
    upload = begin(odd, path)
    for _ in range(2):
        send(odd, path, upload, 1, b"x")

    assert [404, 404] == [complete(odd, path, upload, 1).status for _ in range(2)]
    assert 404 == follow(odd.endpoint, "GET", path).status


def test_parts_with_a_gap(odd: LocalCluster) -> None:
    """T2: the list of parts is 404, and then the upload never ends."""
    path = "/v1/objects/b/gap"
    upload = begin(odd, path)
    for number in (1, 3):
        send(odd, path, upload, number, b"x")
    listing = follow(odd.endpoint, "GET", f"/s3/b/gap?uploadId={upload}")
    way = ask(odd.endpoint, "POST", f"{path}?uploadId={upload}", {"action": "mpt-complete", "value": []})
    message = b'{"action":"mpt-complete","value":[{"part-number":1},{"part-number":3}]}'
    with connect(way.leads_to) as connection:
        query = way.location.partition("?")[2]
        head = f"POST {path}?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(message)}\r\n\r\n"
        connection.sendall(head.encode() + message)
        connection.settimeout(0.3)
        with pytest.raises(TimeoutError):
            connection.recv(1)

    assert 404 == listing.status
    assert 404 == follow(odd.endpoint, "GET", path).status


def test_an_unknown_checksum_type(either: tuple[LocalCluster, bool]) -> None:
    """T12: the connection ends without an answer; without faults it is 400."""
    cluster, is_odd = either
    fields = {"Ais_Checksum_Type": "sha1", "Ais_Checksum_Value": "00"}
    if is_odd:
        with pytest.raises(http.client.RemoteDisconnected):
            put(cluster, "sha1", **fields)
    else:
        assert 400 == put(cluster, "sha1", **fields).status


def test_of_many_that_append_the_last_one_wins(odd: LocalCluster) -> None:
    """T16: all are told 200."""
    path = "/v1/objects/b/appended"
    handles = [handle_of(append(odd, path, b"%d" % number)) for number in range(5)]

    assert [200] * 5 == [flush(odd, path, handle).status for handle in handles]
    assert b"4" == follow(odd.endpoint, "GET", path).content


def test_an_addition_that_breaks_off(either: tuple[LocalCluster, bool]) -> None:
    """T3: the tar can be read until somebody adds to it again; from then on nobody can."""
    cluster, is_odd = either
    put(cluster, "broken.tar", a_tar({"one": b"1"}, is_padded=False))
    break_off(cluster, "/v1/objects/b/broken.tar")
    first = follow(cluster.endpoint, "GET", "/v1/objects/b/broken.tar").status
    added = add(cluster, "/v1/objects/b/broken.tar", "two", b"2")
    read = follow(cluster.endpoint, "GET", "/v1/objects/b/broken.tar")

    assert 200 == first
    assert ((500, 500) if is_odd else (200, 200)) == (added.status, read.status)
    assert not is_odd or (added.tcode, read.tcode) == ("ErrLmetaCorrupted",) * 2


def test_a_padded_tar(either: tuple[LocalCluster, bool]) -> None:
    """As most programs write it: the second addition ends it."""
    cluster, is_odd = either
    put(cluster, "padded.tar", a_tar({"one": b"1"}))
    status = [add(cluster, "/v1/objects/b/padded.tar", name, b"x").status for name in ("two", "three")]
    read = follow(cluster.endpoint, "GET", "/v1/objects/b/padded.tar").status

    assert ([200, 500], 500) if is_odd else ([200, 200], 200) == (status, read)
    put(cluster, "padded.tar", b"anew")
    assert b"anew" == follow(cluster.endpoint, "GET", "/v1/objects/b/padded.tar").content


def test_an_archive_in_a_folder_of_its_own(either: tuple[LocalCluster, bool]) -> None:
    """T18: it cannot be made by adding to it, 404; where there is something in the folder it can."""
    cluster, is_odd = either
    alone = add(cluster, "/v1/objects/b/nowhere/s.tar", "x", b"x", "2").status
    flat = add(cluster, "/v1/objects/b/flat.tar", "x", b"x", "2").status

    assert (404 if is_odd else 200, 200) == (alone, flat)


def test_a_pattern_for_a_zip(either: tuple[LocalCluster, bool]) -> None:
    """The connection ends, and the zip stays locked."""
    cluster, is_odd = either
    put(cluster, "s.zip", archive("zip"))
    target = "/v1/objects/b/s.zip?archregx=img&archmode=prefix"
    if is_odd:
        with pytest.raises(http.client.RemoteDisconnected):
            follow(cluster.endpoint, "GET", target)
    else:
        assert 200 == follow(cluster.endpoint, "GET", target).status
    locked = follow(cluster.endpoint, "POST", "/v1/objects/b/s.zip", {"action": "check-lock"}).status
    assert (202 if is_odd else 200) == locked


def test_an_object_is_evicted(either: tuple[LocalCluster, bool]) -> None:
    """There is no other copy: AIS deletes it, without faults it is refused."""
    cluster, is_odd = either
    put(cluster, "only")
    answer = follow(cluster.endpoint, "DELETE", "/v1/objects/b/only", {"action": "evict-listrange"})

    assert (200 if is_odd else 400) == answer.status
    assert (404 if is_odd else 200) == follow(cluster.endpoint, "GET", "/v1/objects/b/only").status
