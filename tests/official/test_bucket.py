"""The official client: buckets made, described and destroyed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from aistore.sdk import Bucket, Client, Namespace
from aistore.sdk.errors import AISError, ErrBckAlreadyExists, ErrBckNotFound, InvalidBckProvider


def test_a_bucket_is_made(official: Client, unmade: Bucket) -> None:
    """And is there then."""
    unmade.create()

    assert unmade.name in [each.name for each in official.cluster().list_buckets()]


def test_a_bucket_is_made_once(made: Bucket) -> None:
    """The second time it exists already."""
    with pytest.raises(ErrBckAlreadyExists):
        made.create()


def test_a_bucket_may_exist_already(made: Bucket) -> None:
    """Where the caller says so."""
    assert made is made.create(exist_ok=True)


def test_a_name_that_is_none_is_refused(official: Client) -> None:
    """With 400, and the cluster's words."""
    with pytest.raises(AISError, match="bucket name") as caught:
        official.bucket("no..name").create()

    assert 400 == caught.value.status_code


def test_a_bucket_of_a_cloud_cannot_be_made(official: Client) -> None:
    """The client knows that by itself."""
    with pytest.raises(InvalidBckProvider):
        official.bucket("cloudy", provider="gcp").create()


def test_a_bucket_is_destroyed(official: Client, made: Bucket) -> None:
    """With all that is in it."""
    made.object("o").get_writer().put_content(b"content")
    made.delete()

    assert made.name not in [each.name for each in official.cluster().list_buckets()]
    with pytest.raises(ErrBckNotFound):
        made.list_objects()


def test_a_missing_bucket_is_not_destroyed(unmade: Bucket) -> None:
    """It is not found."""
    with pytest.raises(ErrBckNotFound):
        unmade.delete()


def test_a_bucket_may_be_gone_already(unmade: Bucket) -> None:
    """Where the caller says so."""
    assert unmade.delete(missing_ok=True) is None


def test_a_bucket_has_properties(made: Bucket) -> None:
    """As JSON in a header field, under AIS's names."""
    props = json.loads(made.head()["Ais-Bucket-Props"])

    assert "ais" == props["provider"]
    assert props["checksum"]["type"] in ("xxhash2", "xxhash")
    assert props["versioning"]["enabled"]


def test_a_missing_bucket_has_none(unmade: Bucket) -> None:
    """HEAD tells the status and no more to this client."""
    with pytest.raises(AISError) as caught:
        unmade.head()

    assert 404 == caught.value.status_code


def test_properties_are_set(made: Bucket) -> None:
    """By the request that the client has for everything else."""
    made.make_request("PATCH", "set-bprops", value={"checksum": {"type": "md5"}})

    assert "md5" == json.loads(made.head()["Ais-Bucket-Props"])["checksum"]["type"]


def test_a_bucket_without_versions_gives_none(made: Bucket) -> None:
    """The property acts at once."""
    made.make_request("PATCH", "set-bprops", value={"versioning": {"enabled": False}})
    made.object("o").get_writer().put_content(b"content")

    assert made.object("o").props.obj_version in ("", "0")


def test_a_bucket_of_this_cluster_cannot_be_evicted(made: Bucket) -> None:
    """The client knows that by itself."""
    with pytest.raises(InvalidBckProvider):
        made.evict()


def test_buckets_of_one_name_differ_by_namespace(official: Client, made: Bucket) -> None:
    """What is in the one is not in the other."""
    namesake = official.bucket(made.name, namespace=Namespace(name="ais-hl-test")).create()
    try:
        made.object("o").get_writer().put_content(b"content")

        assert [] == namesake.list_objects().entries
        assert ["o"] == [entry.name for entry in made.list_objects().entries]
    finally:
        namesake.delete()


def test_a_folder_of_files_is_put(made: Bucket, tmp_path: Path) -> None:
    """Under their paths below it."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "one.txt").write_bytes(b"1")
    (tmp_path / "sub/two.txt").write_bytes(b"22")
    names = made.put_files(tmp_path, recursive=True, prepend="in/")

    assert {"in/one.txt", "in/sub/two.txt"} == {*names}
    assert {"in/one.txt": 1, "in/sub/two.txt": 2} == {e.name: e.size for e in made.list_all_objects(props="name,size")}


def test_files_are_selected_by_pattern(made: Bucket, tmp_path: Path) -> None:
    """The others are left."""
    for name in ("a.txt", "b.bin", "c.txt"):
        (tmp_path / name).write_bytes(b"content")
    made.put_files(tmp_path, pattern="*.txt")

    assert ["a.txt", "c.txt"] == [e.name for e in made.list_all_objects()]


@pytest.mark.parametrize("count", [0, 1, 7])
def test_urls_of_all_objects_are_listed(made: Bucket, count: int) -> None:
    """Each names the bucket, the object and the cluster."""
    for number in range(count):
        made.object(f"o{number}").get_writer().put_content(b"content")

    assert [f"{made.object(f'o{number}').get_url()}" for number in range(count)] == [*made.list_urls()]


def test_a_bucket_that_may_only_be_read_takes_nothing(made: Bucket) -> None:
    """403, at the proxy."""
    made.object("o").get_writer().put_content(b"content")
    made.make_request("PATCH", "set-bprops", value={"access": "771"})
    try:
        with pytest.raises(AISError) as caught:
            made.object("o").get_writer().put_content(b"other")

        assert 403 == caught.value.status_code
        assert b"content" == made.object("o").get_reader().read_all()
    finally:
        made.make_request("PATCH", "set-bprops", value={"access": "18446744073709551615"})
