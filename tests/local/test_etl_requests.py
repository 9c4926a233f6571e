"""What targets say to transformers is what AIS's targets said to pods, in tests/data/etl/pod_requests.jsonl.

Equal: methods, paths, queries, header fields, contents, control messages, and where results are to be put. By form:
ports, secrets, ids of jobs, and the folder in which a file is lent. Which target asked is compared too: the ids of the
nodes are the recorded ones.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, Final

import pytest

from tests.local.replay import replayed

_RECORDED: Final = Path(__file__).parents[1] / "data/etl/pod_requests.jsonl"

_COMPARED: Final = ("method", "path", "query", "websocket_path", "control_message")
_OWN: Final = ("Host", "Content-Length")
"""Fields that say what else is compared."""

_ROOT: Final = re.compile(r"%2F(?:[^%]|%(?!2F@ais))*(?=%2F@ais%2F)")
_ORIGIN: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_JOB: Final = re.compile(r"uuid=[\w-]+")


def form(text: str) -> str:
    """A text without what every cluster has of its own."""
    return _JOB.sub("uuid=JOB", _ORIGIN.sub("http://NODE", _ROOT.sub("%2FROOT", text)))


def asked(record: dict[str, Any]) -> str:
    """A request, as one text that can be compared."""
    kept = {
        name: record[name]
        for name in ("method", "path", "query", "websocket_path", "control_message")
        if name in record
    }
    fields = {
        name: value for name, value in record.get("headers", {}).items() if name not in ("Host", "Content-Length")
    }
    content = record.get("body") or record.get("content")
    kept |= {"fields": fields, "content": content["text"] if isinstance(content, dict) else content}
    return form(json.dumps(kept, sort_keys=True))


def by_stage(text: str) -> bool:
    """Whether a target has asked: another transformer says what it likes of itself."""
    return "Go-http-client" in text or "control_message" in text


@pytest.fixture(scope="module")
def requests() -> list[dict[str, Any]]:
    """What was asked while the recording was replayed."""
    with replayed(("10b-etl-live",)) as replay:
        replay.run("10b-etl-live")
        return replay.asked()


def test_targets_ask_what_ais_asked(requests: list[dict[str, Any]]) -> None:
    """Each as often as it was recorded, and nothing else. `inline-timeout` has no request of its own in the recording:
    it came when the next object was put."""
    recorded = [json.loads(line) for line in _RECORDED.read_text("utf-8").splitlines()]
    expected = Counter(filter(by_stage, map(asked, recorded)))
    found = Counter(filter(by_stage, map(asked, requests)))

    assert expected == found


def test_the_recorded_target_asks(requests: list[dict[str, Any]]) -> None:
    """The transformer beside the target that has the object is asked."""
    recorded = [json.loads(line) for line in _RECORDED.read_text("utf-8").splitlines()]
    expected = {(each["pod"].rpartition("-")[2], asked(each)) for each in recorded if by_stage(asked(each))}
    found = {(each["pod"].rpartition("-")[2], asked(each)) for each in requests if by_stage(asked(each))}

    assert expected == found
