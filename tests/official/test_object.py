"""The official client: objects written, read, described, copied and deleted."""

from __future__ import annotations

from hashlib import md5
from pathlib import Path

import pytest
import requests
import xxhash
from aistore.sdk import Bucket, Client, Object
from aistore.sdk.errors import AISError, ErrBckNotFound, ErrObjNotFound


@pytest.mark.parametrize("content", [b"", b"x", b"y" * (1 << 20), b"z" * ((8 << 20) + 1)], ids=["0", "1", "1M", "8M+1"])
def test_what_is_put_is_read(made: Bucket, content: bytes) -> None:
    """Byte for byte, of any size."""
    made.object("o").get_writer().put_content(content)

    assert content == made.object("o").get_reader().read_all()


def test_a_file_is_put(made: Bucket, tmp_path: Path, content: bytes) -> None:
    """As it is."""
    (tmp_path / "file").write_bytes(content)
    made.object("o").get_writer().put_file(tmp_path / "file")

    assert content == made.object("o").get_reader().read_all()


def test_a_file_of_the_targets_is_promoted(made: Bucket, files: Path) -> None:
    """There is no job, and the file stays."""
    told = made.object("promoted").promote(str(files / "one"))

    assert "" == told
    assert b"content of one" == made.object("promoted").get_reader().read_all()
    assert (files / "one").exists()


def test_a_folder_of_the_targets_is_promoted(official: Client, made: Bucket, files: Path) -> None:
    """By a job, behind the name that is given."""
    job = made.object("p/").promote(str(files), recursive=True, delete_source=True)
    assert official.job(job, "promote").wait(timeout=30, verbose=False).success

    assert ["p/one", "p/sub/three", "p/two"] == [each.name for each in made.list_all_objects()]
    assert not (files / "one").exists()


def test_a_promotion_can_overwrite(made: Bucket, files: Path) -> None:
    """And keeps what is there where it is not to."""
    made.object("o").get_writer().put_content(b"before")
    made.object("o").promote(str(files / "one"))
    kept = made.object("o").get_reader().read_all()
    made.object("o").promote(str(files / "one"), overwrite_dest=True)

    assert (b"before", b"content of one") == (kept, made.object("o").get_reader().read_all())


def test_a_file_elsewhere_is_not_promoted(made: Bucket, files: Path) -> None:
    """Nor one that is not there."""
    with pytest.raises(AISError, match="invalid promote source"):
        made.object("o").promote("/etc/hostname")
    with pytest.raises(AISError, match="no such file"):
        made.object("o").promote(str(files / "absent"))


def test_the_answer_to_a_put_describes_the_object(made: Bucket, content: bytes) -> None:
    """Checksum and version, as the target has them."""
    answer = made.object("o").get_writer().put_content(content)

    assert xxhash.xxh64(content).hexdigest() == answer.headers["Ais-Checksum-Value"]
    assert "1" == answer.headers["Ais-Version"]


def test_an_object_is_overwritten(stored: Object) -> None:
    """The version goes up."""
    stored.get_writer().put_content(b"another")

    assert b"another" == stored.get_reader().read_all()
    assert "2" == stored.props.obj_version


@pytest.mark.parametrize(
    "name", ["plain", "with space", "a+b&c=d", "per%cent", "ünï/çødé", "quest?ion", "hash#tag", "deep/er/and/deeper"]
)
def test_a_name_is_kept(made: Bucket, name: str) -> None:
    """Also where it has characters that a URL has to escape."""
    made.object(name).get_writer().put_content(name.encode())

    assert [name] == [entry.name for entry in made.list_objects().entries]
    assert name.encode() == made.object(name).get_reader().read_all()


@pytest.mark.parametrize("chunk", [1000, 32768, 1 << 20])
def test_an_object_is_iterated(stored: Object, content: bytes, chunk: int) -> None:
    """In chunks of that size, but for the last."""
    chunks = list(stored.get_reader(chunk_size=chunk))

    assert content == b"".join(chunks)
    assert chunk >= max(map(len, chunks))


def test_an_object_is_read_as_a_file(stored: Object, content: bytes) -> None:
    """Some of it, then the rest."""
    with stored.get_reader().as_file() as file:
        read = file.read(70_000), file.read()

    assert (content[:70_000], content[70_000:]) == read


def test_an_object_is_read_raw(stored: Object, content: bytes) -> None:
    """From the connection."""
    raw = stored.get_reader().raw()
    try:
        assert content == raw.read()
    finally:
        raw.release_conn()


def test_an_object_is_read_from_its_target(stored: Object, content: bytes) -> None:
    """Which the client finds by the cluster map: both place objects alike."""
    assert content == stored.get_reader(direct=True).read_all()


def test_an_object_is_written_to_a_file(stored: Object, content: bytes, tmp_path: Path) -> None:
    """While it is read."""
    with (tmp_path / "copy").open("wb") as file:
        stored.get_reader(writer=file)

    assert content == (tmp_path / "copy").read_bytes()


@pytest.mark.parametrize(
    ("span", "start", "stop"),
    [
        ("bytes=0-9", 0, 10),
        ("bytes=50000-", 50_000, None),
        ("bytes=-7", -7, None),
        ("bytes=99999-200000", 99_999, None),
    ],
)
def test_a_range_is_read(stored: Object, content: bytes, span: str, start: int, stop: int | None) -> None:
    """And no more."""
    assert content[start:stop] == stored.get_reader(byte_range=span).read_all()


def test_a_range_outside_is_refused(stored: Object) -> None:
    """416."""
    with pytest.raises(AISError) as caught:
        stored.get_reader(byte_range="bytes=100000-").read_all()

    assert 416 == caught.value.status_code


def test_a_reader_knows_the_attributes(stored: Object, content: bytes) -> None:
    """Size, checksum and version."""
    told = stored.get_reader().attributes

    assert (len(content), "xxhash2", xxhash.xxh64(content).hexdigest(), "1") == (
        told.size,
        told.checksum_type,
        told.checksum_value,
        told.obj_version,
    )


def test_an_object_has_properties(stored: Object, content: bytes) -> None:
    """Those that a HEAD tells when asked for each."""
    props = stored.props

    assert (stored.name, stored.bucket_name, "ais") == (props.name, props.bucket_name, str(props.bucket_provider))
    assert (len(content), True, 1) == (props.size, props.present, props.mirror_copies)
    assert xxhash.xxh64(content).hexdigest() == props.checksum_value
    assert props.access_time
    assert props.location.startswith("t[")
    assert 1 == len(props.mirror_paths)


def test_properties_are_told_where_asked_for(stored: Object) -> None:
    """And only then: here the two of HTTP."""
    told = stored.head("last-modified,etag")

    assert told.last_modified.endswith("GMT")
    assert told.etag.startswith("v1-")
    assert "" == told.checksum_value


def test_an_object_that_is_not_in_chunks_says_nothing_of_them(stored: Object) -> None:
    """Nor of erasure coding."""
    told = stored.head("chunked,ec")

    assert (None, None) == (told.chunks, told.ec)


def test_an_unknown_property_is_refused(stored: Object) -> None:
    """400."""
    with pytest.raises(AISError) as caught:
        stored.head("nonsense")

    assert 400 == caught.value.status_code


def test_a_bucket_of_md5_gives_md5(made: Bucket, content: bytes) -> None:
    """As checksum and as etag."""
    made.make_request("PATCH", "set-bprops", value={"checksum": {"type": "md5"}})
    made.object("o").get_writer().put_content(content)
    told = made.object("o").head("checksum,etag")

    assert ("md5", md5(content).hexdigest()) == (told.checksum_type, told.checksum_value)
    assert md5(content).hexdigest() == told.etag


def test_custom_metadata_is_added(stored: Object) -> None:
    """To what is there."""
    stored.get_writer().set_custom_props({"one": "1"})
    stored.get_writer().set_custom_props({"two": "2"})

    assert {"one": "1", "two": "2"} == stored.props.custom_metadata


def test_custom_metadata_is_replaced(stored: Object) -> None:
    """Where the caller says so."""
    stored.get_writer().set_custom_props({"one": "1"})
    stored.get_writer().set_custom_props({"two": "2"}, replace_existing=True)

    assert {"two": "2"} == stored.props.custom_metadata


def test_custom_metadata_outlives_a_put(stored: Object) -> None:
    """AIS merges."""
    stored.get_writer().set_custom_props({"one": "1"})
    stored.get_writer().put_content(b"another")

    assert {"one": "1"} == stored.props.custom_metadata


def test_an_object_is_copied(made: Bucket, stored: Object, content: bytes) -> None:
    """Within its bucket."""
    stored.copy(made.object("copy"))

    assert content == made.object("copy").get_reader().read_all()
    assert content == stored.get_reader().read_all()


def test_an_object_is_copied_to_another_bucket(unmade: Bucket, stored: Object, content: bytes) -> None:
    """With its checksum and its metadata."""
    stored.get_writer().set_custom_props({"one": "1"})
    unmade.create()
    stored.copy(unmade.object("copy"))

    assert content == unmade.object("copy").get_reader().read_all()
    assert stored.props.checksum_value == unmade.object("copy").props.checksum_value
    assert {"one": "1"} == unmade.object("copy").props.custom_metadata


def test_a_missing_object_is_not_copied(made: Bucket) -> None:
    """It is not found."""
    with pytest.raises(ErrObjNotFound):
        made.object("missing").copy(made.object("copy"))


def test_an_object_is_deleted(stored: Object) -> None:
    """And not found then."""
    stored.delete()

    with pytest.raises(ErrObjNotFound):
        stored.get_reader().read_all()


def test_a_missing_object_is_not_deleted(made: Bucket) -> None:
    """It is not found."""
    with pytest.raises(ErrObjNotFound):
        made.object("missing").delete()


def test_a_missing_object_is_not_read(made: Bucket) -> None:
    """It is not found, by any reader."""
    with pytest.raises(ErrObjNotFound):
        made.object("missing").get_reader().read_all()
    with pytest.raises(ErrObjNotFound):
        made.object("missing").get_reader(direct=True).read_all()


def test_a_missing_object_has_no_properties(made: Bucket) -> None:
    """404; HEAD tells this client no more."""
    with pytest.raises(AISError) as caught:
        _ = made.object("missing").props

    assert 404 == caught.value.status_code


def test_an_object_of_a_missing_bucket_is_not_read(unmade: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(ErrBckNotFound):
        unmade.object("o").get_reader().read_all()


def test_an_object_of_a_missing_bucket_is_not_put(unmade: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(ErrBckNotFound):
        unmade.object("o").get_writer().put_content(b"content")


def test_a_name_with_a_slash_at_the_end_is_refused(made: Bucket) -> None:
    """400."""
    with pytest.raises(AISError) as caught:
        made.object("folder/").get_writer().put_content(b"content")

    assert 400 == caught.value.status_code


def test_the_url_of_an_object_can_be_read_by_anyone(official: Client, stored: Object, content: bytes) -> None:
    """With a redirect on the way."""

    answer = requests.get(stored.get_url(), timeout=10)

    assert (200, [301]) == (answer.status_code, [each.status_code for each in answer.history])
    assert content == answer.content


def test_a_file_that_is_not_there_is_not_put(made: Bucket, tmp_path: Path) -> None:
    """The client looks before it sends."""
    with pytest.raises(ValueError, match="not"):
        made.object("o").get_writer().put_file(tmp_path / "missing")
