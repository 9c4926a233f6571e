"""What users rely on, as types. Checked by mypy --strict and pyright, never run."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import assert_type

from aistore_api.api.cluster import get_smap
from aistore_api.api.objects import get_object
from aistore_api.models import Smap

from aistore_hl import AsyncClient, Bucket, Client, Cluster, Job, LocalCluster, Object, Reader, RetryPolicy, Timeouts
from aistore_hl.errors import AisError, ObjectNotFound
from aistore_hl.types import BucketProps, ClusterMap, JobStatus, ObjectEntry, ObjectProps, Page


def make_clients() -> None:
    """Every argument has a name and a type; `with` gives the client back."""
    with Client(
        "http://127.0.0.1:51080",
        token="secret",
        timeout=Timeouts(connect=1.0),
        retry=RetryPolicy(attempts=3),
        integrity="off",
        ca=Path("ca.pem"),
        cert=("cert.pem", "key.pem"),
        verify=True,
        pool_size=8,
        allow_insecure_token=False,
    ) as client:
        assert_type(client, Client)
    with Client.local(targets=3) as own:
        assert_type(own, Client)
        assert_type(own.endpoint, str)
    with LocalCluster(targets=3) as cluster:
        assert_type(cluster.endpoint, str)


def look_at_the_cluster(client: Client) -> None:
    assert_type(client.cluster(), Cluster)
    assert_type(client.cluster().is_aistore_running(), bool)
    assert_type(client.cluster().get_info(), ClusterMap)
    assert_type(client.cluster().list_buckets(), list[Bucket])
    assert_type(client.cluster().list_jobs(running=True), list[JobStatus])


def use_buckets(client: Client) -> None:
    """Handles are of one type wherever they come from."""
    bucket = client.bucket("photos", provider="ais").create(exist_ok=True)
    assert_type(bucket, Bucket)
    assert_type(bucket.head(), BucketProps)
    assert_type(bucket.exists(), bool)
    assert_type(bucket.list_page("2026/", page_size=100), Page)
    assert_type(bucket.list_objects("2026/", props=("name", "checksum")).to_list(), list[ObjectEntry])
    for entry in bucket.list_objects():
        assert_type(entry, ObjectEntry)
        assert_type(entry.name, str)
    assert_type(bucket.object("cat.jpg"), Object)
    assert_type(client.object("ais://photos/cat.jpg"), Object)


def use_objects(target: Object) -> None:
    """Bodies are paths, bytes, files and iterables; a reader is closed by `with` and iterates over bytes."""
    assert_type(target.put(b"content", metadata={"color": "red"}), ObjectProps)
    target.put(Path("cat.jpg"))
    target.put("cat.jpg", progress=lambda done, total: None)
    target.put(piece for piece in (b"a", b"b"))
    with open("cat.jpg", "rb") as file:
        target.put(file)
    with target.get(offset=0, length=10) as reader:
        assert_type(reader, Reader)
        assert_type(reader.props, ObjectProps)
        assert_type(iter(reader), Iterator[bytes])
        assert_type(reader.readinto(bytearray(10)), int)
    assert_type(target.get().read_all(), bytes)
    assert_type(target.head(), ObjectProps)
    assert_type(target.head().size, int | None)
    assert_type(target.head().atime, datetime | None)
    assert_type(target.download("copy.jpg"), ObjectProps)
    assert_type(target.rename("dog.jpg"), Object)


def use_jobs(client: Client) -> None:
    job = client.job(kind="lru")
    assert_type(job, Job)
    assert_type(job.start(), Job)
    assert_type(job.status(), JobStatus)


def use_raw_calls(client: Client) -> None:
    """A generated call knows what it answers."""
    assert_type(client.raw.send(get_smap.call()), Smap)
    with client.raw.open(get_object.call("photos", "cat.jpg")) as response:
        assert_type(response.status, int)


def catch_errors(target: Object) -> str:
    """An error is ours and the built-in that it means."""
    try:
        target.head()
    except ObjectNotFound as exc:
        missing: FileNotFoundError = exc
        ours: AisError = exc
        assert_type(exc.status, int)
        return f"{missing} {ours}"
    return ""


async def use_everything_async() -> None:
    """The twins have the same names; what waits is awaited."""
    async with AsyncClient("http://127.0.0.1:51080") as client:
        bucket = await client.bucket("photos").create()
        assert_type(await bucket.head(), BucketProps)
        async for entry in bucket.list_objects():
            assert_type(entry, ObjectEntry)
        target = bucket.object("cat.jpg")
        assert_type(await target.put(pieces()), ObjectProps)
        async with await target.get() as reader:
            async for piece in reader:
                assert_type(piece, bytes)
        assert_type(await (await target.get()).read_all(), bytes)
        assert_type(await client.raw.send(get_smap.call()), Smap)


async def pieces() -> AsyncIterator[bytes]:
    yield b"content"
