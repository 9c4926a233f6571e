"""The endpoint of a client: which addresses and tokens it takes, and which nodes it learns."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from aistore_api.endpoint import Endpoint, endpoint_of
from aistore_api.errors import InsecureToken
from aistore_api.types import Answer, Headers

ORIGIN = "http://127.0.0.1:8080"


def net(port: int) -> dict[str, str]:
    return {"node_ip_addr": "127.0.0.1", "daemon_port": str(port), "direct_url": f"http://127.0.0.1:{port}"}


def node(port: int) -> dict[str, Any]:
    """A node on three networks."""
    return {"public_net": net(port), "intra_control_net": net(port + 1000), "intra_data_net": net(port + 2000)}


def answer(document: object, status: int = 200) -> Answer:
    return Answer(status, Headers(), json.dumps(document).encode())


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://Ais.Example", "http://ais.example:80"),
        ("HTTPS://ais.example", "https://ais.example:443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_base_urls(url: str, expected: str) -> None:
    """They are kept as origins."""
    assert expected == endpoint_of(url).origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:8080",
        "ftp://host",
        "http://",
        "http://host/v1",
        "http://host?x=1",
        "http://host#x",
        "http://host:port",
        "http://host:99999",
        "http://[::1",
        "http://ho st",
        "http://bücher",
        "http://user:secret@host",
    ],
)
def test_what_is_no_base_url(url: str) -> None:
    """Refused before anything is sent, and without telling a password."""
    with pytest.raises(ValueError, match="base URL") as caught:
        endpoint_of(url)

    assert "secret" not in str(caught.value)


def test_redirects_are_to_the_cluster_or_to_any_host() -> None:
    """There is no third way."""
    wrong: Any = "none"
    with pytest.raises(ValueError, match="'none'"):
        endpoint_of(ORIGIN, redirects=wrong)

    assert endpoint_of(ORIGIN, redirects="any").unchecked
    assert not endpoint_of(ORIGIN).unchecked


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1", "http://127.9.9.9", "http://[::1]", "http://localhost", "https://ais.example"]
)
def test_tokens_that_are_safe(url: str) -> None:
    """On this machine, or over TLS."""
    assert "token" == endpoint_of(url, token="token").token


@pytest.mark.parametrize("url", ["http://ais.example", "http://10.0.0.1", "http://localhost.evil.example"])
def test_a_token_over_plain_http_is_refused(url: str) -> None:
    """Unless the caller allows it."""
    with pytest.raises(InsecureToken, match="plain http") as caught:
        endpoint_of(url, token="sesame")

    assert "sesame" not in repr(caught.value) + str(caught.value)
    assert "sesame" == endpoint_of(url, token="sesame", allow_insecure_token=True).token
    assert isinstance(caught.value, PermissionError)


@pytest.mark.parametrize("token", ["", "two words", "line\nbreak", "ключ", "tail\n"])
def test_a_token_that_no_header_can_carry_is_refused(token: str) -> None:
    """Without showing it."""
    with pytest.raises(ValueError, match="printable ASCII") as caught:
        endpoint_of(ORIGIN, token=token)

    assert not token or token not in str(caught.value)


def test_the_token_is_not_shown() -> None:
    """Whoever prints an endpoint."""
    assert "sesame" not in repr(endpoint_of(ORIGIN, token="sesame"))


def test_nodes_are_known_on_all_their_networks() -> None:
    """Proxies and targets, extra public addresses too, and the endpoint under the name that the caller has for it."""
    endpoint = Endpoint("http://ais.example:80")
    target = node(8081) | {"pub_extra": [net(8091), "nonsense"]}

    assert endpoint.learn_nodes(answer({"pmap": {"p": node(8080)}, "tmap": {"t": target}}))
    ports = sorted(int(origin.rpartition(":")[2]) for origin in endpoint.nodes or ())
    assert [80, 8080, 8081, 8091, 9080, 9081, 10080, 10081] == ports


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "text",
        {},
        {"tmap": None},
        {"tmap": ["a"]},
        {"tmap": {"t": None}},
        {"tmap": {"t": {"public_net": "x"}}},
        {"tmap": {"t": {"public_net": {"direct_url": 7}}}},
        {"tmap": {"t": {"public_net": {"direct_url": "no url"}}}},
    ],
    ids=repr,
)
def test_what_is_no_map_teaches_nothing(document: object) -> None:
    """The question remains open: nothing is followed on the strength of it."""
    endpoint = Endpoint(ORIGIN)

    assert not endpoint.learn_nodes(answer(document))
    assert (None, False) == (endpoint.nodes, endpoint.unchecked)


@pytest.mark.parametrize("content", [b"", b"\xff", b"[" * 100_000])
def test_what_is_no_json_teaches_nothing(content: bytes) -> None:
    """As little as JSON that is no map."""
    assert not Endpoint(ORIGIN).learn_nodes(Answer(200, Headers(), content))


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501])
def test_a_map_that_is_not_shown_is_done_without(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """Redirects are then followed to any host, and a line in the log says so."""
    endpoint = Endpoint(ORIGIN)

    with caplog.at_level(logging.WARNING, "aistore_api"):
        assert endpoint.learn_nodes(answer({}, status))

    assert endpoint.unchecked
    assert 1 == len(caplog.records)
    assert f"shows no cluster map ({status})" in caplog.text


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_map_that_may_be_shown_later_is_not_done_without(status: int) -> None:
    """A busy server does not switch the check off."""
    endpoint = Endpoint(ORIGIN)

    assert not endpoint.learn_nodes(answer({}, status))
    assert not endpoint.unchecked


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_map_that_was_seen_is_not_done_without(status: int) -> None:
    """A token that has run out does not switch the check off."""
    endpoint = Endpoint(ORIGIN)
    endpoint.learn_nodes(answer({"tmap": {"t": node(8081)}}))
    known = endpoint.nodes

    assert not endpoint.learn_nodes(answer({}, status))
    assert (known, False) == (endpoint.nodes, endpoint.unchecked)
