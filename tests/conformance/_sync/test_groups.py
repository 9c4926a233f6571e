# Written by codegen.py from tests/conformance/_async/test_groups.py; do not edit.
"""Groups of objects: deleted, copied and archived by one request, and every name accounted for."""

from __future__ import annotations

import io
import tarfile

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BucketNotFound, GroupFailed, GroupTooLarge, InvalidTemplate, NotRemote
from aistore_hl.types import ObjectRange

PATIENCE = 60.0
NAMES = [f"d/o{number:02}.txt" for number in range(10)]


@pytest.fixture
def filled(bucket: Bucket) -> Bucket:
    """A bucket with ten objects, and one beside them."""
    for number, name in enumerate([*NAMES, "other"]):
        bucket.object(name).put(b"x" * number)
    return bucket


def names_in(bucket: Bucket) -> list[str]:
    """All names in a bucket."""
    return [entry.name for entry in bucket.list_objects().to_list()]


def test_group_is_deleted_by_names(filled: Bucket) -> None:
    """The others stay."""
    result = filled.objects(NAMES[:9]).delete().wait(timeout=PATIENCE)

    assert (9, (), ["d/o09.txt", "other"]) == (result.done, result.missing, names_in(filled))


def test_group_is_deleted_by_template(filled: Bucket) -> None:
    """The names that AIS makes of it are those that the client makes."""
    group = filled.objects(template="d/o{00..08..2}.txt")
    result = group.delete().wait(timeout=PATIENCE)

    assert (5, [*NAMES[1::2], "other"]) == (result.done, names_in(filled))


def test_group_is_deleted_by_range(filled: Bucket) -> None:
    """With digits as it says."""
    filled.objects(ObjectRange("d/o", 0, 9, digits=2, suffix=".txt")).delete().wait(timeout=PATIENCE)

    assert ["other"] == names_in(filled)


def test_group_is_deleted_by_prefix(filled: Bucket) -> None:
    """All that begins with it."""
    result = filled.objects(prefix="d/").delete(workers=2).wait(timeout=PATIENCE)

    assert (10, ["other"]) == (result.done, names_in(filled))


def test_missing_names_are_named(filled: Bucket) -> None:
    """AIS answers as if they had been there; the others are deleted."""
    job = filled.objects([NAMES[0], "nosuch", "d/nosuch"]).delete()
    with pytest.raises(GroupFailed, match="'nosuch' was not there") as caught:
        job.wait(timeout=PATIENCE)

    assert (("nosuch", "d/nosuch"), {}) == (caught.value.missing, caught.value.failed)
    assert NAMES[0] not in names_in(filled)


def test_missing_names_may_be_fine(filled: Bucket) -> None:
    """It is enough that they are not there."""
    job = filled.objects([NAMES[0], "nosuch"]).delete(missing_ok=True)

    assert {} == job.wait(timeout=PATIENCE).failed


def test_group_of_a_missing_bucket(absent: Bucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        absent.objects(["a"]).delete()


def test_group_is_copied_under_other_names(filled: Bucket, other: Bucket) -> None:
    """Two copies with different arguments, one after the other: AIS keeps those of the first."""
    first = filled.objects(NAMES[:2]).copy_to(other, prepend="first/")
    first.wait(timeout=PATIENCE)
    second = filled.objects(template="d/o{02..03}.txt").copy_to(
        other.ref, prepend="second/", extensions={"txt": "md"}
    )
    result = second.wait(timeout=PATIENCE)

    expected = ["first/d/o00.txt", "first/d/o01.txt", "second/d/o02.md", "second/d/o03.md"]
    assert (2, expected) == (result.done, names_in(other))


def test_copy_names_what_was_missing(filled: Bucket, other: Bucket) -> None:
    """The others arrive."""
    job = filled.objects([NAMES[1], "nosuch"]).copy_to(other)
    with pytest.raises(GroupFailed) as caught:
        job.wait(timeout=PATIENCE)

    assert (("nosuch",), {}, [NAMES[1]]) == (caught.value.missing, caught.value.failed, names_in(other))


def test_dry_run_of_a_group_copies_nothing(filled: Bucket, other: Bucket) -> None:
    """Then the same copy is made."""
    filled.objects(NAMES[:2]).copy_to(other, dry_run=True).wait(timeout=PATIENCE)
    before = names_in(other)
    filled.objects(NAMES[:2]).copy_to(other).wait(timeout=PATIENCE)

    assert ([], NAMES[:2]) == (before, names_in(other))


def test_group_becomes_an_archive(filled: Bucket, other: Bucket) -> None:
    """With each of them in it."""
    job = filled.objects(template="d/o{01..03}.txt").archive("a.tar", to=other)
    result = job.wait(timeout=PATIENCE)
    content = other.object("a.tar").get().read_all()

    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert {name: number for number, name in enumerate(NAMES) if 1 <= number <= 3} == {
            member.name: member.size for member in archive
        }
    assert 3 == result.done


def test_archive_takes_the_place_of_an_object(filled: Bucket, other: Bucket) -> None:
    """Nothing of it stays; unless it is continued, and then all of it does."""
    made = other.object("a.tar")
    made.put(b"an object", metadata={"of": "the object"})
    made.put(b"in its second version")
    filled.objects(NAMES[1:3]).archive(made.name, to=other).wait(timeout=PATIENCE)
    anew = made.head()
    made.replace_metadata({"of": "the archive"})
    filled.objects(NAMES[3:4]).archive(made.name, to=other, append=True).wait(timeout=PATIENCE)
    continued = made.head()

    assert ("1", {}) == (anew.version, dict(anew.custom))
    assert ("2", {"of": "the archive"}) == (continued.version, dict(continued.custom))


def test_archive_names_what_was_missing(filled: Bucket) -> None:
    """And has the others, under their last names."""
    job = filled.objects([NAMES[1], "nosuch"]).archive("b.tar", base_names=True)
    with pytest.raises(GroupFailed) as caught:
        job.wait(timeout=PATIENCE)

    assert (("nosuch",), {}) == (caught.value.missing, caught.value.failed)


@pytest.mark.parametrize("act", ["evict", "prefetch"])
def test_what_needs_a_remote_bucket_is_refused_here(filled: Bucket, act: str) -> None:
    """AIS would delete the objects, or has nothing to fetch."""
    with pytest.raises(NotRemote, match="nothing is behind"):
        getattr(filled.objects(NAMES), act)()

    assert [*NAMES, "other"] == names_in(filled)


def test_group_is_iterated(filled: Bucket) -> None:
    """As objects; of a prefix those that are there."""
    by_template = [each.name for each in filled.objects(template="d/o{00..12}.txt")]
    by_prefix = [each.name for each in filled.objects(prefix="d/")]

    assert [[f"d/o{number:02}.txt" for number in range(13)], NAMES] == [by_template, by_prefix]


def test_group_knows_how_many(nobody: Client) -> None:
    """Without a request."""
    group = nobody.bucket("b").objects(template="s{000..999}")

    assert (1000, "s007") == (len(group), list(group.names)[7])
    assert "s{000..999}" in repr(group)


def test_empty_group_is_never_sent(nobody: Client) -> None:
    """AIS would take the whole bucket."""
    with pytest.raises(ValueError, match="whole bucket"):
        nobody.bucket("b").objects([])


def test_template_that_ais_mistakes_is_never_sent(nobody: Client) -> None:
    """An unbalanced brace would be a prefix."""
    with pytest.raises(InvalidTemplate):
        nobody.bucket("b").objects(template="a{1..2")


def test_too_many_names_are_never_expanded(nobody: Client) -> None:
    """It says how many."""
    with pytest.raises(GroupTooLarge, match="1,000,000,000,000"):
        nobody.bucket("b").objects(template="{1..1000000}{1..1000000}")


def test_sync_of_a_group_with_prepend_is_never_sent(nobody: Client) -> None:
    """It compares names."""
    with pytest.raises(ValueError, match="prepended"):
        nobody.bucket("b").objects(["a"]).copy_to(nobody.bucket("c"), sync=True, prepend="x")


def test_job_of_a_group_tells_what_it_does(filled: Bucket) -> None:
    """And has an id."""
    job = filled.objects(NAMES).delete()
    job.wait(timeout=PATIENCE)

    assert job.id
    assert job.kind == "delete-listrange"
    assert str(filled.ref) in repr(job)
