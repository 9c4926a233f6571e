"""NVIDIA's client and servers of transformers, and ours, in every pairing, on a local cluster of two targets.

A server stands beside each target; `hpush`, `hpull` and `ws` are how that talks to it. What NVIDIA's servers cannot do
has a test that says so.
"""

from __future__ import annotations

import pytest

from tests.official.etl_pairs import NAMES, PAGE, Scene, expected, matrix, other_make, page


@matrix("hpush", "hpull", "ws")
def test_object_is_read_through_it(scene: Scene, client: str, server: str, way: str) -> None:
    """Inline, with arguments as text, as a dict, and without."""
    driver, etl, bucket = scene.driver(client), scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("a/b c").put(b"text")

    assert b"TEXT" == driver.get(bucket, "a/b c", [etl])
    assert b"TEXTx=1 & 2%" == driver.get(bucket, "a/b c", [etl], "x=1 & 2%")
    assert b'TEXT{"k":1}' == driver.get(bucket, "a/b c", [etl], {"k": 1}).replace(b" ", b"")


@matrix("hpush", "hpull", "ws")
def test_empty_object_stays_empty(scene: Scene, client: str, server: str, way: str) -> None:
    """It is content, and no lack of it."""
    driver, etl, bucket = scene.driver(client), scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("empty").put(b"")

    assert b"" == driver.get(bucket, "empty", [etl])


@matrix("hpush", "hpull", "ws")
def test_failure_is_told_to_who_reads(scene: Scene, client: str, server: str, way: str) -> None:
    """As an error of that client: of NVIDIA's only where it is told not to try for a minute, as it does by itself."""
    etl, bucket = scene.etl(server, way), scene.bucket()
    scene.ours.client.bucket(bucket).object("bad").put(b"fail")
    driver = scene.hasty() if client == "theirs" else scene.ours

    with pytest.raises((driver.error, OSError)):
        driver.get(bucket, "bad", [etl])


@matrix("hpush", "hpull", "ws")
def test_object_is_copied_through_it(scene: Scene, client: str, server: str, way: str) -> None:
    """Into another bucket, by one request."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(), scene.bucket()
    scene.ours.client.bucket(bucket).object("text").put(b"text")
    driver.copy(bucket, "text", etl, to)

    assert {"text": b"TEXT"} == scene.contents(to)


@matrix("hpush", "hpull", "ws")
def test_bucket_is_transformed_by_a_job(scene: Scene, client: str, server: str, way: str) -> None:
    """Every object, put directly where it belongs."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [etl], prepend="made/")

    assert expected("made/") == scene.contents(to)


@matrix("hpush", "hpull", "ws", is_long=True)
def test_group_is_transformed_by_a_job(scene: Scene, client: str, server: str, way: str) -> None:
    """The objects that are named, and no others."""
    driver, etl, bucket, to = scene.driver(client), scene.etl(server, way), scene.bucket(filled=True), scene.bucket()
    driver.transform_group(bucket, NAMES[:5], to, [etl])

    assert {name: expected()[name] for name in NAMES[:5]} == scene.contents(to)


@matrix("hpush", "ws")
def test_it_is_the_first_stage_of_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """Before one of the other make: both do their work, on the way to a reader and in a job."""
    driver, first = scene.driver(client), scene.etl(server, way)
    second = scene.etl(other_make(server), "hpush")
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [first, second])

    assert expected() == scene.contents(to)
    if way == "hpush":
        assert b"TEXT OF TEXTS/07.TXT+" + b"+" == driver.get(bucket, NAMES[7], [first, second], "+")


@matrix("hpush", is_long=True)
def test_it_is_the_last_stage_of_a_pipeline(scene: Scene, client: str, server: str, way: str) -> None:
    """Behind one of the other make."""
    driver, last = scene.driver(client), scene.etl(server, way)
    first = scene.etl(other_make(server), "hpush")
    bucket, to = scene.bucket(filled=True), scene.bucket()
    driver.transform(bucket, to, [first, last])

    assert expected() == scene.contents(to)
    assert b"TEXT OF TEXTS/07.TXT!!" == driver.get(bucket, NAMES[7], [first, last], "!")


def test_the_page_has_every_cell() -> None:
    """What docs/etl-pairs.md says is what these modules test."""
    assert page() == PAGE.read_text()
