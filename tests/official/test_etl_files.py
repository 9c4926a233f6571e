"""Objects that transformers of both makes read as files of their target: `etl_fqn`, on a local cluster on disk."""

from __future__ import annotations

import re

from tests.official.etl_pairs import NAMES, Scene, expected, matrix, other_make

PATH = re.compile(rb"TEXT of /.*/@ais/bucket-\d+/%ob/folder/text!")


@matrix("hpush", "hpull", "ws", is_long=True)
def test_object_is_read_from_its_file(scene_on_disk: Scene, client: str, server: str, way: str) -> None:
    """Inline, with arguments; what is empty stays so."""
    driver, etl, bucket = scene_on_disk.driver(client), scene_on_disk.etl(server, way), scene_on_disk.bucket()
    scene_on_disk.ours.client.bucket(bucket).put_many({"a/b c": b"text", "empty": b""})

    assert b"TEXTx=1 & 2%" == driver.get(bucket, "a/b c", [etl], "x=1 & 2%")
    assert b"" == driver.get(bucket, "empty", [etl])


@matrix("hpush", "hpull", "ws", is_long=True)
def test_path_of_the_file_is_given_to_transform(scene_on_disk: Scene, client: str, server: str, way: str) -> None:
    """Where the ETL was started so: it is of the object, below a mountpath."""
    etl = scene_on_disk.etl(server, way, ETL_DIRECT_FQN="true")
    driver, bucket = scene_on_disk.driver(client), scene_on_disk.bucket()
    scene_on_disk.ours.client.bucket(bucket).object("folder/text").put(b"text")

    assert PATH.fullmatch(driver.get(bucket, "folder/text", [etl], "!"))


@matrix("hpush", "hpull", "ws", is_long=True)
def test_bucket_of_files_is_transformed_by_a_job(scene_on_disk: Scene, client: str, server: str, way: str) -> None:
    """Each is put directly where it belongs."""
    driver, etl = scene_on_disk.driver(client), scene_on_disk.etl(server, way)
    bucket, to = scene_on_disk.bucket(filled=True), scene_on_disk.bucket()
    driver.transform(bucket, to, [etl])

    assert expected() == scene_on_disk.contents(to)


@matrix("hpush", "ws", is_long=True)
def test_file_goes_through_a_pipeline(scene_on_disk: Scene, client: str, server: str, way: str) -> None:
    """The first stage reads it, the second one, of the other make, gets content."""
    driver, first = scene_on_disk.driver(client), scene_on_disk.etl(server, way)
    second = scene_on_disk.etl(other_make(server), "hpush")
    bucket, to = scene_on_disk.bucket(filled=True), scene_on_disk.bucket()
    driver.transform(bucket, to, [first, second])

    assert expected() == scene_on_disk.contents(to)
    if way == "hpush":
        assert b"TEXT OF TEXTS/07.TXT++" == driver.get(bucket, NAMES[7], [first, second], "+")
