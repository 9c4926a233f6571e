"""ETLs in the spelling of 2022."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator

import pytest

from aistore_hl.compat2022 import Client, ETLDetails, etl_templates
from aistore_hl.errors import EtlNotStarted, InvalidETL, InvalidName
from aistore_hl.local import LocalCluster

# Which methods warn, and of what, is in test_advice.
pytestmark = pytest.mark.filterwarnings("ignore:.*is the spelling of 2022:DeprecationWarning")


def backwards(content: bytes) -> bytes:
    if content == b"bad":
        raise ValueError("no such luck")
    return content[::-1]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """With an ETL, and a bucket of two objects."""
    with LocalCluster(targets=1) as cluster, Client(cluster.endpoint) as client, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.bucket("source").create()
        for name in ("one", "two"):
            client.bucket("source").today.object(name).put(name.encode())
        assert "back-wards" == client.etl().init_code(backwards, "back-wards", runtime="python3", timeout="1m30s")
        yield client


def test_transform_of_a_bucket_returns_an_id(client: Client) -> None:
    """The job is waited for as any; results have the prefix in front."""
    job = client.bucket("source").transform(etl_id="back-wards", to_bck="results", prefix="p/")
    client.xaction().wait_for_xaction_finished(job)
    found = client.bucket("results")

    assert ["p/one", "p/two"] == [entry.name for entry in found.list_all_objects()]
    assert b"eno" == found.object("p/one").get().read_all()


def test_view_says_how_it_was_started(client: Client) -> None:
    """With the time-out as it was given, in Go's notation of seconds."""
    details = client.etl().view("back-wards")
    python = f"python:{sys.version_info[0]}.{sys.version_info[1]}-slim"

    assert ETLDetails("back-wards", "hpush://", "90s", b"", "", "", python) == details


def test_what_an_etl_makes_comes_in_chunks(client: Client) -> None:
    """As any object; it has no checksum."""
    stream = client.bucket("source").object("one").get(etl_id="back-wards", chunk_size=2)

    assert "" == stream.e_tag
    assert [b"en", b"o"] == list(stream)


@pytest.mark.parametrize(
    ("template", "content"), [("ECHO", b"one"), ("HELLO_WORLD", b"Hello World!")], ids=["ECHO", "HELLO_WORLD"]
)
def test_templates_run(client: Client, template: str, content: bytes) -> None:
    """Those of 2022 that need no image of NVIDIA's, with the communication that is put in."""
    text = getattr(etl_templates, template).format(communication_type="hpull")
    client.etl().init_spec(text, "by-template")
    found = client.bucket("source").object("one").get(etl_id="by-template").read_all()
    details = client.etl().view("by-template")
    client.etl().delete("by-template")

    assert (content, "hpull://") == (found, details.communication)


@pytest.mark.parametrize("template", ["GO_ECHO", "TAR2TF"])
def test_templates_that_cannot_run_say_what_they_need(client: Client, template: str) -> None:
    """A command for their image, or Kubernetes; the id is free then."""
    text = getattr(etl_templates, template).format(communication_type="hpush")
    with pytest.raises(EtlNotStarted, match="cannot run without Kubernetes; it needs a local command for it"):
        client.etl().init_spec(template=text, etl_id="by-template")
    assert ["back-wards"] == [each.id for each in client.etl().list()]


@pytest.mark.parametrize(
    ("etl_id", "could"),
    [("md5", "etl-md5"), ("My_ETL", "my-etl"), ("x" * 40, "x" * 32), ("?", "etl-etl")],
    ids=["short", "letters", "long", "nothing"],
)
def test_ids_that_are_no_names_today_are_told(client: Client, etl_id: str, could: str) -> None:
    """With one that could be taken."""
    with pytest.raises(InvalidName, match=f"which an id of 2022 need not have been: take '{could}'"):
        client.etl().init_code(backwards, etl_id)


def test_what_is_no_more_is_refused(client: Client) -> None:
    """With the reason, before anything is sent."""
    with pytest.raises(InvalidETL, match="hrev is no more in AIS: take hpush, or hpull"):
        client.etl().init_code(backwards, "other-one", communication_type="hrev")
    with pytest.raises(InvalidETL, match=r"runtime 'python3\.8v2', and the function would be packed by python3\."):
        client.etl().init_code(backwards, "other-one", runtime="python3.8v2")
    with pytest.raises(InvalidETL, match="no such runtime: 'golang'"):
        client.etl().init_code(backwards, "other-one", runtime="golang")
    with pytest.raises(ValueError, match="a time is written as '5m'"):
        client.etl().init_code(backwards, "other-one", timeout="five")
    with pytest.raises(ValueError, match="no members of what an ETL makes"):
        client.bucket("source").object("one").get(archpath="a", etl_id="back-wards")
