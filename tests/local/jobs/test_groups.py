"""Many objects deleted at once: which ones, and what is told of those that are missing."""

from __future__ import annotations

from typing import Any

import pytest

from aistore_hl.local import LocalCluster
from tests.local.http import ask
from tests.local.jobs.waiting import act, names, over, store, total, until

NAMES = ("o00", "o01", "o02", "o03", "dir/f00", "dir/f01", "dir/sub/g")


@pytest.mark.parametrize(
    ("value", "gone"),
    [
        ({"objnames": ["o00", "dir/f01", "nope"]}, ("o00", "dir/f01")),
        ({"template": "o{01..02}"}, ("o01", "o02")),
        ({"template": "o@01"}, ("o00", "o01")),
        ({"template": "dir/f%02d"}, ("dir/f00", "dir/f01")),
        ({"template": "dir/"}, ("dir/f00", "dir/f01", "dir/sub/g")),
        ({"template": "dir/", "non-recurs": True}, ("dir/f00", "dir/f01")),
        ({"template": "o{00..03..3}"}, ("o00", "o03")),
        ({"template": "o{00..03"}, ()),
        ({"objnames": ["o00"], "template": "dir/"}, ("o00",)),
        ({"template": "*"}, NAMES),
        ({}, NAMES),
        (None, NAMES),
    ],
    ids=repr,
)
def test_what_is_selected_is_deleted(shared: LocalCluster, bucket: str, value: Any, gone: tuple[str, ...]) -> None:
    """And nothing else; what selects nothing selects everything."""
    store(shared, bucket, dict.fromkeys(NAMES, b"content"))
    answer = act(shared, "DELETE", bucket, "delete-listrange", value)
    if value == {"template": "dir/f%02d"}:
        # Numbers without an end: AIS goes on until it is stopped.
        until(lambda: not {*gone} & set(names(shared, bucket)))
        stopped = {"action": "stop", "value": {"id": answer.content.decode()}}
        assert 200 == ask(shared.endpoint, "PUT", "/v1/cluster", stopped).status
    found = over(shared, answer)

    assert set(NAMES) - {*gone} == set(names(shared, bucket))
    assert (len(gone), 7 * len(gone)) == (total(found, "loc-objs"), total(found, "loc-bytes"))
    is_list = bool(value) and "nope" in value.get("objnames", ())
    assert is_list == any(each["err"].endswith(f"ais://{bucket}/nope does not exist") for each in found)


def test_a_deletion_ends_and_what_status_knows_it(shared: LocalCluster, bucket: str) -> None:
    """With the error of what was missing, and not as aborted."""
    answer = act(shared, "DELETE", bucket, "delete-listrange", {"objnames": ["nope"]})
    over(shared, answer)
    status = ask(shared.endpoint, "GET", "/v1/cluster?what=status", {"id": answer.content.decode()}).document

    assert ("delete-listrange", False) == (status["kind"], status["aborted"])
    assert status["err"].endswith("does not exist")
    assert status["end_time"]


@pytest.mark.parametrize(
    ("value", "tcode"),
    [
        ("x", ""),
        ({"nosuch": 1}, ""),
        ({"objnames": "x"}, ""),
        ({"objnames": ["../x"]}, "errInvalidPath"),
        ({"template": "../x"}, "errInvalidPath"),
        ({"template": "o{05..01}"}, "errTemplateInvalid"),
        ({"template": "o{a..b}"}, "NumError"),
    ],
    ids=str,
)
def test_a_selection_that_cannot_be_is_refused(shared: LocalCluster, bucket: str, value: Any, tcode: str) -> None:
    """400, and nothing is deleted."""
    store(shared, bucket, {"o00": b"1"})
    answer = act(shared, "DELETE", bucket, "delete-listrange", value)

    assert (400, tcode) == (answer.status, answer.tcode)
    assert ["o00"] == names(shared, bucket)


def test_who_must_not_delete_one_must_not_delete_many(shared: LocalCluster, bucket: str) -> None:
    """403."""
    store(shared, bucket, {"o00": b"1"})
    assert 200 == act(shared, "PATCH", bucket, "set-bprops", {"access": "451"}).status

    assert 403 == act(shared, "DELETE", bucket, "delete-listrange", None).status


@pytest.mark.parametrize(("method", "action"), [("DELETE", "evict-listrange"), ("POST", "prefetch-listrange")])
def test_what_is_nowhere_else_is_neither_evicted_nor_fetched(
    shared: LocalCluster, bucket: str, method: str, action: str
) -> None:
    """400."""
    answer = act(shared, method, bucket, action, {"objnames": ["o00"]})

    assert (400, "ErrNotRemoteBck") == (answer.status, answer.tcode)
