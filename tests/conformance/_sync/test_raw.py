# Written by codegen.py from tests/conformance/_async/test_raw.py; do not edit.
"""Generated calls through the client: typed results, binary and JSON, bodies both ways, errors of the one tree."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest

from aistore_api.api.buckets import (
    create_bucket,
    destroy_bucket,
    evict_bucket,
    head_bucket,
    list_buckets,
    list_objects,
    list_objects_msgpack,
    set_bucket_props,
)
from aistore_api.api.cluster import (
    get_backends,
    get_bmd,
    get_cluster_config,
    get_cluster_mountpaths,
    get_cluster_stats,
    get_cluster_sysinfo,
    get_remote_clusters,
    get_smap,
    get_snode,
    get_target_ips,
)
from aistore_api.api.daemon import get_daemon_smap, get_daemon_snode, get_daemon_software_version, get_daemon_sysinfo
from aistore_api.api.health import get_cluster_info, get_health
from aistore_api.api.jobs import get_job_status, list_running_jobs
from aistore_api.api.objects import (
    copy_object,
    delete_object,
    get_object,
    head_object,
    head_object_props,
    put_object,
    rename_object,
    replace_object_metadata,
    update_object_metadata,
)
from aistore_api.models import (
    BucketPropsUpdate,
    CreateBucketAction,
    CustomMetadataMessage,
    DestroyBucketAction,
    EvictBucketAction,
    JobQuery,
    ListBucketsAction,
    ListObjectsAction,
    RenameObjectAction,
    SetBucketPropsAction,
)
from aistore_api.types import Call
from aistore_hl import Bucket, Client
from aistore_hl.errors import (
    BadRequest,
    BucketAlreadyExists,
    BucketNotFound,
    ClientClosed,
    ConfigError,
    NotFound,
    ObjectNotFound,
    RangeNotSatisfiable,
)

LARGE = random.Random(12).randbytes((5 << 20) + 3)

READS: dict[str, Callable[[], Call[Any]]] = {
    "health": get_health.call,
    "cluster info": get_cluster_info.call,
    "map": get_smap.call,
    "node": get_snode.call,
    "buckets and properties": get_bmd.call,
    "configuration": get_cluster_config.call,
    "statistics": get_cluster_stats.call,
    "system": get_cluster_sysinfo.call,
    "mountpaths": get_cluster_mountpaths.call,
    "backends": get_backends.call,
    "remote clusters": get_remote_clusters.call,
    "addresses": get_target_ips.call,
    "the proxy's map": get_daemon_smap.call,
    "the proxy itself": get_daemon_snode.call,
    "the proxy's system": get_daemon_sysinfo.call,
    "the proxy's version": get_daemon_software_version.call,
    "running jobs": lambda: list_running_jobs.call(body=JobQuery()),
}

ACTION = ListObjectsAction.from_dict({"action": "list", "value": {"props": "name,size"}})


@pytest.mark.parametrize("call", READS.values(), ids=READS)
def test_answer_has_the_form_of_the_specification(client: Client, call: Callable[[], Call[Any]]) -> None:
    """What the cluster says of itself is understood."""
    assert client.raw.send(call()) is not None


@pytest.mark.parametrize("call", READS.values(), ids=READS)
def test_answer_is_there_as_it_came(client: Client, call: Callable[[], Call[Any]]) -> None:
    """Status, header fields and content."""
    answer = client.raw.answer(call())

    assert 200 == answer.status
    assert str(len(answer.content)) == answer.headers.get("content-length", str(len(answer.content)))


def test_map_is_a_model(client: Client) -> None:
    """It says what the map of the high level says."""
    raw = client.raw.send(get_smap.call())
    found = client.cluster().get_info()

    assert (raw.uuid, int(raw.version)) == (found.uuid, found.version)


def test_answer_in_header_fields_is_typed(client: Client) -> None:
    """Nanoseconds are a number."""
    found = client.raw.send(get_health.call())

    assert isinstance(found.cluster_uptime_ns, int)
    assert found.cluster_uptime_ns > 0


def test_answer_in_text_is_text(client: Client) -> None:
    """It is not JSON, and not taken for it."""
    assert "127.0.0.1" in client.raw.send(get_target_ips.call())


def test_bucket_is_created(client: Client, absent: Bucket) -> None:
    """An empty answer is nothing."""
    found = client.raw.send(create_bucket.call(absent.name, body=CreateBucketAction()))

    assert (None, True) == (found, absent.exists())


def test_bucket_is_destroyed(client: Client, bucket: Bucket) -> None:
    """An empty answer is nothing."""
    found = client.raw.send(destroy_bucket.call(bucket.name, body=DestroyBucketAction()))

    assert (None, False) == (found, bucket.exists())


def test_bucket_is_headed(client: Client, bucket: Bucket) -> None:
    """Its properties are JSON in a header field."""
    answer = client.raw.answer(head_bucket.call(bucket.name))

    assert "xxhash2" == msgspec.json.decode(answer.headers["ais-bucket-props"])["checksum"]["type"]


def test_bucket_is_changed(client: Client, bucket: Bucket) -> None:
    """By a model."""
    update = BucketPropsUpdate.from_dict({"checksum": {"type": "md5"}})
    client.raw.answer(set_bucket_props.call(bucket.name, body=SetBucketPropsAction(value=update)))

    assert "md5" == bucket.head().checksum_type


def test_buckets_are_models(client: Client, bucket: Bucket) -> None:
    """With name and provider."""
    found = client.raw.send(list_buckets.call(body=ListBucketsAction(), provider="ais"))

    assert found is not None
    assert bucket.name in {each.name for each in found}


def test_objects_are_listed_in_json(client: Client, bucket: Bucket) -> None:
    """As models."""
    bucket.object("d/o").put(b"12345")
    page = client.raw.send(list_objects.call(bucket.name, body=ACTION))

    assert page.entries
    assert [("d/o", "5")] == [(entry.name, entry.size) for entry in page.entries]


def test_objects_are_listed_in_messagepack(client: Client, bucket: Bucket) -> None:
    """As bytes: binary is not decoded behind the caller's back."""
    bucket.object("d/o").put(b"12345")
    content = client.raw.send(list_objects_msgpack.call(bucket.name, body=ACTION))

    assert [{"n": "d/o", "s": 5}] == [
        {key: entry[key] for key in ("n", "s")} for entry in msgspec.msgpack.decode(content)["Entries"]
    ]


def test_messagepack_says_that_it_is(client: Client, bucket: Bucket) -> None:
    """By its media type."""
    answer = client.raw.answer(list_objects_msgpack.call(bucket.name, body=ACTION))

    assert "application/msgpack" == answer.headers["content-type"]


@pytest.mark.parametrize("content", [b"", b"content", LARGE], ids=["empty", "small", "large"])
def test_object_is_put_and_read(client: Client, bucket: Bucket, content: bytes) -> None:
    """Over redirects, both ways."""
    client.raw.send(put_object.call(bucket.name, "d/o", body=content))

    assert content == client.raw.send(get_object.call(bucket.name, "d/o"))


def test_object_is_put_by_pieces(client: Client, bucket: Bucket) -> None:
    """A body may be what is iterated over."""

    def pieces() -> Iterator[bytes]:
        for at in range(0, len(LARGE), 700_001):
            yield LARGE[at : at + 700_001]

    client.raw.send(put_object.call(bucket.name, "o", body=pieces()))

    assert LARGE == bucket.object("o").get().read_all()


def test_put_is_answered_by_header_fields(client: Client, bucket: Bucket) -> None:
    """Checksum, version and custom metadata."""
    found = client.raw.send(put_object.call(bucket.name, "o", body=b"x", ais_custom_md=["a=1", "b=2"]))

    assert ("xxhash2", "1", ["a=1", "b=2"]) == (found.checksum_type, found.version, sorted(found.custom))


def test_object_is_read_as_it_arrives(client: Client, bucket: Bucket) -> None:
    """The body is the caller's to read."""
    bucket.object("o").put(LARGE)
    pieces = []
    with client.raw.open(get_object.call(bucket.name, "o")) as response:
        while piece := response.read_chunk():
            pieces.append(bytes(piece))

    assert LARGE == b"".join(pieces)


def test_open_answer_has_status_and_header_fields(client: Client, bucket: Bucket) -> None:
    """Of the target."""
    bucket.object("o").put(b"12345")
    with client.raw.open(get_object.call(bucket.name, "o", range_="bytes=1-2")) as response:
        found = (response.status, response.headers["content-range"], response.read())

    assert (206, "bytes 1-2/5", b"23") == found


def test_open_answer_may_be_left(client: Client, bucket: Bucket) -> None:
    """The next call finds a clean connection."""
    bucket.object("o").put(LARGE)
    with client.raw.open(get_object.call(bucket.name, "o")) as response:
        response.read_chunk()

    assert LARGE == client.raw.send(get_object.call(bucket.name, "o"))


def test_open_is_not_for_uploads(client: Client, bucket: Bucket) -> None:
    """There is nothing to read in their answers, and nothing is sent."""
    with pytest.raises(ConfigError):
        client.raw.open(put_object.call(bucket.name, "o", body=b"x"))

    assert bucket.object("o").exists() is False


def test_object_is_headed(client: Client, bucket: Bucket) -> None:
    """Everything that the target says."""
    bucket.object("d/o").put(b"12345")
    found = client.raw.send(head_object.call(bucket.name, "d/o"))

    assert (5, "d/o", bucket.name, "ais", True, 1) == (
        found.size,
        found.name,
        found.bucket_name,
        found.bucket_provider,
        found.present,
        found.mirror_copies,
    )


def test_object_is_headed_for_some_properties(client: Client, bucket: Bucket) -> None:
    """Those, and no others."""
    bucket.object("o").put(b"12345")
    found = client.raw.send(head_object_props.call(bucket.name, "o", props="checksum,last-modified"))

    assert "xxhash2" == found.checksum_type
    assert found.last_modified
    assert (None, None, None) == (found.version, found.location, found.atime_ns)


def test_unknown_property_of_an_object_is_refused(client: Client, bucket: Bucket) -> None:
    """By the cluster, and the reason is in the error."""
    bucket.object("o").put(b"x")
    with pytest.raises(BadRequest) as caught:
        client.raw.send(head_object_props.call(bucket.name, "o", props="nosuch"))

    assert "nosuch" in str(caught.value)


def test_metadata_are_merged(client: Client, bucket: Bucket) -> None:
    """By one operation."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    body = CustomMetadataMessage.from_dict({"value": {"b": "2"}})
    client.raw.send(update_object_metadata.call(bucket.name, "o", body=body))

    assert {"a": "1", "b": "2"} == bucket.object("o").head().custom


def test_metadata_are_replaced(client: Client, bucket: Bucket) -> None:
    """By another one."""
    bucket.object("o").put(b"x", metadata={"a": "1"})
    body = CustomMetadataMessage.from_dict({"value": {"b": "2"}})
    client.raw.send(replace_object_metadata.call(bucket.name, "o", body=body))

    assert {"b": "2"} == bucket.object("o").head().custom


def test_object_is_copied(client: Client, bucket: Bucket, other: Bucket) -> None:
    """The destination is one string."""
    bucket.object("a").put(b"content")
    client.raw.send(copy_object.call(bucket.name, "a", object_to=other.object("b").ref.uname))

    assert b"content" == other.object("b").get().read_all()


def test_object_is_renamed(client: Client, bucket: Bucket) -> None:
    """By an action message."""
    bucket.object("a").put(b"content")
    client.raw.send(rename_object.call(bucket.name, "a", body=RenameObjectAction(name="b")))

    assert ["b"] == [entry.name for entry in bucket.list_objects().to_list()]


def test_object_is_deleted(client: Client, bucket: Bucket) -> None:
    """An empty answer is nothing."""
    bucket.object("o").put(b"x")
    found = client.raw.send(delete_object.call(bucket.name, "o"))

    assert (None, False) == (found, bucket.object("o").exists())


def test_namespace_is_a_parameter(client: Client, bucket: Bucket, namesake: Bucket) -> None:
    """Without it the other bucket is meant."""
    namesake.object("o").put(b"there")
    found = client.raw.send(get_object.call(bucket.name, "o", namespace="#ais-hl-test"))

    assert b"there" == found
    with pytest.raises(ObjectNotFound):
        client.raw.send(get_object.call(bucket.name, "o"))


def test_missing_object_is_the_same_error(client: Client, bucket: Bucket) -> None:
    """As at the high level."""
    with pytest.raises(ObjectNotFound) as caught:
        client.raw.send(get_object.call(bucket.name, "o"))

    assert (404, "ErrNotFound", "get_object") == (caught.value.status, caught.value.tcode, caught.value.operation)


def test_missing_object_cannot_be_opened(client: Client, bucket: Bucket) -> None:
    """The error comes before there is anything to read."""
    with pytest.raises(ObjectNotFound):
        client.raw.open(get_object.call(bucket.name, "o"))


def test_missing_bucket_is_the_same_error(client: Client, absent: Bucket) -> None:
    """Also where the answer is a HEAD's, and has no body."""
    with pytest.raises(BucketNotFound):
        client.raw.send(head_bucket.call(absent.name))


def test_errors_of_a_binary_answer_are_understood(client: Client, absent: Bucket) -> None:
    """They are JSON, whatever was asked for."""
    with pytest.raises(BucketNotFound) as caught:
        client.raw.send(list_objects_msgpack.call(absent.name, body=ACTION))

    assert "ErrBckNotFound" == caught.value.tcode


def test_existing_bucket_is_the_same_error(client: Client, bucket: Bucket) -> None:
    """As at the high level."""
    with pytest.raises(BucketAlreadyExists):
        client.raw.send(create_bucket.call(bucket.name, body=CreateBucketAction()))


def test_bucket_that_is_not_remote_is_not_evicted(client: Client, bucket: Bucket) -> None:
    """400 with the name of the error."""
    with pytest.raises(BadRequest) as caught:
        client.raw.send(evict_bucket.call(bucket.name, body=EvictBucketAction()))

    assert "ErrNotRemoteBck" == caught.value.tcode


def test_unsatisfiable_range_is_the_same_error(client: Client, bucket: Bucket) -> None:
    """As at the high level."""
    bucket.object("o").put(b"12345")

    with pytest.raises(RangeNotSatisfiable):
        client.raw.send(get_object.call(bucket.name, "o", range_="bytes=9-"))


def test_unknown_job_is_not_found(client: Client) -> None:
    """It is a job that is missing, not an object."""
    with pytest.raises(NotFound) as caught:
        client.raw.send(get_job_status.call(body=JobQuery(id="zZyYxXwWv")))

    assert not isinstance(caught.value, ObjectNotFound)


@pytest.mark.parametrize("name", ["", ".", "..", "a/../b"])
def test_name_that_no_path_can_carry_is_refused(bucket: Bucket, name: str) -> None:
    """There is no such call."""
    with pytest.raises(ValueError, match="not a name"):
        get_object.call(bucket.name, name)


def test_raw_of_a_closed_client_is_refused(bucket: Bucket, client: Client) -> None:
    """As everything of it."""
    with Client(client.endpoint) as short:
        raw = short.raw

    with pytest.raises(ClientClosed):
        raw.send(get_smap.call())
