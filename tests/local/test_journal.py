"""The request log: a line for each request, and no secret in it."""

from __future__ import annotations

import io
import logging
import re

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask, follow

_LINE = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ([pt]\[\w+\]) ([A-Z]+) (/\S*) (\d{3}|-) (\d+) (\d+) \d+\.\d"
)


def _rows(stream: io.StringIO) -> list[tuple[str, ...]]:
    found = [_LINE.fullmatch(line) for line in stream.getvalue().splitlines()]
    assert None not in found, stream.getvalue()
    return [match.groups() for match in found if match]


def test_every_request_is_a_line() -> None:
    """Node, method, path as it was sent, status, bytes received and bytes sent; the query is left out."""
    stream = io.StringIO()
    with LocalCluster(node_ids=["t1"], proxy_id="p1", log=stream) as cluster:
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"})
        follow(cluster.endpoint, "PUT", "/v1/objects/b/a%20b", b"x" * 70_000)
        ask(cluster.targets[0].origin, "GET", "/v1/objects/b/a%20b?secret=1")
        missing = ask(cluster.endpoint, "GET", "/v1/objects/nothing/o")

    assert [
        ("p[p1]", "POST", "/v1/buckets/b", "200", "24", "0"),
        ("p[p1]", "PUT", "/v1/objects/b/a%20b", "307", "0", "0"),
        ("t[t1]", "PUT", "/v1/objects/b/a%20b", "200", "70000", "0"),
        ("t[t1]", "GET", "/v1/objects/b/a%20b", "200", "0", "70000"),
        ("p[p1]", "GET", "/v1/objects/nothing/o", "404", "0", str(len(missing.content))),
    ] == _rows(stream)


def test_neither_token_nor_signature_is_in_it() -> None:
    """They are in header fields and queries, and it has neither."""
    stream = io.StringIO()
    with LocalCluster(targets=1, allow_remote=True, log=stream) as cluster:
        token = [("Authorization", f"Bearer {cluster.token}")]
        ask(cluster.endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}, token)
        assert 200 == follow(cluster.endpoint, "PUT", "/v1/objects/b/o", b"", token).status
        assert cluster.token

    assert 3 == len(_rows(stream))
    assert cluster.token not in stream.getvalue()
    assert "u=" not in stream.getvalue()


def test_a_request_without_an_answer_is_a_line() -> None:
    """With `-` for its status."""
    stream = io.StringIO()
    with LocalCluster(targets=1, log=stream) as cluster:
        cluster.faults.once("GET health", reset=True)
        with pytest.raises(ConnectionError):
            ask(cluster.endpoint, "GET", "/v1/health")

    assert [("GET", "/v1/health", "-")] == [row[1:4] for row in _rows(stream)]


def test_a_stream_that_takes_no_more_ends_the_log_only(caplog: pytest.LogCaptureFixture) -> None:
    """That is said once, and requests are answered."""
    stream = io.StringIO()
    with caplog.at_level(logging.ERROR), LocalCluster(targets=1, log=stream) as cluster:
        stream.close()
        assert [200, 200] == [ask(cluster.endpoint, "GET", "/v1/health").status for _ in range(2)]

    assert ["the request log ends here: I/O operation on closed file"] == [each.message for each in caplog.records]
