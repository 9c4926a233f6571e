"""The token: it goes to the endpoint, in one header, and is seen nowhere else."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import traceback
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncClient, Client, LocalCluster, RetryPolicy, errors
from tests.robust.bad_answers import BAD
from tests.robust.calls import CALLS, FLAVOURS, Outcome
from tests.robust.test_bad_answers import serving
from tests.robust.test_first_contact import closed_port
from tests.wire.servers import Peer, Request, Server, answer

TOKEN = "SECRET-TOKEN-7d4f1b"
SETTINGS: dict[str, Any] = {"token": TOKEN, "timeout": 5.0, "retry": RetryPolicy(base=0.01)}


def chain(exc: BaseException | None) -> Iterator[BaseException]:
    """An exception with its causes and contexts."""
    while exc is not None:
        yield exc
        exc = exc.__cause__ or exc.__context__


def places(exc: BaseException) -> Iterator[tuple[str, str]]:
    """Everything that an error reporter may show of an exception, by what it is."""
    for each in chain(exc):
        yield "str", str(each)
        yield "repr", repr(each)
        yield "args", repr(each.args)
        yield "fields", repr(vars(each))
        if isinstance(each, errors.AisError):
            yield "pickle", pickle.dumps(each).decode("latin-1")
    yield "traceback", "".join(traceback.format_exception(exc))


def leaks(found: dict[str, Outcome]) -> dict[str, list[str]]:
    """Where the token is seen, by the call that failed."""
    return {
        name: shown
        for name, outcome in found.items()
        if outcome.error is not None
        if (shown := [place for place, text in places(outcome.error) if TOKEN in text])
    }


def call_all(flavour: str, endpoint: str, folder: Path) -> dict[str, Outcome]:
    """Every call there is, by a client with the token, at the same time."""
    calls = [partial(call, folder=folder) for call in CALLS.values()]
    return dict(zip(CALLS, FLAVOURS[flavour](endpoint, calls, **SETTINGS), strict=True))


@pytest.fixture(params=FLAVOURS)
def flavour(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What is said at the most talkative level, by everybody."""
    caplog.set_level(logging.DEBUG)
    return caplog


def said(logged: pytest.LogCaptureFixture) -> str:
    """All of it, with what the records hold besides their text."""
    return logged.text + "".join(repr(vars(record)) for record in logged.records)


def test_clients_and_what_comes_from_them_do_not_show_it(local: LocalCluster) -> None:
    """By `repr`, `str` and formatting: clients, settings, handles, readers, listings, both flavours."""

    async def async_things() -> list[str]:
        async with AsyncClient(local.endpoint, token=TOKEN) as client:
            bucket = client.bucket("b")
            async with await bucket.object("o").get() as reader:
                things = [client, client.cluster(), bucket, bucket.object("o"), client.job("id"), client.raw]
                return texts([*things, reader, bucket.list_objects(), client._settings, client._session])

    with Client(local.endpoint, token=TOKEN) as client:
        bucket = client.bucket("b").create()
        bucket.object("o").put(b"content")
        with bucket.object("o").get() as reader:
            things = [client, client.cluster(), bucket, bucket.object("o"), client.job("id"), client.raw]
            shown = texts([*things, reader, bucket.list_objects(), client._settings, client._session])
    shown += asyncio.run(async_things())

    assert [] == [text for text in shown if TOKEN in text]


def texts(things: list[Any]) -> list[str]:
    """What is seen of each."""
    return [text for thing in things for text in (repr(thing), str(thing), f"{thing}")]


def test_it_goes_to_the_endpoint_and_not_to_targets(local: LocalCluster, flavour: str, tmp_path: Path) -> None:
    """In one header of requests to the proxy; never to where a redirect leads, never in a URL."""
    with Client(local.endpoint) as client:
        client.bucket("b").create().object("o").put(b"content")
    local.seen.clear()
    call_all(flavour, local.endpoint, tmp_path)
    at_proxy, at_targets = local.proxy.seen.arrivals(), local.targets.seen.arrivals()

    assert at_targets
    assert {f"Bearer {TOKEN}"} == {each.header("authorization") for each in at_proxy}
    assert [] == [each for each in at_targets if TOKEN in repr(each) or each.header("authorization")]
    assert [] == [each.target for each in local.seen.arrivals() if TOKEN in each.target]


def test_calls_that_go_well_do_not_log_it(
    local: LocalCluster, flavour: str, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    """Nor do those that fail as they may: the object is gone, the bucket is there already."""
    with Client(local.endpoint) as client:
        client.bucket("b").create().object("o").put(b"content")
    found = call_all(flavour, local.endpoint, tmp_path)

    assert {} == leaks(found)
    assert TOKEN not in said(logged)


def test_401_does_not_show_it(
    local: LocalCluster, flavour: str, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    """Not accepted: every call is told so, once, and nobody is told which token it was."""
    local.faults.once("* *", status=401, times=1000)
    found = call_all(flavour, local.endpoint, tmp_path)

    assert {errors.Unauthorized} == {type(outcome.error) for outcome in found.values()}
    assert "aistore_hl" in {record.name for record in logged.records}
    assert {} == leaks(found)
    assert TOKEN not in said(logged)


def test_a_refused_connection_does_not_show_it(flavour: str, tmp_path: Path, logged: pytest.LogCaptureFixture) -> None:
    """Whoever could not be told it is not told about it either."""
    with closed_port() as address:
        found = call_all(flavour, f"http://{address}", tmp_path)

    assert {errors.ConnectFailed} == {type(outcome.error) for outcome in found.values()}
    assert {} == leaks(found)
    assert TOKEN not in said(logged)


CASES = [
    "redirect: another host",
    "redirect: a loop",
    "body: a body that ends too soon",
    "body: a page of HTML",
    "head: a NUL",
]


@pytest.mark.parametrize("case", [*CASES, "refusal: a page of HTML", "page: half a page", "document: deep JSON"])
def test_bad_answers_do_not_show_it(flavour: str, case: str, tmp_path: Path, logged: pytest.LogCaptureFixture) -> None:
    """Refused redirects, broken bodies, foreign pages: the error tells of them only."""
    with serving(BAD[case]) as server:
        found = call_all(flavour, server.origin, tmp_path)

    assert any(outcome.error for outcome in found.values())
    assert {} == leaks(found)
    assert TOKEN not in said(logged)


def test_a_server_that_shows_what_it_was_sent_is_not_quoted(
    flavour: str, tmp_path: Path, logged: pytest.LogCaptureFixture
) -> None:
    """As proxies do for debugging: its words are in the error, the token is not."""

    def show(peer: Peer) -> None:
        while (head := peer.read_head()) is not None:
            given = Request(head, b"").header("authorization")
            words = json.dumps({"message": f"no access with {given}", "tcode": "ErrX"})
            peer.send(answer(403, b"" if head.startswith(b"HEAD") else words.encode(), f"Hdr-Error: {words}"))
            return

    with Server(show) as server:
        found = call_all(flavour, server.origin, tmp_path)

    assert {errors.AccessDenied} == {type(outcome.error) for outcome in found.values()}
    assert all("no access with Bearer <secret>" in str(outcome.error) for outcome in found.values())
    assert {} == leaks(found)
    assert TOKEN not in said(logged)


@pytest.mark.parametrize("endpoint", ["http://192.0.2.1:51080", "https://user:pw@host", "host"])
def test_settings_that_are_refused_do_not_show_it(endpoint: str) -> None:
    """Neither the token nor a password in an address."""
    with pytest.raises(errors.AisError) as caught:
        Client(endpoint, token=TOKEN)

    assert [] == [place for place, text in places(caught.value) if TOKEN in text or "pw" in text]
