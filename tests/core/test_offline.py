"""Transforms of many objects: what is asked for, and what became of each."""

from __future__ import annotations

import pytest

from aistore_hl._core.errors import InvalidETL
from aistore_hl._core.etl import ERRORS_KEPT, FailedObject, Transform
from aistore_hl._core.listing import ObjectEntry
from aistore_hl._core.names import BucketRef
from aistore_hl._core.offline import Errors, Offline, failures

SOURCE, TO = BucketRef("b"), BucketRef("d")
NONE = Errors({}, is_full=False)


def entry(name: str, version: str) -> ObjectEntry:
    """An object of that version."""
    return ObjectEntry(name, 1, version=version)


def test_the_shortest_message_has_the_etl_alone() -> None:
    """And that one failure does not end the job."""
    assert {"id": "up-push", "coer": True} == Offline(Transform.of("up-push"), TO).document()


def test_the_message_with_all_that_can_be_said() -> None:
    """As AIS spells it."""
    what = Offline(
        Transform("first-1", ("second", "third-3")),
        TO,
        prepend="p/",
        extensions={"txt": "up"},
        dry_run=True,
        latest=True,
        force=True,
        workers=-1,
        request_timeout=1.5,
        continue_on_error=False,
    )

    assert {
        "id": "first-1",
        "pipeline": ["second", "third-3"],
        "prepend": "p/",
        "ext": {"txt": "up"},
        "dry_run": True,
        "latest-ver": True,
        "force": True,
        "num-workers": -1,
        "request_timeout": "1.5s",
    } == what.document()
    assert "p/a.up" == what.name_of("a.txt")


def test_what_ais_has_not_is_refused() -> None:
    """Arguments in a job, and names that are prepended to and compared."""
    with pytest.raises(InvalidETL, match="no arguments to an ETL in a job"):
        Offline(Transform.of("up-push", "x"), TO)
    with pytest.raises(ValueError, match="nothing can be prepended"):
        Offline(Transform.of("up-push"), TO, prepend="p/", sync=True)


def test_a_job_for_groups_keeps_all_but_its_workers() -> None:
    """The ETL above all."""
    one = Offline(Transform.of("up-push"), TO, workers=1)

    assert one.kept == Offline(Transform.of("up-push"), TO, workers=2).kept
    for other in (
        Offline(Transform.of("up-pull"), TO),
        Offline(Transform("up-push", ("second",)), TO),
        Offline(Transform.of("up-push"), TO, prepend="p/"),
        Offline(Transform.of("up-push"), TO, dry_run=True),
        Offline(Transform.of("up-push"), TO, extensions={"a": "b"}),
    ):
        assert one.kept != other.kept


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        ("ais://b/dir/b/x", SOURCE),
        ("ais://#ns/b/dir/b/x", BucketRef("b", namespace="#ns")),
        ("ais://@id#ns/b/dir/b/x", BucketRef("b", namespace="@id#ns")),
    ],
)
def test_errors_are_told_by_name(shown: str, source: BucketRef) -> None:
    """With the status, if the transformer answered, and on one line."""
    found = Errors.of([FailedObject(shown, "no\nway\n", 500), FailedObject("elsewhere", "gone", 0)], source)

    assert {"dir/b/x": "500: no way", "elsewhere": "gone"} == found.by_name
    assert not found.is_full


def test_errors_may_be_more_than_ais_keeps() -> None:
    """That many are told, and nobody knows of others."""
    many = [FailedObject(f"ais://b/{number}", "no", 500) for number in range(ERRORS_KEPT)]

    assert Errors.of(many, SOURCE).is_full
    assert not Errors.of(many[1:], SOURCE).is_full


def test_what_arrived_is_good() -> None:
    """Whatever is told of it: that may be of an earlier request."""
    told = Errors({"a": "no", "b": "no"}, is_full=True)
    after = {"A": entry("A", "1"), "B": entry("B", "2")}

    assert {} == failures({"a": "A", "b": "B"}, {"B": entry("B", "1")}, after, told)


def test_what_did_not_arrive_is_named() -> None:
    """With what was told, if anything was."""
    told = Errors({"a": "500: no"}, is_full=False)

    assert {"a": "500: no", "b": "it did not arrive as 'B'"} == failures({"a": "A", "b": "B"}, {}, {}, told)


def test_what_is_as_it_was_before_is_named_if_it_failed() -> None:
    """Untold it was stored again, with the same content."""
    held = {"A": entry("A", "1"), "B": entry("B", "1")}

    assert {"a": "500: no"} == failures({"a": "A", "b": "B"}, held, held, Errors({"a": "500: no"}, is_full=False))
    assert {} == failures({"a": "A", "b": "B"}, held, held, NONE)


def test_what_is_as_it_was_before_is_in_doubt_where_errors_are_lost() -> None:
    """It is named, with the reason of the doubt."""
    held = {"A": entry("A", "1")}
    found = failures({"a": "A"}, held, held, Errors({}, is_full=True))

    assert {"a": "'A' is as it was before, and AIS keeps 128 errors of a target at most"} == found
