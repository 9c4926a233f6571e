"""Samples out of shards, and the writer of shards."""

from __future__ import annotations

import resource
import tarfile
from io import BytesIO
from typing import Any

import pytest

from aistore_hl import Bucket, Client
from aistore_hl.errors import BrokenArchive, ObjectNotFound
from aistore_hl.local import LocalCluster
from aistore_hl.torch import ShardWriter, Source
from aistore_hl.torch.inventory import Inventory
from aistore_hl.torch.place import Place, Share
from aistore_hl.torch.policy import Policy
from aistore_hl.torch.shards import Mark, Shards

SAMPLE = {"__key__": "a/b", "jpg": b"\xff\xd8", "cls": 7, "txt": "ä", "meta.json": {"k": [1, None]}}


def write(bucket: Bucket, count: int, pattern: str = "s/%02d.tar", **limits: int) -> tuple[str, ...]:
    with ShardWriter(bucket, pattern, **limits) as writer:
        for number in range(count):
            writer.write({"__key__": f"{number:02}", "n": number, "data": bytes(100)})
    return writer.shards


def read(bucket: Bucket, policy: Policy | None = None, **options: Any) -> list[Any]:
    """All samples of a bucket's shards, in order."""
    shards = Shards(
        Inventory([Source(bucket)]), options.pop("decode", {}), options.pop("transform", None), policy or Policy(),
        shuffle=False, window=1, **options,
    )  # fmt: skip
    return list(shards.stream(Share(len(shards.inventory), Place()), Mark(), seed=0, epoch=0))


@pytest.mark.parametrize("pattern", ["s-%03d.tar", "s-%03d.tgz", "s-%03d.tar.gz"])
def test_what_is_written_is_read(bucket: Bucket, pattern: str) -> None:
    """Every kind of field, packed or not."""
    with ShardWriter(bucket, pattern) as writer:
        writer.write(SAMPLE)
    name = pattern % 0

    assert (name,) == writer.shards
    assert [
        {
            "__key__": "a/b",
            "__url__": f"ais://{bucket.name}/{name}",
            "jpg": b"\xff\xd8",
            "cls": b"7",
            "txt": "ä".encode(),
            "meta.json": b'{"k": [1, null]}',
        }
    ] == read(bucket)


def test_shards_keep_their_limits(bucket: Bucket) -> None:
    """Samples and bytes; the last has what is left."""
    assert ("s/00.tar", "s/01.tar", "s/02.tar") == write(bucket, 5, max_samples=2)
    sizes = {entry.name: entry.size for entry in bucket.list_objects()}
    assert 3 == len(sizes)

    by_bytes = write(bucket, 10, "t/%02d.tar", max_bytes=5000)
    sizes = {entry.name: entry.size for entry in bucket.list_objects("t/")}
    assert len(by_bytes) == len(sizes) == 5
    assert max(sizes.values()) <= 10_240  # of which up to 10,239 are tar's own padding


def test_the_same_samples_make_the_same_bytes(bucket: Bucket) -> None:
    """Whenever and wherever they are written, packed too."""
    for pattern in ("a%d.tgz", "b%d.tgz", "a%d.tar", "b%d.tar"):
        write(bucket, 3, pattern)

    assert bucket.object("a0.tgz").get().read_all() == bucket.object("b0.tgz").get().read_all()
    assert bucket.object("a0.tar").get().read_all() == bucket.object("b0.tar").get().read_all()


def test_leaving_by_an_error_stores_no_part_of_a_shard(bucket: Bucket) -> None:
    """The shards before it are there, whole."""
    with pytest.raises(ArithmeticError), ShardWriter(bucket, "s/%02d.tar", max_samples=2) as writer:
        for number in range(5):
            writer.write({"__key__": str(number), "n": number})
        raise ArithmeticError

    assert ["s/00.tar", "s/01.tar"] == [entry.name for entry in bucket.list_objects()]


def test_leaving_by_an_error_closes_what_packs_before_its_file(bucket: Bucket) -> None:
    """It writes its end there: left to the collector it would find the file closed."""
    with pytest.raises(KeyError), ShardWriter(bucket, "a%d.tgz") as writer:
        writer.write(SAMPLE)
        packed = writer._packed
        raise KeyError

    assert packed is not None
    assert packed.closed


def test_half_a_sample_is_never_stored(bucket: Bucket) -> None:
    """Where the disk ends in the middle of one, its shard is given up, and says so; the next one is whole."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    with ShardWriter(bucket, "%02d.tar") as writer:
        writer.write({"__key__": "a", "n": 1})
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, limits[1]))
        try:
            with pytest.raises(OSError, match="large"):
                writer.write({"__key__": "b", "n": 1, "m": bytes(100_000)})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        with pytest.raises(ValueError, match="given up, with 1 before"):
            writer.write({"__key__": "c", "n": 1})
        writer.write({"__key__": "c", "n": 1})

    assert ["c"] == [sample["__key__"] for sample in read(bucket)]


@pytest.mark.parametrize(
    ("sample", "error"),
    [
        ({"n": 1}, "__key__"),
        ({"__key__": "", "n": 1}, "__key__"),
        ({"__key__": "a"}, "no field"),
        ({"__key__": "a.b", "n": 1}, "read as"),
        ({"__key__": "a", "N": 1}, "read as"),
        ({"__key__": "__a__/b", "n": 1}, "read as"),
        ({"__key__": "a", "n": [1]}, "bytes, text, a number"),
        ({"__key__": "00", "n": 1}, "already"),
        ({"__key__": "a\0b", "n": 1}, "NUL"),
        ({"__key__": "a", "n": 1, "m\ud800": 2}, "UTF-8"),
    ],
    ids=str,
)
def test_a_sample_that_would_not_come_back_is_refused(bucket: Bucket, sample: dict[str, Any], error: str) -> None:
    """Before anything of it is in the shard, which goes on without it."""
    with ShardWriter(bucket, "%02d.tar") as writer:
        writer.write({"__key__": "00", "n": 0})
        with pytest.raises((TypeError, ValueError), match=error):
            writer.write(sample)
        writer.write({"__key__": "01", "n": 1})

    assert ["00", "01"] == [sample["__key__"] for sample in read(bucket)]


@pytest.mark.parametrize("pattern", ["s.tar", "s-%s-%s.tar", "s-%d", "s-%d.zip", "s-%q.tar"])
def test_a_pattern_that_cannot_name_shards_is_refused(bucket: Bucket, pattern: str) -> None:
    """Before the first sample."""
    with pytest.raises(ValueError, match=r"pattern|same name|end in"):
        ShardWriter(bucket, pattern)


def test_fields_are_decoded_and_the_sample_transformed(bucket: Bucket) -> None:
    """Those that the sample has; the transform comes last."""
    write(bucket, 2)

    assert [("00", 0), ("01", 1)] == read(
        bucket, decode={"n": int, "absent": int}, transform=lambda sample: (sample["__key__"], sample["n"])
    )


def test_a_broken_shard_is_an_error_after_what_was_whole(bucket: Bucket) -> None:
    """By name; what came out of it before has come."""
    write(bucket, 3)
    whole = bucket.object("s/00.tar").get().read_all()
    bucket.object("s/00.tar").put(whole[:3500])

    with pytest.raises(BrokenArchive) as caught:
        read(bucket)
    assert ["sample 's/00.tar'"] == caught.value.__notes__


def test_a_broken_shard_can_be_left_out(bucket: Bucket) -> None:
    """From where it breaks; the next shard is whole."""
    write(bucket, 6, max_samples=3)
    whole = bucket.object("s/00.tar").get().read_all()
    bucket.object("s/00.tar").put(whole[:3500])

    assert ["00", "03", "04", "05"] == [sample["__key__"] for sample in read(bucket, Policy("skip"))]


def test_shards_are_read_side_by_side(bucket: Bucket) -> None:
    """Two of the same samples, one with sound and one with words, by `zip`: they come in the order of the shards."""
    for pattern, field in (("sound/%d.tar", "wav"), ("words/%d.tar", "txt")):
        with ShardWriter(bucket, pattern, max_samples=2) as writer:
            for number in range(5):
                writer.write({"__key__": str(number), field: f"{field} {number}".encode()})
    sounds, words = (
        Shards(Inventory([Source(bucket, prefix)]), {}, None, Policy(), shuffle=False, window=1)
        for prefix in ("sound/", "words/")
    )
    streams = (each.stream(Share(3, Place()), Mark(), seed=0, epoch=0) for each in (sounds, words))

    assert [(str(n), f"wav {n}".encode(), f"txt {n}".encode()) for n in range(5)] == [
        (sound["__key__"], sound["wav"], word["txt"]) for sound, word in zip(*streams, strict=True)
    ]


def test_a_shard_that_is_not_there_is_an_error(bucket: Bucket) -> None:
    """It was listed, or named."""
    shards = Shards(Inventory([Source(bucket, names=["gone.tar"])]), {}, None, Policy(), shuffle=False, window=1)
    with pytest.raises(ObjectNotFound):
        list(shards.stream(Share(1, Place()), Mark(), seed=0, epoch=0))


def test_a_shard_that_breaks_is_asked_for_again(local: LocalCluster) -> None:
    """From its beginning, and no sample of it comes twice."""
    with Client(local.endpoint, integrity="off") as client:
        bucket = client.bucket("b").create()
        write(bucket, 4)
        local.faults.once("GET object", status=404)

        assert ["00", "01", "02", "03"] == [sample["__key__"] for sample in read(bucket, Policy(retries=1))]


def test_reading_ahead_changes_nothing_but_when(bucket: Bucket) -> None:
    """The same samples in the same order."""
    write(bucket, 9, max_samples=2)

    assert read(bucket) == read(bucket, read_ahead=500)


def test_a_shard_whose_files_make_no_samples_can_be_left_out(bucket: Bucket) -> None:
    """It fails where a sample has a field twice, and the policy judges that."""
    write(bucket, 2)
    file = BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name in ("a.n", "b.n", "b.n", "c.n"):
            archive.addfile(tarfile.TarInfo(name))
    bucket.object("r.tar").put(file.getvalue())

    assert ["a", "00", "01"] == [sample["__key__"] for sample in read(bucket, Policy("skip", retries=2))]
    with pytest.raises(ValueError, match="two files 'n'"):
        read(bucket)


def test_what_tarfile_makes_of_a_shard(bucket: Bucket) -> None:
    """Other programs find plain files of nobody, without a time."""
    write(bucket, 1)
    with tarfile.open(fileobj=BytesIO(bucket.object("s/00.tar").get().read_all())) as tar:
        members = tar.getmembers()

    assert ["00.n", "00.data"] == [member.name for member in members]
    assert {(0, 0, 0, 0o644)} == {(member.mtime, member.uid, member.gid, member.mode) for member in members}
