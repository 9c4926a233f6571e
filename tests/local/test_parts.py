"""Objects that are sent in parts, byte by byte: each part is kept once, and the object shows when it is whole."""

from __future__ import annotations

import hashlib
import re
import socket
import threading
from typing import Final
from urllib.parse import quote

import pytest

from aistore_hl._core.checksum import compute
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, connect, follow, until

_MANY: Final = 11


def begin(cluster: LocalCluster, path: str) -> str:
    """The id of a new upload."""
    answer = follow(cluster.endpoint, "POST", path, {"action": "mpt-upload"})
    assert 200 == answer.status
    return answer.content.decode()


def send(cluster: LocalCluster, path: str, upload: str, number: int, content: bytes, **fields: str) -> Answer:
    """One part."""
    headers = [(name.replace("_", "-"), value) for name, value in fields.items()]
    return follow(cluster.endpoint, "PUT", f"{path}?uploadId={upload}&partNumber={number}", content, headers)


def complete(cluster: LocalCluster, path: str, upload: str, *numbers: int) -> Answer:
    """The end of an upload of these parts."""
    value = [{"part-number": number, "etag": ""} for number in numbers]
    return follow(cluster.endpoint, "POST", f"{path}?uploadId={upload}", {"action": "mpt-complete", "value": value})


def listed(cluster: LocalCluster, path: str, upload: str) -> list[int]:
    """The parts that have come."""
    s3 = path.replace("/v1/objects/", "/s3/")
    answer = follow(cluster.endpoint, "GET", f"{s3}?uploadId={upload}")
    assert 200 == answer.status, answer.content
    return [int(number) for number in re.findall(rb"<PartNumber>(\d+)</PartNumber>", answer.content)]


def a_part(number: int) -> bytes:
    """Content of which every part has other."""
    return b"%05d" % number * 50_000


@pytest.mark.parametrize("name", ["o", "a/b c/ü", "per%cent", "plus+and?mark"])
def test_an_object_of_parts(shared: LocalCluster, bucket: str, name: str) -> None:
    """In their order: the checksum is of the bucket's type and of all the content; ranges go across parts."""
    path = f"/v1/objects/{bucket}/{quote(name)}"
    upload = begin(shared, path)
    for number in range(1, _MANY + 1):
        assert 200 == send(shared, path, upload, number, a_part(number)).status
    missing = follow(shared.endpoint, "HEAD", path).status
    answer = complete(shared, path, upload, *range(1, _MANY + 1))
    content = b"".join(map(a_part, range(1, _MANY + 1)))
    got = follow(shared.endpoint, "GET", path)
    head = follow(shared.endpoint, "HEAD", f"{path}?props=chunked,checksum,version,etag")
    part = follow(shared.endpoint, "GET", path, fields=[("Range", "bytes=249990-1000009")])

    assert (404, 200, b"") == (missing, answer.status, answer.content)
    assert content == got.content
    assert ("xxhash2", compute("xxhash2", content)) == (
        got.header("Ais-Checksum-Type"), got.header("Ais-Checksum-Value"),
    )  # fmt: skip
    assert (str(_MANY), "250000", "1") == (
        head.header("Ais-Chunks-Count"), head.header("Ais-Chunks-Max-Chunk-Size"), head.header("Ais-Version"),
    )  # fmt: skip
    assert (206, content[249_990:1_000_010]) == (part.status, part.content)


def test_parts_in_any_order(shared: LocalCluster, bucket: str) -> None:
    """The content is in the order of their numbers, and the checksum a CRC-32C of all of it."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    for number in (3, 1, 2):
        send(shared, path, upload, number, a_part(number))

    assert [1, 2, 3] == listed(shared, path, upload)
    assert 200 == complete(shared, path, upload, 2, 3, 1).status
    got = follow(shared.endpoint, "GET", path)
    content = a_part(1) + a_part(2) + a_part(3)
    assert content == got.content
    assert ("crc32c", compute("crc32c", content)) == (
        got.header("Ais-Checksum-Type"), got.header("Ais-Checksum-Value"),
    )  # fmt: skip


def test_a_part_sent_twice_is_the_last_one(shared: LocalCluster, bucket: str) -> None:
    """AIS would lose it."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    for number, content in ((1, b"one"), (2, b"false"), (2, b"two")):
        assert 200 == send(shared, path, upload, number, content).status

    assert 200 == complete(shared, path, upload, 1, 2).status
    got = follow(shared.endpoint, "GET", path)
    assert (b"onetwo", compute("crc32c", b"onetwo")) == (got.content, got.header("Ais-Checksum-Value"))


def test_a_gap_is_refused_and_can_be_filled(shared: LocalCluster, bucket: str) -> None:
    """What has come is listed, and stays."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    for number in (1, 2, 9):
        send(shared, path, upload, number, b"%d" % number)

    assert [1, 2, 9] == listed(shared, path, upload)
    assert 400 == complete(shared, path, upload, 1, 2, 9).status
    assert 404 == follow(shared.endpoint, "GET", path).status
    for number in range(3, 9):
        send(shared, path, upload, number, b"%d" % number)
    assert 200 == complete(shared, path, upload, *range(1, 10)).status
    assert b"123456789" == follow(shared.endpoint, "GET", path).content


def test_a_new_version_begins_afresh(shared: LocalCluster, bucket: str) -> None:
    """The version counts on, and the custom metadata goes. Source: tried on AIS 5.0"""
    path = f"/v1/objects/{bucket}/o"
    follow(shared.endpoint, "PUT", path, b"old", [("Ais-Custom-Md", "k=v")])
    upload = begin(shared, path)
    send(shared, path, upload, 1, b"new")
    complete(shared, path, upload, 1)
    got = follow(shared.endpoint, "GET", path)

    assert (b"new", "2", None) == (got.content, got.header("Ais-Version"), got.header("Ais-Custom-Md"))


def test_listings_tell_of_parts(shared: LocalCluster, bucket: str) -> None:
    """By flag 8192, and no plain object has it; a copy has come in parts as well."""
    path = f"/v1/objects/{bucket}/o"
    follow(shared.endpoint, "PUT", f"/v1/objects/{bucket}/plain", b"x")
    upload = begin(shared, path)
    send(shared, path, upload, 1, b"x")
    complete(shared, path, upload, 1)
    follow(shared.endpoint, "PATCH", path, {"value": {"k": "v"}})
    follow(shared.endpoint, "PUT", f"{path}?object_to=ais/@%23/{bucket}/copy")
    flags = ask(shared.endpoint, "GET", f"/v1/buckets/{bucket}", {"action": "list", "value": {"props": "name,size"}})

    assert [("copy", 8256), ("o", 8256), ("plain", 64)] == [
        (entry["name"], entry["flags"]) for entry in flags.document["entries"]
    ]


def test_an_upload_that_is_given_up(shared: LocalCluster, bucket: str) -> None:
    """Takes no more parts, and its object is as it was."""
    path = f"/v1/objects/{bucket}/o"
    follow(shared.endpoint, "PUT", path, b"as it was")
    upload = begin(shared, path)
    send(shared, path, upload, 1, b"x")
    answer = follow(shared.endpoint, "DELETE", f"{path}?uploadId={upload}", {"action": "mpt-abort"})

    assert 200 == answer.status
    assert (404, 404) == (send(shared, path, upload, 2, b"x").status, complete(shared, path, upload, 1).status)
    assert b"as it was" == follow(shared.endpoint, "GET", path).content


def test_an_upload_ends_with_its_bucket(shared: LocalCluster, bucket: str) -> None:
    """A bucket of the same name that is made afterwards knows nothing of it."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    send(shared, path, upload, 1, b"x")
    ask(shared.endpoint, "DELETE", f"/v1/buckets/{bucket}", {"action": "destroy-bck"})
    ask(shared.endpoint, "POST", f"/v1/buckets/{bucket}", {"action": "create-bck"})

    assert 404 == complete(shared, path, upload, 1).status


def test_a_part_that_breaks_off_has_not_come(shared: LocalCluster, bucket: str) -> None:
    """It is not listed, can be sent again, and the object is right."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    target = f"{path}?uploadId={upload}&partNumber=1"
    way = ask(shared.endpoint, "PUT", target, b"")
    before = shared.targets.seen.body_bytes("PUT")
    with connect(way.leads_to) as connection:
        query = way.location.partition("?")[2]
        connection.sendall(f"PUT {path}?{query} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf".encode())
        until(lambda: shared.targets.seen.body_bytes("PUT") > before)
        connection.shutdown(socket.SHUT_RDWR)

    assert [] == listed(shared, path, upload)
    send(shared, path, upload, 1, b"all of it!")
    assert 200 == complete(shared, path, upload, 1).status
    assert b"all of it!" == follow(shared.endpoint, "GET", path).content


def test_the_sha_256_of_a_part_is_compared(shared: LocalCluster, bucket: str) -> None:
    """The one checksum of parts that AIS looks at."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    sha = hashlib.sha256(b"content").hexdigest()

    assert 400 == send(shared, path, upload, 1, b"CONTENT", X_Amz_Content_Sha256=sha).status
    assert [] == listed(shared, path, upload)
    assert 200 == send(shared, path, upload, 1, b"content", X_Amz_Content_Sha256=sha).status
    assert 200 == send(shared, path, upload, 2, b"any", X_Amz_Content_Sha256="UNSIGNED-PAYLOAD").status


def test_parts_at_the_same_time(shared: LocalCluster, bucket: str) -> None:
    """As many connections as parts."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    threads = [
        threading.Thread(target=send, args=(shared, path, upload, number, a_part(number)))
        for number in range(1, _MANY + 1)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 200 == complete(shared, path, upload, *range(1, _MANY + 1)).status
    assert b"".join(map(a_part, range(1, _MANY + 1))) == follow(shared.endpoint, "GET", path).content


@pytest.mark.parametrize(("number", "status"), [("0", 500), ("-1", 500), ("10000", 500), ("x", 400), ("", 400)])
def test_numbers_that_no_part_has(shared: LocalCluster, bucket: str, number: str, status: int) -> None:
    """1 to 9,999 are possible."""
    path = f"/v1/objects/{bucket}/o"
    upload = begin(shared, path)
    target = f"{path}?uploadId={upload}&partNumber={number}"

    assert status == follow(shared.endpoint, "PUT", target, b"x").status
    assert 200 == send(shared, path, upload, 9_999, b"x").status


@pytest.mark.parametrize("upload", ["nosuchupload", "short"])
def test_parts_of_no_upload(shared: LocalCluster, bucket: str, upload: str) -> None:
    """404 in the XML of S3, which is what the operation belongs to."""
    answer = follow(shared.endpoint, "GET", f"/s3/{bucket}/o?uploadId={upload}")

    assert (404, "application/xml") == (answer.status, answer.header("Content-Type"))
    assert b"<Code>NoSuchUpload</Code>" in answer.content


def test_parts_in_no_bucket(shared: LocalCluster) -> None:
    """The proxy says so."""
    answer = ask(shared.endpoint, "GET", "/s3/no-such-bucket/o?uploadId=whatever1")

    assert 404 == answer.status
    assert b"<Code>NoSuchBucket</Code>" in answer.content


def test_nothing_else_of_s3_is_built(shared: LocalCluster, bucket: str) -> None:
    """501, and the name."""
    answer = ask(shared.endpoint, "GET", f"/s3/{bucket}/o")

    assert (501, "s3") == (answer.status, answer.document["message"].split()[0])


def test_a_full_cluster_says_so_and_gives_the_room_back() -> None:
    """507 of the part that finds none; after the end of the upload there is room."""
    with LocalCluster(capacity=1 << 20) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        upload = begin(cluster, "/v1/objects/b/o")
        status = [send(cluster, "/v1/objects/b/o", upload, number, bytes(600_000)).status for number in (1, 2)]
        follow(cluster.endpoint, "DELETE", f"/v1/objects/b/o?uploadId={upload}", {"action": "mpt-abort"})

        assert [200, 507] == status
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", bytes(1_000_000)).status
