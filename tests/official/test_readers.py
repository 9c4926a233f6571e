"""The official client: its other readers and writers, and what handles say without asking."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from aistore.sdk import Bucket, Client, Object
from aistore.sdk.errors import AISError


@pytest.mark.parametrize("workers", [2, 4])
@pytest.mark.parametrize("size", [1, 100_000, (8 << 20) + 1, 20 << 20], ids=str)
def test_an_object_is_read_by_several_processes(made: Bucket, size: int, workers: int) -> None:
    """Which ask for a range each."""
    content = os.urandom(size)
    made.object("o").get_writer().put_content(content)
    with made.object("o").get_reader(num_workers=workers).read_all() as buffer:  # type: ignore[union-attr]
        assert content == buffer.tobytes()


def test_a_reader_heads(stored: Object, content: bytes) -> None:
    """Which tells as much as the object's own."""
    reader = stored.get_reader()

    assert (len(content), reader.attributes.checksum_value) == (reader.head().size, reader.head().checksum_value)


def test_the_latest_of_what_is_here_alone(stored: Object, content: bytes) -> None:
    """Is what is here."""
    assert content == stored.get_reader(latest=True).read_all()


def test_properties_are_kept_by_the_handle(stored: Object, content: bytes) -> None:
    """The last that were asked for."""
    asked = stored.props

    assert asked.checksum_value == stored.props_cached.checksum_value  # type: ignore[union-attr]
    assert len(content) == stored.props_cached.size  # type: ignore[union-attr]


def test_an_object_says_where_it_is(made: Bucket) -> None:
    """Without a request."""
    handle = made.object("a/b")

    assert ("a/b", made.name, "ais") == (handle.name, handle.bucket_name, handle.bucket_provider.value)
    assert f"ais/@#/{made.name}/a/b" == handle.uname
    assert f"ais://{made.name}/a/b" == handle.get_semantic_url()
    assert {"provider": "ais"} == handle.query_params


def test_a_bucket_says_where_it_is(made: Bucket) -> None:
    """Without a request."""
    assert f"ais/@#/{made.name}/" == made.get_path()
    assert (made.name, "ais", None) == (made.as_model().name, made.provider.value, made.namespace)
    assert {"provider": "ais"} == made.qparam


@pytest.mark.parametrize("mode", ["a", "w"])
def test_a_file_is_written(stored: Object, content: bytes, mode: str) -> None:
    """Behind what is there, or in its place."""
    with stored.get_writer().as_file(mode) as file:
        file.write(b"one")
        file.flush()
        file.write(b"two")

    assert (content if mode == "a" else b"") + b"onetwo" == stored.get_reader().read_all()


def test_files_become_the_parts_of_an_object(made: Bucket, tmp_path: Path) -> None:
    """One after the other."""
    for number in (1, 2):
        (tmp_path / str(number)).write_bytes(b"%d" % number * 1000)
    upload = made.object("o").multipart_upload().create()
    for number in (1, 2):
        upload.add_part(number).put_file(str(tmp_path / str(number)))
    upload.complete()

    assert b"1" * 1000 + b"2" * 1000 == made.object("o").get_reader().read_all()


def test_an_upload_that_was_given_up_takes_nothing(made: Bucket) -> None:
    """Nor can it be completed."""
    upload = made.object("o").multipart_upload().create()
    upload.add_part(1).put_content(b"x")
    upload.abort()

    with pytest.raises(AISError):
        upload.complete()


def test_promotion_is_of_a_folder_of_the_targets(made: Bucket) -> None:
    """What lies elsewhere, or not at all, is refused."""
    with pytest.raises(AISError):
        made.object("o").promote("/nowhere/at/all")

    assert [] == made.list_all_objects()


def test_what_is_here_alone_is_not_fetched(stored: Object) -> None:
    """By no job."""
    with pytest.raises(AISError) as caught:
        stored.blob_download()

    assert 400 == caught.value.status_code


def test_a_target_that_is_named_changes_no_listing(official: Client, made: Bucket) -> None:
    """Of a bucket of the cluster all of it comes, once."""
    names = [f"o{number}" for number in range(9)]
    for name in names:
        made.object(name).get_writer().put_content(b"x")

    for target in official.cluster().get_info().tmap:
        assert names == [entry.name for entry in made.list_all_objects(target=target)]


def test_urls_are_listed_below_a_prefix(made: Bucket) -> None:
    """And no others."""
    for name in ("a/1", "a/2", "b"):
        made.object(name).get_writer().put_content(b"x")

    assert [made.object(name).get_url() for name in ("a/1", "a/2")] == [*made.list_urls(prefix="a/")]


@pytest.mark.parametrize("basename", [True, False])
def test_files_are_put_by_their_paths_or_names(made: Bucket, tmp_path: Path, basename: bool) -> None:
    """Those whose names begin so, and a dry run puts none."""
    (tmp_path / "sub").mkdir()
    for name in ("x1", "sub/x2", "y"):
        (tmp_path / name).write_bytes(b"content")
    options = {"recursive": True, "prefix_filter": "x", "basename": basename, "verbose": False}
    tried = made.put_files(tmp_path, dry_run=True, **options)  # type: ignore[arg-type]
    before = made.list_all_objects()
    put = made.put_files(tmp_path, **options)  # type: ignore[arg-type]

    assert [] == before
    assert {*tried} == {*put} == {"x1", "x2" if basename else "sub/x2"}
    assert {*put} == {entry.name for entry in made.list_all_objects()}
