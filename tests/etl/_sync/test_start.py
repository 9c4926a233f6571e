# Written by codegen.py from tests/etl/_async/test_start.py; do not edit.
"""ETLs from images, classes, functions and pod specifications, and their end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.etl import toy

from aistore_hl import Bucket, Client, Etl
from aistore_hl.errors import BadRequest, Conflict, EtlNotFound, EtlNotStarted, InvalidETL, JobAborted
from aistore_hl.etlserver import FastAPIServer, HTTPMultiThreadedServer

pytestmark = pytest.mark.anyio

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: fresh
  annotations:
    communication_type: "{communication_type}://"
    wait_timeout: 1m30s
spec:
  containers:
    - name: server
      image: toy:2
      ports: [{{name: default, containerPort: 8000}}]
      readinessProbe: {{httpGet: {{path: /health, port: default}}}}
"""


def _read(bucket: Bucket, etl: Etl, args: str | None = None) -> bytes:
    with bucket.object("in/one.txt").get(etl=etl, etl_args=args) as reader:
        return reader.read_all()


def test_a_class_is_started(bucket: Bucket, fresh: Etl) -> None:
    """With what belongs to it; it is returned, so that in threads it can stand as a decorator."""
    mark = b"> "

    class Marked(HTTPMultiThreadedServer):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            return mark + data

    found = fresh.init_class(workers=1, env={"LANG": "C"})(Marked)
    details = fresh.view()

    assert found is Marked
    assert b"> hello one" == _read(bucket, fresh)
    assert re.fullmatch(r"python:3\.\d+-slim", details.image)
    assert ("hpush", True) == (details.communication, details.direct_put)


def test_a_class_is_started_by_its_name(bucket: Bucket, fresh: Etl) -> None:
    """Without options, and with an image of one's own."""

    class Asynchronous(FastAPIServer):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            return data[::-1]

    assert fresh.init_class(Asynchronous, image="registry/own:1") is Asynchronous
    assert b"eno olleh" == _read(bucket, fresh)
    assert "registry/own:1" == fresh.view().image


def test_a_function_is_started(bucket: Bucket, fresh: Etl) -> None:
    """Of content alone."""
    assert fresh.init_function(lambda data: data[:5]) is fresh
    assert b"hello" == _read(bucket, fresh)


def test_a_coroutine_is_started(bucket: Bucket, fresh: Etl) -> None:
    """Of content, path and arguments, by the server that awaits it."""

    def tell(data: bytes, path: str, etl_args: str) -> bytes:
        return f"{path} {etl_args}".encode()

    fresh.init_function(tell)

    assert f"{bucket.name}/in/one.txt x" == _read(bucket, fresh, "x").decode()


def test_what_is_no_server_class_is_not_sent(fresh: Etl) -> None:
    """Nor an option that there is not."""
    with pytest.raises(TypeError, match="extends one of the servers"):
        fresh.init_class(int)  # type: ignore[type-var]  # the very thing that is refused
    with pytest.raises(TypeError, match="no such option of an ETL: dependency"):
        fresh.init_class(dependency=[])  # type: ignore[call-overload]
    with pytest.raises(EtlNotFound):
        fresh.view()


@pytest.mark.parametrize(
    ("attributes", "options", "error", "why"),
    [
        ({}, {}, TypeError, "Odd has neither transform nor transform_stream"),
        ({"transform": toy.awaited}, {}, TypeError, "is asynchronous: that takes FastAPIServer"),
        ({"transform": toy.plain}, {"communication": "ws"}, InvalidETL, "Odd takes no objects over a WebSocket"),
    ],
    ids=["nothing", "coroutine", "ws"],
)
def test_a_class_that_could_not_work_is_not_sent(
    fresh: Etl, attributes: Any, options: Any, error: type[Exception], why: str
) -> None:
    """Nobody waits for it to start, or for its answers."""
    odd = type("Odd", (HTTPMultiThreadedServer,), attributes)

    with pytest.raises(error, match=why):
        fresh.init_class(odd, **options)
    with pytest.raises(EtlNotFound):
        fresh.view()


def test_a_function_is_started_over_a_websocket(bucket: Bucket, fresh: Etl) -> None:
    """On the server that has them."""
    fresh.init_function(lambda data, path, etl_args: data.upper(), communication="ws")

    assert b"HELLO ONE" == _read(bucket, fresh)


def test_a_pod_specification_is_started(bucket: Bucket, fresh: Etl) -> None:
    """As its annotations say."""
    fresh.init_spec(POD.format(communication_type="hpull"))
    details = fresh.view()

    assert b"HELLO ONE!" == _read(bucket, fresh, "!")
    assert ("hpull", "90s", False) == (details.communication, details.init_timeout, details.direct_put)


SPEC = """\
name: another-name
communication: hpush://
argument: fqn
init_timeout: 1m
obj_timeout: 9s
support_direct_put: true
runtime:
  image: toy:3
  command: [run, it]
  env: [{name: GREETING, value: hello}]
resources: {limits: {memory: 1Gi}}
"""


def test_a_specification_of_ais_is_started(bucket: Bucket, fresh: Etl) -> None:
    """The form that stays when pods are gone: all that it says arrives, by the name of the handle."""
    fresh.init_spec(SPEC)
    details = fresh.view()

    assert b"HELLO ONE" == _read(bucket, fresh)
    assert ("fresh-etl", "hpush", "toy:3", ("run", "it"), True, "60s", "9s") == (
        details.name,
        details.communication,
        details.image,
        details.command,
        details.direct_put,
        details.init_timeout,
        details.object_timeout,
    )
    assert {"limits": {"memory": "1Gi"}} == details.message["resources"]
    assert [("GREETING", "hello"), ("ETL_DIRECT_FQN", "true")] == [
        (each["name"], each["value"]) for each in details.message["runtime"]["env"]
    ]


def test_an_image_is_told_all_that_is_said(bucket: Bucket, fresh: Etl) -> None:
    """As it is; a command in one text is split at blanks."""
    fresh.init(
        "toy:1",
        command="run it",
        init_timeout=45,
        object_timeout=7.5,
        direct_put=True,
        direct_file_access=True,
        env={"A": "b=c"},
        resources={"requests": {"cpu": "100m"}},
    )
    details = fresh.view()

    assert (("run", "it"), True, "45s", "7.5s") == (
        details.command,
        details.direct_put,
        details.init_timeout,
        details.object_timeout,
    )
    assert {"A": "b=c", "ETL_DIRECT_FQN": "true"} == {
        each["name"]: each["value"] for each in details.message["runtime"]["env"]
    }
    assert {"requests": {"cpu": "100m"}} == details.message["resources"]


def test_arguments_go_before_annotations(fresh: Etl) -> None:
    """Where both say something."""
    spec = POD.format(communication_type="hpull")
    fresh.init_spec(spec, communication="hpush", init_timeout=45, object_timeout=5, direct_put=True)
    details = fresh.view()

    assert ("hpush", "45s", "5s", True) == (
        details.communication,
        details.init_timeout,
        details.object_timeout,
        details.direct_put,
    )


def test_a_specification_without_indentation_is_repaired_with_a_warning(
    bucket: Bucket, fresh: Etl
) -> None:
    """As it is printed in places."""
    lost = POD.format(communication_type="hpush").replace("\n  ", "\n")
    with pytest.warns(UserWarning, match="lost its indentation"):
        fresh.init_spec(lost)

    assert b"HELLO ONE" == _read(bucket, fresh)


def test_a_specification_of_a_way_that_is_no_more_is_refused_with_the_reason(fresh: Etl) -> None:
    """And one that AIS would not take."""
    with pytest.raises(InvalidETL, match="hrev, a reverse proxy of 2022, is no more"):
        fresh.init_spec(POD.format(communication_type="hrev"))
    with pytest.raises(InvalidETL, match="readinessProbe"):
        fresh.init_spec(POD.format(communication_type="hpush").replace("readinessProbe", "probe"))


def test_what_ends_at_once_is_told_with_its_log(fresh: Etl) -> None:
    """And with its status; the name is free again."""
    with pytest.raises(EtlNotStarted, match="status 3 before it was ready"):
        fresh.init("ends:1")
    with pytest.raises(EtlNotStarted, match="status 3 before it was ready") as raised:
        fresh.init("ends:1")

    assert "out of ideas" in str(raised.value)
    assert (False, "fresh-etl") == (raised.value.is_reserved, raised.value.name)


def test_what_does_not_become_ready_is_told_with_its_log(fresh: Etl) -> None:
    """When its time is over."""
    with pytest.raises(EtlNotStarted, match=r"(?s)not ready after 0.3 seconds.*thinking"):
        fresh.init("hangs:1", init_timeout=0.3)


def test_an_image_that_cannot_run_here_is_refused(client: Client, fresh: Etl) -> None:
    """With what would be needed."""
    with pytest.raises(EtlNotStarted, match="cannot run without Kubernetes"):
        fresh.init("somebody/else:1")
    assert "fresh-etl" not in {each.name for each in client.cluster().list_etls()}


def test_a_name_is_taken_once(push: Etl) -> None:
    """And what runs by it goes on."""
    with pytest.raises(Conflict, match="already exists"):
        push.init("toy:1")
    assert {"Running"} == set(push.health().values())


def test_an_etl_is_stopped_started_and_deleted(client: Client, bucket: Bucket, fresh: Etl) -> None:
    """While it is stopped it does nothing, and nothing is told of it but that it is there."""
    fresh.init("toy:1", command="run it", env={"X": "1"})
    with pytest.raises(BadRequest, match="can't start"):
        fresh.start()
    fresh.stop()
    fresh.stop()
    stages = {each.name: each.stage for each in client.cluster().list_etls()}
    with pytest.raises(EtlNotFound):
        fresh.view()
    with pytest.raises(EtlNotFound):
        _read(bucket, fresh)
    fresh.start()

    assert "Aborted" == stages["fresh-etl"]
    assert b"HELLO ONE" == _read(bucket, fresh)
    fresh.delete()
    with pytest.raises(EtlNotFound):
        fresh.delete()
    fresh.delete(missing_ok=True)


def test_an_etl_is_gone_after_its_block(client: Client, bucket: Bucket) -> None:
    """Also when the block fails."""
    with pytest.raises(KeyError):
        with client.etl("block-etl").init("toy:1") as etl:
            _read(bucket, etl)
            raise KeyError("x")
    assert "block-etl" not in {each.name for each in client.cluster().list_etls()}


def test_an_etl_tells_what_it_prints_and_uses(client: Client, bucket: Bucket, push: Etl) -> None:
    """By target."""
    _read(bucket, push)
    targets = set(push.health())
    logs = push.logs()
    one = min(targets)

    assert 2 == len(targets)
    assert targets == set(logs) == set(push.metrics())
    assert f"transformed {bucket.name}/in/one.txt" in "".join(logs.values())
    assert {one} == set(push.logs(one))
    assert all(usage.memory > 0 for usage in push.metrics().values())
    info = {each.name: each for each in client.cluster().list_etls()}["toy-push"]
    assert info.is_running
    assert info.objects > 0


def test_a_stop_aborts_the_jobs_that_use_it(
    bucket: Bucket, other: Bucket, fresh: Etl, tmp_path: Path
) -> None:
    """They are told why."""
    gate = tmp_path / "gate"

    def wait(data: bytes) -> bytes:
        import time

        while not gate.exists():
            time.sleep(0.01)
        return data

    fresh.init_function(wait)
    job = bucket.transform(fresh, other)
    fresh.stop()
    with pytest.raises(JobAborted):
        job.wait(timeout=30)
