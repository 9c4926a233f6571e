"""What a batch asks for, and whether what came is that."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from aistore_hl._core.batch import BatchItem, BatchPlan, read_metadata
from aistore_hl._core.errors import AisError, BrokenArchive, IntegrityError, NotFound, ObjectNotFound
from aistore_hl._core.names import BucketRef, ObjectRef

B, OTHER, SPACE = BucketRef("b"), BucketRef("other", "aws"), BucketRef("b", namespace="#ns")


def plan(*items: BatchItem) -> BatchPlan:
    """A batch of these, names being of bucket `b`."""
    return BatchPlan.of(item.within(B) for item in items)


@pytest.mark.parametrize(
    ("items", "bucket", "fields"),
    [
        ([BatchItem("o")], B, [{"objname": "o"}]),
        ([BatchItem("o", "m", opaque=b"x")], B, [{"objname": "o", "archpath": "m", "opaque": "eA=="}]),
        ([BatchItem("o", length=5)], B, [{"objname": "o", "start": 0, "length": 5}]),
        ([BatchItem("o", offset=2, length=5)], B, [{"objname": "o", "start": 2, "length": 5}]),
        (
            [BatchItem("o"), BatchItem(ObjectRef(OTHER, "p"))],
            None,
            [
                {"objname": "o", "bucket": "b", "provider": "ais"},
                {"objname": "p", "bucket": "other", "provider": "aws"},
            ],
        ),
        (
            [BatchItem("o"), BatchItem(ObjectRef(SPACE, "p"))],
            SPACE,
            [{"objname": "o", "bucket": "b", "provider": "ais"}, {"objname": "p"}],
        ),
        (
            [BatchItem(ObjectRef(SPACE, "o")), BatchItem(ObjectRef(BucketRef("b", namespace="#other"), "p"))],
            None,
            [{"objname": "o", "uname": "ais/@#ns/b/"}, {"objname": "p", "uname": "ais/@#other/b/"}],
        ),
    ],
)
def test_request(items: list[BatchItem], bucket: BucketRef | None, fields: list[dict[str, Any]]) -> None:
    """One bucket goes into the path, others are named; missing things are always asked to be told."""
    made = plan(*items)

    assert bucket == made.bucket
    assert {"in": fields, "mime": ".tgz", "coer": True, "onob": False, "strm": True} == made.document(
        ".tgz", streaming=True
    )


@pytest.mark.parametrize(
    ("item", "name", "size", "said", "error"),
    [
        (BatchItem("o"), "b/o", 8, None, None),
        (BatchItem("o", "m"), "b/o/m", 8, None, None),
        (BatchItem("o", length=8), "b/o", 8, {"size": 8}, None),
        (BatchItem("o"), "__404__/b/o", 0, None, ObjectNotFound),
        (BatchItem("o", "m"), "__404__/b/o/m", 0, {"err_msg": "gone"}, NotFound),
        (BatchItem("o"), "b/p", 8, None, BrokenArchive),
        (BatchItem("o"), "o", 8, None, BrokenArchive),
        (BatchItem("o", length=5), "b/o", 8, None, IntegrityError),
        (BatchItem("o", offset=100, length=5), "b/o", 8, None, IntegrityError),
        (BatchItem("o"), "b/o", 8, {"size": 9}, IntegrityError),
    ],
)
def test_judgement(item: BatchItem, name: str, size: int, said: Any, error: type[AisError] | None) -> None:
    """By name, by length, and by what the answer tells of it."""
    found = plan(item).judge(0, name, size, said)

    assert (error is None) is (found is None)
    assert error is None or isinstance(found, error)


def test_what_is_named_in_full_comes_without_a_name() -> None:
    """Where two namespaces are asked; another name is not taken for it."""
    made = plan(BatchItem(ObjectRef(SPACE, "o")), BatchItem(ObjectRef(BucketRef("b", namespace="#other"), "p")))

    assert made.judge(1, "", 1) is None
    assert isinstance(made.judge(1, "b/p", 1), BrokenArchive)


def test_object_may_be_named_like_what_stands_for_a_missing_one() -> None:
    """It is taken for what it is."""
    bucket = BucketRef("__404__")

    assert BatchPlan.of([BatchItem(ObjectRef(bucket, "o"))]).judge(0, "__404__/o", 1) is None


def test_failure_names_what_failed() -> None:
    """In one line, and one by one in its fields."""
    made = plan(BatchItem("a"), BatchItem("b"), BatchItem("c"))
    failures = {0: ObjectNotFound("no a"), 2: IntegrityError("half of c")}

    failure = made.failure(dict(failures))

    assert str(failure).startswith("get_batch: 2 of 3 objects failed (1 ObjectNotFound, 1 IntegrityError); the first, ")
    assert {"ais://b/a": failures[0], "ais://b/c": failures[2]} == failure.failures
    assert 3 == failure.total
    assert failure.failures.keys() == pickle.loads(pickle.dumps(failure)).failures.keys()


def test_empty_batch_is_refused() -> None:
    """AIS would."""
    with pytest.raises(ValueError, match="empty"):
        plan()


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"out": 1}', b'{"out": [1]}', b"\xff"])
def test_what_a_batch_does_not_tell_of_itself(content: bytes) -> None:
    """Is an error of ours."""
    with pytest.raises(BrokenArchive):
        read_metadata(content)


def test_item_tells_what_it_is() -> None:
    """As failures name it."""
    assert "ais://b/o/m (2+3)" == str(BatchItem("ais://b/o", "m", offset=2, length=3))


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"offset": "1"}, TypeError, "offset must be int, not str"),
        ({"offset": True}, TypeError, "offset must be int, not bool"),
        ({"length": -1}, ValueError, "length must be 0 or more"),
        ({"length": 0}, ValueError, "AIS takes 0 for the whole object"),
        ({"member": "m", "offset": 1}, ValueError, "how long is 'm'"),
    ],
)
def test_part_that_cannot_be_is_refused(given: dict[str, Any], error: type[Exception], said: str) -> None:
    """Before anything is sent."""
    with pytest.raises(error, match=said):
        BatchItem("o", **given)
