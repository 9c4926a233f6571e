"""Which objects a group means, and what became of each."""

from __future__ import annotations

from typing import Any

import pytest

from aistore_hl._core.errors import GroupFailed, GroupTooLarge, InvalidName, InvalidTemplate, JobFailed
from aistore_hl._core.groups import (
    MAX_NAMES,
    GroupResult,
    Selection,
    check_renaming,
    common_prefix,
    copied_name,
    sorted_names,
)
from aistore_hl._core.jobs import JobProgress
from aistore_hl._core.object_range import ObjectRange


def group(names: Any = None, template: str | None = None, prefix: str | None = None) -> Selection:
    return Selection.of(names, template, prefix)


def test_group_by_names() -> None:
    """Each once, in the order given."""
    found = group(["b", "a", "b"])

    assert (["b", "a"], 2, {"objnames": ["b", "a"]}) == (list(found), len(found), found.document())


def test_group_by_template() -> None:
    """Sent as it is, counted as AIS counts."""
    found = group(template="s{0..9}")

    assert (10, {"template": "s{0..9}"}, "s9") == (len(found), found.document(), list(found)[-1])


def test_group_by_range() -> None:
    """It is a template."""
    assert {"template": "s{1..2..1}"} == group(ObjectRange("s", 1, 2)).document()


def test_group_by_prefix_is_not_counted() -> None:
    """Only the cluster knows."""
    found = group(prefix="dir/")

    assert ({"template": "dir/"}, False) == (found.document(), found.is_counted)
    with pytest.raises(TypeError, match="how many"):
        len(found)
    with pytest.raises(TypeError, match="which names"):
        iter(found)


@pytest.mark.parametrize(
    "given", [{}, {"names": ["a"], "prefix": "a"}, {"template": "a{1..2}", "prefix": "a"}], ids=["none", "two", "both"]
)
def test_group_is_made_of_one_thing(given: dict[str, Any]) -> None:
    """Of several AIS would take one, of none all objects."""
    with pytest.raises(ValueError, match="exactly one"):
        group(**given)


@pytest.mark.parametrize("given", [{"names": []}, {"prefix": ""}, {"prefix": "*"}, {"prefix": "a*"}], ids=str)
def test_empty_group_is_refused(given: dict[str, Any]) -> None:
    """AIS would take the whole bucket."""
    with pytest.raises(ValueError, match="whole bucket"):
        group(**given)


def test_empty_template_is_refused() -> None:
    """It has no range."""
    with pytest.raises(InvalidTemplate, match="prefix="):
        group(template="")


@pytest.mark.parametrize("template", ["dir/", "a{1..2"], ids=["prefix", "unbalanced"])
def test_template_without_a_range_is_refused(template: str) -> None:
    """AIS would take it for a prefix."""
    with pytest.raises(InvalidTemplate, match="prefix="):
        group(template=template)


def test_prefix_with_a_range_is_refused() -> None:
    """AIS would take it for a template."""
    with pytest.raises(InvalidTemplate, match="for a template"):
        group(prefix="a{1..2}")


@pytest.mark.parametrize("given", [{"names": ["../x"]}, {"names": [""]}, {"template": "../a{1..2}"}], ids=str)
def test_name_that_cannot_be_is_refused(given: dict[str, Any]) -> None:
    """It would mean another object."""
    with pytest.raises(InvalidName):
        group(**given)


def test_text_is_not_a_list_of_names() -> None:
    """Its letters would be."""
    with pytest.raises(TypeError, match="not of one str"):
        group("abc")


@pytest.mark.parametrize(
    ("given", "count"),
    [({"template": "{0..1999999}"}, "2,000,000"), ({"names": map(str, range(MAX_NAMES + 5))}, "1,000,005")],
    ids=["template", "names"],
)
def test_group_that_is_too_large_says_how_large(given: dict[str, Any], count: str) -> None:
    """A template before it is expanded."""
    with pytest.raises(GroupTooLarge, match=count) as caught:
        group(**given)
    assert int(count.replace(",", "")) == caught.value.count


@pytest.mark.parametrize(
    ("given", "expected"),
    [({"names": ["a", "b"]}, "2 names"), ({"template": "a{1..2}"}, "a{1..2}"), ({"prefix": "a/"}, "a/*")],
    ids=["names", "template", "prefix"],
)
def test_group_tells_what_it_is(given: dict[str, Any], expected: str) -> None:
    """In a few words."""
    assert expected == str(group(**given))


def test_names_are_sorted_like_listings() -> None:
    """By their bytes."""
    assert ["a", "b", "ä", "\U0001f600", "\udcff"] == sorted_names(["\udcff", "\U0001f600", "ä", "b", "a"])


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["a/b/1", "a/b/2"], "a/b/"), (["a/b", "a/b/2"], "a/"), (["x"], ""), (["ab/c", "ab/c"], "ab/"), (["a", "b"], "")],
)
def test_common_prefix_ends_at_a_slash(names: list[str], expected: str) -> None:
    """Another one may be the name of a directory, and AIS lists that alone."""
    assert expected == common_prefix(names)


@pytest.mark.parametrize(
    ("name", "extensions", "expected"),
    [
        ("a.txt", {"txt": "md"}, "p/a.md"),
        ("a.txt", {"txt": ".md"}, "p/a.md"),
        ("a.b.txt", {"b": "c"}, "p/a.b.txt"),
        ("txt", {"txt": "md"}, "p/txt"),
        ("a.txt", None, "p/a.txt"),
    ],
)
def test_name_of_a_copy(name: str, extensions: dict[str, str] | None, expected: str) -> None:
    """The last extension counts."""
    check_renaming("", extensions, sync=False)

    assert expected == copied_name(name, "p/", extensions)


@pytest.mark.parametrize(
    ("extensions", "error", "why"),
    [
        ({".txt": "md"}, ValueError, "without it: '.txt'"),
        ({"tar.gz": "zip"}, ValueError, "without it: 'tar.gz'"),
        ("txt", TypeError, "a mapping of old ones to new ones, not 'txt'"),
        ({"txt": 1}, TypeError, "an extension must be str, not int"),
        ({1: "txt"}, TypeError, "an extension must be str, not int"),
    ],
)
def test_extensions_that_no_name_has_are_refused(extensions: Any, error: type[Exception], why: str) -> None:
    """AIS would take them, and leave each name as it is."""
    with pytest.raises(error, match=why):
        check_renaming("", extensions, sync=False)


def test_good_result_is_returned() -> None:
    """Missing names matter only if they should."""
    result = GroupResult(2, ("x",), {})

    assert result is result.check("delete", missing_ok=True)


def test_bad_result_names_what_is_wrong() -> None:
    """In one line, and in fields."""
    progress = JobProgress("AbCdEfGhI", "delete-listrange", errors={"t1": "x does not exist"})
    result = GroupResult(5, ("x", "y"), {"z": "it is still there", "w": "so is this"}, progress)

    with pytest.raises(GroupFailed) as caught:
        result.check("delete of ais://b", missing_ok=False)
    exc = caught.value
    assert (
        "delete of ais://b: 4 of 9 names: 'x' was not there; 'y' was not there; 'z': it is still there and 1 more"
        == str(exc)
    )
    assert (("x", "y"), 2, "AbCdEfGhI", {"t1": "x does not exist"}) == (
        exc.missing,
        len(exc.failed),
        exc.id,
        exc.errors,
    )
    assert isinstance(exc, JobFailed)
    assert result is exc.result
