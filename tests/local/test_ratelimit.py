"""429 by the property of a bucket: how often, for what, and until when."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from aistore_hl.local import LocalCluster
from aistore_hl.local.answers import Refusal
from aistore_hl.local.buckets import Address, Bucket
from aistore_hl.local.props import BucketProps
from aistore_hl.local.ratelimit import RateLimits
from tests.local.http import ask


def _limit(cluster: LocalCluster, bucket: str, **frontend: Any) -> int:
    value = {"rate_limit": {"frontend": {"enabled": True, **frontend}}}
    return ask(cluster.endpoint, "PATCH", f"/v1/buckets/{bucket}", {"action": "set-bprops", "value": value}).status


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_method_is_limited(shared: LocalCluster, bucket: str, method: str) -> None:
    """As many requests as the limit has tokens, then 429 from the proxy, without `Retry-After`."""
    _limit(shared, bucket, max_tokens=3, burst_size=1, interval="1h")
    answers = [ask(shared.endpoint, method, f"/v1/objects/{bucket}/o") for _ in range(5)]

    assert [False, False, False, True, True] == [answer.status == 429 for answer in answers]
    assert ("ErrRateLimitFrontend", None) == (answers[-1].tcode, answers[-1].header("Retry-After"))


def test_methods_are_limited_apart(shared: LocalCluster, bucket: str) -> None:
    """And HEAD and PATCH not at all. Tried on AIS 5.0."""
    _limit(shared, bucket, max_tokens=2, burst_size=1, interval="1h")
    for _ in range(3):
        last = ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o").status

    assert 429 == last
    assert 307 == ask(shared.endpoint, "PUT", f"/v1/objects/{bucket}/o", b"").status
    assert [307] * 9 == [ask(shared.endpoint, "HEAD", f"/v1/objects/{bucket}/o").status for _ in range(9)]
    assert [307] * 9 == [ask(shared.endpoint, "PATCH", f"/v1/objects/{bucket}/o", {}).status for _ in range(9)]


def test_a_limit_is_taken_back(shared: LocalCluster, bucket: str) -> None:
    """At once."""
    _limit(shared, bucket, max_tokens=2, burst_size=1, interval="1h")
    for _ in range(3):
        ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o")
    value = {"rate_limit": {"frontend": {"enabled": False}}}
    ask(shared.endpoint, "PATCH", f"/v1/buckets/{bucket}", {"action": "set-bprops", "value": value})

    assert [301] * 9 == [ask(shared.endpoint, "GET", f"/v1/objects/{bucket}/o").status for _ in range(9)]


@pytest.mark.parametrize(
    "frontend",
    [
        {"burst_size": 0, "max_tokens": 10},
        {"burst_size": 6, "max_tokens": 10},
        {"burst_size": 1, "max_tokens": 1},
        {"burst_size": 1, "max_tokens": -5},
        {"burst_size": 1, "max_tokens": 10, "interval": "1ms"},
        {"burst_size": 1, "max_tokens": 10, "interval": "2h"},
    ],
    ids=json.dumps,
)
def test_limits_that_are_none(shared: LocalCluster, bucket: str, frontend: dict[str, Any]) -> None:
    """400. Tried on AIS 5.0."""
    assert 400 == _limit(shared, bucket, **frontend)


def test_tokens_come_back_evenly() -> None:
    """Each after its part of the interval, and never more than there were."""
    now = 0.0
    limits = RateLimits(lambda: now)
    frontend = {"enabled": True, "max_tokens": 4, "burst_size": 2, "interval": "8s"}
    props = msgspec.convert({"rate_limit": {"frontend": frontend}}, BucketProps)
    bucket = Bucket(Address("ais", "", "", "b"), 1, props)

    def granted() -> int:
        count = 0
        while True:
            try:
                limits.check(bucket, "GET")
            except Refusal:
                return count
            count += 1

    found = []
    for moment in (0.0, 1.9, 2.1, 6.2, 1000.0):
        now = moment
        found.append(granted())

    assert [4, 0, 1, 2, 4] == found


@pytest.mark.parametrize(("given", "shown"), [("1h", "1h0m"), ("90s", "1m30s"), ("2h0m0s", "2h0m"), ("5s", "5s")])
def test_durations_are_shown_as_ais_shows_them(shared: LocalCluster, bucket: str, given: str, shown: str) -> None:
    """In hours, minutes and seconds."""
    value = {"lru": {"dont_evict_time": given}}
    ask(shared.endpoint, "PATCH", f"/v1/buckets/{bucket}", {"action": "set-bprops", "value": value})
    props = json.loads(ask(shared.endpoint, "HEAD", f"/v1/buckets/{bucket}").header("Ais-Bucket-Props") or "")

    assert shown == props["lru"]["dont_evict_time"]
