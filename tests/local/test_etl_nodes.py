"""ETLs while targets come, go, die and return: what they have made is whole, and what they have not is named."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest

from aistore_hl import Bucket, Client, Etl, Job
from aistore_hl.errors import AisError, GroupFailed
from aistore_hl.local import LocalCluster
from tests.local.http import ask

TOY = str(Path(__file__).parent / "etl/toy.py")
DEADLINE = 30.0
J = TypeVar("J")
NAMES = [f"o{number}" for number in range(60)]


def content(name: str) -> bytes:
    """Of an object; larger than what is sent in one piece."""
    return f"content of {name} ".encode() * 10_000


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where transformers are told what to do."""
    folder = tmp_path / "toys"
    folder.mkdir()
    return folder


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path, folder: Path) -> Iterator[LocalCluster]:
    """Three targets, which send contents, or the paths of files."""
    images = {"toy": ("{python}", TOY, str(folder))}
    kept = tmp_path / "kept" if request.param == "disk" else None
    with LocalCluster(3, dir=kept, dead_after=0.5, etl_images=images) as cluster:
        cluster.job_linger = 0.0
        yield cluster


@pytest.fixture
def client(cluster: LocalCluster) -> Iterator[Client]:
    """Its client."""
    with Client(cluster.endpoint) as client:
        yield client


@pytest.fixture
def bucket(client: Client) -> Bucket:
    """What is transformed."""
    bucket = client.bucket("b").create()
    for name in NAMES:
        bucket.object(name).put(content(name))
    return bucket


def started(cluster: LocalCluster, client: Client, etl: str, *, pipeline: tuple[str, ...] = ()) -> Job:
    """A job that goes on over errors."""
    value = {"id": etl, "pipeline": list(pipeline), "coer": True, "num-workers": 4}
    answer = ask(cluster.endpoint, "POST", "/v1/buckets/b?bck_to=ais/@%23/made/", {"action": "etl-bck", "value": value})
    assert answer.status == 200, answer.content
    return client.job(answer.content.decode(), kind="etl-bck")


def holding(folder: Path, start: Callable[[], J], act: Callable[[], None]) -> J:
    """A job in the middle of which something happens: at each target objects are with the transformer."""
    (folder / "hold").touch()
    job = start()
    requests = folder / "requests.jsonl"
    until(lambda: requests.exists() and requests.read_text("utf-8").count("\n") >= 4, "no object is asked for")
    act()
    (folder / "hold").unlink()
    return job


def made(client: Client) -> dict[str, bytes]:
    """What a job has made."""
    found = client.bucket("made")
    return {each.name: found.object(each.name).get().read_all() for each in found.list_objects()}


def expected(names: list[str]) -> dict[str, bytes]:
    """What it has to make."""
    return {name: content(name).upper() for name in names}


@pytest.mark.stress
@pytest.mark.parametrize("direct_put", [False, True], ids=["answered", "put"])
@pytest.mark.parametrize("how", ["maintain", "add_target"])
def test_a_job_makes_everything_while_the_map_changes(
    cluster: LocalCluster, client: Client, bucket: Bucket, folder: Path, how: str, direct_put: bool
) -> None:
    """Objects that move meanwhile, and results that belong to another target than when they were asked for."""
    etl = client.etl("up-etl").init("toy", direct_put=direct_put, object_timeout=30)
    words = () if how == "add_target" else (cluster.targets[0].id,)
    job = holding(folder, lambda: started(cluster, client, etl.name), lambda: getattr(cluster, how)(*words))

    job.wait(timeout=DEADLINE)
    cluster.settle()

    assert expected(NAMES) == made(client)
    assert expected(NAMES) == {name: bucket.object(name).get(etl=etl).read_all() for name in NAMES}


@pytest.mark.stress
@pytest.mark.parametrize("direct_put", [False, True], ids=["answered", "put"])
def test_a_job_is_without_what_a_target_that_leaves_had_in_hand(
    cluster: LocalCluster, client: Client, bucket: Bucket, folder: Path, direct_put: bool
) -> None:
    """It names the target. Nothing is half, results that belonged there are elsewhere; run again, it makes the rest."""
    etl = client.etl("up-etl").init("toy", direct_put=direct_put, object_timeout=30)
    gone = cluster.targets[0].id
    to = client.bucket("made")
    job = holding(folder, lambda: bucket.transform(etl, to, workers=4), lambda: cluster.decommission_target(gone))

    with pytest.raises(GroupFailed, match=f"did not arrive.*{gone}. left the cluster") as raised:
        job.wait(timeout=DEADLINE)
    cluster.settle()
    found = made(client)
    assert found == expected(list(found))
    assert {*NAMES} - {*found} == {*raised.value.failed}
    assert gone not in etl.health()

    again = bucket.transform(etl, to, skip_existing=True).wait(timeout=DEADLINE)
    assert again.done == len(raised.value.failed)
    assert expected(NAMES) == made(client)
    assert expected(NAMES) == {name: bucket.object(name).get(etl=etl).read_all() for name in NAMES}


@pytest.mark.stress
@pytest.mark.parametrize("direct_put", [False, True], ids=["answered", "put"])
@pytest.mark.parametrize("how", ["kill_target", "stop_target"])
def test_a_job_names_what_it_lost_with_a_target(
    cluster: LocalCluster, client: Client, bucket: Bucket, folder: Path, how: str, direct_put: bool
) -> None:
    """What it has made is whole. Not all is there, and the job says so; with the target back another one makes all."""
    etl = client.etl("up-etl").init("toy", direct_put=direct_put, object_timeout=30)
    gone = cluster.targets[0].id
    held = {each.name for each in bucket.list_objects(props=("name", "location")) if gone in (each.location or "")}
    job = holding(folder, lambda: started(cluster, client, etl.name), lambda: getattr(cluster, how)(gone))

    with pytest.raises(AisError):
        job.wait(timeout=DEADLINE)
    until(lambda: gone not in cluster.smap["tmap"], "nobody notices")
    cluster.settle()
    found = made(client)
    assert found == expected(list(found))
    assert 0 < len(found) < len(NAMES)
    left = [name for name in NAMES if name not in held]
    assert expected(left) == {name: bucket.object(name).get(etl=etl).read_all() for name in left}

    cluster.start_target(gone)
    cluster.settle()
    started(cluster, client, etl.name).wait(timeout=DEADLINE)
    assert expected(NAMES) == made(client)


@pytest.mark.stress
@pytest.mark.parametrize("first", ["up-sock", "up-pull", "up-push"])
def test_pipelines_begin_with_every_communication(
    cluster: LocalCluster, client: Client, bucket: Bucket, first: str
) -> None:
    """Of a bucket and of a group, also beside a target that has just come; inline, `hpull` has none, as on AIS."""
    communication = {"up-sock": "ws", "up-pull": "hpull", "up-push": "hpush"}[first]
    begins: Etl = client.etl(first).init("toy", communication=communication, direct_put=True)  # type: ignore[arg-type]
    ends = client.etl("up-next").init("toy", direct_put=True)
    cluster.add_target()

    if first == "up-pull":
        with pytest.raises(AisError, match="pipeline not supported for hpull"):
            bucket.object("o1").get(etl=begins >> ends).read_all()
    else:
        assert expected(NAMES) == {name: bucket.object(name).get(etl=begins >> ends).read_all() for name in NAMES}
    started(cluster, client, first, pipeline=("up-next",)).wait(timeout=DEADLINE)
    assert expected(NAMES) == made(client)
    value = {"id": first, "pipeline": ["up-next"], "objnames": NAMES[:9], "tobck": {"name": "group", "provider": "ais"}}
    answer = ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "etl-listrange", "value": value})
    assert answer.status == 200, answer.content
    client.job(answer.content.decode(), kind="etl-listrange").wait(timeout=DEADLINE)
    assert {*NAMES[:9]} == {each.name for each in client.bucket("group").list_objects()}
