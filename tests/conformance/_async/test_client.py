"""The client itself: made, shown, copied, closed; settings, tokens, time limits."""

from __future__ import annotations

import copy
import logging
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncBucket, AsyncClient, RetryPolicy, Timeouts
from aistore_hl.errors import ClientClosed, ConfigError, ConnectFailed, EndpointMissing, InsecureToken, ObjectNotFound

TOKEN = "eyJhbGciOiJub25l.c2VjcmV0LXRva2Vu.c2lnbmF0dXJl"

BAD_ENDPOINTS = {
    "empty": "",
    "no scheme": "127.0.0.1:8080",
    "other scheme": "ftp://127.0.0.1",
    "bucket": "ais://b",
    "path": "http://127.0.0.1:8080/v1",
    "query": "http://127.0.0.1:8080?x=1",
    "credentials": "http://user:secret@127.0.0.1:8080",
    "port 0": "http://127.0.0.1:0",
    "port too large": "http://127.0.0.1:65536",
    "port no number": "http://127.0.0.1:http",
    "no host": "http://",
    "space": "http://127.0.0.1:8080 ",
    "newline": "http://127.0.0.1:8080\n",
}


@pytest.fixture
def tokened(client: AsyncClient) -> Callable[[], AsyncClient]:
    """Clients with a token, which a cluster without AuthN takes and ignores."""
    return lambda: AsyncClient(client.endpoint, token=TOKEN)


async def test_client_tells_where_it_is(client: AsyncClient) -> None:
    """Its repr and its endpoint."""
    assert client.endpoint in repr(client)
    assert client.endpoint.startswith("http://")


async def test_client_connects_to_nothing_by_itself(nobody: AsyncClient) -> None:
    """Handles can be made where nobody is."""
    handles = [nobody.cluster(), nobody.bucket("b"), nobody.object("ais://b/o"), nobody.job(kind="lru"), nobody.raw]

    assert all(handles)


async def test_client_is_a_context(client: AsyncClient) -> None:
    """Closed at its end."""
    async with AsyncClient(client.endpoint) as short:
        running = await short.cluster().is_aistore_running()

    assert running is True
    with pytest.raises(ClientClosed):
        await short.cluster().get_info()


async def test_client_is_closed_twice(client: AsyncClient) -> None:
    """The second time is nothing."""
    short = AsyncClient(client.endpoint)
    await short.close()
    await short.close()

    with pytest.raises(ClientClosed):
        await short.cluster().list_buckets()


async def test_handles_of_a_closed_client_are_closed(client: AsyncClient) -> None:
    """They had nothing of their own."""
    async with AsyncClient(client.endpoint) as short:
        bucket = short.bucket("b")

    with pytest.raises(ClientClosed):
        await bucket.object("o").put(b"x")


async def test_client_without_use_is_closed(client: AsyncClient) -> None:
    """There is nothing to drop."""
    async with AsyncClient(client.endpoint) as short:
        shown = repr(short)

    assert client.endpoint in shown


async def test_two_clients_share_a_cluster(client: AsyncClient, bucket: AsyncBucket) -> None:
    """What one puts the other gets, also after the first is closed."""
    async with AsyncClient(client.endpoint) as short:
        await short.bucket(bucket.name).object("o").put(b"x")

    assert b"x" == await (await bucket.object("o").get()).read_all()


async def test_client_survives_pickle(client: AsyncClient, bucket: AsyncBucket) -> None:
    """The copy has connections of its own."""
    await bucket.object("o").put(b"x")
    async with pickle.loads(pickle.dumps(client)) as twin:
        found = await (await twin.bucket(bucket.name).object("o").get()).read_all()

    assert b"x" == found
    assert client.endpoint == twin.endpoint


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
async def test_client_can_be_copied(client: AsyncClient, duplicate: Callable[[AsyncClient], AsyncClient]) -> None:
    """Closing the copy leaves the original."""
    async with duplicate(client) as twin:
        running = await twin.cluster().is_aistore_running()

    assert (True, True) == (running, await client.cluster().is_aistore_running())


async def test_handles_survive_pickle(bucket: AsyncBucket) -> None:
    """They find the same bucket and object."""
    await bucket.object("o").put(b"x")
    twins = pickle.loads(pickle.dumps([bucket, bucket.object("o")]))

    assert [bucket, bucket.object("o")] == twins


async def test_pickled_handle_works(bucket: AsyncBucket) -> None:
    """With a client of its own."""
    await bucket.object("o").put(b"x")
    twin = pickle.loads(pickle.dumps(bucket.object("o")))

    assert b"x" == await (await twin.get()).read_all()


async def test_settings_survive_pickle(client: AsyncClient) -> None:
    """The copy has the same limits."""
    with_limits = AsyncClient("http://127.0.0.1:1", timeout=0.5, retry=RetryPolicy(attempts=1), pool_size=3)

    assert with_limits.__getstate__() == pickle.loads(pickle.dumps(with_limits)).__getstate__()


async def test_endpoint_comes_from_the_environment(
    client: AsyncClient, bucket: AsyncBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no argument says otherwise."""
    monkeypatch.setenv("AIS_ENDPOINT", client.endpoint)
    async with AsyncClient() as found:
        buckets = await found.cluster().list_buckets()

    assert bucket.name in {each.name for each in buckets}


async def test_argument_beats_the_environment(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the variable says."""
    monkeypatch.setenv("AIS_ENDPOINT", "http://127.0.0.1:1")

    async with AsyncClient(client.endpoint) as found:
        assert await found.cluster().is_aistore_running() is True


def test_missing_endpoint_names_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No data goes into a store that nobody chose."""
    monkeypatch.delenv("AIS_ENDPOINT", raising=False)
    with pytest.raises(EndpointMissing) as caught:
        AsyncClient()

    assert [] == [way for way in ("AIS_ENDPOINT", "aisx serve", "Client.local()") if way not in str(caught.value)]


@pytest.mark.parametrize("endpoint", BAD_ENDPOINTS.values(), ids=BAD_ENDPOINTS)
def test_bad_endpoint_is_refused(endpoint: str) -> None:
    """Before anything is sent; what may be a password is not repeated."""
    with pytest.raises(ConfigError) as caught:
        AsyncClient(endpoint)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "endpoint"),
    [
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("HTTP://LOCALHOST:8080", "http://localhost:8080"),
        ("https://ais.example.com", "https://ais.example.com:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_endpoint_has_one_spelling(given: str, endpoint: str) -> None:
    """Scheme, host and port."""
    assert endpoint.removesuffix(":443") == AsyncClient(given).endpoint.removesuffix(":443")


@pytest.mark.parametrize(
    "settings",
    [{"timeout": -1}, {"timeout": float("inf")}, {"integrity": "maybe"}, {"pool_size": 0}, {"cert": ("", "key.pem")}],
    ids=str,
)
def test_bad_setting_is_refused(settings: dict[str, Any]) -> None:
    """With a message, not later and elsewhere."""
    with pytest.raises(ConfigError):
        AsyncClient("http://127.0.0.1:1", **settings)


@pytest.mark.parametrize("settings", [{"timeout": "5"}, {"pool_size": 1.5}, {"retry": 3}, {"token": 5}], ids=str)
def test_setting_of_another_type_is_refused(settings: dict[str, Any]) -> None:
    """As Python does."""
    with pytest.raises(TypeError):
        AsyncClient("http://127.0.0.1:1", **settings)


async def test_client_with_a_token_works(tokened: Callable[[], AsyncClient], bucket: AsyncBucket) -> None:
    """Put and get, redirects included."""
    async with tokened() as client:
        await client.bucket(bucket.name).object("o").put(b"x")
        found = await (await client.bucket(bucket.name).object("o").get()).read_all()

    assert b"x" == found


async def test_token_is_not_shown(tokened: Callable[[], AsyncClient]) -> None:
    """By the client, its handles, or their settings."""
    async with tokened() as client:
        shown = [client, client.cluster(), client.bucket("b"), client.object("ais://b/o"), client.__getstate__()]
        texts = [text for each in shown for text in (repr(each), str(each), f"{each}")]

    assert [] == [text for text in texts if TOKEN in text]


async def test_token_is_not_in_errors(tokened: Callable[[], AsyncClient], bucket: AsyncBucket) -> None:
    """Neither in the text nor in what is pickled of one."""
    async with tokened() as client:
        with pytest.raises(ObjectNotFound) as caught:
            await client.bucket(bucket.name).object("o").get()

    assert TOKEN not in str(caught.value) + repr(caught.value) + repr(vars(caught.value))
    assert TOKEN.encode() not in pickle.dumps(caught.value)


async def test_token_is_not_logged(
    tokened: Callable[[], AsyncClient], bucket: AsyncBucket, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at the level of debugging."""
    caplog.set_level(logging.DEBUG)
    async with tokened() as client:
        await client.bucket(bucket.name).object("o").put(b"x")
        await client.bucket(bucket.name).object("nosuch").exists()

    assert TOKEN not in caplog.text


def test_token_does_not_go_over_plain_http_to_another_machine() -> None:
    """Refused as soon as the client is made, and the token is not repeated."""
    with pytest.raises(InsecureToken) as caught:
        AsyncClient("http://ais.example.com:51080", token=TOKEN)

    assert TOKEN not in str(caught.value)


def test_token_goes_over_plain_http_if_that_is_allowed() -> None:
    """In a network that is trusted."""
    client = AsyncClient("http://ais.example.com:51080", token=TOKEN, allow_insecure_token=True)

    assert "http://ais.example.com:51080" == client.endpoint


async def test_token_comes_from_a_file(client: AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line of AIS keeps it; a cluster without AuthN takes it and ignores it."""
    (tmp_path / "token").write_text('{"token": "' + TOKEN + '"}')
    monkeypatch.setenv("AIS_AUTHN_TOKEN_FILE", str(tmp_path / "token"))

    async with AsyncClient(client.endpoint) as found:
        assert await found.cluster().is_ready() is True


def test_token_file_that_is_missing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody goes on without the token that was asked for."""
    monkeypatch.setenv("AIS_AUTHN_TOKEN_FILE", str(tmp_path / "nosuch"))

    with pytest.raises(ConfigError, match="nosuch"):
        AsyncClient("http://127.0.0.1:1")


@pytest.mark.parametrize("timeout", [30, 30.0, Timeouts(), Timeouts(connect=1, read=5), 0], ids=str)
async def test_call_takes_time_limits(bucket: AsyncBucket, timeout: float | Timeouts) -> None:
    """Seconds for all of it, or waits of their own; 0 is no limit."""
    await bucket.object("o").put(b"x", timeout=timeout)

    assert 1 == (await bucket.object("o").head(timeout=timeout)).size


async def test_client_takes_time_limits(client: AsyncClient, bucket: AsyncBucket) -> None:
    """They hold for each of its calls."""
    async with AsyncClient(client.endpoint, timeout=Timeouts(connect=2, first_byte=20)) as limited:
        assert await limited.bucket(bucket.name).exists() is True


async def test_time_that_is_over_is_an_error(bucket: AsyncBucket) -> None:
    """No call takes less than a nanosecond."""
    with pytest.raises(TimeoutError):
        await bucket.head(timeout=1e-9)


@pytest.mark.parametrize("timeout", ["5", True, [3, 20]], ids=repr)
async def test_time_limit_of_another_type_is_refused(nobody: AsyncClient, timeout: Any) -> None:
    """Before anything is sent."""
    with pytest.raises(TypeError):
        await nobody.bucket("b").head(timeout=timeout)


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")], ids=str)
async def test_impossible_time_limit_is_refused(nobody: AsyncClient, timeout: float) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError):
        await nobody.bucket("b").head(timeout=timeout)


def test_time_limits_are_not_negative() -> None:
    """0 is for ever, less is a mistake."""
    with pytest.raises(ValueError, match="0 or more"):
        Timeouts(read=-1)


async def test_local_cluster_ends_with_its_client() -> None:
    """It has an endpoint of its own, and nobody is there afterwards."""
    async with AsyncClient.local(targets=2) as client:
        await client.bucket("b").create()
        await client.bucket("b").object("o").put(b"x")
        endpoint, targets = client.endpoint, len((await client.cluster().get_info()).targets)

    assert 2 == targets
    async with AsyncClient(endpoint) as late:
        with pytest.raises(ConnectFailed):
            await late.cluster().get_info()


def test_local_cluster_takes_no_endpoint() -> None:
    """It has one."""
    with pytest.raises(ConfigError, match="endpoint"):
        AsyncClient.local(endpoint="http://127.0.0.1:1")
