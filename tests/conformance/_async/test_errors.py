"""Errors: one tree, built-in meanings, and texts that stand alone."""

from __future__ import annotations

import pickle
import socket
import time
from collections.abc import Iterator

import pytest

from aistore_hl import AsyncBucket, AsyncClient, RetryPolicy, errors
from aistore_hl.errors import (
    AccessDenied,
    AisError,
    BadRequest,
    BucketAlreadyExists,
    BucketNotFound,
    ConnectFailed,
    InvalidName,
    ObjectNotFound,
    RangeNotSatisfiable,
    StatusError,
)

MEANINGS: dict[str, type[BaseException]] = {
    "AccessDenied": PermissionError,
    "AlreadyExists": FileExistsError,
    "BadRequest": ValueError,
    "BodyInterrupted": ConnectionError,
    "BucketAlreadyExists": FileExistsError,
    "BucketNotFound": FileNotFoundError,
    "ConfigError": ValueError,
    "ConnectFailed": ConnectionError,
    "ConnectTimeout": TimeoutError,
    "DeadlineExceeded": TimeoutError,
    "EndpointMissing": ValueError,
    "Gone": FileNotFoundError,
    "InsecureToken": PermissionError,
    "InvalidMetadata": ValueError,
    "InvalidName": ValueError,
    "NotFound": FileNotFoundError,
    "ObjectNotFound": FileNotFoundError,
    "PoolTimeout": TimeoutError,
    "RangeNotSatisfiable": ValueError,
    "ReadTimeout": TimeoutError,
    "RedirectRefused": PermissionError,
    "TransportError": ConnectionError,
    "Unauthorized": PermissionError,
    "WriteTimeout": TimeoutError,
}


@pytest.fixture
async def missing(bucket: AsyncBucket) -> ObjectNotFound:
    """The error of an object that is not there."""
    with pytest.raises(ObjectNotFound) as caught:
        await bucket.object("d/o").get()
    return caught.value


@pytest.fixture
async def refused() -> ConnectFailed:
    """The error of an address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    async with AsyncClient(f"http://127.0.0.1:{port}") as client:
        with pytest.raises(ConnectFailed) as caught:
            await client.bucket("b").object("o").get()
    return caught.value


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("name", errors.__all__)
def test_error_is_of_the_tree(name: str) -> None:
    """Who catches `AisError` catches everything, and every error has its public home."""
    found = getattr(errors, name)

    assert issubclass(found, AisError)
    assert "aistore_hl.errors" == found.__module__


@pytest.mark.parametrize(("name", "meaning"), MEANINGS.items(), ids=MEANINGS)
def test_error_is_also_the_one_that_it_means(name: str, meaning: type[BaseException]) -> None:
    """Code that knows nothing of AIS can handle it."""
    assert issubclass(getattr(errors, name), meaning)


async def test_missing_object_is_a_missing_file(bucket: AsyncBucket) -> None:
    """As `open` would say it."""
    with pytest.raises(FileNotFoundError):
        await bucket.object("o").get()


async def test_missing_bucket_is_a_missing_file(absent: AsyncBucket) -> None:
    """As `open` would say it."""
    with pytest.raises(FileNotFoundError):
        await absent.head()


async def test_taken_name_is_an_existing_file(bucket: AsyncBucket) -> None:
    """As `mkdir` would say it."""
    with pytest.raises(FileExistsError):
        await bucket.create()


async def test_range_outside_is_a_wrong_value(bucket: AsyncBucket) -> None:
    """The argument did not fit the object."""
    await bucket.object("o").put(b"x")

    with pytest.raises(ValueError, match="416"):
        await bucket.object("o").get(offset=5)


async def test_nobody_is_a_broken_connection(nobody: AsyncClient) -> None:
    """As `socket` would say it."""
    with pytest.raises(ConnectionError):
        await nobody.bucket("b").head()


async def test_answer_is_in_the_fields(missing: ObjectNotFound) -> None:
    """Status and AIS's own name of the error."""
    assert (404, "ErrNotFound") == (missing.status, missing.tcode)


async def test_operation_is_in_the_fields(missing: ObjectNotFound) -> None:
    """By its id, and it was tried once: what is not there is not asked for again."""
    assert ("get_object", 1) == (missing.operation, missing.attempts)


async def test_node_is_in_the_fields(missing: ObjectNotFound) -> None:
    """It was a target that said so."""
    assert missing.node.startswith("t[")


async def test_words_of_the_server_are_in_the_fields(missing: ObjectNotFound) -> None:
    """As it wrote them."""
    assert "does not exist" in missing.server_message
    assert missing.server_message in str(missing)


async def test_text_stands_alone(bucket: AsyncBucket, missing: ObjectNotFound) -> None:
    """Verb, path, node, status, attempts and seconds, in one line."""
    text = str(missing)
    parts = [f"GET /v1/objects/{bucket.name}/d/o", missing.node, "404 ErrNotFound", "1 attempt", " s)"]

    assert [] == [part for part in parts if part not in text]
    assert 1 == len(text.splitlines())


async def test_error_of_the_proxy_names_it(absent: AsyncBucket) -> None:
    """A missing bucket is known before any target is asked."""
    with pytest.raises(BucketNotFound) as caught:
        await absent.object("o").get()

    assert caught.value.node.startswith("p[")


async def test_error_of_a_head_is_as_full(bucket: AsyncBucket) -> None:
    """Though the answer to a HEAD has no body."""
    with pytest.raises(ObjectNotFound) as caught:
        await bucket.object("o").head()

    assert (404, "ErrNotFound", "head_object") == (caught.value.status, caught.value.tcode, caught.value.operation)
    assert "does not exist" in caught.value.server_message


async def test_error_survives_pickle(missing: ObjectNotFound) -> None:
    """Class, text and fields: it may come from another process."""
    found = pickle.loads(pickle.dumps(missing))

    assert type(missing) is type(found)
    assert (str(missing), missing.status, missing.tcode, missing.node, missing.operation, missing.attempts) == (
        str(found),
        found.status,
        found.tcode,
        found.node,
        found.operation,
        found.attempts,
    )


async def test_answer_is_not_worth_another_try(missing: ObjectNotFound) -> None:
    """What is not there stays away."""
    assert missing.retry_safe is False


@pytest.mark.parametrize(
    ("error", "status"),
    [(BucketAlreadyExists, 409), (BucketNotFound, 404), (BadRequest, 400), (RangeNotSatisfiable, 416)],
)
async def test_status_tells_the_class(
    bucket: AsyncBucket, absent: AsyncBucket, error: type[StatusError], status: int
) -> None:
    """Each of some answers is an error of its own."""
    await bucket.object("o").put(b"x")
    failing = {
        409: bucket.create,
        404: absent.head,
        400: lambda: bucket.set_props({"checksum": {"type": "nosuch"}}),
        416: lambda: bucket.object("o").get(offset=9),
    }
    with pytest.raises(error) as caught:
        await failing[status]()

    assert status == caught.value.status


async def test_denied_access_is_a_permission_error(bucket: AsyncBucket) -> None:
    """403 of a bucket that is read only."""
    await bucket.set_props({"access": "771"})
    with pytest.raises(PermissionError) as caught:
        await bucket.object("o").put(b"x")
    await bucket.reset_props()

    assert isinstance(caught.value, AccessDenied)


async def test_refused_connection_names_the_address(refused: ConnectFailed) -> None:
    """And what was asked for."""
    assert refused.node in str(refused)
    assert "GET /v1/objects/b/o" in str(refused)


async def test_refused_connection_sent_nothing(refused: ConnectFailed) -> None:
    """Whatever it was, it has not happened."""
    assert refused.sent is False


async def test_refused_connection_is_told_within_a_second(nobody: AsyncClient) -> None:
    """Nobody is waited for who has never answered."""
    started = time.monotonic()
    with pytest.raises(ConnectFailed):
        await nobody.bucket("b").object("o").put(b"x")

    assert time.monotonic() - started < 1


async def test_unknown_host_is_told_within_a_second() -> None:
    """`.invalid` never resolves."""
    started = time.monotonic()
    async with AsyncClient("http://cluster.invalid:51080") as client:
        with pytest.raises(ConnectFailed, match=r"cluster\.invalid"):
            await client.bucket("b").head()

    assert time.monotonic() - started < 1


async def test_silence_ends_with_the_time_given(silent: str) -> None:
    """A deadline holds for the whole call, tries included."""
    started = time.monotonic()
    async with AsyncClient(silent) as client:
        with pytest.raises(TimeoutError):
            await client.bucket("b").head(timeout=0.3)

    assert 0.2 < time.monotonic() - started < 1.3


async def test_silence_is_an_error_of_the_tree(silent: str) -> None:
    """A time-out is a `TimeoutError`, and one of ours."""
    async with AsyncClient(silent, retry=RetryPolicy(attempts=1)) as client:
        with pytest.raises(AisError) as caught:
            await client.bucket("b").head(timeout=0.2)

    assert isinstance(caught.value, TimeoutError)


async def test_target_takes_no_orders_of_clients(client: AsyncClient, bucket: AsyncBucket) -> None:
    """A target does not serve buckets to clients."""
    target = next(iter((await client.cluster().get_info()).targets.values()))
    async with AsyncClient(target.public, retry=RetryPolicy(attempts=1)) as direct:
        with pytest.raises(BadRequest):
            await direct.bucket(bucket.name).create(exist_ok=True)

    assert await bucket.exists() is True


def test_wrong_name_is_quoted() -> None:
    """The message says what was wrong with it."""
    with pytest.raises(InvalidName, match=r"'\.\./x'"):
        AsyncClient("http://127.0.0.1:1").bucket("b").object("../x")
