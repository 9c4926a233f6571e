"""Groups of objects: deleted, copied and archived by one request, and every name accounted for."""

from __future__ import annotations

import io
import tarfile

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import BucketNotFound, GroupFailed, GroupTooLarge, InvalidTemplate, NotRemote
from aistore_hl.types import ObjectRange

PATIENCE = 60.0
NAMES = [f"d/o{number:02}.txt" for number in range(10)]


@pytest.fixture
async def filled(bucket: AsyncBucket) -> AsyncBucket:
    """A bucket with ten objects, and one beside them."""
    for number, name in enumerate([*NAMES, "other"]):
        await bucket.object(name).put(b"x" * number)
    return bucket


async def names_in(bucket: AsyncBucket) -> list[str]:
    """All names in a bucket."""
    return [entry.name for entry in await bucket.list_objects().to_list()]


async def test_group_is_deleted_by_names(filled: AsyncBucket) -> None:
    """The others stay."""
    result = await (await filled.objects(NAMES[:9]).delete()).wait(timeout=PATIENCE)

    assert (9, (), ["d/o09.txt", "other"]) == (result.done, result.missing, await names_in(filled))


async def test_group_is_deleted_by_template(filled: AsyncBucket) -> None:
    """The names that AIS makes of it are those that the client makes."""
    group = filled.objects(template="d/o{00..08..2}.txt")
    result = await (await group.delete()).wait(timeout=PATIENCE)

    assert (5, [*NAMES[1::2], "other"]) == (result.done, await names_in(filled))


async def test_group_is_deleted_by_range(filled: AsyncBucket) -> None:
    """With digits as it says."""
    await (await filled.objects(ObjectRange("d/o", 0, 9, digits=2, suffix=".txt")).delete()).wait(timeout=PATIENCE)

    assert ["other"] == await names_in(filled)


async def test_group_is_deleted_by_prefix(filled: AsyncBucket) -> None:
    """All that begins with it."""
    result = await (await filled.objects(prefix="d/").delete(workers=2)).wait(timeout=PATIENCE)

    assert (10, ["other"]) == (result.done, await names_in(filled))


async def test_missing_names_are_named(filled: AsyncBucket) -> None:
    """AIS answers as if they had been there; the others are deleted."""
    job = await filled.objects([NAMES[0], "nosuch", "d/nosuch"]).delete()
    with pytest.raises(GroupFailed, match="'nosuch' was not there") as caught:
        await job.wait(timeout=PATIENCE)

    assert (("nosuch", "d/nosuch"), {}) == (caught.value.missing, caught.value.failed)
    assert NAMES[0] not in await names_in(filled)


async def test_missing_names_may_be_fine(filled: AsyncBucket) -> None:
    """It is enough that they are not there."""
    job = await filled.objects([NAMES[0], "nosuch"]).delete(missing_ok=True)

    assert {} == (await job.wait(timeout=PATIENCE)).failed


async def test_group_of_a_missing_bucket(absent: AsyncBucket) -> None:
    """It is the bucket that is not found."""
    with pytest.raises(BucketNotFound):
        await absent.objects(["a"]).delete()


async def test_group_is_copied_under_other_names(filled: AsyncBucket, other: AsyncBucket) -> None:
    """Two copies with different arguments, one after the other: AIS keeps those of the first."""
    first = await filled.objects(NAMES[:2]).copy_to(other, prepend="first/")
    await first.wait(timeout=PATIENCE)
    second = await filled.objects(template="d/o{02..03}.txt").copy_to(
        other.ref, prepend="second/", extensions={"txt": "md"}
    )
    result = await second.wait(timeout=PATIENCE)

    expected = ["first/d/o00.txt", "first/d/o01.txt", "second/d/o02.md", "second/d/o03.md"]
    assert (2, expected) == (result.done, await names_in(other))


async def test_copy_names_what_was_missing(filled: AsyncBucket, other: AsyncBucket) -> None:
    """The others arrive."""
    job = await filled.objects([NAMES[1], "nosuch"]).copy_to(other)
    with pytest.raises(GroupFailed) as caught:
        await job.wait(timeout=PATIENCE)

    assert (("nosuch",), {}, [NAMES[1]]) == (caught.value.missing, caught.value.failed, await names_in(other))


async def test_dry_run_of_a_group_copies_nothing(filled: AsyncBucket, other: AsyncBucket) -> None:
    """Then the same copy is made."""
    await (await filled.objects(NAMES[:2]).copy_to(other, dry_run=True)).wait(timeout=PATIENCE)
    before = await names_in(other)
    await (await filled.objects(NAMES[:2]).copy_to(other)).wait(timeout=PATIENCE)

    assert ([], NAMES[:2]) == (before, await names_in(other))


async def test_group_becomes_an_archive(filled: AsyncBucket, other: AsyncBucket) -> None:
    """With each of them in it."""
    job = await filled.objects(template="d/o{01..03}.txt").archive("a.tar", to=other)
    result = await job.wait(timeout=PATIENCE)
    content = await (await other.object("a.tar").get()).read_all()

    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        assert {name: number for number, name in enumerate(NAMES) if 1 <= number <= 3} == {
            member.name: member.size for member in archive
        }
    assert 3 == result.done


async def test_archive_takes_the_place_of_an_object(filled: AsyncBucket, other: AsyncBucket) -> None:
    """Nothing of it stays; unless it is continued, and then all of it does."""
    made = other.object("a.tar")
    await made.put(b"an object", metadata={"of": "the object"})
    await made.put(b"in its second version")
    await (await filled.objects(NAMES[1:3]).archive(made.name, to=other)).wait(timeout=PATIENCE)
    anew = await made.head()
    await made.replace_metadata({"of": "the archive"})
    await (await filled.objects(NAMES[3:4]).archive(made.name, to=other, append=True)).wait(timeout=PATIENCE)
    continued = await made.head()

    assert ("1", {}) == (anew.version, dict(anew.custom))
    assert ("2", {"of": "the archive"}) == (continued.version, dict(continued.custom))


async def test_archive_names_what_was_missing(filled: AsyncBucket) -> None:
    """And has the others, under their last names."""
    job = await filled.objects([NAMES[1], "nosuch"]).archive("b.tar", base_names=True)
    with pytest.raises(GroupFailed) as caught:
        await job.wait(timeout=PATIENCE)

    assert (("nosuch",), {}) == (caught.value.missing, caught.value.failed)


@pytest.mark.parametrize("act", ["evict", "prefetch"])
async def test_what_needs_a_remote_bucket_is_refused_here(filled: AsyncBucket, act: str) -> None:
    """AIS would delete the objects, or has nothing to fetch."""
    with pytest.raises(NotRemote, match="nothing is behind"):
        await getattr(filled.objects(NAMES), act)()

    assert [*NAMES, "other"] == await names_in(filled)


async def test_group_is_iterated(filled: AsyncBucket) -> None:
    """As objects; of a prefix those that are there."""
    by_template = [each.name async for each in filled.objects(template="d/o{00..12}.txt")]
    by_prefix = [each.name async for each in filled.objects(prefix="d/")]

    assert [[f"d/o{number:02}.txt" for number in range(13)], NAMES] == [by_template, by_prefix]


async def test_group_knows_how_many(nobody: AsyncClient) -> None:
    """Without a request."""
    group = nobody.bucket("b").objects(template="s{000..999}")

    assert (1000, "s007") == (len(group), list(group.names)[7])
    assert "s{000..999}" in repr(group)


async def test_empty_group_is_never_sent(nobody: AsyncClient) -> None:
    """AIS would take the whole bucket."""
    with pytest.raises(ValueError, match="whole bucket"):
        nobody.bucket("b").objects([])


async def test_template_that_ais_mistakes_is_never_sent(nobody: AsyncClient) -> None:
    """An unbalanced brace would be a prefix."""
    with pytest.raises(InvalidTemplate):
        nobody.bucket("b").objects(template="a{1..2")


async def test_too_many_names_are_never_expanded(nobody: AsyncClient) -> None:
    """It says how many."""
    with pytest.raises(GroupTooLarge, match="1,000,000,000,000"):
        nobody.bucket("b").objects(template="{1..1000000}{1..1000000}")


async def test_sync_of_a_group_with_prepend_is_never_sent(nobody: AsyncClient) -> None:
    """It compares names."""
    with pytest.raises(ValueError, match="prepended"):
        await nobody.bucket("b").objects(["a"]).copy_to(nobody.bucket("c"), sync=True, prepend="x")


async def test_job_of_a_group_tells_what_it_does(filled: AsyncBucket) -> None:
    """And has an id."""
    job = await filled.objects(NAMES).delete()
    await job.wait(timeout=PATIENCE)

    assert job.id
    assert job.kind == "delete-listrange"
    assert str(filled.ref) in repr(job)
