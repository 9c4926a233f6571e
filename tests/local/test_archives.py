"""Archives at the local cluster: members read, matched, listed and added, and archives that are made to do harm."""

from __future__ import annotations

import gzip
import io
import itertools
import random
import tarfile
import threading
import tracemalloc
import zipfile
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

import lz4.frame
import pytest

from aistore_hl.local import LocalCluster
from tests.local.archives import entries
from tests.local.http import Answer, ask, connect, follow, until

FORMATS: Final = ("tar", "tgz", "tar.gz", "zip", "tar.lz4")
FILES: Final = {"img/1.jpg": b"one", "img/1.cls": b"1", "img/2.jpg": b"", "ü/x y.txt": b"text" * 200_000, "top": b"T"}


def a_tar(files: Mapping[str, bytes], *, is_padded: bool = True) -> bytes:
    """As Python writes it, padded to records of 10 KiB, or as AIS does."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        archive.addfile(_folder("img"))
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        end = archive.offset
    return file.getvalue() if is_padded else file.getvalue()[:end] + bytes(1024)


def _folder(name: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = tarfile.DIRTYPE
    return info


def archive(format: str, files: Mapping[str, bytes] = FILES) -> bytes:
    """An archive of that format."""
    if format == "zip":
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written:
            for name, content in files.items():
                written.writestr(name, content)
        return file.getvalue()
    if format in ("tgz", "tar.gz"):
        return gzip.compress(a_tar(files))
    if format == "tar.lz4":
        return bytes(lz4.frame.compress(a_tar(files)))
    return a_tar(files)


def put(cluster: LocalCluster, path: str, content: bytes) -> Answer:
    """An object."""
    return follow(cluster.endpoint, "PUT", path, content)


def get(cluster: LocalCluster, path: str, **query: str) -> Answer:
    """An object, or some of it."""
    words = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    return follow(cluster.endpoint, "GET", f"{path}?{words}" if words else path)


def add(cluster: LocalCluster, path: str, name: str, content: bytes, how: str = "1") -> Answer:
    """A file, added to an archive."""
    fields = [("Ais-Pine", how)] if how else []
    return follow(cluster.endpoint, "PUT", f"{path}?archpath={quote(name)}", content, fields)


def read(content: bytes) -> dict[str, bytes]:
    """The files of an archive."""
    if content.startswith(b"\x04\x22\x4d\x18"):
        content = lz4.frame.decompress(content)
    return dict(entries(content) or ())


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("format", FORMATS)
def test_one_member(shared: LocalCluster, bucket: str, format: str, name: str) -> None:
    """With its length, and no checksum: that of the archive says nothing of it."""
    path = f"/v1/objects/{bucket}/s.{format}"
    put(shared, path, archive(format))
    got = get(shared, path, archpath=name)

    assert (200, FILES[name]) == (got.status, got.content)
    assert (str(len(FILES[name])), None) == (got.header("Content-Length"), got.header("Ais-Checksum-Value"))


@pytest.mark.parametrize("format", FORMATS)
def test_a_format_that_the_name_does_not_say(shared: LocalCluster, bucket: str, format: str) -> None:
    """The first bytes do, or the request."""
    path = f"/v1/objects/{bucket}/s"
    put(shared, path, archive(format))

    assert b"one" == get(shared, path, archpath="img/1.jpg").content
    assert b"one" == get(shared, path, archpath="img/1.jpg", archmime=f"application/x-{format}").content
    assert 400 == get(shared, path, archpath="img/1.jpg", archmime="image/png").status


@pytest.mark.parametrize(
    ("pattern", "mode", "names"),
    [
        (r"\.jpg$", "regexp", ["img/1.jpg", "img/2.jpg"]),
        ("img/1", "wdskey", ["img/1.jpg", "img/1.cls"]),
        ("ü/", "prefix", ["ü/x y.txt"]),
        (".cls", "suffix", ["img/1.cls"]),
        ("o", "substr", ["top"]),
        ("", "prefix", list(FILES)),
        ("", "wdskey", list(FILES)),
    ],
)
@pytest.mark.parametrize("format", ["tar", "tgz", "zip"])
def test_members_that_match(
    shared: LocalCluster, bucket: str, format: str, pattern: str, mode: str, names: list[str]
) -> None:
    """As a plain tar, whatever the archive is."""
    path = f"/v1/objects/{bucket}/s.{format}"
    put(shared, path, archive(format))
    got = get(shared, path, archregx=pattern, archmode=mode)

    assert (200, "application/x-tar", None) == (got.status, got.header("Content-Type"), got.header("Content-Length"))
    assert [(name, FILES[name]) for name in names] == entries(got.content)


@pytest.mark.parametrize("mode", ["regexp", "prefix", "suffix", "substr", "wdskey"])
def test_a_star_is_a_prefix_in_every_mode(shared: LocalCluster, bucket: str, mode: str) -> None:
    """Recorded on AIS 5.0, which means to match all by it."""
    path = f"/v1/objects/{bucket}/s.tar"
    put(shared, path, archive("tar", {"a": b"", "*b": b"", "c*": b""}))

    assert [("*b", b"")] == entries(get(shared, path, archregx="*", archmode=mode).content)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"archpath": "no such"}, 404),
        ({"archregx": "no such", "archmode": "prefix"}, 404),
        ({"archregx": "(", "archmode": "regexp"}, 400),
        ({"archregx": "x", "archmode": "glob"}, 400),
        ({"archpath": "a", "archregx": "x", "archmode": "prefix"}, 400),
        ({"archpath": "../x"}, 400),
        ({"archpath": "x/"}, 400),
        ({"archpath": "x\0y"}, 400),
        ({"archregx": "x"}, 200),
        ({"archpath": ""}, 200),
    ],
    ids=str,
)
def test_what_is_not_there(shared: LocalCluster, bucket: str, query: dict[str, str], status: int) -> None:
    """Said before the answer begins; without a mode, or a name, the whole archive is meant."""
    path = f"/v1/objects/{bucket}/s.tar"
    put(shared, path, archive("tar"))
    got = get(shared, path, **query)

    assert status == got.status
    assert status != 200 or got.content == archive("tar")


@pytest.mark.parametrize("how", ["1", "2"])
@pytest.mark.parametrize("format", FORMATS)
def test_files_are_added(shared: LocalCluster, bucket: str, format: str, how: str) -> None:
    """After those that are there; the version stays, and a plain tar has no checksum from then on."""
    path = f"/v1/objects/{bucket}/a/s.{format}"
    put(shared, path, archive(format))
    large = random.Random(1).randbytes(600_000)
    status = [add(shared, path, name, content, how).status for name, content in (("n/1", large), ("n/2", b"2"))]
    got = get(shared, path)

    assert [200, 200] == status
    assert list({**FILES, "n/1": large, "n/2": b"2"}.items()) == [
        each for each in read(got.content).items() if each[0] != "img"
    ]
    assert "1" == got.header("Ais-Version")
    assert (format == "tar") is (got.header("Ais-Checksum-Value") is None)
    assert large == get(shared, path, archpath="n/1").content


@pytest.mark.parametrize("how", ["", "1", "2"])
def test_a_file_without_content_is_refused(shared: LocalCluster, bucket: str, how: str) -> None:
    """AIS takes a length of 0 for none at all."""
    path = f"/v1/objects/{bucket}/s.tar"
    put(shared, path, archive("tar"))

    assert 400 == add(shared, path, "empty", b"", how).status
    assert archive("tar") == get(shared, path).content


@pytest.mark.parametrize("how", ["", "2"])
@pytest.mark.parametrize("format", FORMATS)
def test_an_archive_of_one_file(shared: LocalCluster, bucket: str, format: str, how: str) -> None:
    """Without `Ais-Pine` it replaces what is there; with 2 only what is not."""
    path = f"/v1/objects/{bucket}/a/s.{format}"
    if not how:
        put(shared, path, archive(format))
    assert 200 == add(shared, path, "only", b"content", how).status

    assert {"only": b"content"} == read(get(shared, path).content)


def test_nothing_is_added_to_what_is_not_there(shared: LocalCluster, bucket: str) -> None:
    """404, and no archive is made; what is no archive stays as it is."""
    put(shared, f"/v1/objects/{bucket}/text", b"not an archive")

    assert 404 == add(shared, f"/v1/objects/{bucket}/s.tar", "x", b"x").status
    assert 404 == get(shared, f"/v1/objects/{bucket}/s.tar").status
    assert 400 == add(shared, f"/v1/objects/{bucket}/text", "x", b"x").status
    assert 400 == add(shared, f"/v1/objects/{bucket}/s.tar", "x", b"x", "3").status
    assert b"not an archive" == get(shared, f"/v1/objects/{bucket}/text").content


def test_many_add_at_the_same_time(shared: LocalCluster, bucket: str) -> None:
    """All of it is there afterwards."""
    path = f"/v1/objects/{bucket}/s.tar"
    put(shared, path, a_tar({}))
    threads = [threading.Thread(target=add, args=(shared, path, f"f{n}", b"%d" % n)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {f"f{n}": b"%d" % n for n in range(12)} == {
        name: content for name, content in read(get(shared, path).content).items() if name != "img"
    }


def test_an_addition_that_breaks_off_adds_nothing(shared: LocalCluster, bucket: str) -> None:
    """The archive is as it was, and can be added to."""
    path = f"/v1/objects/{bucket}/s.tar"
    put(shared, path, archive("tar"))
    break_off(shared, path)

    assert archive("tar") == get(shared, path).content
    assert 200 == add(shared, path, "new", b"new").status
    assert {**FILES, "new": b"new", "img": b""} == read(get(shared, path).content)


def break_off(cluster: LocalCluster, path: str) -> None:
    """Begin to add a file, and go away."""
    way = ask(cluster.endpoint, "PUT", f"{path}?archpath=half", b"")
    before = cluster.targets.seen.body_bytes("PUT")
    with connect(way.leads_to) as connection:
        head = (
            f"PUT {path}?{way.location.partition('?')[2]} HTTP/1.1\r\nHost: x\r\nAis-Pine: 1\r\nContent-Length: 9\r\n"
        )
        connection.sendall(head.encode() + b"\r\nhalf")
        until(lambda: cluster.targets.seen.body_bytes("PUT") > before)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 100])
def test_members_are_listed_in_pages(shared: LocalCluster, bucket: str, size: int) -> None:
    """Each once, in the order of names, whatever the size of a page: also where names stand between an archive and
    its members."""
    for name, content in (("a.tar", archive("tar")), ("a.tar-x", b""), ("b.zip", archive("zip")), ("c.tar", b"bad")):
        put(shared, f"/v1/objects/{bucket}/{name}", content)
    found: list[tuple[str, int]] = []
    token = ""
    while True:
        value = {"flags": "8", "props": "name,size", "pagesize": size, "continuation_token": token}
        page = ask(shared.endpoint, "GET", f"/v1/buckets/{bucket}", {"action": "list", "value": value}).document
        found += [(entry["name"], entry["flags"]) for entry in page["entries"] or ()]
        token = page["continuation_token"]
        if not token:
            break

    members = [(f"{name}/{member}", 192) for name, member in itertools.product(("a.tar", "b.zip"), FILES)]
    whole = [("a.tar", 576), ("a.tar-x", 64), ("b.zip", 576), ("c.tar", 576)]
    assert sorted(members + whole, key=lambda entry: entry[0].encode()) == found


def a_header(size: bytes, type: bytes = b"0") -> bytes:
    """A block that is a tar's header, of a file or a record of that size in octal or otherwise."""
    block = bytearray(512)
    block[:4], block[100:108], block[124:136], block[156:157] = b"evil", b"0000644\0", size.ljust(12, b"\0"), type
    block[257:265] = b"ustar\x0000"
    block[148:156] = b"%06o\0 " % (sum(block) + 8 * 32)
    return bytes(block)


def a_member_of(moment: str) -> bytes:
    """A tar whose member was changed at a time that a record tells."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
        info = tarfile.TarInfo("evil")
        info.pax_headers = {"mtime": moment}
        archive.addfile(info)
    return sink.getvalue()


HOSTILE: Final = {
    "a time that is no number": a_member_of("nan"),
    "a time without end": a_member_of("1e400"),
    "longer than the archive": a_header(b"77777777777"),
    "negative": a_header(b"\xff" * 12),
    "a name of 8 GiB": a_header(b"77777777777", b"L"),
    "attributes of 8 GiB": a_header(b"77777777777", b"x"),
    "negative attributes": a_header(b"\xff" * 12, b"x"),
    "half a header": a_header(b"1")[:300],
    "noise": bytes(range(1, 256)) * 9,
    "nothing": b"",
    "a link out": a_header(b"0", b"2"),
}


@pytest.mark.parametrize("packed", [False, True], ids=["tar", "tgz"])
@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_hostile_archives_are_refused(shared: LocalCluster, bucket: str, content: bytes, packed: bool) -> None:
    """400 or 404, at once; nothing is added, the listing goes on without members, and the node lives on."""
    path = f"/v1/objects/{bucket}/s.{'tgz' if packed else 'tar'}"
    content = gzip.compress(content) if packed else content
    put(shared, path, content)
    listed = ask(shared.endpoint, "GET", f"/v1/buckets/{bucket}", {"action": "list", "value": {"flags": "8"}})

    assert get(shared, path, archpath="other").status in (400, 404)
    assert get(shared, path, archregx="other", archmode="prefix").status in (400, 404)
    assert 1 == len(listed.document["entries"])
    status = add(shared, path, "new", b"new").status
    assert status in (200, 400)
    assert status == 200 or get(shared, path).content == content


@pytest.mark.parametrize("content", [b"PK\x05\x06", b"PK" + bytes(99), archive("zip")[:-30]], ids=["end", "no", "cut"])
def test_hostile_zips_are_refused(shared: LocalCluster, bucket: str, content: bytes) -> None:
    """400."""
    path = f"/v1/objects/{bucket}/s.zip"
    put(shared, path, content)

    assert 400 == get(shared, path, archpath="top").status
    assert 400 == add(shared, path, "new", b"new").status


def test_what_unpacks_to_much_takes_little_memory() -> None:
    """200 MiB of zeros in a tgz, and a member after them: read, matched and listed in a few MiB."""
    with LocalCluster(targets=1) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        file = io.BytesIO()
        with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1) as packed:
            packed.write(a_header(b"%011o" % (200 << 20)))
            for _ in range(200):
                packed.write(bytes(1 << 20))
            packed.write(a_tar({"last": b"content"}))
        put(cluster, "/v1/objects/b/s.tgz", file.getvalue())
        tracemalloc.start()
        last = get(cluster, "/v1/objects/b/s.tgz", archpath="last")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

        assert b"content" == last.content
        assert peak < 8 << 20
