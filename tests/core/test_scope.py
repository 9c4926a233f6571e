"""A prefix is a prefix of bytes, whatever AIS takes it for."""

from __future__ import annotations

import pytest

from aistore_hl._core.listing import ListFlag, ListRequest, ObjectEntry, Page
from aistore_hl._core.scope import Scope, is_empty


def page(*names: str, token: str = "next") -> Page:
    return Page([ObjectEntry(name) for name in names], token)


@pytest.mark.parametrize("prefix", ["", "b/", "b/c/"])
def test_whole_directories_are_asked_for_as_they_are(prefix: str) -> None:
    """And nothing is left out of the answer."""
    request = ListRequest(prefix=prefix, recursive=False)
    scope = Scope.of(request)
    found = page("b/c/1", "b/c/2")

    assert request is scope.request
    assert found is scope.wanted(found)


@pytest.mark.parametrize("recursive", [True, False])
def test_part_of_a_name_is_asked_for_from_above(recursive: bool) -> None:
    """AIS would list the directory of that name, where there is one."""
    request = Scope.of(ListRequest(prefix="d/b", recursive=recursive)).request

    assert "d/" == request.prefix
    assert b"d/a" + b"\xff" * 8 == request.start_after.encode("utf-8", "surrogateescape")


def test_part_of_a_name_in_a_remote_bucket_is_asked_for_as_it_is() -> None:
    """What stands behind it knows prefixes."""
    request = ListRequest(prefix="d/b")

    assert request is Scope.of(request, is_remote=True).request


def test_what_is_beyond_the_prefix_is_left_out() -> None:
    """And ends the listing."""
    scope = Scope.of(ListRequest(prefix="b"))

    assert page("b-1", "b/1", token="next") == scope.wanted(page("a\udcff", "b-1", "b/1"))
    assert page("bb", token="") == scope.wanted(page("bb", "c"))


def test_start_after_within_the_prefix_counts() -> None:
    """The later of the two."""
    assert "bc" == Scope.of(ListRequest(prefix="b", start_after="bc")).request.start_after


@pytest.mark.parametrize(
    ("prefix", "expected"),
    [("é", b"\xc3\xa8" + b"\xff" * 8), ("a\x00", b"a"), ("\ue000", b"\xee\x80\x7f" + b"\xff" * 8)],
)
def test_place_before_a_prefix(prefix: str, expected: bytes) -> None:
    """Bytes count, not letters."""
    request = Scope.of(ListRequest(prefix=prefix)).request

    assert expected == request.start_after.encode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("prefix", "asked"),
    [
        ("s/a.tar/", "s/a.taq"),
        ("s/a.tar/x/1", "s/a.taq"),
        ("s/a.tar.gz/x", "s/a.tar.gy"),
        ("a.zip/b.tar/c", "a.zio"),
        ("s/a.tar", "s/a.taq"),
        ("s/a.tarx/", ""),
    ],
)
def test_prefix_into_an_archive_asks_for_the_archive(prefix: str, asked: str) -> None:
    """AIS lists nothing otherwise."""
    scope = Scope.of(ListRequest(prefix=prefix, flags=ListFlag.ARCHIVE_MEMBERS))

    assert (asked, prefix) == (scope.request.start_after.rstrip("\udcff"), scope.prefix)


def test_members_beside_the_prefix_are_left_out() -> None:
    """And the archive itself."""
    scope = Scope.of(ListRequest(prefix="a.tar/x/", flags=ListFlag.ARCHIVE_MEMBERS))

    assert page("a.tar/x/1") == scope.wanted(page("a.tar", "a.tar/b", "a.tar/x/1"))


def test_directory_is_looked_into_by_one_name() -> None:
    """Whatever is in it."""
    request = is_empty(ObjectEntry("d/"))

    assert ("d/", 1, True) == (request.prefix, request.page_size, request.recursive)
