"""Files of a shard as samples."""

from __future__ import annotations

import pytest

from aistore_hl.torch.grouping import grouped, split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("a.jpg", ("a", "jpg")),
        ("a/b.JPG", ("a/b", "jpg")),
        ("a.b/c.seg.png", ("a.b/c", "seg.png")),
        ("a", None),
        ("a.b/c", None),
        (".hidden", None),
        ("a/.hidden", ("a/", "hidden")),
        ("__index__", None),
        ("__x__/a.jpg", None),
        ("__x.jpg", ("__x", "jpg")),
        ("a.", ("a", "")),
    ],
)
def test_a_name_is_split_as_webdataset_splits_it(name: str, parts: tuple[str, str] | None) -> None:
    """At the first dot of its last element; the package itself is asked in tests/torch."""
    assert parts == split_name(name)


def test_files_that_follow_one_another_are_a_sample() -> None:
    """A key that comes again later is another sample."""
    files = [("a.x", b"1"), ("a.y", b"2"), ("readme", b""), ("b.x", b"3"), ("a.x", b"4")]

    assert [
        {"__key__": "a", "x": b"1", "y": b"2"},
        {"__key__": "b", "x": b"3"},
        {"__key__": "a", "x": b"4"},
    ] == list(grouped(files))


def test_a_field_twice_is_an_error() -> None:
    """Neither of the two is dropped in silence."""
    with pytest.raises(ValueError, match="two files 'x'"):
        list(grouped([("a.x", b"1"), ("a.X", b"2")]))
