"""Members of archives: one, many, listed, added; and what would damage an archive is refused."""

from __future__ import annotations

import io
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncObject
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
async def shard(bucket: AsyncBucket) -> AsyncObject:
    """A tar with five members."""
    await bucket.object("s.tar").put(ARCHIVES["s.tar"])
    return bucket.object("s.tar")


async def _names(shard: AsyncObject, pattern: str, mode: Any) -> list[str]:
    async with await shard.get_members(pattern, mode=mode) as members:
        return [member.name async for member in members]


@pytest.mark.parametrize("name", ARCHIVES)
async def test_member_of_an_archive_is_read(bucket: AsyncBucket, name: str) -> None:
    """Of every format, without the rest of it."""
    await bucket.object(name).put(ARCHIVES[name])

    async with await bucket.object(name).get_member("img/002.jpg") as member:
        assert (b"JPEG22", 6, "img/002.jpg") == (await member.read_all(), member.size, member.name)


async def test_member_is_read_by_chunks(bucket: AsyncBucket) -> None:
    """Large ones are never in memory as a whole."""
    large = bytes(range(256)) * 12_000
    await bucket.object("s.tar").put(tar({"large": large, "small": b"x"}))

    async with await bucket.object("s.tar").get_member("large") as member:
        chunks = [chunk async for chunk in member]

    assert len(chunks) > 1
    assert large == b"".join(chunks)


async def test_member_that_is_left_early_lets_go_of_the_archive(bucket: AsyncBucket) -> None:
    """It can be deleted."""
    await bucket.object("s.tar").put(tar({"large": bytes(4 << 20)}))

    async with await bucket.object("s.tar").get_member("large"):
        pass

    await bucket.object("s.tar").delete()


async def test_member_of_an_archive_without_a_telling_name(bucket: AsyncBucket) -> None:
    """Its content tells, or the caller."""
    await bucket.object("noext").put(ARCHIVES["s.tar"])

    async with await bucket.object("noext").get_member("top", format=".tar") as member:
        assert b"T" == await member.read_all()


async def test_missing_member_is_an_error(shard: AsyncObject) -> None:
    """Another one than that of a missing archive."""
    with pytest.raises(MemberNotFound, match=r"no member 'nosuch'"):
        await shard.get_member("nosuch")


async def test_member_of_a_missing_archive_is_an_error(bucket: AsyncBucket) -> None:
    """As for any object."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("nosuch.tar").get_member("top")


async def test_member_in_a_absent_is_an_error(absent: AsyncBucket) -> None:
    """As for any object."""
    with pytest.raises(BucketNotFound):
        await absent.object("s.tar").get_member("top")


async def test_member_of_what_is_no_archive_is_an_error(bucket: AsyncBucket) -> None:
    """AIS says so."""
    await bucket.object("plain.txt").put(b"not an archive")

    with pytest.raises(BadRequest):
        await bucket.object("plain.txt").get_member("x")


@pytest.mark.parametrize("name", ["", "../x", "a/../b", "img/", "~/x", "."])
async def test_bad_name_of_a_member_is_never_sent(shard: AsyncObject, name: str) -> None:
    """AIS would refuse it, or answer the whole archive."""
    with pytest.raises(InvalidName):
        await shard.get_member(name)


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
async def test_members_that_match_come(shard: AsyncObject, pattern: str, mode: str, names: list[str]) -> None:
    """In the order of the archive."""
    assert names == await _names(shard, pattern, mode)


async def test_members_have_their_content(shard: AsyncObject) -> None:
    """Read or not: the next one begins where it begins."""
    async with await shard.get_members("", mode="prefix") as members:
        read = {member.name: await member.read_all() async for member in members if member.name != "img/001.cls"}

    assert {name: data for name, data in CONTENT.items() if name != "img/001.cls"} == read


async def test_members_of_a_packed_archive_come(bucket: AsyncBucket) -> None:
    """Whatever the archive is, the answer is a tar."""
    await bucket.object("s.tgz").put(ARCHIVES["s.tgz"])

    assert ["txt/a.txt"] == await _names(bucket.object("s.tgz"), "txt/", "prefix")


@pytest.mark.parametrize("name", ["s.tar", "s.tgz"])
async def test_members_are_extracted(bucket: AsyncBucket, tmp_path: Path, name: str) -> None:
    """Those that match, each into a file by its name; what is there by that name is replaced."""
    await bucket.object(name).put(ARCHIVES[name])
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "001.cls").write_bytes(b"before")

    members = await bucket.object(name).get_members("img/", mode="prefix")
    result = await members.extract_to(tmp_path)

    expected = {name: data for name, data in CONTENT.items() if name.startswith("img/")}
    assert expected == {f"img/{path.name}": path.read_bytes() for path in (tmp_path / "img").iterdir()}
    assert [(name, "done", len(data)) for name, data in expected.items()] == [
        (each.name, each.state, each.size) for each in result.outcomes.values()
    ]


async def test_more_than_a_packed_archive_is_trusted_with_is_not_extracted(bucket: AsyncBucket, tmp_path: Path) -> None:
    """Unless a limit says how much may be written."""
    await bucket.object("bomb.tgz").put(tar({"first": b"1", "zeros": bytes(17 << 20), "last": b"2"}, "w:gz"))

    members = await bucket.object("bomb.tgz").get_members("", mode="prefix")
    with pytest.raises(BatchError) as raised:
        await members.extract_to(tmp_path)
    members = await bucket.object("bomb.tgz").get_members("", mode="prefix")
    allowed = await members.extract_to(tmp_path / "allowed", limit=20 << 20)

    (failed,) = raised.value.failures.items()
    assert ("zeros", True) == (failed[0], "give a limit" in str(failed[1]))
    assert [b"1", b"2"] == [(tmp_path / name).read_bytes() for name in ("first", "last")]
    assert 3 == allowed.done


async def test_members_that_were_read_are_not_extracted(shard: AsyncObject, tmp_path: Path) -> None:
    """It goes on where the reading was left."""
    members = await shard.get_members("img/", mode="prefix")
    async for member in members:
        assert b"JPEG1" == await member.read_all()
        break

    assert ["img/001.cls", "img/002.jpg"] == list((await members.extract_to(tmp_path)).outcomes)


async def test_no_matching_member_is_an_error(shard: AsyncObject) -> None:
    """As AIS has it; it says the same of an archive that is not there."""
    with pytest.raises(ObjectNotFound):
        await shard.get_members("nosuch", mode="prefix")


async def test_members_that_match_in_a_missing_archive_are_an_error(bucket: AsyncBucket) -> None:
    """An object as any other is missing."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("s.tar").get_members("", mode="prefix")


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
async def test_bad_expression_is_an_error(shard: AsyncObject, pattern: str, words: str) -> None:
    """In the words of Go, which has no look-around and nothing that refers back to a group."""
    with pytest.raises(BadRequest) as caught:
        await shard.get_members(pattern, mode="regexp")

    assert f"error parsing regexp: {words}" in str(caught.value)


@pytest.mark.parametrize("mode", ["", "foo", None])
async def test_pattern_without_a_mode_is_refused(shard: AsyncObject, mode: Any) -> None:
    """AIS would answer the whole archive."""
    with pytest.raises(ValueError, match="whole archive"):
        await shard.get_members("img/", mode=mode)


@pytest.mark.parametrize("name", ["s.zip", "noext"])
async def test_pattern_over_a_zip_is_refused(bucket: AsyncBucket, name: str) -> None:
    """AIS would break the connection and never let the object go: it can be replaced afterwards."""
    shard = bucket.object(name)
    await shard.put(ARCHIVES["s.zip"])

    with pytest.raises(ArchiveRefused, match="is a zip"):
        await shard.get_members("img/", mode="prefix")

    await shard.put(b"replaced")


async def test_members_are_listed(shard: AsyncObject, bucket: AsyncBucket) -> None:
    """Sorted, with sizes, and without those of an archive whose name begins in the same way."""
    await bucket.object("s.tar.2.tar").put(tar({"other": b"x"}))

    entries = await shard.members()

    assert sorted((name, len(data)) for name, data in CONTENT.items()) == [(e.name, e.size) for e in entries]


async def test_members_of_what_is_no_archive_are_refused(bucket: AsyncBucket) -> None:
    """It would seem empty."""
    await bucket.object("plain.txt").put(b"not an archive")

    with pytest.raises(ArchiveRefused):
        await bucket.object("plain.txt").members()


async def test_members_of_a_missing_archive_are_an_error(bucket: AsyncBucket) -> None:
    """It would seem empty."""
    with pytest.raises(ObjectNotFound):
        await bucket.object("nosuch.tar").members()


@pytest.mark.parametrize("name", ["s.tar", "s.tgz", "s.zip"])
async def test_member_is_added(bucket: AsyncBucket, name: str) -> None:
    """The others stay, and the archive can be read by other programs."""
    shard = bucket.object(name)
    await shard.put(ARCHIVES[name] if name != "s.tar" else tar(CONTENT, padded=False))

    await shard.add_member("new/1.txt", b"NEW")

    assert sorted([*CONTENT, "new/1.txt"]) == [entry.name for entry in await shard.members()]
    async with await shard.get_member("new/1.txt") as member:
        assert b"NEW" == await member.read_all()


async def test_members_are_added_one_after_the_other(bucket: AsyncBucket) -> None:
    """A tar that AIS wrote itself is not padded."""
    shard = bucket.object("s.tar")
    await shard.put(tar({"first": b"1"}, padded=False))
    for number in range(5):
        await shard.add_member(f"m{number}", b"%d" % number)

    assert ["first", *(f"m{number}" for number in range(5))] == await _names(shard, "", "prefix")


@pytest.mark.parametrize("name", ["s.tar", "s.tgz", "s.zip"])
@pytest.mark.parametrize("body", [b"bytes", [b"by", b"tes"]], ids=["bytes", "pieces"])
async def test_member_is_added_from_any_body(bucket: AsyncBucket, name: str, body: Any) -> None:
    """A stream is at hand as a whole before any of it is sent, here and where it makes the archive."""
    shard = bucket.object(name)
    await shard.replace_with_member("first", body)

    await shard.add_member("second", body)

    for member in ("first", "second"):
        async with await shard.get_member(member) as opened:
            assert b"bytes" == await opened.read_all()


@pytest.mark.parametrize("body", [b"", []], ids=["bytes", "pieces"])
async def test_empty_member_is_refused(bucket: AsyncBucket, body: Any) -> None:
    """AIS takes none; the archive stays as it was."""
    shard = bucket.object("s.tar")
    await shard.put(tar({"first": b"1"}, padded=False))

    with pytest.raises(ArchiveRefused, match="empty"):
        await shard.add_member("second", body)
    with pytest.raises(ArchiveRefused, match="empty"):
        await shard.replace_with_member("second", body)

    assert ["first"] == await _names(shard, "", "prefix")


async def test_stream_that_fails_leaves_the_tar_whole(bucket: AsyncBucket) -> None:
    """Sent as it came, the tar would be lost with all that is in it."""

    def pieces() -> Any:
        yield b"some"
        raise RuntimeError("no more")

    shard = bucket.object("s.tar")
    await shard.put(tar({"first": b"1"}, padded=False))

    with pytest.raises(RuntimeError, match="no more"):
        await shard.add_member("second", pieces())

    assert ["first"] == await _names(shard, "", "prefix")


async def test_padded_tar_is_not_added_to(bucket: AsyncBucket) -> None:
    """As Python, GNU tar and others write it: AIS would answer that all is well, and lose it."""
    shard = bucket.object("s.tar")
    await shard.put(ARCHIVES["s.tar"])

    with pytest.raises(ArchiveRefused, match="padded"):
        await shard.add_member("new", b"NEW")

    assert list(CONTENT) == await _names(shard, "", "prefix")


async def test_member_of_a_taken_name_is_the_second(bucket: AsyncBucket) -> None:
    """Both are there, the first one is read."""
    shard = bucket.object("s.tar")
    await shard.put(tar({"a": b"1st"}, padded=False))

    await shard.add_member("a", b"second")

    assert ["a", "a"] == await _names(shard, "", "prefix")
    assert [("a", 3), ("a", 6)] == [(entry.name, entry.size) for entry in await shard.members()]
    async with await shard.get_member("a") as member:
        assert b"1st" == await member.read_all()


@pytest.mark.parametrize("name", ["new/dir/s.tar", "s.tgz", "s.zip"])
async def test_member_is_not_added_to_a_missing_archive(bucket: AsyncBucket, name: str) -> None:
    """It is put first: AIS makes none in a directory that no object is in."""
    with pytest.raises(ObjectNotFound):
        await bucket.object(name).add_member("a", b"1")


async def test_member_is_not_added_to_what_is_no_archive(bucket: AsyncBucket) -> None:
    """The name says no format; nothing is sent."""
    await bucket.object("plain").put(b"not an archive")

    with pytest.raises(ArchiveRefused):
        await bucket.object("plain").add_member("a", b"1")

    assert b"not an archive" == await (await bucket.object("plain").get()).read_all()


@pytest.mark.parametrize("name", ["", "/abs", "../x", "a\nb", "dir/"])
async def test_bad_name_of_a_member_is_never_written(shard: AsyncObject, name: str) -> None:
    """Who unpacks it would be led elsewhere."""
    with pytest.raises(InvalidName):
        await shard.add_member(name, b"1")


@pytest.mark.parametrize("name", ["one.tar", "one.tgz", "one.zip"])
async def test_archive_of_one_member_replaces(bucket: AsyncBucket, name: str) -> None:
    """What was there before is gone."""
    shard = bucket.object(name)
    await shard.put(ARCHIVES[f"s.{name.partition('.')[2]}"])

    await shard.replace_with_member("only.txt", b"NEW")

    assert [("only.txt", 3)] == [(entry.name, entry.size) for entry in await shard.members()]


async def test_archive_in_a_new_directory_is_refused_clearly(bucket: AsyncBucket) -> None:
    """AIS says that a file of its own does not exist; where it makes the archive, all is well."""
    shard = bucket.object("new/dir/one.tar")
    refusal = ""
    try:
        await shard.replace_with_member("only.txt", b"NEW")
    except ArchiveRefused as exc:
        refusal = str(exc)

    assert ("itself first" in refusal) is not await shard.exists()


async def test_delete_cannot_name_a_member(shard: AsyncObject, bucket: AsyncBucket) -> None:
    """AIS would delete the archive: neither an argument nor a URL can say it, and nothing is deleted."""
    with pytest.raises(TypeError):
        await shard.delete(archpath="top")  # type: ignore[call-arg]
    with pytest.raises(ObjectNotFound):
        await bucket.object("s.tar?archpath=top").delete()

    assert await shard.exists()
