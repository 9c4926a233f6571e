# Written by codegen.py from tests/faults/_async/test_uploads.py; do not edit.
"""What uploads in parts, files that are written and appenders do when the cluster misbehaves."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, errors
from aistore_hl._concurrency import monotonic, sleep, together
from aistore_hl.types import Checksum

pytestmark = pytest.mark.anyio

MIB = 1 << 20
PARTS = 5
SIZE = PARTS * MIB - 7


@pytest.fixture
def content() -> bytes:
    return os.urandom(SIZE)


def parts(cluster: LocalCluster) -> Counter[int]:
    """How often each part was sent to a target."""
    queries = [parse_qs(urlsplit(each.target).query) for each in cluster.targets.seen.arrivals("PUT")]
    return Counter(int(query["partNumber"][0]) for query in queries if "partNumber" in query)


def asked(cluster: LocalCluster, method: str, word: str) -> int:
    """How many requests reached a target that have the word in them."""
    return sum(word in each.target for each in cluster.targets.seen.arrivals(method))


def until(is_so: Callable[[], bool]) -> None:
    """Wait for a condition, 5 seconds at most."""
    deadline = monotonic() + 5
    while not is_so():
        assert monotonic() < deadline, "it never was"
        sleep(0.005)


def read(bucket: Bucket) -> bytes:
    return bucket.object("o").get().read_all()


@pytest.mark.parametrize("workers", [1, 4])
def test_a_part_whose_answer_is_lost_is_not_sent_again(
    cluster: LocalCluster, bucket: Bucket, content: bytes, workers: int
) -> None:
    """The cluster is asked, and has it."""
    cluster.faults.once("PUT object?partNumber=2", side="target", lose_answer=True)
    bucket.object("o").put_multipart(content, part_size=MIB, workers=workers)

    assert content == read(bucket)
    assert Counter(range(1, PARTS + 1)) == parts(cluster)


@pytest.mark.parametrize("workers", [1, 4])
@pytest.mark.parametrize("at", [0, 1, 500_000])
def test_a_part_that_breaks_is_sent_again(
    cluster: LocalCluster, bucket: Bucket, content: bytes, at: int, workers: int
) -> None:
    """Alone, and read back when all is complete."""
    cluster.faults.once("PUT object?partNumber=2", side="target", cut=at, reset=True)
    bucket.object("o").put_multipart(content, part_size=MIB, workers=workers)

    assert content == read(bucket)
    assert 2 == parts(cluster)[2]
    assert PARTS + 1 == parts(cluster).total()


@pytest.mark.parametrize("broken", [3, PARTS])
def test_a_part_that_was_sent_again_is_read_back_after_one_that_was_there(
    cluster: LocalCluster, bucket: Bucket, content: bytes, broken: int
) -> None:
    """Of an upload that is taken up again too."""
    first = bucket.object("o").multipart()
    upload_id = first.create()
    first.put_part(1, content[:MIB])
    cluster.faults.once(f"PUT object?partNumber={broken}", side="target", cut=500_000, reset=True)
    bucket.object("o").put_multipart(content, part_size=MIB, upload_id=upload_id)

    assert 1 == asked(cluster, "GET", f"/v1/objects/{bucket.name}/o")
    assert content == read(bucket)


def test_a_refused_part_is_asked_for_before_it_is_sent_again(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """It was sent whole, so it may have arrived; the parts are listed first."""
    cluster.faults.once("PUT object?partNumber=3", side="target", status=500)
    bucket.object("o").put_multipart(content, part_size=MIB)
    log = [each.target for each in cluster.targets.seen.arrivals() if "uploadId" in each.target]
    sent = [index for index, target in enumerate(log) if "partNumber=3" in target]
    listed = [index for index, target in enumerate(log) if target.startswith("/s3/")]

    assert content == read(bucket)
    assert len(sent) == 2
    assert sent[0] < listed[0] < sent[1]


def test_parts_arrive_in_order(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """Whenever they are listed there is no gap among them, which AIS would never get over."""
    upload_id = bucket.object("o").multipart().create()
    found: list[list[int]] = []

    def look(done: int, total: int | None) -> None:
        with Client(cluster.endpoint) as other:
            found.append(other.bucket(bucket.name).object("o").multipart(upload_id).parts())

    bucket.object("o").put_multipart(content, part_size=MIB, workers=4, upload_id=upload_id, progress=look)

    assert [] == [each for each in found if each != list(range(1, len(each) + 1))]
    assert content == read(bucket)


def test_a_listing_by_hand_waits_for_parts_on_their_way(cluster: LocalCluster, bucket: Bucket) -> None:
    """One that is late would be a gap."""
    upload = bucket.object("o").multipart(bucket.object("o").multipart().create())
    upload.put_part(1, b"a")
    cluster.faults.once("PUT object?partNumber=2", side="target", delay=0.3)
    found: list[int] = []

    def send() -> None:
        upload.put_part(2, b"b")

    def look() -> None:
        until(lambda: parts(cluster)[2] > 0)
        upload.put_part(3, b"c")
        found.extend(upload.parts())

    together([send, look], lambda: None)

    assert [1, 2, 3] == found


def test_parts_by_hand_wait_for_a_listing(cluster: LocalCluster, bucket: Bucket) -> None:
    """One that arrived meanwhile would be behind a gap."""
    upload = bucket.object("o").multipart(bucket.object("o").multipart().create())
    upload.put_part(1, b"a")
    cluster.faults.once("GET *?uploadId", side="target", delay=0.3)
    found: list[int] = []

    def look() -> None:
        found.extend(upload.parts())

    def send() -> None:
        until(lambda: asked(cluster, "GET", "uploadId") > 0)
        upload.put_part(3, b"c")
        upload.put_part(2, b"b")

    together([look, send], lambda: None)
    upload.complete()

    assert [1] == found
    assert b"abc" == read(bucket)


def test_parts_are_not_listed_while_one_may_be_missing(cluster: LocalCluster, bucket: Bucket) -> None:
    """Its answer was lost, and nobody could be asked then; a later part has arrived."""
    upload = bucket.object("o").multipart(bucket.object("o").multipart().create())
    cluster.faults.once("PUT object?partNumber=1", side="target", lose_answer=True)
    cluster.faults.once("GET *?uploadId", status=404)
    with pytest.raises(errors.UploadLost, match="part 1 may have arrived"):
        upload.put_part(1, b"a")
    upload.put_part(2, b"b")
    before = asked(cluster, "GET", "uploadId")
    with pytest.raises(errors.UploadLost, match="part 1 may be missing"):
        upload.complete()

    assert before == asked(cluster, "GET", "uploadId")


def test_the_time_of_a_part_is_that_of_asking_for_it_too(cluster: LocalCluster, bucket: Bucket) -> None:
    """Its answer is lost, and the cluster is slow to say whether it has arrived."""
    upload = bucket.object("o").multipart(bucket.object("o").multipart().create())
    cluster.faults.once("PUT object?partNumber=1", side="target", lose_answer=True)
    cluster.faults.once("GET *?uploadId", side="target", delay=0.6)
    with pytest.raises(TimeoutError):
        upload.put_part(1, b"a", timeout=0.4)
    upload.complete()

    assert b"a" == read(bucket)


def test_parts_by_hand_are_compared_with_one_whose_answer_was_lost(
    cluster: LocalCluster, bucket: Bucket
) -> None:
    """It counts among those that came in order, whose checksum is the bucket's own."""
    upload = bucket.object("o").multipart(bucket.object("o").multipart().create())
    cluster.faults.once("PUT object?partNumber=2", side="target", lose_answer=True)
    for number, content in enumerate((b"a", b"b", b"c"), 1):
        upload.put_part(number, content)
    props = upload.complete()

    assert Checksum.of("xxhash2", [b"abc"]) == props.checksum
    assert b"abc" == read(bucket)


def test_a_part_is_not_waited_with_beyond_its_time(cluster: LocalCluster, bucket: Bucket) -> None:
    """Where the next try would begin after it the failure is told at once."""
    cluster.faults.once("PUT object?partNumber=1", side="target", cut=0, reset=True, times=None)
    with Client(cluster.endpoint, retry=RetryPolicy(base=3600, cap=3600, total=3600)) as slow:
        upload = slow.bucket(bucket.name).object("o").multipart()
        upload.create()
        began = monotonic()
        with pytest.raises(errors.AmbiguousWrite):
            upload.put_part(1, b"a", timeout=5)

        assert monotonic() - began < 5


def test_an_upload_whose_parts_cannot_be_listed_starts_anew(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Where it is not known what has arrived, and what is sent can be sent again."""
    cluster.faults.once("PUT object?partNumber=2", side="target", lose_answer=True)
    cluster.faults.once("GET *?uploadId", status=404, times=None)
    bucket.object("o").put_multipart(content, part_size=MIB, workers=1)

    assert content == read(bucket)
    assert Counter({1: 2, 2: 2, 3: 1, 4: 1, 5: 1}) == parts(cluster)


def test_a_stream_whose_parts_cannot_be_listed_is_lost(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """It cannot be sent again; nothing is stored."""
    cluster.faults.once("PUT object?partNumber=2", side="target", lose_answer=True)
    cluster.faults.once("GET *?uploadId", status=404, times=None)
    with pytest.raises(errors.UploadLost):
        bucket.object("o").put_multipart(iter([content]), part_size=MIB)

    assert not bucket.object("o").exists()


def test_a_flipped_bit_in_a_part_is_found(cluster: LocalCluster, bucket: Bucket, content: bytes) -> None:
    """When the whole is compared; AIS itself looks at no checksum of a part."""
    cluster.faults.once("PUT object?partNumber=2", side="target", flip=77)
    with pytest.raises(errors.ChecksumMismatch, match="visible"):
        bucket.object("o").put_multipart(content, part_size=MIB)


def test_a_completion_whose_answer_is_lost_is_looked_for(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """What is there is what was sent, so it was carried out."""
    cluster.faults.once("POST object mpt-complete", side="target", lose_answer=True)
    stored = bucket.object("o").put_multipart(content, part_size=MIB, metadata={"k": "v"})

    assert SIZE == stored.size
    assert {"k": "v"} == bucket.object("o").head().custom
    assert content == read(bucket)


def test_a_completion_that_did_not_happen_is_ambiguous(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Something else is there, or nothing: nobody knows whether it will come."""
    bucket.object("o").put(b"old")
    cluster.faults.once("POST object mpt-complete", side="target", raw=b"")
    with pytest.raises(errors.AmbiguousWrite):
        bucket.object("o").put_multipart(content, part_size=MIB)

    assert b"old" == read(bucket)


def test_an_upload_that_cannot_go_on_is_given_up(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Its parts take no room in the cluster."""
    cluster.faults.once("PUT object?partNumber=3", side="target", status=403)
    with pytest.raises(errors.AccessDenied):
        bucket.object("o").put_multipart(content, part_size=MIB)

    assert 1 == asked(cluster, "DELETE", "uploadId")
    assert not bucket.object("o").exists()


def test_a_file_whose_part_fails_stores_nothing(
    cluster: LocalCluster, bucket: Bucket, content: bytes
) -> None:
    """Also when it is closed after that."""
    bucket.object("o").put(b"old")
    cluster.faults.once("PUT object?partNumber=2", side="target", status=403)
    file = bucket.object("o").open("wb", part_size=MIB)
    with pytest.raises(errors.AccessDenied):
        file.write(content)
    file.close()

    assert b"old" == read(bucket)


def test_a_file_that_cannot_be_given_up_says_so(cluster: LocalCluster, bucket: Bucket) -> None:
    """In what has failed before; by itself where nothing has. Neither is seen."""
    cluster.faults.once("DELETE object mpt-abort", status=403, times=2)
    with pytest.raises(KeyError) as raised:
        with bucket.object("o").open("wb", part_size=MIB) as file:
            file.write(bytes(2 * MIB))
            raise KeyError("of the block")
    file = bucket.object("o").open("wb", part_size=MIB)
    file.write(bytes(2 * MIB))
    with pytest.raises(errors.AisError):
        file.abort()

    assert ["could not be given up" in note for note in raised.value.__notes__] == [True]
    assert not bucket.object("o").exists()


def test_an_append_whose_answer_is_lost_is_not_sent_again(cluster: LocalCluster, bucket: Bucket) -> None:
    """AIS would have it twice; what was there is still there."""
    bucket.object("o").put(b"old")
    cluster.faults.once("PUT object?append_type=append", side="target", lose_answer=True)
    with pytest.raises(errors.AmbiguousWrite):
        with bucket.object("o").append() as file:
            file.write(bytes(2 * MIB))

    assert 1 == asked(cluster, "PUT", "append_type=append")
    assert b"old" == read(bucket)


@pytest.mark.parametrize("status", [500, 503])
def test_a_refused_append_is_not_sent_again(cluster: LocalCluster, bucket: Bucket, status: int) -> None:
    """Whatever the refusal: it may have been carried out in part."""
    cluster.faults.once("PUT object?append_type=append", side="target", status=status)
    with pytest.raises(errors.ServerError):
        with bucket.object("o").append() as file:
            file.write(bytes(2 * MIB))

    assert 1 == asked(cluster, "PUT", "append_type=append")


def test_a_flush_whose_answer_is_lost_is_ambiguous(cluster: LocalCluster, bucket: Bucket) -> None:
    """It is not sent again, and the writer takes nothing more."""
    file = bucket.object("o").append()
    file.write(b"content")
    cluster.faults.once("PUT object?append_type=flush", side="target", lose_answer=True)
    with pytest.raises(errors.AmbiguousWrite):
        file.flush()
    with pytest.raises(ValueError, match="failed"):
        file.write(b"more")
    file.close()

    assert 1 == asked(cluster, "PUT", "append_type=flush")


@pytest.mark.parametrize("seed", range(4))
def test_uploads_survive_what_happens_at_random(seed: int) -> None:
    """With the faults of AIS at parts that come twice: the object is what was sent, or there is an error."""
    survive(seed, 12)


@pytest.mark.stress
@pytest.mark.parametrize("seed", range(100, 120))
def test_many_uploads_survive_what_happens_at_random(seed: int) -> None:
    """The same, many times."""
    survive(seed, 60)


def survive(seed: int, rounds: int) -> None:
    dice = random.Random(seed)
    with LocalCluster(targets=3, quirks="ais") as cluster:
        with Client(cluster.endpoint, retry=RetryPolicy(base=0.01)) as client:
            bucket = client.bucket("random").create()
            failed = 0
            for number in range(rounds):
                content = dice.randbytes(dice.randrange(MIB + 1, 4 * MIB))
                for _ in range(dice.randrange(3)):
                    order(cluster, dice)
                target = bucket.object(f"o{number}")
                body = iter([content]) if dice.random() < 0.3 else content
                try:
                    target.put_multipart(body, part_size=MIB, workers=dice.choice((1, 3)))
                except errors.AisError:
                    cluster.faults.clear()
                    failed += 1
                    continue
                cluster.faults.clear()
                assert content == target.get().read_all()
            # Half of the faults are told, since they strike the begin or the end: 42 of 100 uploads, more by chance.
            assert failed <= rounds * 2 // 3


def order(cluster: LocalCluster, dice: random.Random) -> None:
    """One fault, somewhere in an upload."""
    where = dice.choice(("PUT object?partNumber", "POST object mpt-complete", "POST object mpt-upload"))
    after = dice.randrange(3) if where.startswith("PUT") else 0
    effect = dice.choice(("lose", "cut", "status", "reset"))
    match effect:
        case "lose":
            cluster.faults.once(where, side="target", after=after, lose_answer=True)
        case "cut" if "PUT" in where:
            cluster.faults.once(where, side="target", after=after, cut=dice.randrange(MIB))
        case "reset":
            cluster.faults.once(where, side="target", after=after, lose_answer=True, reset=True)
        case _:
            cluster.faults.once(where, side="target", after=after, status=dice.choice((500, 503)))
