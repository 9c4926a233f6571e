"""The README of 2022, line by line, as it was written but for the import: nothing of it needs another spelling."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl.compat2022 import Client
from aistore_hl.compat2022.etl_templates import MD5
from aistore_hl.errors import BucketNotFound, EtlNotFound, ObjectNotFound
from aistore_hl.local import LocalCluster
from aistore_hl.types import ClusterMap

# Where a line's result has another form today, the warning says so; that is tested beside.
pytestmark = pytest.mark.filterwarnings("ignore:.*is the spelling of 2022:DeprecationWarning")


@pytest.fixture
def client(clouds: LocalCluster) -> Iterator[Client]:
    with Client(clouds.endpoint) as client:
        yield client


@pytest.fixture
def made(client: Client) -> Client:
    client.bucket("my-ais-bucket").create()
    return client


def test_is_aistore_running(client: Client) -> None:
    """`client.cluster().is_aistore_running()`"""
    assert client.cluster().is_aistore_running()


def test_get_info(client: Client) -> None:
    """`client.cluster().get_info()`"""
    assert isinstance(client.cluster().get_info(), ClusterMap)


def test_create(client: Client) -> None:
    """`client.bucket("my-ais-bucket").create()`, also with the provider."""
    client.bucket("my-ais-bucket").create()
    assert ["my-ais-bucket"] == [bucket.name for bucket in client.cluster().list_buckets()]
    client.bucket("my-ais-bucket", provider="ais").delete()
    client.bucket("my-ais-bucket", provider="ais").create()
    assert ["my-ais-bucket"] == [bucket.name for bucket in client.cluster().list_buckets(provider="ais")]


def test_delete(made: Client) -> None:
    """`client.bucket("my-ais-bucket").delete()`"""
    made.bucket("my-ais-bucket").delete()
    with pytest.raises(BucketNotFound):
        made.bucket("my-ais-bucket").head()


def test_head_bucket(made: Client) -> None:
    """`client.bucket("my-ais-bucket").head()`"""
    assert made.bucket("my-ais-bucket").head()["Ais-Bucket-Props"]


def test_put_and_head_object(made: Client, tmp_path: Path) -> None:
    """`.object("my-new-object").put("path-to-object")`, `.object("my-object").head()`"""
    path = tmp_path / "path-to-object"
    path.write_bytes(b"content")
    made.bucket("my-ais-bucket").object("my-new-object").put(str(path))

    assert "7" == made.bucket("my-ais-bucket").object("my-new-object").head()["Content-Length"]
    with pytest.raises(ObjectNotFound):
        made.bucket("my-ais-bucket").object("my-object").head()


def test_head_an_aws_bucket(client: Client) -> None:
    """`client.bucket("my-aws-bucket", provider="aws").head()`"""
    assert client.bucket("my-aws-bucket", provider="aws").head()["Ais-Bucket-Props"]


def test_evict_a_gcp_bucket(client: Client) -> None:
    """`client.bucket("my-gcp-bucket", provider="gcp").evict()`; what is behind it stays."""
    bucket = client.bucket("my-gcp-bucket", provider="gcp")
    assert b"gcp" == bucket.object("filename.ext").get().read_all()
    bucket.evict()

    assert b"gcp" == bucket.object("filename.ext").get().read_all()


def test_get_an_object_of_azure(client: Client) -> None:
    """`client.bucket("my-azure-bucket", provider="azure").object("filename.ext").get()`"""
    stream = client.bucket("my-azure-bucket", provider="azure").object("filename.ext").get()

    assert b"azure" == stream.read_all()


def test_list_objects_of_an_aws_bucket(client: Client) -> None:
    """`client.bucket("my-aws-bucket", provider="aws").list_objects()`"""
    page = client.bucket("my-aws-bucket", provider="aws").list_objects()

    assert ["filename.ext"] == [entry.name for entry in page.get_entries()]


@pytest.fixture(scope="module")
def running() -> Iterator[Client]:
    """A client with the two ETLs of the README, and the object that they transform."""
    with LocalCluster(targets=1) as cluster, Client(cluster.endpoint) as client, warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        client.bucket("bucket-demo").create()
        client.bucket("bucket-demo").today.object("object-demo").put(b"content")
        client.etl().init_code(code=transform, etl_id="etl-code")
        template = MD5.format(communication_type="hpush")
        client.etl().init_spec(template=template, etl_id="etl-spec")
        yield client


def transform(input_bytes):  # type: ignore[no-untyped-def]  # as it was written
    md5 = hashlib.md5()
    md5.update(input_bytes)
    return md5.hexdigest().encode()


DIGEST = hashlib.md5(b"content").hexdigest().encode()


def test_init_code_and_init_spec(running: Client) -> None:
    """`client.etl().init_code(code=transform, etl_id="etl-code")`, `.init_spec(template=template, ...)`, `.list()`"""
    assert {"etl-code", "etl-spec"} == {each.id for each in running.etl().list()}


def test_get_with_etl(running: Client) -> None:
    """`.object("object-demo").get(etl_id="etl-code").read_all()`, and by the template."""
    for etl_id in ("etl-code", "etl-spec"):
        assert DIGEST == running.bucket("bucket-demo").object("object-demo").get(etl_id=etl_id).read_all()


def test_stop_start_and_delete_etls(running: Client) -> None:
    """`client.etl().stop(etl_id=...)`, `.list()`, `.start(etl_id=...)`, `.delete(etl_id=...)`"""
    client = running
    client.etl().stop(etl_id="etl-code")
    client.etl().stop(etl_id="etl-spec")
    assert [] == client.etl().list()

    client.etl().start(etl_id="etl-code")
    client.etl().start(etl_id="etl-spec")
    assert {"etl-code", "etl-spec"} == {each.id for each in client.etl().list()}

    client.etl().stop(etl_id="etl-code")
    client.etl().stop(etl_id="etl-spec")
    client.etl().delete(etl_id="etl-code")
    client.etl().delete(etl_id="etl-spec")
    with pytest.raises(EtlNotFound):
        client.etl().start(etl_id="etl-code")
