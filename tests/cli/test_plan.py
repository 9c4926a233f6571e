"""Which name or file each object or file goes to."""

from __future__ import annotations

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aistore_hl import errors
from aistore_hl.cli.address import Remote, place
from aistore_hl.cli.plan import Single, Tree, plan
from aistore_hl.disk import disk_parts

FOLDERS = {"dir", ".", "/tmp"}


def planned(*words: str, recursive: bool = False) -> list[tuple[str, str]] | Tree:
    *sources, target = map(place, words)
    found = plan(sources, target, recursive=recursive, is_folder=lambda path: path.rstrip("/") in FOLDERS)
    return found if isinstance(found, Tree) else [(str(one.source), str(one.target)) for one in found]


@pytest.mark.parametrize(
    ("words", "target"),
    [
        (("f", "ais://b"), "ais://b/f"),
        (("f", "ais://b/"), "ais://b/f"),
        (("f", "ais://b/x"), "ais://b/x"),
        (("a/f", "ais://b/x/"), "ais://b/x/f"),
        (("-", "ais://b/x"), "ais://b/x"),
        (("ais://b/a/o", "-"), "-"),
        (("ais://b/a/o", "."), "./o"),
        (("ais://b/a/o", "dir"), "dir/o"),
        (("ais://b/a/o", "new"), "new"),
        (("ais://b/a/o", "new/"), "new/o"),
        (("ais://b/o", "ais://c"), "ais://c/o"),
        (("ais://b/o", "ais://b/p"), "ais://b/p"),
        (("ais://b/o", "s3://b/o"), "s3://b/o"),
    ],
    ids=" ".join,
)
def test_one_goes_to(words: tuple[str, ...], target: str) -> None:
    """Into a folder under its own last name, else under the name that is given."""
    assert [(words[0], target)] == planned(*words)


def test_several_go_into_a_folder() -> None:
    """Each under its own last name."""
    assert [("a/f", "ais://b/x/f"), ("g", "ais://b/x/g")] == planned("a/f", "g", "ais://b/x/")
    assert [("ais://b/o", "dir/o"), ("ais://c/p", "dir/p")] == planned("ais://b/o", "ais://c/p", "dir")


def test_several_go_to_stdout_never() -> None:
    """`cat` does that."""
    with pytest.raises(click.UsageError, match="several sources go into a folder"):
        planned("ais://b/o", "ais://b/p", "-")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a", "b"), "one side has to be in the cluster"),
        (("-", "b"), "one side has to be in the cluster"),
        (("-", "-"), "one side has to be in the cluster"),
        (("a", "b", "ais://b/x"), "several sources go into a folder"),
        (("-", "ais://b"), "has no name"),
        (("dir", "ais://b"), "add -r"),
        (("ais://b/x/", "dir"), "add -r"),
        (("ais://b", "dir"), "add -r"),
        (("ais://b/o", "ais://b/o"), "onto itself"),
        (("ais://b/o", "ais://b"), "onto itself"),
        (("a/f", "b/f", "ais://b"), "a/f and b/f would both become ais://b/f"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_cannot_be_meant_is_refused(words: tuple[str, ...], said: str) -> None:
    """Before anything is looked at or sent."""
    with pytest.raises(click.UsageError, match=said):
        planned(*words)


@pytest.mark.parametrize(
    ("source", "target", "name"),
    [
        ("dir", "ais://b", "a/f"),
        ("dir", "ais://b/p", "p/a/f"),
        ("dir", "ais://b/p/", "p/a/f"),
        ("ais://c/x", "ais://b/p", "p/a/f"),
        ("ais://b/p/x", "ais://b/p", "p/a/f"),
    ],
)
def test_tree_goes_below(source: str, target: str, name: str) -> None:
    """What is in the source, not the source itself; with or without a slash at the end."""
    found = planned(source, target, recursive=True)

    assert isinstance(found, Tree)
    assert Remote.parse(f"ais://b/{name}") == found.object_of("a/f")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("a", "b", "ais://b"), "one folder at a time"),
        (("-", "ais://b"), "stdin or stdout"),
        (("ais://b", "-"), "stdin or stdout"),
        (("a", "b"), "one side has to be in the cluster"),
        (("ais://b", "ais://b/p"), "into itself"),
        (("ais://b/p", "ais://b/p/"), "into itself"),
        (("ais://b/p", "ais://b/p/q"), "into itself"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_tree_that_cannot_be_meant_is_refused(words: tuple[str, ...], said: str) -> None:
    """A listing that meets what was just copied would never end."""
    with pytest.raises(click.UsageError, match=said):
        planned(*words, recursive=True)


def test_neighbour_with_the_same_beginning_is_not_within() -> None:
    """`photos2` is not in `photos`."""
    assert isinstance(planned("ais://b/photos", "ais://b/photos2", recursive=True), Tree)


@pytest.mark.parametrize("name", ["a", "a/b c", "é/ü", "...", "a/..b", "-", "~", "%2e%2e/x", "a\\..\\b", "\udcff"])
def test_name_becomes_a_path(name: str) -> None:
    """Part by part, nothing changed."""
    assert name.split("/") == disk_parts(name)


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "//x", "..", "../x", "a/../../x", "a/..", ".", "a/./b", "a//b", "a/", "", "a\0b", "a\nb", "\x1b[2J",
     "a\x7f", "a\ud800", "n" * 256, "é" * 128, "/".join(["n" * 200] * 21)],
    ids=lambda name: repr(name[:12]),
)  # fmt: skip
def test_name_that_could_lead_out_is_refused(name: str) -> None:
    """Or that no file can have, or that plays with a terminal."""
    with pytest.raises(errors.InvalidName, match="cannot be a file"):
        disk_parts(name)


@given(st.text(st.sampled_from("a./\\~\0\n%é"), max_size=12))
def test_no_path_leads_out(name: str) -> None:
    """Whatever the name: refused, or below the folder and back to the same name."""
    try:
        parts = disk_parts(name)
    except errors.InvalidName:
        return
    assert name == "/".join(parts)
    assert not {"", ".", ".."} & set(parts)


def test_object_that_is_no_file_name_fails_before_it_is_fetched() -> None:
    """Also a single one, into a folder."""
    with pytest.raises(errors.InvalidName, match="control character"):
        planned("ais://b/a\nb", "dir")


def test_single_is_a_value() -> None:
    """Equal plans are equal."""
    assert Single(place("a"), place("ais://b/a")) == Single(place("a"), place("ais://b/a"))
