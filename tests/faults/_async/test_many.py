"""What becomes of many objects when the cluster misbehaves: right content or an error, each by its name."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest

from aistore_hl import AsyncBucket, AsyncClient, LocalCluster, RetryPolicy, errors
from aistore_hl.types import ClusterMap
from tests.faults.endpoints import Answer, Endpoint, Request, serving, smap, store

pytestmark = pytest.mark.anyio

COUNT = 40
MIB = 1 << 20

Outcome = tuple[dict[str, bytes], dict[str, type[Exception]]]


@pytest.fixture
async def contents(cluster: LocalCluster, bucket: AsyncBucket, patient: AsyncClient) -> dict[str, bytes]:
    """Objects of 2,000 bytes, by name."""
    made = {f"{number:04}": os.urandom(2_000) for number in range(COUNT)}
    await patient.bucket(bucket.name).put_many(made)
    cluster.seen.clear()
    return made


async def read(bucket: AsyncBucket, names: list[str], *, direct: bool = False) -> Outcome:
    """What came, and what failed."""
    found: dict[str, bytes] = {}
    try:
        async for item in bucket.get_many(names, direct=direct):
            found[item.name] = item.content
    except errors.BatchError as exc:
        return found, {name: type(failure) for name, failure in exc.failures.items()}
    return found, {}


def holds(contents: dict[str, bytes], outcome: Outcome) -> bool:
    """Whether every name came right or failed, and none of them both."""
    found, failed = outcome
    return found.keys() | failed.keys() == contents.keys() and found == {
        name: content for name, content in contents.items() if name not in failed
    }


STRIKES = [
    *(("target", kind) for kind in ("reset", "cut", "trunc", "lost answer", "not ready", "flip")),
    *(("proxy", kind) for kind in ("reset", "busy", "too many")),
]
OTHERS = ["reset midway", "lost by reset", "half a head", "unavailable", "failure", "delay", "hang", "drip"]


@pytest.mark.parametrize(
    ("side", "kind"),
    [
        *STRIKES,
        *(pytest.param(side, kind, marks=pytest.mark.stress) for side in ("proxy", "target") for kind in OTHERS),
        pytest.param("target", "stall", marks=pytest.mark.stress),
    ],
)
async def test_what_passes_costs_no_object(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes], side: str, kind: str
) -> None:
    """Struck twice in the middle, and every content comes whole and verified."""
    cluster.faults.once("GET object", side=side, kind=kind, after=20, times=2)

    assert (contents, {}) == await read(bucket, list(contents))


FINAL = {
    "foreign host": errors.RedirectRefused,
    "other path": errors.RedirectRefused,
    "no location": errors.RedirectRefused,
    "garbled head": errors.ProtocolError,
    "foreign page": errors.ProtocolError,
    "starting": errors.ObjectNotFound,
    "full": errors.OutOfSpace,
}


@pytest.mark.parametrize("kind", FINAL)
async def test_what_does_not_pass_costs_one_object(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes], kind: str
) -> None:
    """The one that was struck, by its name; all others come."""
    side = "proxy" if kind in ("foreign host", "other path", "no location") else "target"
    cluster.faults.once("GET object", side=side, kind=kind, after=20)
    outcome = await read(bucket, list(contents))

    assert holds(contents, outcome)
    assert [FINAL[kind]] == list(outcome[1].values())


async def test_wrong_bytes_are_never_handed_over(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes]
) -> None:
    """A target that turns a bit in every answer: each name fails, and says why."""
    cluster.faults.once("GET object", side="target", kind="flip", times=None)
    found, failed = await read(bucket, list(contents))

    assert found == {}
    assert {errors.ChecksumMismatch} == set(failed.values())
    assert contents.keys() == failed.keys()


@pytest.mark.parametrize("direct", [False, True], ids=["proxy", "direct"])
async def test_a_target_that_is_down_costs_what_it_holds(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes], direct: bool
) -> None:
    """Nothing else, and each of those by its name."""
    down = cluster.targets[0]
    held = {name for name in contents if owner(cluster, bucket, name) == down.id}
    cluster.take_down(down.id)
    try:
        found, failed = await read(bucket, list(contents), direct=direct)
    finally:
        cluster.bring_up(down.id)

    assert held
    assert (held, {errors.ConnectFailed}) == (failed.keys(), set(failed.values()))
    assert {name: content for name, content in contents.items() if name not in held} == found


def owner(cluster: LocalCluster, bucket: AsyncBucket, name: str) -> str:
    """The target that holds an object."""
    return ClusterMap.from_document(cluster.smap).owner(bucket.ref.uname + name).id


async def test_a_target_that_dies_in_the_middle_costs_no_more(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes]
) -> None:
    """What came before is right, what it held afterwards fails by name, and a second run gets the rest."""
    down, found = cluster.targets[1], dict[str, bytes]()
    with pytest.raises(errors.BatchError) as caught:
        async for item in bucket.get_many(contents, window=8):
            found[item.name] = item.content
            if len(found) == 10:
                cluster.take_down(down.id)
    cluster.bring_up(down.id)
    failed = list(caught.value.failures)

    assert {down.id} == {owner(cluster, bucket, name) for name in failed}
    assert {errors.ConnectFailed} == {type(exc) for exc in caught.value.failures.values()}
    found |= {item.name: item.content async for item in bucket.get_many(failed)}
    assert contents == found


async def test_a_target_that_is_away_for_a_moment_costs_nothing(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes]
) -> None:
    """All that it holds waits together, and is paid for once: the budget of retries is not used up by their number."""
    down = cluster.targets[2]
    names = [name for name in contents if owner(cluster, bucket, name) == down.id] * 20
    policy = RetryPolicy(attempts=30, base=0.02, cap=0.05, total=20)
    cluster.take_down(down.id)
    async with AsyncClient(cluster.endpoint, retry=policy) as client:
        await client.bucket(bucket.name).head()
        tries = 0

        def count(done: int, total: int | None) -> None:
            nonlocal tries
            tries += 1
            if done < len(names) and tries == 1:
                cluster.bring_up(down.id)

        # The others are read first, so that something is done while it is away.
        others = [name for name in contents if name not in set(names)]
        found = [item.content async for item in client.bucket(bucket.name).get_many(others + names, progress=count)]

    assert [contents[name] for name in others + names] == found


async def test_not_found_while_a_target_is_out_is_said_to_be_unavailable(cluster: LocalCluster) -> None:
    """The map shows that a target is missing that was there: nobody knows what it holds."""
    targets = [target.origin for target in cluster.targets]
    missing = b'{"status":404,"tcode":"ErrNotFound","message":"no such object"}'

    def answered(endpoint: Endpoint, request: Request) -> Answer:
        asked = [each.path for each in endpoint.requests]
        if request.path == "/v1/cluster":
            return smap(endpoint, *(targets if asked.count(request.path) == 1 else targets[1:]))
        if request.path.endswith("/met"):
            return 301, {"Location": targets[0] + request.path}, b""
        return 404, {"Content-Type": "application/json"}, missing

    with serving(answered) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            names = ["met", "a", "b"]
            found = [item.error async for item in client.bucket("b").get_many(names, window=1, raise_errors=False)]

    assert [errors.Unavailable, errors.Unavailable] == [type(exc) for exc in found[1:]]
    assert "while t2 is away" in str(found[1])


async def test_what_is_under_way_at_the_deadline_fails_by_name(
    cluster: LocalCluster, bucket: AsyncBucket, contents: dict[str, bytes]
) -> None:
    """Neither the call nor any object takes longer; what came before is kept."""
    cluster.faults.once("GET object", side="target", kind="hang", after=10, times=None)
    begun = time.monotonic()
    with pytest.raises(errors.BatchError) as caught:
        async for item in bucket.get_many(contents, timeout=0.5, window=20):
            assert contents[item.name] == item.content

    assert time.monotonic() - begun < 5
    assert {errors.ReadTimeout, errors.DeadlineExceeded} >= {type(exc) for exc in caught.value.failures.values()}
    assert len(caught.value.failures) >= COUNT - 10


@pytest.mark.parametrize(
    ("side", "kind"),
    [
        *(("proxy", kind) for kind in ("reset", "busy")),
        *(("target", kind) for kind in ("reset", "cut at once", "lost answer")),
    ],
)
async def test_what_passes_costs_no_body(
    cluster: LocalCluster, bucket: AsyncBucket, patient: AsyncClient, side: str, kind: str
) -> None:
    """Struck twice in the middle, and every body is stored as it was sent."""
    made = {f"{number:04}": os.urandom(2_000) for number in range(COUNT)}
    cluster.faults.once("PUT object", side=side, kind=kind, after=20, times=2)
    stored = await bucket.put_many(made)

    assert list(made) == list(stored)
    assert (made, {}) == await read(patient.bucket(bucket.name), list(made))


async def test_a_body_without_an_answer_is_not_sent_again(
    cluster: LocalCluster, bucket: AsyncBucket, patient: AsyncClient
) -> None:
    """A target that falls silent may store it yet, and whatever came behind it on that connection: each is told."""
    made = {f"{number:04}": os.urandom(500) for number in range(COUNT)}
    await bucket.put_many({"first": b""})
    await bucket.put_many({"second": b"2"})
    cluster.faults.once("PUT object", side="target", kind="hang", after=20)
    with pytest.raises(errors.BatchError) as caught:
        await bucket.put_many(made)
    failed = caught.value.failures

    assert {errors.AmbiguousWrite} == {type(exc) for exc in failed.values()}
    assert 1 <= len(failed) <= 8
    assert made.keys() == failed.keys() | caught.value.results.keys()
    kept = {name: made[name] for name in caught.value.results}
    assert (kept, {}) == await read(patient.bucket(bucket.name), list(kept))


@contextmanager
def redirected(keep: Callable[[Endpoint, Request], Answer]) -> Iterator[tuple[str, Endpoint]]:
    """A proxy by its address, and its one target, which answers by `keep`."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        if request.path == "/v1/cluster":
            return smap(endpoint, target.origin)
        return 307, {"Location": target.origin + request.path + "?pid=p&utm=1"}, b""

    with serving(keep) as target, serving(answer) as proxy:
        yield proxy.origin, target


@pytest.mark.parametrize("kind", [bytes, Path])
async def test_small_bodies_do_not_wait_for_a_large_one(tmp_path: Path, kind: type[bytes] | type[Path]) -> None:
    """They are all stored before it is answered, which came first; another one by its name is the last all the same."""
    small = {f"/v1/objects/b/{number:02}" for number in range(20)}
    stored = Event()
    waited: list[bool] = []

    def keep(endpoint: Endpoint, request: Request) -> Answer:
        found = store(endpoint, request)
        if len(request.body) == MIB:
            waited.append(stored.wait(10))
        elif small <= endpoint.objects.keys():
            stored.set()
        return found

    (tmp_path / "large").write_bytes(bytes(MIB))
    large = tmp_path / "large" if kind is Path else bytes(MIB)
    bodies = [("large", large), *((name[-2:], name.encode()) for name in sorted(small)), ("large", b"small")]
    with redirected(keep) as (origin, target):
        async with AsyncClient(origin) as client:
            await client.bucket("b").put_many({"first": b""})
            await client.bucket("b").put_many(bodies)

    assert [True] == waited
    assert b"small" == target.objects["/v1/objects/b/large"]


async def test_a_large_body_that_fails_is_told_by_its_name() -> None:
    """The next one is stored, and so are the small ones beside it."""

    def keep(endpoint: Endpoint, request: Request) -> Answer:
        return (507, {}, b"") if request.path.endswith("/large") else store(endpoint, request)

    with redirected(keep) as (origin, _):
        async with AsyncClient(origin) as client:
            await client.bucket("b").put_many({"first": b""})
            with pytest.raises(errors.BatchError) as caught:
                await client.bucket("b").put_many({"large": bytes(MIB), "small": b"", "next": bytes(MIB)})

    assert {"large": errors.OutOfSpace} == {name: type(exc) for name, exc in caught.value.failures.items()}
    assert {"small", "next"} == caught.value.results.keys()


async def test_a_full_cluster_refuses_by_name(cluster: LocalCluster, bucket: AsyncBucket) -> None:
    """What was refused is told, what was stored is in the results."""
    await bucket.put_many({"first": b"1"})
    cluster.faults.once("PUT object", side="target", kind="full", after=5, times=3)
    with pytest.raises(errors.BatchError) as caught:
        await bucket.put_many({f"{number}": b"x%d" % number for number in range(20)})

    assert [errors.OutOfSpace] * 3 == [type(exc) for exc in caught.value.failures.values()]
    assert len(caught.value.results) == 17


async def test_an_endpoint_that_takes_bodies_itself_gets_them_once() -> None:
    """It does not redirect: no empty body is ever sent to it in the place of the real one."""
    with serving(store) as endpoint:
        async with AsyncClient(endpoint.origin) as client:
            await client.bucket("b").put_many({f"{number}": b"body %d" % number for number in range(5)})

        assert [b"body %d" % number for number in range(5)] == endpoint.puts()
