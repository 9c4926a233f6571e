"""NVIDIA's client: an ETL of ours from its start to its end, and what is told of it in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from aistore.sdk import Client
from aistore.sdk.errors import AISError
from aistore.sdk.etl.etl import Etl

from aistore_hl import LocalCluster

SCRIPT = Path(__file__).with_name("transformers.py")


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """Of a cluster with one target."""
    images = {
        "upper": ["{python}", str(SCRIPT), "ours", "threaded"],
        "broken": ["{python}", "-c", "print('no model'); raise SystemExit(3)"],
    }
    with LocalCluster(targets=1, etl_images=images) as cluster:
        yield Client(cluster.endpoint)


@pytest.fixture(scope="module")
def upper(client: Client) -> Iterator[Etl]:
    """One that runs."""
    etl = client.etl("upper-case")
    etl.init(image="upper", init_timeout="30s", obj_timeout="10s", direct_put=True, GREETING="hello")
    yield etl
    etl.delete()


def listed(client: Client) -> dict[str, str]:
    """Stages by name."""
    return {each.id: each.stage for each in client.cluster().list_etls(stages=["Running", "Aborted"])}


def test_it_is_listed_while_it_runs(client: Client, upper: Etl) -> None:
    """By its name, with its stage."""
    assert "Running" == listed(client)[upper.name]


def test_its_details_are_what_it_was_started_with(upper: Etl) -> None:
    """Image, time-outs, environment."""
    message = upper.view().init_msg

    assert ("upper-case", "upper", "hpush://") == (message.name, message.runtime.image, message.communication)
    assert "30s" == message.init_timeout
    assert {"GREETING": "hello"} == {each.name: each.value for each in message.runtime.env}


def test_its_logs_are_text_of_each_target(upper: Etl) -> None:
    """As it printed them."""
    (log,) = upper.logs()

    assert re.search(r"listening on .*:\d+", log.logs)
    assert [log] == upper.logs(target_id=log.target_id)


def test_errors_of_objects_are_told(client: Client, upper: Etl) -> None:
    """With the object's name, after a job that failed on it."""
    source, to = client.bucket("failing").create(), client.bucket("results").create()
    source.object("bad").get_writer().put_content(b"fail")
    job = source.transform(etl_name=upper.name, to_bck=to, cont_on_err=True)
    client.job(job).wait(timeout=20, verbose=False)
    (failed,) = upper.view(job_id=job).obj_errors

    assert failed.obj_name.endswith("failing/bad")
    assert "no such luck" in failed.msg


def test_it_is_stopped_started_and_deleted(client: Client) -> None:
    """And is no more in the list then."""
    etl = client.etl("short-lived")
    etl.init(image="upper")
    etl.stop()
    stopped = listed(client)[etl.name]
    etl.start()
    started = listed(client)[etl.name]
    etl.delete()

    assert ("Aborted", "Running") == (stopped, started)
    assert etl.name not in listed(client)


def test_it_ends_with_a_block(client: Client) -> None:
    """Stopped and deleted."""
    with client.etl("of-a-block") as etl:
        etl.init(image="upper")
        assert etl.name in listed(client)

    assert "of-a-block" not in listed(client)


def test_one_that_cannot_start_says_why_and_leaves_its_name(client: Client) -> None:
    """The code that it ended with, and its last words."""
    with pytest.raises(AISError, match=r"status 3 before it was ready; it said:\\nno model"):
        client.etl("cannot-start").init(image="broken")

    assert "cannot-start" not in listed(client)


def test_an_image_that_cannot_run_here_is_refused(client: Client) -> None:
    """With what would be needed."""
    with pytest.raises(AISError, match="cannot run without Kubernetes; it needs a local command"):
        client.etl("of-an-image").init(image="somebody/transformer:latest")


def test_a_class_of_another_python_is_refused(client: Client) -> None:
    """Which is the one of the client that pickled it, and is not on this machine."""
    with pytest.raises(AISError, match=r"it needs Python 3\.99 on this machine"):
        client.etl("of-an-image").init(image="aistorage/runtime_python:3.99")
