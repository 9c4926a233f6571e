"""How transformers of a local cluster start, end and are started again, and what is left of them: nothing."""

from __future__ import annotations

import gc
import http.client
import json
import logging
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from aistore_hl import Client, Etl
from aistore_hl.errors import AisError, EtlFailed, EtlNotFound, EtlNotStarted, JobFailed
from aistore_hl.local import LocalCluster
from tests.local.http import ask

TOY = str(Path(__file__).parent / "etl/toy.py")
DEADLINE = 20.0

FAILS = "import sys; [print('line', n) for n in range(30)]; sys.exit(7)"


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for something."""
    deadline = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def children(pid: int | None = None) -> list[psutil.Process]:
    """The processes below one, this one where none is named, that are or belong to a transformer."""
    found = []
    for process in psutil.Process(pid).children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE and TOY in process.cmdline():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def transformers(folder: Path) -> list[psutil.Process]:
    """The processes that transform, without those that watch them."""
    return [
        each for each in children() if "supervisor.py" not in " ".join(each.cmdline()) and str(folder) in each.cmdline()
    ]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that nobody has waited for does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def homes() -> set[str]:
    """Folders that transformers of this machine live in."""
    return {name for name in os.listdir(tempfile.gettempdir()) if name.startswith("aistore-etl-")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where transformers are told what to do. Those of others on this machine have their homes elsewhere."""
    folder = tmp_path_factory.mktemp("toys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("homes")))
        yield folder


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[LocalCluster]:
    """A cluster of two targets, in a folder."""
    (folder / "mortal").mkdir()
    images = {
        "toy": ("{python}", TOY, str(folder)),
        "mortal": ("{python}", TOY, str(folder / "mortal")),
        "fails": ("{python}", "-c", FAILS),
        "never": ("{python}", "-c", "import threading; threading.Event().wait()"),
        "missing": ("/no/such/program",),
        "environment": ("{python}", "-c", "import json, os, sys; sys.exit(json.dumps(dict(os.environ)))"),
    }
    with LocalCluster(2, dir=folder / "cluster", etl_images=images) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def client(cluster: LocalCluster) -> Iterator[Client]:
    """Its client."""
    with Client(cluster.endpoint) as client:
        bucket = client.bucket("b").create()
        for number in range(20):
            bucket.object(f"o{number}").put(b"hello %d" % number)
        bucket.object("bad").put(b"broken")
        yield client


@pytest.fixture(scope="module")
def etl(client: Client) -> Iterator[Etl]:
    """One that runs."""
    etl = client.etl("up-push")
    etl.init("toy", object_timeout=5)
    yield etl
    etl.delete()


def test_what_is_stopped_is_not_there_and_starts_again(client: Client, folder: Path) -> None:
    """Its processes and folders are gone, it is told as such, and it works after it was started."""
    before = homes()
    etl = client.etl("up-stops")
    etl.init("toy")
    assert 2 == len(homes() - before)

    etl.stop()

    assert before == homes()
    with pytest.raises(EtlNotFound):
        client.bucket("b").object("o1").get(etl=etl).read_all()
    etl.start()
    assert b"HELLO 1" == client.bucket("b").object("o1").get(etl=etl).read_all()
    etl.delete()
    assert before == homes()
    assert "up-stops" not in [each.name for each in client.cluster().list_etls()]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("fails", ("ended with status 7", "line 29")),
        ("never", ("not ready after 0.3 seconds",)),
        ("missing", ("/no/such/program", "No such file or directory", "127")),
        ("else", ("cannot run without Kubernetes", "--etl-image")),
    ],
    ids=["ends", "hangs", "no-program", "no-image"],
)
def test_what_cannot_start_says_why_and_leaves_nothing(client: Client, image: str, said: tuple[str, ...]) -> None:
    """One error with what it said last; no process, no folder, and the name is free."""
    before, running = homes(), len(children())

    with pytest.raises(EtlNotStarted) as caught:
        client.etl("up-fails").init(image, init_timeout=0.3 if image == "never" else 20)

    assert [] == [words for words in said if words not in str(caught.value)], str(caught.value)
    assert "line 5" not in str(caught.value)
    assert (before, running) == (homes(), len(children()))
    assert "up-fails" not in [each.name for each in client.cluster().list_etls()]


def test_a_transformer_has_no_more_of_the_environment_than_a_pod(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is set around the cluster is not for it."""
    monkeypatch.setenv("AIS_AUTHN_TOKEN", "secret-of-the-user")
    monkeypatch.setenv("SOMETHING_ELSE", "x")

    with pytest.raises(EtlNotStarted) as caught:
        client.etl("up-env").init("environment", env={"MINE": "1"})

    text = str(caught.value)
    assert "MINE" in text
    assert "AIS_TARGET_URL" in text
    assert "secret-of-the-user" not in text
    assert "SOMETHING_ELSE" not in text


def test_a_killed_transformer_is_started_again_and_the_read_goes_on(client: Client, etl: Etl, folder: Path) -> None:
    """Who reads meanwhile waits, and gets the result."""
    for process in transformers(folder):
        process.kill()

    assert b"HELLO 3" == client.bucket("b").object("o3").get(etl=etl).read_all()


def test_one_that_ends_while_it_is_started_again_is_started_once_more(client: Client, etl: Etl, folder: Path) -> None:
    """As long as that was not too often."""
    (folder / "early").touch()
    for process in transformers(folder):
        process.kill()

    assert b"HELLO 5" == client.bucket("b").object("o5").get(etl=etl).read_all()
    until(lambda: not (folder / "early").exists(), "none has ended early")
    assert {f"HELLO {n}".encode() for n in range(20)} == {
        client.bucket("b").object(f"o{n}").get(etl=etl).read_all() for n in range(20)
    }


def test_who_cannot_wait_for_a_restart_hears_how_it_ended(client: Client, folder: Path) -> None:
    """When the time of the object is over."""
    with client.etl("up-mortal").init("mortal", object_timeout=0.5) as etl:
        (folder / "mortal/dead").touch()
        for process in transformers(folder / "mortal"):
            process.kill()

        with pytest.raises(AisError, match=r"b/o1 at .*: it ended with status (137|3), and is started again"):
            client.bucket("b").object("o1").get(etl=etl).read_all()
    (folder / "mortal/dead").unlink()


@pytest.mark.stress
def test_one_that_ends_again_and_again_ends_its_etl(client: Client, folder: Path) -> None:
    """After five times without an answer. Who waits for it meanwhile hears of that, and nothing of it runs."""
    etl = client.etl("up-mortal").init("mortal")
    (folder / "mortal/dead").touch()
    for process in transformers(folder / "mortal"):
        process.kill()

    with pytest.raises(EtlNotFound):
        client.bucket("b").object("o1").get(etl=etl).read_all()

    assert ["Aborted"] == [each.stage for each in client.cluster().list_etls() if each.name == "up-mortal"]
    until(lambda: not transformers(folder / "mortal"), "a transformer outlives its ETL")
    etl.delete()


def test_a_job_goes_on_when_transformers_are_killed(
    cluster: LocalCluster, client: Client, etl: Etl, folder: Path
) -> None:
    """One that is killed in the middle of an answer: its object is asked for again, and none is short."""
    (folder / "die").touch()

    started = ask(
        cluster.endpoint,
        "POST",
        "/v1/buckets/b?bck_to=ais/@%23/killed/",
        {"action": "etl-bck", "value": {"id": etl.name, "prefix": "o"}},
    )
    client.job(started.content.decode(), kind="etl-bck").wait(timeout=DEADLINE)

    found = client.bucket("killed")
    assert {f"o{n}": b"HELLO %d" % n for n in range(20)} == {
        each.name: found.object(each.name).get().read_all() for each in found.list_objects()
    }
    assert not (folder / "die").exists()


def test_a_killed_supervisor_leaves_no_transformer(client: Client, etl: Etl, folder: Path) -> None:
    """It is ended and started again."""
    supervisors = [each for each in children() if "supervisor.py" in " ".join(each.cmdline())]
    orphans = {each.pid for each in transformers(folder)}
    for process in supervisors:
        process.kill()

    assert b"HELLO 4" == client.bucket("b").object("o4").get(etl=etl).read_all()
    until(lambda: not any(map(is_alive, orphans)), "a transformer outlives its supervisor")


def test_objects_of_a_job_that_fail_at_once_are_all_heard(
    client: Client, etl: Etl, caplog: pytest.LogCaptureFixture
) -> None:
    """The first failure ends the job, and none is left for the event loop to complain of."""
    missing = client.bucket("b").objects([f"missing-{number}" for number in range(40)])

    with caplog.at_level(logging.ERROR), pytest.raises(JobFailed):
        missing.transform(etl, client.bucket("to-nowhere"), workers=16, continue_on_error=False).wait(timeout=DEADLINE)
    gc.collect()

    assert [] == caplog.records


@pytest.mark.stress
def test_one_that_listens_no_more_is_told_as_such(client: Client, folder: Path) -> None:
    """Within the time of an object; it runs on, as a pod would, and ends with its ETL."""
    with client.etl("up-shut").init("toy", object_timeout=1) as etl:
        (folder / "shut").touch()
        bucket = client.bucket("b")
        with pytest.raises(AisError, match="onnection refused"):
            for number in range(20):
                bucket.object(f"o{number}").get(etl=etl).read_all()

        assert 2 == len(etl.health())
    until(
        lambda: not [each for each in transformers(folder) if "up-shut" in each.environ()["AIS_TARGET_URL"]], "it runs"
    )


def test_a_failed_transform_says_whose_it_is(client: Client, etl: Etl) -> None:
    """With the words of the transformer, also in what is told of the ETL."""
    with pytest.raises(EtlFailed, match="cannot transform"):
        client.bucket("b").object("bad").get(etl=etl).read_all()

    assert "ais://b/bad" in [each.object for each in etl.view().errors]


def test_a_target_that_comes_gets_a_transformer_and_one_that_goes_loses_it(
    cluster: LocalCluster, client: Client, etl: Etl
) -> None:
    """Reads go on all the time, whoever owns the objects."""
    added = cluster.add_target()
    cluster.settle()
    assert {f"HELLO {n}".encode() for n in range(20)} == {
        client.bucket("b").object(f"o{n}").get(etl=etl).read_all() for n in range(20)
    }
    assert added.id in etl.health()

    cluster.decommission_target(added.id)
    cluster.settle()
    until(lambda: added.id not in etl.health(), "the transformer of a target that is gone runs on")

    assert b"HELLO 7" == client.bucket("b").object("o7").get(etl=etl).read_all()


def test_a_result_that_is_short_late_or_of_another_is_not_kept(
    cluster: LocalCluster, client: Client, etl: Etl, folder: Path
) -> None:
    """What a transformer puts at a target is an object when all of it is there, in time, and with its secret."""
    client.bucket("b").object("o1").get(etl=etl).read_all()
    line = (folder / "requests.jsonl").read_text("utf-8").splitlines()[-1]
    parts = urlsplit(json.loads(line)["target_url"])
    short = http.client.HTTPConnection(parts.netloc, timeout=10)
    short.putrequest("PUT", f"{parts.path}/ais%2F@%23%2Fb%2Fshort")
    short.putheader("Content-Length", "10")
    short.endheaders(b"five")
    assert short.sock is not None
    short.sock.shutdown(socket.SHUT_WR)
    short.getresponse()
    short.close()

    target = f"{parts.scheme}://{parts.netloc}"
    statuses = [
        ask(target, "PUT", f"{path}/ais%2F@%23%2Fb%2F{name}").status
        for path, name in (
            (parts.path[:-1], "other"),
            (f"{parts.path}", "late?uuid=nosuchjob"),
            ("/v1/etl/_object/up-none/secret", "none"),
        )
    ]

    assert [400, 404, 404] == statuses
    assert set() == {"short", "other", "late", "none"} & {each.name for each in client.bucket("b").list_objects()}


def test_a_transformer_asks_of_objects_as_clients_do(client: Client, etl: Etl, folder: Path) -> None:
    """For the head, and for a range; with other methods it does nothing, and with another secret neither."""
    client.bucket("b").object("o1").get(etl=etl).read_all()
    line = (folder / "requests.jsonl").read_text("utf-8").splitlines()[-1]
    parts = urlsplit(json.loads(line)["target_url"])
    target, uname = f"{parts.scheme}://{parts.netloc}", f"{parts.path}/ais%2F@%23%2Fb%2Fo1"

    head = ask(target, "HEAD", uname)
    part = ask(target, "GET", uname, fields=[("Range", "bytes=1-2")])
    other = ask(target, "DELETE", uname)

    assert (200, "7", b"") == (head.status, head.header("Content-Length"), head.content)
    assert head.header("Ais-Checksum-Value")
    assert (206, b"el") == (part.status, part.content)
    assert (405, "GET, HEAD, PUT") == (other.status, other.header("Allow"))
    wrong = (f"{uname}-none", f"{parts.path}/ais%2F@%23%2Fnone%2Fo1", f"{parts.path}/ais%2F@%23%2Fb", parts.path)
    assert [404, 404, 400, 400] == [ask(target, "HEAD", path).status for path in wrong]
    assert 400 == ask(target, "HEAD", f"{parts.path[:-1]}%FF/ais%2F@%23%2Fb%2Fo1").status


def test_a_websocket_that_breaks_is_dialed_again(client: Client, folder: Path) -> None:
    """A transformer that dies is asked again; what it fails at is told with its words, and the next object comes."""
    bucket = client.bucket("b")
    with client.etl("up-sock").init("toy", communication="ws", direct_put=True, object_timeout=5) as etl:
        assert b"HELLO 1 x" == bucket.object("o1").get(etl=etl, etl_args="x").read_all()
        with pytest.raises(EtlFailed, match="cannot transform"):
            bucket.object("bad").get(etl=etl).read_all()
        (folder / "die").touch()

        assert b"HELLO 2" == bucket.object("o2").get(etl=etl).read_all()
        assert not (folder / "die").exists()


def test_a_transformer_fetches_from_a_cluster_that_wants_a_token(folder: Path) -> None:
    """Its own secret is enough; nobody else's request for an object is answered."""
    images = {"toy": ("{python}", TOY, str(folder))}
    with LocalCluster(1, allow_remote=True, etl_images=images) as cluster:
        options = {"token": cluster.token, "allow_insecure_token": True}
        with Client(cluster.endpoint, **options) as client:  # type: ignore[arg-type]
            client.bucket("b").create().object("o").put(b"hello")
            client.etl("up-pull").init("toy", communication="hpull")

            assert b"HELLO" == client.bucket("b").object("o").get(etl="up-pull").read_all()
        target = cluster.targets[0].origin
        assert 400 == ask(target, "GET", "/v1/etl/_object/up-pull/else/ais%2F@%23%2Fb%2Fo").status


def test_a_closed_cluster_leaves_nothing(folder: Path) -> None:
    """Also where an ETL is just starting, or was stopped."""
    before, running = homes(), {each.pid for each in children()}
    images = {"toy": ("{python}", TOY, str(folder))}
    with LocalCluster(2, etl_images=images) as cluster, Client(cluster.endpoint) as client:
        client.etl("up-one").init("toy")
        other = client.etl("up-two")
        other.init("toy")
        other.stop()

    assert homes() <= before
    assert {each.pid for each in children()} <= running
