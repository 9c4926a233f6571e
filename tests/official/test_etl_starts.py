"""Transformers of both makes, started by both clients: from images, and from classes through the images of runtimes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from aistore.sdk import Client
from aistore.sdk.etl.webserver.fastapi_server import FastAPIServer
from aistore.sdk.etl.webserver.flask_server import FlaskServer
from aistore.sdk.etl.webserver.http_multi_threaded_server import HTTPMultiThreadedServer

import aistore_hl
from aistore_hl import LocalCluster, etlserver
from tests.official.etl_pairs import Ours, Scene, Theirs, expected, matrix

BASES: dict[str, Any] = {
    "theirs-threaded": HTTPMultiThreadedServer,
    "theirs-flask": FlaskServer,
    "theirs-fastapi": FastAPIServer,
    "ours-threaded": etlserver.HTTPMultiThreadedServer,
    "ours-flask": etlserver.FlaskServer,
    "ours-fastapi": etlserver.FastAPIServer,
}
MADE_FOR_IT = 480
"""Seconds for an environment with packages from the network."""


def upper(base: Any) -> Any:
    """A class that has to travel: nothing else has it."""
    mark = b" by a class"

    class Upper(base):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            if isinstance(data, str):
                with open(data, "rb") as file:
                    data = file.read()
            return data.upper() + mark + etl_args.encode()

    return Upper


def titles(base: Any) -> Any:
    """One that needs a package."""

    class Titles(base):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            import humanize

            return str(humanize.intcomma(int(data))).encode()

    return Titles


def init_class(driver: Theirs | Ours, name: str, cls: type, way: str, **options: Any) -> None:
    """Start an ETL of it, by the client of its make."""
    if isinstance(driver, Theirs):
        driver.client.etl(name).init_class(comm_type=way, **options)(cls)
    else:
        driver.client.etl(name).init_class(cls, communication=way, **options)  # type: ignore[call-overload]


@matrix("hpush", "hpull", "ws", is_long=True)
def test_it_is_started_from_an_image_stopped_and_deleted(scene: Scene, client: str, server: str, way: str) -> None:
    """And in between it is listed, says how it was started and what it printed, and works again after a stop."""
    driver, name, image = scene.driver(client), "short-lived", f"servers/{server}"
    etl, bucket = driver.client.etl(name), scene.bucket()
    scene.ours.client.bucket(bucket).object("text").put(b"text")
    driver.init(name, image, way, direct_put=True, GREETING="hello")
    try:
        found = driver.told(name)
        running = driver.stages()[name], driver.get(bucket, "text", [name])
        etl.stop()
        stopped = driver.stages()[name]
        etl.start()
        again = driver.stages()[name], driver.get(bucket, "text", [name])
    finally:
        etl.delete()

    assert (image, way, 2) == (*found[:2], len(found[2]))
    assert ("Running", b"TEXT") == running == again
    assert "Aborted" == stopped
    assert name not in driver.stages()


@matrix("hpush", "hpull", "ws", is_own=True)
def test_it_is_started_from_a_class(scene: Scene, client: str, server: str, way: str) -> None:
    """Through the image of its runtime; both clients read through it, and a job of its own client transforms."""
    driver, name = scene.driver(client), "of-a-class"
    bucket, to = scene.bucket(filled=True), scene.bucket()
    scene.ours.client.bucket(bucket).object("text").put(b"text")
    init_class(driver, name, upper(BASES[server]), way)
    try:
        read = [each.get(bucket, "text", [name], "!") for each in (scene.theirs, scene.ours)]
        scene.ours.client.bucket(bucket).object("text").delete()
        driver.transform(bucket, to, [name])
    finally:
        driver.client.etl(name).delete()

    assert [b"TEXT by a class!"] * 2 == read
    assert {key: made + b" by a class" for key, made in expected().items()} == scene.contents(to)


@matrix("hpush", "hpull", "ws", is_own=True, is_long=True)
def test_a_class_is_given_paths_of_files(scene_on_disk: Scene, client: str, server: str, way: str) -> None:
    """Started with direct file access, by two workers where its server has any."""
    driver, name, bucket = scene_on_disk.driver(client), "of-files", scene_on_disk.bucket()
    scene_on_disk.ours.client.bucket(bucket).object("text").put(b"text")
    workers: dict[str, Any] = {"NUM_WORKERS": "2"} if client == "theirs" else {"workers": 2}
    init_class(driver, name, upper(BASES[server]), way, direct_file_access=True, **workers)
    try:
        read = [each.get(bucket, "text", [name], "!") for each in (scene_on_disk.theirs, scene_on_disk.ours)]
    finally:
        driver.client.etl(name).delete()

    assert [b"TEXT by a class!"] * 2 == read


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A cluster that knows no images but its own, and has not made any environment yet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with LocalCluster(targets=2) as cluster, aistore_hl.Client(cluster.endpoint) as client:
            yield Scene(cluster, Theirs(Client(cluster.endpoint)), Ours(client))


@pytest.mark.timeout(MADE_FOR_IT)
@matrix("hpush", "ws", is_own=True, is_long=True)
def test_a_class_gets_the_packages_it_asks_for(bare: Scene, client: str, server: str, way: str) -> None:
    """In an environment that is made for it from PyPI: NVIDIA's with NVIDIA's package, and nothing of ours."""
    driver, name, bucket = bare.driver(client), "of-packages", bare.bucket()
    bare.ours.client.bucket(bucket).object("number").put(b"1234567")
    init_class(driver, name, titles(BASES[server]), way, dependencies=["humanize"])
    try:
        assert b"1,234,567" == driver.get(bucket, "number", [name])
    finally:
        driver.client.etl(name).delete()
