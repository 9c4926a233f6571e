"""The official client: many objects by one request, and buckets copied, renamed and summed up by jobs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from aistore.sdk import Bucket, Client
from aistore.sdk.archive_config import ArchiveConfig
from aistore.sdk.errors import AISError, ErrBckNotFound, InvalidBckProvider
from aistore.sdk.multiobj import ObjectNames, ObjectRange, ObjectTemplate

PATIENCE = 60
NAMES = ("o-1.txt", "o-2.txt", "o-3.txt", "folder/a.bin", "folder/b.bin")


@pytest.fixture
def filled(made: Bucket) -> Bucket:
    """A bucket with five objects."""
    for name in NAMES:
        made.object(name).get_writer().put_content(name.encode())
    return made


@pytest.fixture
def other(official: Client, bucket_name: Callable[[], str]) -> Iterator[Bucket]:
    """A bucket that is not there; removed after the test."""
    bucket = official.bucket(bucket_name())
    yield bucket
    bucket.delete(missing_ok=True)


def names(bucket: Bucket) -> set[str]:
    """What is in a bucket."""
    return {entry.name for entry in bucket.list_all_objects(props="name")}


def content(bucket: Bucket, name: str) -> bytes:
    """What an object holds."""
    return bucket.object(name).get_reader().read_all()


def is_there(bucket: Bucket) -> bool:
    """Whether there is such a bucket; a HEAD tells no more of an error than its status."""
    try:
        bucket.head()
    except AISError as error:
        if error.status_code != 404:
            raise
        return False
    return True


def ended(official: Client, job_id: str) -> None:
    """Return when a job is over."""
    assert official.job(job_id).wait(timeout=PATIENCE, verbose=False).success


def idle(official: Client, job_id: str) -> None:
    """Return when a job that serves one request after another has nothing to do."""
    assert official.job(job_id).wait_for_idle(timeout=PATIENCE, verbose=False).success


def test_a_group_by_names_is_deleted(official: Client, filled: Bucket) -> None:
    """And nothing else."""
    ended(official, filled.objects(obj_names=["o-1.txt", "folder/b.bin"]).delete())

    assert {"o-2.txt", "o-3.txt", "folder/a.bin"} == names(filled)


def test_a_group_by_range_is_deleted(official: Client, filled: Bucket) -> None:
    """Of numbers between two texts."""
    chosen = ObjectRange(prefix="o-", min_index=1, max_index=3, step=2, suffix=".txt")
    ended(official, filled.objects(obj_range=chosen).delete())

    assert {"o-2.txt", "folder/a.bin", "folder/b.bin"} == names(filled)


def test_a_group_by_template_is_deleted(official: Client, filled: Bucket) -> None:
    """With braces."""
    ended(official, filled.objects(obj_template="o-{2..3}.txt").delete())

    assert {"o-1.txt", "folder/a.bin", "folder/b.bin"} == names(filled)


def test_a_group_by_prefix_is_deleted(official: Client, filled: Bucket) -> None:
    """Which is a template without a range."""
    ended(official, filled.objects(obj_template="folder/").delete())

    assert {"o-1.txt", "o-2.txt", "o-3.txt"} == names(filled)


def test_what_is_missing_does_not_keep_a_group_from_being_deleted(official: Client, filled: Bucket) -> None:
    """The job ends with an error of that name."""
    job_id = filled.objects(obj_names=["o-1.txt", "none"]).delete()
    official.job(job_id).wait(timeout=PATIENCE, verbose=False)

    assert "o-1.txt" not in names(filled)
    assert "none does not exist" in official.job(job_id).status().err


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (ObjectNames(["a", "b"]), ["a", "b"]),
        (ObjectRange(prefix="a-", min_index=8, max_index=10, pad_width=3), ["a-008", "a-009", "a-010"]),
        (ObjectTemplate("a-{1..2}-b"), ["a-1-b", "a-2-b"]),
    ],
    ids=["names", "range", "template"],
)
def test_a_template_deletes_what_the_client_says_it_names(
    official: Client, made: Bucket, group: ObjectNames | ObjectRange | ObjectTemplate, expected: list[str]
) -> None:
    """Both expand it to the same names."""
    assert expected == list(group)
    for name in [*expected, "kept"]:
        made.object(name).get_writer().put_content(b"x")
    kind = {ObjectNames: "obj_names", ObjectRange: "obj_range", ObjectTemplate: "obj_template"}[type(group)]
    value = expected if kind == "obj_names" else str(group) if kind == "obj_template" else group
    if kind == "obj_template":
        value = "a-{1..2}-b"
    ended(official, made.objects(**{kind: value}).delete())

    assert {"kept"} == names(made)


def test_a_template_that_cannot_be_is_refused(filled: Bucket) -> None:
    """400."""
    with pytest.raises(AISError) as caught:
        filled.objects(obj_template="o-{3..1}").delete()

    assert 400 == caught.value.status_code


def test_a_group_is_copied(official: Client, filled: Bucket, other: Bucket) -> None:
    """Into a bucket that is made for it."""
    (job_id,) = filled.objects(obj_names=["o-1.txt", "folder/a.bin"]).copy(other, prepend="p/")
    idle(official, job_id)

    assert {"p/o-1.txt", "p/folder/a.bin"} == names(other)
    assert b"o-1.txt" == content(other, "p/o-1.txt")


def test_a_group_by_range_is_copied_within_its_bucket(official: Client, filled: Bucket) -> None:
    """Under other names."""
    chosen = ObjectRange(prefix="o-", min_index=1, max_index=2, suffix=".txt")
    (job_id,) = filled.objects(obj_range=chosen).copy(filled, prepend="again/")
    idle(official, job_id)

    assert {*NAMES, "again/o-1.txt", "again/o-2.txt"} == names(filled)


def test_a_copied_bucket_has_the_same_objects(official: Client, filled: Bucket, other: Bucket) -> None:
    """Every target counts what it copied."""
    job_id = filled.copy(other)
    ended(official, job_id)

    assert set(NAMES) == names(other)
    assert len(NAMES) == sum(each.stats.objects for each in official.job(job_id).get_details().list_snapshots())


def test_a_part_of_a_bucket_is_copied_under_other_names(official: Client, filled: Bucket, other: Bucket) -> None:
    """By prefix, with something before it and another extension."""
    ended(official, filled.copy(other, prefix_filter="o-", prepend="p/", ext={"txt": "md"}))

    assert {"p/o-1.md", "p/o-2.md", "p/o-3.md"} == names(other)


def test_a_dry_run_copies_nothing(official: Client, filled: Bucket, other: Bucket) -> None:
    """Its destination is not there afterwards."""
    ended(official, filled.copy(other, dry_run=True))

    assert not is_there(other)


def test_a_bucket_is_not_copied_onto_itself(filled: Bucket) -> None:
    """400."""
    with pytest.raises(AISError) as caught:
        filled.copy(filled)

    assert 400 == caught.value.status_code


def test_a_missing_bucket_is_not_copied(unmade: Bucket, other: Bucket) -> None:
    """404."""
    with pytest.raises(ErrBckNotFound):
        unmade.copy(other)


def test_a_renamed_bucket_has_its_objects(official: Client, filled: Bucket, other: Bucket) -> None:
    """And the old name is free."""
    old = official.bucket(filled.name)
    ended(official, filled.rename(other.name))

    assert set(NAMES) == names(other)
    assert b"o-2.txt" == content(other, "o-2.txt")
    assert not is_there(old)


def test_a_bucket_is_not_renamed_onto_another(official: Client, filled: Bucket, other: Bucket) -> None:
    """400, and both are as they were."""
    other.create()
    with pytest.raises(AISError) as caught:
        official.bucket(filled.name).rename(other.name)

    assert 400 == caught.value.status_code
    assert set(NAMES) == names(filled)


def test_a_summary_counts_objects_and_bytes(filled: Bucket) -> None:
    """All of them."""
    found = filled.summary()

    assert str(len(NAMES)) == found["ObjCount"]["obj_count_present"]
    assert str(sum(map(len, NAMES))) == found["TotalSize"]["size_all_present_objs"]


def test_the_summary_of_a_prefix_counts_what_begins_so(filled: Bucket) -> None:
    """And nothing else."""
    found = filled.summary(prefix="folder/")

    assert "2" == found["ObjCount"]["obj_count_present"]


def test_info_tells_properties_and_a_summary(filled: Bucket) -> None:
    """Of one bucket."""
    props, summary = filled.info()

    assert "xxhash2" == json.loads(props)["checksum"]["type"]
    assert filled.name == summary["name"]
    assert str(len(NAMES)) == summary["ObjCount"]["obj_count_present"]


def test_a_summary_of_a_missing_bucket_is_an_error(unmade: Bucket) -> None:
    """404."""
    with pytest.raises(ErrBckNotFound):
        unmade.summary()


def test_a_group_becomes_an_archive(official: Client, filled: Bucket) -> None:
    """Whose members can be read and listed."""
    (job_id,) = filled.objects(obj_names=["o-1.txt", "folder/a.bin"]).archive("out.tar", mime=".tar")
    idle(official, job_id)

    members = [entry.name for entry in filled.list_archive("out.tar")]
    assert {"out.tar/o-1.txt", "out.tar/folder/a.bin"} == {*members} - {"out.tar"}
    member = filled.object("out.tar").get_reader(archive_config=ArchiveConfig(archpath="o-1.txt"))
    assert b"o-1.txt" == member.read_all()


def test_a_group_becomes_an_archive_elsewhere(official: Client, filled: Bucket, other: Bucket) -> None:
    """With the bucket in the names of its members, and what is missing left out."""
    other.create()
    (job_id,) = filled.objects(obj_names=["o-1.txt", "none"]).archive(
        "out.tar", to_bck=other, include_source_name=True, continue_on_err=True
    )
    idle(official, job_id)

    members = [entry.name for entry in other.list_archive("out.tar", include_archive_obj=False)]
    assert [f"out.tar/{filled.name}/o-1.txt"] == members


def test_a_group_tells_its_names_and_urls(filled: Bucket) -> None:
    """Without a request."""
    group = filled.objects(obj_template="o-{1..3}.txt")

    assert ["o-1.txt", "o-2.txt", "o-3.txt"] == group.list_names()
    assert [filled.object(name).get_url() for name in group.list_names()] == [*group.list_urls()]


def test_a_group_is_walked(filled: Bucket) -> None:
    """As objects with their properties."""
    objects = list(filled.objects(obj_names=["o-1.txt", "folder/b.bin"]).list_all_objects_iter())

    assert ["o-1.txt", "folder/b.bin"] == [each.name for each in objects]
    assert [7, 12] == [each.props_cached.size for each in objects if each.props_cached]


def test_a_dry_run_of_a_group_copies_nothing(official: Client, filled: Bucket, other: Bucket) -> None:
    """Its destination stays empty."""
    other.create()
    for job_id in filled.objects(obj_names=["o-1.txt"]).copy(other, dry_run=True):
        idle(official, job_id)

    assert set() == names(other)


def test_a_group_of_this_cluster_is_not_prefetched(filled: Bucket) -> None:
    """There is nowhere to fetch it from."""
    with pytest.raises((AISError, InvalidBckProvider)):
        filled.objects(obj_names=["o-1.txt"]).prefetch()


def test_what_is_missing_does_not_keep_a_group_from_being_copied(
    official: Client, filled: Bucket, other: Bucket
) -> None:
    """Where the caller says so."""
    other.create()
    for job_id in filled.objects(obj_names=["none", "o-1.txt"]).copy(other, continue_on_error=True):
        idle(official, job_id)

    assert {"o-1.txt"} == names(other)
