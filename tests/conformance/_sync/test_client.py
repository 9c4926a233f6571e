# Written by codegen.py from tests/conformance/_async/test_client.py; do not edit.
"""The client itself: made, shown, copied, closed; settings, tokens, time limits."""

from __future__ import annotations

import copy
import logging
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import Bucket, Client, RetryPolicy, Timeouts
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
def tokened(client: Client) -> Callable[[], Client]:
    """Clients with a token, which a cluster without AuthN takes and ignores."""
    return lambda: Client(client.endpoint, token=TOKEN)


def test_client_tells_where_it_is(client: Client) -> None:
    """Its repr and its endpoint."""
    assert client.endpoint in repr(client)
    assert client.endpoint.startswith("http://")


def test_client_connects_to_nothing_by_itself(nobody: Client) -> None:
    """Handles can be made where nobody is."""
    handles = [nobody.cluster(), nobody.bucket("b"), nobody.object("ais://b/o"), nobody.job(kind="lru"), nobody.raw]

    assert all(handles)


def test_client_is_a_context(client: Client) -> None:
    """Closed at its end."""
    with Client(client.endpoint) as short:
        running = short.cluster().is_aistore_running()

    assert running is True
    with pytest.raises(ClientClosed):
        short.cluster().get_info()


def test_client_is_closed_twice(client: Client) -> None:
    """The second time is nothing."""
    short = Client(client.endpoint)
    short.close()
    short.close()

    with pytest.raises(ClientClosed):
        short.cluster().list_buckets()


def test_handles_of_a_closed_client_are_closed(client: Client) -> None:
    """They had nothing of their own."""
    with Client(client.endpoint) as short:
        bucket = short.bucket("b")

    with pytest.raises(ClientClosed):
        bucket.object("o").put(b"x")


def test_client_without_use_is_closed(client: Client) -> None:
    """There is nothing to drop."""
    with Client(client.endpoint) as short:
        shown = repr(short)

    assert client.endpoint in shown


def test_two_clients_share_a_cluster(client: Client, bucket: Bucket) -> None:
    """What one puts the other gets, also after the first is closed."""
    with Client(client.endpoint) as short:
        short.bucket(bucket.name).object("o").put(b"x")

    assert b"x" == bucket.object("o").get().read_all()


def test_client_survives_pickle(client: Client, bucket: Bucket) -> None:
    """The copy has connections of its own."""
    bucket.object("o").put(b"x")
    with pickle.loads(pickle.dumps(client)) as twin:
        found = twin.bucket(bucket.name).object("o").get().read_all()

    assert b"x" == found
    assert client.endpoint == twin.endpoint


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy])
def test_client_can_be_copied(client: Client, duplicate: Callable[[Client], Client]) -> None:
    """Closing the copy leaves the original."""
    with duplicate(client) as twin:
        running = twin.cluster().is_aistore_running()

    assert (True, True) == (running, client.cluster().is_aistore_running())


def test_handles_survive_pickle(bucket: Bucket) -> None:
    """They find the same bucket and object."""
    bucket.object("o").put(b"x")
    twins = pickle.loads(pickle.dumps([bucket, bucket.object("o")]))

    assert [bucket, bucket.object("o")] == twins


def test_pickled_handle_works(bucket: Bucket) -> None:
    """With a client of its own."""
    bucket.object("o").put(b"x")
    twin = pickle.loads(pickle.dumps(bucket.object("o")))

    assert b"x" == twin.get().read_all()


def test_settings_survive_pickle(client: Client) -> None:
    """The copy has the same limits."""
    with_limits = Client("http://127.0.0.1:1", timeout=0.5, retry=RetryPolicy(attempts=1), pool_size=3)

    assert with_limits.__getstate__() == pickle.loads(pickle.dumps(with_limits)).__getstate__()


def test_endpoint_comes_from_the_environment(
    client: Client, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where no argument says otherwise."""
    monkeypatch.setenv("AIS_ENDPOINT", client.endpoint)
    with Client() as found:
        buckets = found.cluster().list_buckets()

    assert bucket.name in {each.name for each in buckets}


def test_argument_beats_the_environment(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the variable says."""
    monkeypatch.setenv("AIS_ENDPOINT", "http://127.0.0.1:1")

    with Client(client.endpoint) as found:
        assert found.cluster().is_aistore_running() is True


def test_missing_endpoint_names_the_ways_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """No data goes into a store that nobody chose."""
    monkeypatch.delenv("AIS_ENDPOINT", raising=False)
    with pytest.raises(EndpointMissing) as caught:
        Client()

    assert [] == [way for way in ("AIS_ENDPOINT", "aisx serve", "Client.local()") if way not in str(caught.value)]


@pytest.mark.parametrize("endpoint", BAD_ENDPOINTS.values(), ids=BAD_ENDPOINTS)
def test_bad_endpoint_is_refused(endpoint: str) -> None:
    """Before anything is sent; what may be a password is not repeated."""
    with pytest.raises(ConfigError) as caught:
        Client(endpoint)

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
    assert endpoint.removesuffix(":443") == Client(given).endpoint.removesuffix(":443")


@pytest.mark.parametrize(
    "settings",
    [{"timeout": -1}, {"timeout": float("inf")}, {"integrity": "maybe"}, {"pool_size": 0}, {"cert": ("", "key.pem")}],
    ids=str,
)
def test_bad_setting_is_refused(settings: dict[str, Any]) -> None:
    """With a message, not later and elsewhere."""
    with pytest.raises(ConfigError):
        Client("http://127.0.0.1:1", **settings)


@pytest.mark.parametrize("settings", [{"timeout": "5"}, {"pool_size": 1.5}, {"retry": 3}, {"token": 5}], ids=str)
def test_setting_of_another_type_is_refused(settings: dict[str, Any]) -> None:
    """As Python does."""
    with pytest.raises(TypeError):
        Client("http://127.0.0.1:1", **settings)


def test_client_with_a_token_works(tokened: Callable[[], Client], bucket: Bucket) -> None:
    """Put and get, redirects included."""
    with tokened() as client:
        client.bucket(bucket.name).object("o").put(b"x")
        found = client.bucket(bucket.name).object("o").get().read_all()

    assert b"x" == found


def test_token_is_not_shown(tokened: Callable[[], Client]) -> None:
    """By the client, its handles, or their settings."""
    with tokened() as client:
        shown = [client, client.cluster(), client.bucket("b"), client.object("ais://b/o"), client.__getstate__()]
        texts = [text for each in shown for text in (repr(each), str(each), f"{each}")]

    assert [] == [text for text in texts if TOKEN in text]


def test_token_is_not_in_errors(tokened: Callable[[], Client], bucket: Bucket) -> None:
    """Neither in the text nor in what is pickled of one."""
    with tokened() as client:
        with pytest.raises(ObjectNotFound) as caught:
            client.bucket(bucket.name).object("o").get()

    assert TOKEN not in str(caught.value) + repr(caught.value) + repr(vars(caught.value))
    assert TOKEN.encode() not in pickle.dumps(caught.value)


def test_token_is_not_logged(
    tokened: Callable[[], Client], bucket: Bucket, caplog: pytest.LogCaptureFixture
) -> None:
    """Not even at the level of debugging."""
    caplog.set_level(logging.DEBUG)
    with tokened() as client:
        client.bucket(bucket.name).object("o").put(b"x")
        client.bucket(bucket.name).object("nosuch").exists()

    assert TOKEN not in caplog.text


def test_token_does_not_go_over_plain_http_to_another_machine() -> None:
    """Refused as soon as the client is made, and the token is not repeated."""
    with pytest.raises(InsecureToken) as caught:
        Client("http://ais.example.com:51080", token=TOKEN)

    assert TOKEN not in str(caught.value)


def test_token_goes_over_plain_http_if_that_is_allowed() -> None:
    """In a network that is trusted."""
    client = Client("http://ais.example.com:51080", token=TOKEN, allow_insecure_token=True)

    assert "http://ais.example.com:51080" == client.endpoint


def test_token_comes_from_a_file(client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As the command line of AIS keeps it; a cluster without AuthN takes it and ignores it."""
    (tmp_path / "token").write_text('{"token": "' + TOKEN + '"}')
    monkeypatch.setenv("AIS_AUTHN_TOKEN_FILE", str(tmp_path / "token"))

    with Client(client.endpoint) as found:
        assert found.cluster().is_ready() is True


def test_token_file_that_is_missing_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody goes on without the token that was asked for."""
    monkeypatch.setenv("AIS_AUTHN_TOKEN_FILE", str(tmp_path / "nosuch"))

    with pytest.raises(ConfigError, match="nosuch"):
        Client("http://127.0.0.1:1")


@pytest.mark.parametrize("timeout", [30, 30.0, Timeouts(), Timeouts(connect=1, read=5), 0], ids=str)
def test_call_takes_time_limits(bucket: Bucket, timeout: float | Timeouts) -> None:
    """Seconds for all of it, or waits of their own; 0 is no limit."""
    bucket.object("o").put(b"x", timeout=timeout)

    assert 1 == bucket.object("o").head(timeout=timeout).size


def test_client_takes_time_limits(client: Client, bucket: Bucket) -> None:
    """They hold for each of its calls."""
    with Client(client.endpoint, timeout=Timeouts(connect=2, first_byte=20)) as limited:
        assert limited.bucket(bucket.name).exists() is True


def test_time_that_is_over_is_an_error(bucket: Bucket) -> None:
    """No call takes less than a nanosecond."""
    with pytest.raises(TimeoutError):
        bucket.head(timeout=1e-9)


@pytest.mark.parametrize("timeout", ["5", True, [3, 20]], ids=repr)
def test_time_limit_of_another_type_is_refused(nobody: Client, timeout: Any) -> None:
    """Before anything is sent."""
    with pytest.raises(TypeError):
        nobody.bucket("b").head(timeout=timeout)


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf")], ids=str)
def test_impossible_time_limit_is_refused(nobody: Client, timeout: float) -> None:
    """Before anything is sent."""
    with pytest.raises(ConfigError):
        nobody.bucket("b").head(timeout=timeout)


def test_time_limits_are_not_negative() -> None:
    """0 is for ever, less is a mistake."""
    with pytest.raises(ValueError, match="0 or more"):
        Timeouts(read=-1)


def test_local_cluster_ends_with_its_client() -> None:
    """It has an endpoint of its own, and nobody is there afterwards."""
    with Client.local(targets=2) as client:
        client.bucket("b").create()
        client.bucket("b").object("o").put(b"x")
        endpoint, targets = client.endpoint, len(client.cluster().get_info().targets)

    assert 2 == targets
    with Client(endpoint) as late:
        with pytest.raises(ConnectFailed):
            late.cluster().get_info()


def test_local_cluster_takes_no_endpoint() -> None:
    """It has one."""
    with pytest.raises(ConfigError, match="endpoint"):
        Client.local(endpoint="http://127.0.0.1:1")
