"""`aisx cat`, `rm`, `stat` and `meta`: objects one by one."""

from __future__ import annotations

import pytest

from aistore_hl import Bucket

from .conftest import Aisx


@pytest.fixture
def full(bucket: Bucket) -> Bucket:
    for name in ("a", "p/b", "p/c.txt", "p/q/d"):
        bucket.object(name).put(f"<{name}>".encode(), metadata={"kind": "test"})
    return bucket


def names(bucket: Bucket) -> list[str]:
    return [entry.name for entry in bucket.list_objects()]


def test_cat_writes_one_after_the_other(aisx: Aisx, full: Bucket) -> None:
    """Bytes and nothing else."""
    done = aisx("cat", *(f"{full.ref}/{name}" for name in ("p/b", "a", "a")))

    assert (b"<p/b><a><a>", "") == (done.out, done.told)


@pytest.mark.parametrize(
    ("options", "content"),
    [
        (["--range", "1-2"], b"p/"),
        (["--range", "bytes=1-2"], b"p/"),
        (["--range", "-3"], b"/b>"),
        (["--range", "3-"], b"b>"),
        (["--offset", "1", "--length", "3"], b"p/b"),
        (["--length", "2"], b"<p"),
        (["--offset", "4"], b">"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_cat_writes_a_part(aisx: Aisx, full: Bucket, options: list[str], content: bytes) -> None:
    """Named as in HTTP, or by offset and length."""
    assert content == aisx("cat", f"{full.ref}/p/b", *options).out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["/p/b", "--range", "2-1"], 2),
        (["/p/b", "--range", "1-2,4-5"], 2),
        (["/p/b", "--range", "1-2", "--offset", "1"], 2),
        (["/p/b", "--length", "0"], 2),
        (["/p/b", "--offset", "99"], 1),
        (["/none"], 5),
        ([""], 2),
        (["/p/../a"], 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_cat_that_fails_says_why(aisx: Aisx, full: Bucket, arguments: list[str], code: int) -> None:
    """In a line."""
    below, *options = arguments

    done = aisx("cat", f"{full.ref}{below}", *options)

    assert (code, b"", 1) == (done.code, done.out, done.told.count("\n"))


def test_rm_deletes_only_if_told_so(aisx: Aisx, full: Bucket) -> None:
    """Nobody can be asked here."""
    refused = aisx("rm", f"{full.ref}/a")
    assert 2 == refused.code
    assert f"Delete {full.ref}/a? Nobody is there to answer: say --yes" in refused.told

    assert 0 == aisx("rm", "-y", f"{full.ref}/a").code
    assert ["p/b", "p/c.txt", "p/q/d"] == names(full)


def test_rm_deletes_a_folder(aisx: Aisx, full: Bucket) -> None:
    """What is below it: neither an object of its name nor what only begins like it."""
    full.object("p2").put(b"")

    refused = aisx("rm", "-r", f"{full.ref}/p")
    assert f"Delete 3 objects in {full.ref}/p/?" in refused.told
    done = aisx("rm", "-r", "-y", f"{full.ref}/p")

    assert (0, "3 deleted\n") == (done.code, done.told)
    assert ["a", "p2"] == names(full)


def test_rm_chooses_by_filters(aisx: Aisx, full: Bucket) -> None:
    """Compared with the name below the folder."""
    refused = aisx("rm", "-r", f"{full.ref}/p", "--exclude", "q/*")
    assert "Delete 2 objects" in refused.told

    assert 0 == aisx("rm", "-r", "-y", full.ref, "--include", "p/*", "--exclude", "*.txt").code
    assert ["a", "p/c.txt"] == names(full)


def test_rm_tries_without_deleting(aisx: Aisx, full: Bucket) -> None:
    """`-n` names each."""
    done = aisx("rm", "-r", "-n", f"{full.ref}/p")
    documents = aisx("rm", "-n", "--json", f"{full.ref}/a").documents

    assert {f"delete {full.ref}/p/{name}" for name in ("b", "c.txt", "q/d")} == set(done.lines)
    assert [("planned", f"{full.ref}/a")] == [(each["outcome"], each["source"]) for each in documents]
    assert 4 == len(names(full))


def test_rm_goes_on_past_one_that_is_missing(aisx: Aisx, full: Bucket) -> None:
    """And fails in the end with what that was; `--missing-ok` does not."""
    done = aisx("rm", "-y", f"{full.ref}/none", f"{full.ref}/a")

    assert 5 == done.code
    assert f"delete {full.ref}/none: " in done.told
    assert "1 deleted, 1 failed" in done.told
    assert "a" not in names(full)
    assert 0 == aisx("rm", "-y", "--missing-ok", f"{full.ref}/none").code


@pytest.mark.parametrize(
    ("below", "options", "code"),
    [("", [], 2), ("/p/", [], 2), ("/x", ["-r"], 5), ("/a", ["--include", "*"], 2)],
    ids=["bucket", "folder", "empty folder", "filter without -r"],
)
def test_rm_refuses(aisx: Aisx, full: Bucket, below: str, options: list[str], code: int) -> None:
    """What would delete more, or nothing, or something else than was meant."""
    assert code == aisx("rm", "-y", f"{full.ref}{below}", *options).code
    assert 4 == len(names(full))


def test_stat_of_an_object(aisx: Aisx, full: Bucket) -> None:
    """Size, checksum, version, place, metadata."""
    facts = dict(aisx("stat", f"{full.ref}/a").rows)
    (document,) = aisx("stat", "--json", f"{full.ref}/a").documents

    assert ("3", "test") == (facts["size"], facts["metadata.kind"])
    assert facts["checksum"].startswith("xxhash2:")
    assert (3, {"kind": "test"}, True) == (document["size"], document["metadata"], document["is_present"])


def test_stat_of_a_bucket_and_of_several(aisx: Aisx, full: Bucket) -> None:
    """With an empty line between."""
    lines = aisx("stat", full.ref, f"{full.ref}/a").lines

    assert f"url\t{full.ref}" == lines[0]
    assert f"url\t{full.ref}/a" == lines[lines.index("") + 1]


def test_stat_of_what_is_missing(aisx: Aisx, full: Bucket) -> None:
    """An object, a bucket."""
    assert 5 == aisx("stat", f"{full.ref}/none").code
    assert 5 == aisx("stat", "ais://ais-hl-test-is-not-there").code


def test_metadata_is_shown_added_and_replaced(aisx: Aisx, full: Bucket) -> None:
    """Shown is what the object has afterwards."""
    where = f"{full.ref}/a"

    assert [["kind", "test"]] == aisx("meta", where).rows
    assert [["kind", "new=er"], ["more", ""]] == aisx("meta", where, "more=", "kind=new=er").rows
    assert [["x", "1"]] == aisx("meta", "--replace", where, "x=1").rows
    assert {"x": "1"} == dict(full.object("a").head().custom)
    assert [{"url": where, "metadata": {}}] == aisx("meta", "--replace", "--json", where).documents


def test_metadata_can_be_tried(aisx: Aisx, full: Bucket) -> None:
    """`-n` sends nothing."""
    assert [["kind", "test"], ["x", "1"]] == aisx("meta", "-n", f"{full.ref}/a", "x=1").rows
    assert {"kind": "test"} == dict(full.object("a").head().custom)


@pytest.mark.parametrize("pair", ["x", "a b=c", "x=\x00", f"x={'y' * 3_000}"], ids=lambda text: text[:5])
def test_metadata_that_would_not_survive_is_refused(aisx: Aisx, full: Bucket, pair: str) -> None:
    """With a line, and nothing is changed."""
    done = aisx("meta", f"{full.ref}/a", pair)

    assert (2, 1) == (done.code, done.told.count("\n"))
    assert {"kind": "test"} == dict(full.object("a").head().custom)
