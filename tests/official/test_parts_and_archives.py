"""The official client: objects in parts, appends, members of archives, and batches."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable

import pytest
from aistore.sdk import Bucket, Client, Object
from aistore.sdk.archive_config import ArchiveConfig, ArchiveMode
from aistore.sdk.errors import AISError

FILES = {"img/1.jpg": b"one", "img/1.cls": b"1", "img/2.jpg": b"two" * 50_000, "top": b"T"}


def a_tar(files: dict[str, bytes]) -> bytes:
    """A tar of these files."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


@pytest.fixture
def shard(made: Bucket) -> Object:
    """A tar of four files."""
    written = made.object("s.tar")
    written.get_writer().put_content(a_tar(FILES))
    return written


@pytest.mark.parametrize("order", [[1], [1, 2, 3], [3, 1, 2]], ids=str)
def test_parts_become_an_object(made: Bucket, order: list[int]) -> None:
    """In the order of their numbers, whenever they came."""
    upload = made.object("o").multipart_upload().create()
    for number in order:
        upload.add_part(number).put_content(b"%d" % number * 100_000)
    upload.complete()

    assert b"".join(b"%d" % number * 100_000 for number in sorted(order)) == made.object("o").get_reader().read_all()


def test_an_upload_is_given_up(made: Bucket) -> None:
    """There is no object."""
    upload = made.object("o").multipart_upload().create()
    upload.add_part(1).put_content(b"x")
    upload.abort()

    assert [] == made.list_all_objects()


def test_an_upload_without_parts_is_refused(made: Bucket) -> None:
    """It cannot be completed."""
    upload = made.object("o").multipart_upload().create()

    with pytest.raises((AISError, ValueError)):
        upload.complete()


@pytest.mark.parametrize("pieces", [[b"one"], [b"one", b"two", b"three"], [b"x" * 300_000, b"y"]], ids=len)
def test_pieces_are_appended(made: Bucket, pieces: list[bytes]) -> None:
    """The handle goes along; the flush makes the object."""
    writer, handle = made.object("o").get_writer(), ""
    for piece in pieces:
        handle = writer.append_content(piece, handle)
    writer.append_content(b"", handle, flush=True)

    assert b"".join(pieces) == made.object("o").get_reader().read_all()


def test_an_object_is_continued(stored: Object, content: bytes) -> None:
    """By what is appended to it."""
    writer = stored.get_writer()
    writer.append_content(b"", writer.append_content(b"more"), flush=True)

    assert content + b"more" == stored.get_reader().read_all()


def test_a_file_writer(made: Bucket) -> None:
    """Appends what is written, and flushes at the end."""
    with made.object("o").get_writer().as_file() as file:
        file.write(b"one")
        file.write(b"two")

    assert b"onetwo" == made.object("o").get_reader().read_all()


@pytest.mark.parametrize("name", FILES)
def test_a_member_is_read(shard: Object, name: str) -> None:
    """By its path."""
    assert FILES[name] == shard.get_reader(archive_config=ArchiveConfig(archpath=name)).read_all()


@pytest.mark.parametrize(
    ("pattern", "mode", "names"),
    [
        (r"\.jpg$", ArchiveMode.REGEXP, ["img/1.jpg", "img/2.jpg"]),
        ("img/", ArchiveMode.PREFIX, ["img/1.jpg", "img/1.cls", "img/2.jpg"]),
        (".cls", ArchiveMode.SUFFIX, ["img/1.cls"]),
        ("2", ArchiveMode.SUBSTR, ["img/2.jpg"]),
        ("img/1", ArchiveMode.WDSKEY, ["img/1.jpg", "img/1.cls"]),
    ],
    ids=str,
)
def test_members_are_matched(shard: Object, pattern: str, mode: ArchiveMode, names: list[str]) -> None:
    """They come as a tar."""
    content = shard.get_reader(archive_config=ArchiveConfig(regex=pattern, mode=mode)).read_all()
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert names == archive.getnames()


def test_a_missing_member(shard: Object) -> None:
    """404."""
    with pytest.raises(AISError) as caught:
        shard.get_reader(archive_config=ArchiveConfig(archpath="no")).read_all()

    assert 404 == caught.value.status_code


def test_members_are_listed(made: Bucket, shard: Object) -> None:
    """Below the archive."""
    names = [entry.name for entry in made.list_archive(shard.name)]

    assert sorted(f"{shard.name}/{name}" for name in FILES) == sorted(set(names) - {shard.name})


def _read(batch: Iterable[tuple[object, bytes]]) -> list[tuple[str, bytes]]:
    return [(info.obj_name, bytes(content)) for info, content in batch]  # type: ignore[attr-defined]


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "multipart"])
def test_a_batch(official: Client, made: Bucket, is_streamed: bool) -> None:
    """Objects in the order in which they were asked for."""
    names = [f"o{number}" for number in range(8)]
    for name in names:
        made.object(name).get_writer().put_content(name.encode() * 3)
    batch = official.batch(names[::-1], bucket=made, streaming_get=is_streamed)

    assert [name.encode() * 3 for name in names[::-1]] == [content for _, content in _read(batch.get())]


@pytest.mark.parametrize("is_streamed", [True, False], ids=["streamed", "multipart"])
def test_members_in_a_batch(official: Client, made: Bucket, shard: Object, is_streamed: bool) -> None:
    """By object and path."""
    batch = official.batch(bucket=made, streaming_get=is_streamed)
    for name in ("top", "img/1.jpg"):
        batch.add(shard, archpath=name)

    assert [b"T", b"one"] == [content for _, content in _read(batch.get())]
