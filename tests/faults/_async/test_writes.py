"""What a write does when the cluster misbehaves: the outcomes that are promised."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, RetryPolicy, errors
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap, store

pytestmark = pytest.mark.anyio

OBJECT = "/v1/objects/b/o"


async def test_a_first_put_asks_before_it_sends_and_overwrites_nothing_by_asking() -> None:
    """An endpoint that takes bodies itself sees one PUT, with the body."""
    with serving(store) as endpoint:
        endpoint.objects[OBJECT] = b"old"
        async with AsyncClient(endpoint.origin) as client:
            await client.bucket("b").object("o").put(b"new")

    assert [b"new"] == endpoint.puts()


async def test_a_put_that_finds_no_redirect_any_more_sends_the_body_at_once() -> None:
    """An endpoint that stopped redirecting has the object, whole, after one call."""
    stopped = False

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/cluster":
            return smap(endpoint, target.origin)
        if stopped or request.method != "PUT":
            return store(endpoint, request)
        return 307, {"Location": target.origin + request.path + "?pid=p&utm=1"}, b""

    with serving(store) as target, serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            await client.bucket("b").object("o").put(b"first")
            stopped = True
            await client.bucket("b").object("o").put(b"second")

    assert b"first" == target.objects[OBJECT]
    assert b"second" == endpoint.objects[OBJECT]


async def test_a_put_that_finds_no_redirect_and_then_breaks_is_ambiguous() -> None:
    """An empty body may be what is stored now: the caller is told."""
    stopped = False

    def answer(endpoint: Endpoint, request: Request) -> Answer | None:
        if request.path == "/v1/cluster":
            return smap(endpoint, target.origin)
        if stopped:
            return None if request.body else store(endpoint, request)
        return 307, {"Location": target.origin + request.path + "?pid=p&utm=1"}, b""

    with serving(store) as target, serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            await client.bucket("b").object("o").put(b"first")
            stopped = True
            with pytest.raises(errors.AmbiguousWrite):
                await client.bucket("b").object("o").put(b"second")


async def test_put_sends_no_body_to_the_proxy(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """The bytes travel once: to the target that the proxy names."""
    await bucket.object("o").put(b"x" * 1_000_000)
    await bucket.object("o").put(b"y" * 1_000_000)

    assert 0 == cluster.proxy.seen.body_bytes("PUT")
    assert 2_000_000 == cluster.targets.seen.body_bytes("PUT")


async def test_a_put_that_timed_out_is_ambiguous_and_not_sent_again(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """A second PUT could be overtaken by the first, which may still land."""
    await bucket.object("warm").put(b"x")
    cluster.seen.clear()
    cluster.faults.once("PUT object", side="target", delay=3)
    with pytest.raises(errors.AmbiguousWrite):
        await bucket.object("o").put(b"body")

    assert 1 == cluster.targets.seen.requests("PUT")


@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"reset": True}, {"cut": 100}], ids=["lost", "reset", "cut"])
async def test_a_put_that_broke_is_sent_again(
    cluster: LocalCluster, bucket: AsyncBucket, fault: dict[str, bool]
) -> None:
    """The same bytes, so that it does not matter whether the first ones were stored."""
    await bucket.object("warm").put(b"x")
    cluster.faults.once("PUT object", side="target", **fault)
    await bucket.object("o").put(b"body" * 100)

    assert b"body" * 100 == await (await bucket.object("o").get()).read_all()


async def test_a_stream_that_broke_is_not_sent_again(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """Its pieces are gone: the caller is told that nobody knows what is stored."""
    await bucket.object("warm").put(b"x")
    cluster.faults.once("PUT object", side="target", lose_answer=True)
    with pytest.raises(errors.AmbiguousWrite):
        await bucket.object("o").put(iter([b"one", b"two"]))


@pytest.mark.parametrize("fault", [{"status": 503}, {"status": 500}, {"kind": "busy"}, {"kind": "not ready"}], ids=str)
async def test_a_first_upload_that_is_refused_learns_nothing_of_redirects(
    cluster: LocalCluster, bucket: AsyncBucket, fault: dict[str, Any]
) -> None:
    """A refusal is not the answer of an endpoint that takes bodies: the next try still sends none to the proxy."""
    cluster.faults.once("PUT object", side="proxy", **fault)
    await bucket.object("o").put(iter([b"one", b"two"]))

    assert 0 == cluster.proxy.seen.body_bytes("PUT")
    assert b"onetwo" == await (await bucket.object("o").get()).read_all()


async def test_a_stream_survives_what_happens_before_its_first_piece(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """The first leg carries no body, so the proxy may fail as it likes."""
    await bucket.object("warm").put(b"x")
    cluster.faults.once("PUT object", side="proxy", reset=True)
    cluster.faults.once("PUT object", side="proxy", status=503)
    await bucket.object("o").put(iter([b"one", b"two"]))

    assert b"onetwo" == await (await bucket.object("o").get()).read_all()


@pytest.mark.parametrize("status", [429, 502, 503, 504, 500])
async def test_a_put_is_sent_again_after_a_passing_refusal(
    cluster: LocalCluster, bucket: AsyncBucket, status: int
) -> None:
    """A refusal did nothing."""
    cluster.faults.once("PUT object", side="target", status=status)
    await bucket.object("o").put(b"body")

    assert b"body" == await (await bucket.object("o").get()).read_all()


async def test_a_body_that_changed_on_the_way_is_refused_and_sent_again(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """The checksum goes along, so the target notices."""
    cluster.faults.once("PUT object", side="target", flip=7)
    await bucket.object("o").put(b"body" * 100)

    assert b"body" * 100 == await (await bucket.object("o").get()).read_all()


async def test_a_body_that_always_changes_on_the_way_is_an_error_and_nothing_is_stored(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """The old object is as it was."""
    await bucket.object("o").put(b"old")
    cluster.faults.once("PUT object", side="target", flip=7, times=10)
    with pytest.raises(errors.BadChecksum):
        await bucket.object("o").put(b"body" * 100)
    cluster.faults.clear()

    assert b"old" == await (await bucket.object("o").get()).read_all()


async def test_a_stream_that_changed_on_the_way_is_noticed_by_the_answer(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """Its checksum is known at its end only, and compared with the stored one."""
    cluster.faults.once("PUT object", side="target", flip=7)
    with pytest.raises(errors.ChecksumMismatch):
        await bucket.object("o").put(iter([b"body" * 100]))


async def test_a_large_file_that_changed_on_the_way_is_sent_again(
    cluster: LocalCluster, bucket: AsyncBucket, tmp_path: Path
) -> None:
    """A file over 64 MiB is hashed while it is sent, and can be read again."""
    path = tmp_path / "large"
    content = bytes(range(256)) * (65 * 4096)
    path.write_bytes(content)
    cluster.faults.once("PUT object", side="target", flip=40_000_000)
    stored = await bucket.object("o").put(path)

    assert stored.checksum == (await bucket.object("o").head()).checksum
    assert content == await (await bucket.object("o").get()).read_all()


async def test_a_body_with_metadata_that_changed_on_the_way_is_sent_again(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """With metadata the server looks at no checksum: the answer's is compared."""
    cluster.faults.once("PUT object", side="target", flip=7)
    await bucket.object("o").put(b"body" * 100, metadata={"k": "v"})

    assert b"body" * 100 == await (await bucket.object("o").get()).read_all()


async def test_metadata_that_would_not_fit_is_refused_before_anything_is_sent(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """AIS would drop all of it and answer 200."""
    with pytest.raises(errors.InvalidMetadata):
        await bucket.object("o").put(b"body", metadata={"k": "v" * 2048})

    assert 0 == cluster.seen.requests("PUT")


async def test_metadata_that_would_not_fit_beside_what_is_there_is_refused(
    cluster: LocalCluster, bucket: AsyncBucket
) -> None:
    """Merging is what adds up."""
    await bucket.object("o").put(b"body", metadata={"one": "v" * 1500})
    with pytest.raises(errors.InvalidMetadata):
        await bucket.object("o").merge_metadata({"two": "v" * 1500})

    assert 0 == cluster.seen.requests("PATCH")
    assert {"one": "v" * 1500} == (await bucket.object("o").head()).custom


@pytest.mark.parametrize(
    "location",
    [
        "http://{other}{path}?pid=p&utm=1",
        "http://user:pw@{target}{path}",
        "file://{path}",
        "http://{target}/v1/other",
        "",
    ],
    ids=["foreign host", "credentials", "file", "another path", "no location"],
)
async def test_a_write_never_goes_where_the_proxy_may_not_send_it(location: str) -> None:
    """A node that is not in the cluster map, or another path: nothing is sent there."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/cluster":
            return smap(endpoint, target.origin)
        shown = location.format(
            other=other.origin.removeprefix("http://"), target=target.origin.removeprefix("http://"), path=request.path
        )
        return 307, {"Location": shown} if shown else {}, b""

    with serving(store) as target, serving(store) as other, serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            with pytest.raises(errors.RedirectRefused):
                await client.bucket("b").object("o").put(b"body")

    assert [] == other.requests
    assert [] == target.requests


async def test_redirects_that_never_end_are_refused() -> None:
    """A loop is an error after three hops."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/cluster":
            return smap(endpoint, endpoint.origin)
        return 307, {"Location": endpoint.origin + request.path}, b""

    with serving(answer) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            with pytest.raises(errors.RedirectRefused, match="more than 3"):
                await (await client.bucket("b").object("o").get()).read_all()


@pytest.mark.parametrize("first", [True, False], ids=["first contact", "later"])
async def test_the_token_never_goes_to_a_redirect_target(cluster: LocalCluster, first: bool) -> None:
    """Targets need none; whoever answers there is not who it was given to."""
    async with AsyncClient(cluster.endpoint, token="SECRET-TOKEN") as client:
        bucket = await client.bucket("tokens").create(exist_ok=True)
        if not first:
            await bucket.object("o").put(b"warm")
        await bucket.object("o").put(b"body")
        await (await bucket.object("o").get()).read_all()
        await bucket.object("o").head()
        await bucket.object("o").delete()
        await bucket.delete()

    assert {None} == {each.header("authorization") for each in cluster.targets.seen.arrivals()}
    assert {"Bearer SECRET-TOKEN"} == {each.header("authorization") for each in cluster.proxy.seen.arrivals()}


async def test_the_token_never_goes_over_plain_http_to_another_machine() -> None:
    """Unless that is allowed, and then it is said so in the call."""
    with pytest.raises(errors.InsecureToken):
        AsyncClient("http://192.0.2.1:8080", token="SECRET-TOKEN")

    AsyncClient("http://192.0.2.1:8080", token="SECRET-TOKEN", allow_insecure_token=True)
    AsyncClient("https://192.0.2.1:8080", token="SECRET-TOKEN")


async def test_a_delete_whose_answer_was_lost_is_done(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """The second try finds nothing, since the first one deleted it."""
    await bucket.object("o").put(b"body")
    cluster.faults.once("DELETE object", side="target", lose_answer=True)
    await bucket.object("o").delete()

    assert not await bucket.object("o").exists()


async def test_a_delete_of_what_is_not_there_is_an_error(bucket: AsyncBucket) -> None:
    """Without a lost answer, nobody deleted it but somebody else."""
    with pytest.raises(errors.ObjectNotFound):
        await bucket.object("o").delete()


async def test_a_bucket_whose_creation_was_not_answered_is_created(cluster: LocalCluster, client: AsyncClient) -> None:
    """The second try finds it, since the first one made it."""
    await client.cluster().get_info()
    cluster.faults.once("POST bucket", lose_answer=True)
    bucket = await client.bucket("lost").create()

    assert await bucket.exists()
    await bucket.delete()
