"""Web pages in the user's browser reach loopback too: a cluster that takes no token does nothing for them."""

from __future__ import annotations

import pytest

from aistore_hl import LocalCluster
from aistore_hl.local.answers import Refusal
from aistore_hl.local.browsers import check_sender

from .http import connect, read_to_end

CREATE = b'{"action":"create-bck"}'


def _status(origin: str, method: str, path: str, *fields: str, body: bytes = b"") -> int:
    """What a node answers to header fields that are exactly so."""
    lines = (f"{method} {path} HTTP/1.1", *fields, "Connection: close", f"Content-Length: {len(body)}", "", "")
    with connect(origin) as connection:
        connection.sendall("\r\n".join(lines).encode() + body)
        return int(read_to_end(connection).split()[1])


@pytest.mark.parametrize(
    "fields",
    [
        ("Host: rebound.example.com:{port}", "Origin: http://rebound.example.com:{port}"),
        ("Host: rebound.example.com:{port}",),
        ("Host: 127.0.0.1.example.com",),
        ("Host: LOCALHOST.example.com.",),
        ("Host: 127.0.0.1:{port}", "Origin: http://example.com", "Content-Type: text/plain"),
        ("Host: 127.0.0.1:{port}", "Origin: null", "Content-Type: text/plain"),
        ("Host: 127.0.0.1:{port}", "Origin: http://127.0.0.1:1"),
        ("Host: 127.0.0.1:{port}", "Origin: https://127.0.0.1:{port}"),
    ],
    ids=" ".join,
)
def test_nothing_is_done_for_pages_of_others(local: LocalCluster, fields: tuple[str, ...]) -> None:
    """Neither under a name that was made to lead here, nor by a form or a `fetch` that wants no answer."""
    proxy, port = local.proxy.origin, local.proxy.origin.rpartition(":")[2]
    sent = [field.format(port=port) for field in fields]

    assert 403 == _status(proxy, "POST", "/v1/buckets/forged", *sent, body=CREATE)
    assert 403 == _status(proxy, "PUT", "/v1/etl", *sent, body=b"{}")
    assert 403 == _status(local.targets[0].origin, "GET", "/v1/daemon?what=config", *sent)
    assert 404 == _status(proxy, "HEAD", "/v1/buckets/forged", f"Host: 127.0.0.1:{port}")


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:{}", "localhost:{}", "[::1]:{}", "ais.localhost", "proxy:{}", "127.1", "host.docker.internal:{}", ""],
)
def test_programs_are_answered_by_whatever_name_they_have(local: LocalCluster, host: str) -> None:
    """Addresses, names without a dot, and names that nobody can register; also with the origin of that very name."""
    host = host.format(local.proxy.origin.rpartition(":")[2])

    assert 200 == _status(local.endpoint, "GET", "/v1/health", f"Host: {host}")
    assert 200 == _status(local.endpoint, "GET", "/v1/health", f"Host: {host}", f"Origin: http://{host}")


def test_refusal_says_what_to_do() -> None:
    """Whoever made a name for it reads how to ask instead."""
    with pytest.raises(Refusal, match=r"'ais\.example\.com' may lead anywhere: ask by an IP address or localhost"):
        check_sender([(b"host", b"ais.example.com")])


def test_cluster_with_a_token_has_any_name() -> None:
    """Other machines know it by a name of theirs, and no page has the token."""
    with LocalCluster(targets=1, allow_remote=True) as cluster:
        fields = ("Host: ais.example.com", f"Authorization: Bearer {cluster.token}")

        assert 200 == _status(cluster.endpoint, "GET", "/v1/daemon?what=smap", *fields)
        assert 401 == _status(cluster.endpoint, "GET", "/v1/daemon?what=smap", fields[0])
