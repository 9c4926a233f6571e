# Written by codegen.py from tests/conformance/_async/test_archive.py; do not edit.
"""Members of archives: one, many, listed, added; and what would damage an archive is refused."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Bucket, Object
from aistore_hl.errors import (
    ArchiveRefused,
    BadRequest,
    BatchError,
    BucketNotFound,
    InvalidName,
    MemberNotFound,
    ObjectNotFound,
)

pytestmark = pytest.mark.anyio

CONTENT = {"img/001.jpg": b"JPEG1", "img/001.cls": b"7", "img/002.jpg": b"JPEG22", "txt/a.txt": b"hello", "top": b"T"}


def tar(content: dict[str, bytes], mode: str = "w", *, padded: bool = True) -> bytes:
    """An archive of these members; AIS writes its own without padding."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in content.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    made = file.getvalue()
    return made if padded else made.rstrip(b"\0") + bytes(-len(made.rstrip(b"\0")) % 512) + bytes(1024)


def packed_zip(content: dict[str, bytes]) -> bytes:
    """The same as a zip."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return file.getvalue()


ARCHIVES = {
    "s.tar": tar(CONTENT),
    "s.tgz": tar(CONTENT, "w:gz"),
    "s.tar.gz": tar(CONTENT, "w:gz"),
    "s.zip": packed_zip(CONTENT),
}


@pytest.fixture
def shard(bucket: Bucket) -> Object:
    """A tar with five members."""
    bucket.object("s.tar").put(ARCHIVES["s.tar"])
    return bucket.object("s.tar")


def _names(shard: Object, pattern: str, mode: Any) -> list[str]:
    with shard.get_members(pattern, mode=mode) as members:
        return [member.name for member in members]


@pytest.mark.parametrize("name", ARCHIVES)
def test_member_of_an_archive_is_read(bucket: Bucket, name: str) -> None:
    """Of every format, without the rest of it."""
    bucket.object(name).put(ARCHIVES[name])

    with bucket.object(name).get_member("img/002.jpg") as member:
        assert (b"JPEG22", 6, "img/002.jpg") == (member.read_all(), member.size, member.name)


def test_member_is_read_by_chunks(bucket: Bucket) -> None:
    """Large ones are never in memory as a whole."""
    large = bytes(range(256)) * 12_000
    bucket.object("s.tar").put(tar({"large": large, "small": b"x"}))

    with bucket.object("s.tar").get_member("large") as member:
        chunks = [chunk for chunk in member]

    assert len(chunks) > 1
    assert large == b"".join(chunks)


def test_member_that_is_left_early_lets_go_of_the_archive(bucket: Bucket) -> None:
    """It can be deleted."""
    bucket.object("s.tar").put(tar({"large": bytes(4 << 20)}))

    with bucket.object("s.tar").get_member("large"):
        pass

    bucket.object("s.tar").delete()


def test_member_of_an_archive_without_a_telling_name(bucket: Bucket) -> None:
    """Its content tells, or the caller."""
    bucket.object("noext").put(ARCHIVES["s.tar"])

    with bucket.object("noext").get_member("top", format=".tar") as member:
        assert b"T" == member.read_all()


def test_missing_member_is_an_error(shard: Object) -> None:
    """Another one than that of a missing archive."""
    with pytest.raises(MemberNotFound, match=r"no member 'nosuch'"):
        shard.get_member("nosuch")


def test_member_of_a_missing_archive_is_an_error(bucket: Bucket) -> None:
    """As for any object."""
    with pytest.raises(ObjectNotFound):
        bucket.object("nosuch.tar").get_member("top")


def test_member_in_a_absent_is_an_error(absent: Bucket) -> None:
    """As for any object."""
    with pytest.raises(BucketNotFound):
        absent.object("s.tar").get_member("top")


def test_member_of_what_is_no_archive_is_an_error(bucket: Bucket) -> None:
    """AIS says so."""
    bucket.object("plain.txt").put(b"not an archive")

    with pytest.raises(BadRequest):
        bucket.object("plain.txt").get_member("x")


@pytest.mark.parametrize("name", ["", "../x", "a/../b", "img/", "~/x", "."])
def test_bad_name_of_a_member_is_never_sent(shard: Object, name: str) -> None:
    """AIS would refuse it, or answer the whole archive."""
    with pytest.raises(InvalidName):
        shard.get_member(name)


@pytest.mark.parametrize(
    ("pattern", "mode", "names"),
    [
        (r".*\.jpg", "regexp", ["img/001.jpg", "img/002.jpg"]),
        ("img/", "prefix", ["img/001.jpg", "img/001.cls", "img/002.jpg"]),
        (".txt", "suffix", ["txt/a.txt"]),
        ("00", "substr", ["img/001.jpg", "img/001.cls", "img/002.jpg"]),
        ("img/001", "wdskey", ["img/001.jpg", "img/001.cls"]),
        ("", "prefix", list(CONTENT)),
        (r"(?i)^IMG/\pN+\.(jpg|png)$", "regexp", ["img/001.jpg", "img/002.jpg"]),
        (r"(\w+)+/(\w+)+\.txt\z", "regexp", ["txt/a.txt"]),
        ("", "wdskey", list(CONTENT)),
    ],
)
def test_members_that_match_come(shard: Object, pattern: str, mode: str, names: list[str]) -> None:
    """In the order of the archive."""
    assert names == _names(shard, pattern, mode)


def test_members_have_their_content(shard: Object) -> None:
    """Read or not: the next one begins where it begins."""
    with shard.get_members("", mode="prefix") as members:
        read = {member.name: member.read_all() for member in members if member.name != "img/001.cls"}

    assert {name: data for name, data in CONTENT.items() if name != "img/001.cls"} == read


def test_members_of_a_packed_archive_come(bucket: Bucket) -> None:
    """Whatever the archive is, the answer is a tar."""
    bucket.object("s.tgz").put(ARCHIVES["s.tgz"])

    assert ["txt/a.txt"] == _names(bucket.object("s.tgz"), "txt/", "prefix")


@pytest.mark.parametrize("name", ["s.tar", "s.tgz"])
def test_members_are_extracted(bucket: Bucket, tmp_path: Path, name: str) -> None:
    """Those that match, each into a file by its name; what is there by that name is replaced."""
    bucket.object(name).put(ARCHIVES[name])
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "001.cls").write_bytes(b"before")

    members = bucket.object(name).get_members("img/", mode="prefix")
    result = members.extract_to(tmp_path)

    expected = {name: data for name, data in CONTENT.items() if name.startswith("img/")}
    assert expected == {f"img/{path.name}": path.read_bytes() for path in (tmp_path / "img").iterdir()}
    assert [(name, "done", len(data)) for name, data in expected.items()] == [
        (each.name, each.state, each.size) for each in result.outcomes.values()
    ]


def test_more_than_a_packed_archive_is_trusted_with_is_not_extracted(bucket: Bucket, tmp_path: Path) -> None:
    """Unless a limit says how much may be written."""
    bucket.object("bomb.tgz").put(tar({"first": b"1", "zeros": bytes(17 << 20), "last": b"2"}, "w:gz"))

    members = bucket.object("bomb.tgz").get_members("", mode="prefix")
    with pytest.raises(BatchError) as raised:
        members.extract_to(tmp_path)
    members = bucket.object("bomb.tgz").get_members("", mode="prefix")
    allowed = members.extract_to(tmp_path / "allowed", limit=20 << 20)

    (failed,) = raised.value.failures.items()
    assert ("zeros", True) == (failed[0], "give a limit" in str(failed[1]))
    assert [b"1", b"2"] == [(tmp_path / name).read_bytes() for name in ("first", "last")]
    assert 3 == allowed.done


def test_members_that_were_read_are_not_extracted(shard: Object, tmp_path: Path) -> None:
    """It goes on where the reading was left."""
    members = shard.get_members("img/", mode="prefix")
    for member in members:
        assert b"JPEG1" == member.read_all()
        break

    assert ["img/001.cls", "img/002.jpg"] == list(members.extract_to(tmp_path).outcomes)


def test_no_matching_member_is_an_error(shard: Object) -> None:
    """As AIS has it; it says the same of an archive that is not there."""
    with pytest.raises(ObjectNotFound):
        shard.get_members("nosuch", mode="prefix")


def test_members_that_match_in_a_missing_archive_are_an_error(bucket: Bucket) -> None:
    """An object as any other is missing."""
    with pytest.raises(ObjectNotFound):
        bucket.object("s.tar").get_members("", mode="prefix")


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(", "missing closing ): `(`"),
        ("a(?=b)", "invalid or unsupported Perl syntax: `(?=`"),
        ("(?<=a)b", "invalid named capture: `(?<=a)b`"),
        (r"(a)\1", r"invalid escape sequence: `\1`"),
        ("a**", "invalid nested repetition operator: `**`"),
    ],
)
def test_bad_expression_is_an_error(shard: Object, pattern: str, words: str) -> None:
    """In the words of Go, which has no look-around and nothing that refers back to a group."""
    with pytest.raises(BadRequest) as caught:
        shard.get_members(pattern, mode="regexp")

    assert f"error parsing regexp: {words}" in str(caught.value)


@pytest.mark.parametrize("mode", ["", "foo", None])
def test_pattern_without_a_mode_is_refused(shard: Object, mode: Any) -> None:
    """AIS would answer the whole archive."""
    with pytest.raises(ValueError, match="whole archive"):
        shard.get_members("img/", mode=mode)


@pytest.mark.parametrize("name", ["s.zip", "noext"])
def test_pattern_over_a_zip_is_refused(bucket: Bucket, name: str) -> None:
    """AIS would break the connection and never let the object go: it can be replaced afterwards."""
    shard = bucket.object(name)
    shard.put(ARCHIVES["s.zip"])

    with pytest.raises(ArchiveRefused, match="is a zip"):
        shard.get_members("img/", mode="prefix")

    shard.put(b"replaced")


def test_members_are_listed(shard: Object, bucket: Bucket) -> None:
    """Sorted, with sizes, and without those of an archive whose name begins in the same way."""
    bucket.object("s.tar.2.tar").put(tar({"other": b"x"}))

    entries = shard.members()

    assert sorted((name, len(data)) for name, data in CONTENT.items()) == [(e.name, e.size) for e in entries]


def test_members_of_what_is_no_archive_are_refused(bucket: Bucket) -> None:
    """It would seem empty."""
    bucket.object("plain.txt").put(b"not an archive")

    with pytest.raises(ArchiveRefused):
        bucket.object("plain.txt").members()


def test_members_of_a_missing_archive_are_an_error(bucket: Bucket) -> None:
    """It would seem empty."""
    with pytest.raises(ObjectNotFound):
        bucket.object("nosuch.tar").members()


@pytest.mark.parametrize("name", ["s.tar", "s.tgz", "s.zip"])
def test_member_is_added(bucket: Bucket, name: str) -> None:
    """The others stay, and the archive can be read by other programs."""
    shard = bucket.object(name)
    shard.put(ARCHIVES[name] if name != "s.tar" else tar(CONTENT, padded=False))

    shard.add_member("new/1.txt", b"NEW")

    assert sorted([*CONTENT, "new/1.txt"]) == [entry.name for entry in shard.members()]
    with shard.get_member("new/1.txt") as member:
        assert b"NEW" == member.read_all()


def test_members_are_added_one_after_the_other(bucket: Bucket) -> None:
    """A tar that AIS wrote itself is not padded."""
    shard = bucket.object("s.tar")
    shard.put(tar({"first": b"1"}, padded=False))
    for number in range(5):
        shard.add_member(f"m{number}", b"%d" % number)

    assert ["first", *(f"m{number}" for number in range(5))] == _names(shard, "", "prefix")


@pytest.mark.parametrize("name", ["s.tar", "s.tgz", "s.zip"])
@pytest.mark.parametrize("body", [b"bytes", [b"by", b"tes"]], ids=["bytes", "pieces"])
def test_member_is_added_from_any_body(bucket: Bucket, name: str, body: Any) -> None:
    """A stream is at hand as a whole before any of it is sent, here and where it makes the archive."""
    shard = bucket.object(name)
    shard.replace_with_member("first", body)

    shard.add_member("second", body)

    for member in ("first", "second"):
        with shard.get_member(member) as opened:
            assert b"bytes" == opened.read_all()


@pytest.mark.parametrize("body", [b"", []], ids=["bytes", "pieces"])
def test_empty_member_is_refused(bucket: Bucket, body: Any) -> None:
    """AIS takes none; the archive stays as it was."""
    shard = bucket.object("s.tar")
    shard.put(tar({"first": b"1"}, padded=False))

    with pytest.raises(ArchiveRefused, match="empty"):
        shard.add_member("second", body)
    with pytest.raises(ArchiveRefused, match="empty"):
        shard.replace_with_member("second", body)

    assert ["first"] == _names(shard, "", "prefix")


def test_stream_that_fails_leaves_the_tar_whole(bucket: Bucket) -> None:
    """Sent as it came, the tar would be lost with all that is in it."""

    def pieces() -> Any:
        yield b"some"
        raise RuntimeError("no more")

    shard = bucket.object("s.tar")
    shard.put(tar({"first": b"1"}, padded=False))

    with pytest.raises(RuntimeError, match="no more"):
        shard.add_member("second", pieces())

    assert ["first"] == _names(shard, "", "prefix")


def test_padded_tar_is_not_added_to(bucket: Bucket) -> None:
    """As Python, GNU tar and others write it: AIS would answer that all is well, and lose it."""
    shard = bucket.object("s.tar")
    shard.put(ARCHIVES["s.tar"])

    with pytest.raises(ArchiveRefused, match="padded"):
        shard.add_member("new", b"NEW")

    assert list(CONTENT) == _names(shard, "", "prefix")


def test_member_of_a_taken_name_is_the_second(bucket: Bucket) -> None:
    """Both are there, the first one is read."""
    shard = bucket.object("s.tar")
    shard.put(tar({"a": b"1st"}, padded=False))

    shard.add_member("a", b"second")

    assert ["a", "a"] == _names(shard, "", "prefix")
    assert [("a", 3), ("a", 6)] == [(entry.name, entry.size) for entry in shard.members()]
    with shard.get_member("a") as member:
        assert b"1st" == member.read_all()


@pytest.mark.parametrize("name", ["new/dir/s.tar", "s.tgz", "s.zip"])
def test_member_is_not_added_to_a_missing_archive(bucket: Bucket, name: str) -> None:
    """It is put first: AIS makes none in a directory that no object is in."""
    with pytest.raises(ObjectNotFound):
        bucket.object(name).add_member("a", b"1")


def test_member_is_not_added_to_what_is_no_archive(bucket: Bucket) -> None:
    """The name says no format; nothing is sent."""
    bucket.object("plain").put(b"not an archive")

    with pytest.raises(ArchiveRefused):
        bucket.object("plain").add_member("a", b"1")

    assert b"not an archive" == bucket.object("plain").get().read_all()


@pytest.mark.parametrize("name", ["", "/abs", "../x", "a\nb", "dir/"])
def test_bad_name_of_a_member_is_never_written(shard: Object, name: str) -> None:
    """Who unpacks it would be led elsewhere."""
    with pytest.raises(InvalidName):
        shard.add_member(name, b"1")


@pytest.mark.parametrize("name", ["one.tar", "one.tgz", "one.zip"])
def test_archive_of_one_member_replaces(bucket: Bucket, name: str) -> None:
    """What was there before is gone."""
    shard = bucket.object(name)
    shard.put(ARCHIVES[f"s.{name.partition('.')[2]}"])

    shard.replace_with_member("only.txt", b"NEW")

    assert [("only.txt", 3)] == [(entry.name, entry.size) for entry in shard.members()]


def test_archive_in_a_new_directory_is_refused_clearly(bucket: Bucket) -> None:
    """AIS says that a file of its own does not exist; where it makes the archive, all is well."""
    shard = bucket.object("new/dir/one.tar")
    refusal = ""
    try:
        shard.replace_with_member("only.txt", b"NEW")
    except ArchiveRefused as exc:
        refusal = str(exc)

    assert ("itself first" in refusal) is not shard.exists()


def test_delete_cannot_name_a_member(shard: Object, bucket: Bucket) -> None:
    """AIS would delete the archive: neither an argument nor a URL can say it, and nothing is deleted."""
    with pytest.raises(TypeError):
        shard.delete(archpath="top")  # type: ignore[call-arg]
    with pytest.raises(ObjectNotFound):
        bucket.object("s.tar?archpath=top").delete()

    assert shard.exists()
