"""Of which objects a client may find the target by itself."""

from __future__ import annotations

import pytest

from aistore_hl._core.names import BucketRef, ObjectRef
from aistore_hl._core.reading import has_owner, has_placement


@pytest.mark.parametrize(
    ("ref", "expected"),
    [
        (ObjectRef(BucketRef("b"), "d/o"), True),
        (ObjectRef(BucketRef("b", "aws"), "o"), True),
        (ObjectRef(BucketRef("b", namespace="#ns"), "o"), True),
        (ObjectRef(BucketRef("b", namespace="@alias"), "o"), False),
        (ObjectRef(BucketRef("b"), "a\\b"), True),
        (ObjectRef(BucketRef("b"), "/o"), False),
        (ObjectRef(BucketRef("b"), "d//o"), False),
    ],
    ids=str,
)
def test_owner_is_found_where_names_are_what_ais_makes_of_them(ref: ObjectRef, expected: bool) -> None:
    """Not behind an alias, and not of a name that AIS would tidy."""
    assert expected == has_owner(ref)
    assert has_placement(ref.bucket) or not expected
