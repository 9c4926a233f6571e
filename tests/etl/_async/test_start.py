"""ETLs from images, classes, functions and pod specifications, and their end."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient, AsyncEtl
from aistore_hl.errors import BadRequest, Conflict, EtlNotFound, EtlNotStarted, InvalidETL, JobAborted
from aistore_hl.etlserver import FastAPIServer, HTTPMultiThreadedServer
from tests.etl import toy

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


async def _read(bucket: AsyncBucket, etl: AsyncEtl, args: str | None = None) -> bytes:
    async with await bucket.object("in/one.txt").get(etl=etl, etl_args=args) as reader:
        return await reader.read_all()


async def test_a_class_is_started(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """With what belongs to it; it is returned, so that in threads it can stand as a decorator."""
    mark = b"> "

    class Marked(HTTPMultiThreadedServer):
        def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            return mark + data

    found = await fresh.init_class(workers=1, env={"LANG": "C"})(Marked)
    details = await fresh.view()

    assert found is Marked
    assert b"> hello one" == await _read(bucket, fresh)
    assert re.fullmatch(r"python:3\.\d+-slim", details.image)
    assert ("hpush", True) == (details.communication, details.direct_put)


async def test_a_class_is_started_by_its_name(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """Without options, and with an image of one's own."""

    class Asynchronous(FastAPIServer):
        async def transform(self, data: bytes, path: str, etl_args: str) -> bytes:
            return data[::-1]

    assert await fresh.init_class(Asynchronous, image="registry/own:1") is Asynchronous
    assert b"eno olleh" == await _read(bucket, fresh)
    assert "registry/own:1" == (await fresh.view()).image


async def test_a_function_is_started(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """Of content alone."""
    assert await fresh.init_function(lambda data: data[:5]) is fresh
    assert b"hello" == await _read(bucket, fresh)


async def test_a_coroutine_is_started(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """Of content, path and arguments, by the server that awaits it."""

    async def tell(data: bytes, path: str, etl_args: str) -> bytes:
        return f"{path} {etl_args}".encode()

    await fresh.init_function(tell)

    assert f"{bucket.name}/in/one.txt x" == (await _read(bucket, fresh, "x")).decode()


async def test_what_is_no_server_class_is_not_sent(fresh: AsyncEtl) -> None:
    """Nor an option that there is not."""
    with pytest.raises(TypeError, match="extends one of the servers"):
        await fresh.init_class(int)  # type: ignore[type-var]  # the very thing that is refused
    with pytest.raises(TypeError, match="no such option of an ETL: dependency"):
        fresh.init_class(dependency=[])  # type: ignore[call-overload]
    with pytest.raises(EtlNotFound):
        await fresh.view()


@pytest.mark.parametrize(
    ("attributes", "options", "error", "why"),
    [
        ({}, {}, TypeError, "Odd has neither transform nor transform_stream"),
        ({"transform": toy.awaited}, {}, TypeError, "is asynchronous: that takes FastAPIServer"),
        ({"transform": toy.plain}, {"communication": "ws"}, InvalidETL, "Odd takes no objects over a WebSocket"),
    ],
    ids=["nothing", "coroutine", "ws"],
)
async def test_a_class_that_could_not_work_is_not_sent(
    fresh: AsyncEtl, attributes: Any, options: Any, error: type[Exception], why: str
) -> None:
    """Nobody waits for it to start, or for its answers."""
    odd = type("Odd", (HTTPMultiThreadedServer,), attributes)

    with pytest.raises(error, match=why):
        await fresh.init_class(odd, **options)
    with pytest.raises(EtlNotFound):
        await fresh.view()


async def test_a_function_is_started_over_a_websocket(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """On the server that has them."""
    await fresh.init_function(lambda data, path, etl_args: data.upper(), communication="ws")

    assert b"HELLO ONE" == await _read(bucket, fresh)


async def test_a_pod_specification_is_started(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """As its annotations say."""
    await fresh.init_spec(POD.format(communication_type="hpull"))
    details = await fresh.view()

    assert b"HELLO ONE!" == await _read(bucket, fresh, "!")
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


async def test_a_specification_of_ais_is_started(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """The form that stays when pods are gone: all that it says arrives, by the name of the handle."""
    await fresh.init_spec(SPEC)
    details = await fresh.view()

    assert b"HELLO ONE" == await _read(bucket, fresh)
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


async def test_an_image_is_told_all_that_is_said(bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """As it is; a command in one text is split at blanks."""
    await fresh.init(
        "toy:1",
        command="run it",
        init_timeout=45,
        object_timeout=7.5,
        direct_put=True,
        direct_file_access=True,
        env={"A": "b=c"},
        resources={"requests": {"cpu": "100m"}},
    )
    details = await fresh.view()

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


async def test_arguments_go_before_annotations(fresh: AsyncEtl) -> None:
    """Where both say something."""
    spec = POD.format(communication_type="hpull")
    await fresh.init_spec(spec, communication="hpush", init_timeout=45, object_timeout=5, direct_put=True)
    details = await fresh.view()

    assert ("hpush", "45s", "5s", True) == (
        details.communication,
        details.init_timeout,
        details.object_timeout,
        details.direct_put,
    )


async def test_a_specification_without_indentation_is_repaired_with_a_warning(
    bucket: AsyncBucket, fresh: AsyncEtl
) -> None:
    """As it is printed in places."""
    lost = POD.format(communication_type="hpush").replace("\n  ", "\n")
    with pytest.warns(UserWarning, match="lost its indentation"):
        await fresh.init_spec(lost)

    assert b"HELLO ONE" == await _read(bucket, fresh)


async def test_a_specification_of_a_way_that_is_no_more_is_refused_with_the_reason(fresh: AsyncEtl) -> None:
    """And one that AIS would not take."""
    with pytest.raises(InvalidETL, match="hrev, a reverse proxy of 2022, is no more"):
        await fresh.init_spec(POD.format(communication_type="hrev"))
    with pytest.raises(InvalidETL, match="readinessProbe"):
        await fresh.init_spec(POD.format(communication_type="hpush").replace("readinessProbe", "probe"))


async def test_what_ends_at_once_is_told_with_its_log(fresh: AsyncEtl) -> None:
    """And with its status; the name is free again."""
    with pytest.raises(EtlNotStarted, match="status 3 before it was ready"):
        await fresh.init("ends:1")
    with pytest.raises(EtlNotStarted, match="status 3 before it was ready") as raised:
        await fresh.init("ends:1")

    assert "out of ideas" in str(raised.value)
    assert (False, "fresh-etl") == (raised.value.is_reserved, raised.value.name)


async def test_what_does_not_become_ready_is_told_with_its_log(fresh: AsyncEtl) -> None:
    """When its time is over."""
    with pytest.raises(EtlNotStarted, match=r"(?s)not ready after 0.3 seconds.*thinking"):
        await fresh.init("hangs:1", init_timeout=0.3)


async def test_an_image_that_cannot_run_here_is_refused(client: AsyncClient, fresh: AsyncEtl) -> None:
    """With what would be needed."""
    with pytest.raises(EtlNotStarted, match="cannot run without Kubernetes"):
        await fresh.init("somebody/else:1")
    assert "fresh-etl" not in {each.name for each in await client.cluster().list_etls()}


async def test_a_name_is_taken_once(push: AsyncEtl) -> None:
    """And what runs by it goes on."""
    with pytest.raises(Conflict, match="already exists"):
        await push.init("toy:1")
    assert {"Running"} == set((await push.health()).values())


async def test_an_etl_is_stopped_started_and_deleted(client: AsyncClient, bucket: AsyncBucket, fresh: AsyncEtl) -> None:
    """While it is stopped it does nothing, and nothing is told of it but that it is there."""
    await fresh.init("toy:1", command="run it", env={"X": "1"})
    with pytest.raises(BadRequest, match="can't start"):
        await fresh.start()
    await fresh.stop()
    await fresh.stop()
    stages = {each.name: each.stage for each in await client.cluster().list_etls()}
    with pytest.raises(EtlNotFound):
        await fresh.view()
    with pytest.raises(EtlNotFound):
        await _read(bucket, fresh)
    await fresh.start()

    assert "Aborted" == stages["fresh-etl"]
    assert b"HELLO ONE" == await _read(bucket, fresh)
    await fresh.delete()
    with pytest.raises(EtlNotFound):
        await fresh.delete()
    await fresh.delete(missing_ok=True)


async def test_an_etl_is_gone_after_its_block(client: AsyncClient, bucket: AsyncBucket) -> None:
    """Also when the block fails."""
    with pytest.raises(KeyError):
        async with await client.etl("block-etl").init("toy:1") as etl:
            await _read(bucket, etl)
            raise KeyError("x")
    assert "block-etl" not in {each.name for each in await client.cluster().list_etls()}


async def test_an_etl_tells_what_it_prints_and_uses(client: AsyncClient, bucket: AsyncBucket, push: AsyncEtl) -> None:
    """By target."""
    await _read(bucket, push)
    targets = set(await push.health())
    logs = await push.logs()
    one = min(targets)

    assert 2 == len(targets)
    assert targets == set(logs) == set(await push.metrics())
    assert f"transformed {bucket.name}/in/one.txt" in "".join(logs.values())
    assert {one} == set(await push.logs(one))
    assert all(usage.memory > 0 for usage in (await push.metrics()).values())
    info = {each.name: each for each in await client.cluster().list_etls()}["toy-push"]
    assert info.is_running
    assert info.objects > 0


async def test_a_stop_aborts_the_jobs_that_use_it(
    bucket: AsyncBucket, other: AsyncBucket, fresh: AsyncEtl, tmp_path: Path
) -> None:
    """They are told why."""
    gate = tmp_path / "gate"

    def wait(data: bytes) -> bytes:
        import time

        while not gate.exists():
            time.sleep(0.01)
        return data

    await fresh.init_function(wait)
    job = await bucket.transform(fresh, other)
    await fresh.stop()
    with pytest.raises(JobAborted):
        await job.wait(timeout=30)
