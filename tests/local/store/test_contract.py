"""What every store does, held to by each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from threading import Event

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aistore_hl._core.checksum import Checksum
from aistore_hl.local.store import (
    Chunks,
    DiskStore,
    Facts,
    Key,
    NoSuchBucket,
    ObjectTable,
    OutOfSpace,
    Store,
    StoredObject,
    StoreFailure,
    after,
    successor,
)

from .stores import KINDS, a_store, counted, names, put, read

_LARGE = bytes(range(256)) * 12_001


@pytest.mark.parametrize("content", [b"", b"x", _LARGE], ids=len)
async def test_what_was_put_is_there(store: Store, table: ObjectTable, content: bytes) -> None:
    """Content and facts, for whoever asks next."""
    made = await put(store, table, b"o", content, color="blue", odd="\udcff")
    found = table.get(b"o")

    assert found is not None
    assert (len(content), Checksum("xxhash2", f"{1:016x}"), 1) == (found.size, found.checksum, found.version)
    assert {"color": "blue", "odd": "\udcff"} == dict(found.custom)
    assert (made.created, made.created) == (found.created, found.accessed)
    assert content == await read(table, b"o")
    assert len(content) == store.size("t1")


async def test_what_is_not_there(store: Store, table: ObjectTable) -> None:
    """No object, nothing to open, change, remove, move or copy."""
    key, other = Key("t1", 1, b"o"), Key("t1", 1, b"p")

    assert (None, None) == (table.get(b"o"), table.open(b"o"))
    assert not await table.patch(b"o", lambda custom: custom)
    assert not await table.delete(b"o")
    assert not await store.move(key, other)
    assert not await store.copy(key, other)
    assert [] == names(table)


async def test_a_part_is_read(store: Store, table: ObjectTable) -> None:
    """From any byte to any other."""
    await put(store, table, b"o", _LARGE)
    opened = table.open(b"o")
    assert opened is not None
    content = opened[1]
    parts = [
        bytes(await content.read(start, stop)) for start, stop in ((0, 0), (7, 300_000), (3_000_000, content.size))
    ]
    content.close()
    content.close()

    assert [b"", _LARGE[7:300_000], _LARGE[3_000_000:]] == parts


async def test_a_new_version_replaces_the_old(store: Store, table: ObjectTable) -> None:
    """It is made from the facts of the old one, whose room is free."""
    await put(store, table, b"o", b"old", a="1")
    draft = store.draft(b"o")
    await draft.add(b"newer")
    await table.put(b"o", draft, lambda old: counted(old, {**(old.custom if old else {}), "b": "2"}))
    found = table.get(b"o")

    assert found is not None
    assert (2, {"a": "1", "b": "2"}, 5) == (found.version, dict(found.custom), store.size("t1"))
    assert b"newer" == await read(table, b"o")
    assert [b"o"] == names(table)


async def test_a_put_that_is_refused_changes_nothing(store: Store, table: ObjectTable) -> None:
    """What is raised while the facts are made comes out, and the old version stays."""

    def refuse(_: StoredObject | None) -> Facts:
        raise KeyError("no")

    await put(store, table, b"o", b"old")
    draft = store.draft(b"o")
    await draft.add(b"new")
    with pytest.raises(KeyError):
        await table.put(b"o", draft, refuse)
    draft.discard()

    assert (b"old", 3) == (await read(table, b"o"), store.size("t1"))


async def test_a_draft_that_was_forgotten_takes_nothing_more(kind: str) -> None:
    """Its room is free, and stays so."""
    with a_store(kind, capacity=10) as store:
        draft = store.draft(b"o")
        await draft.add(b"x")
        draft.discard()
        with pytest.raises(StoreFailure):
            await draft.add(b"x")

        await store.draft(b"o").add(b"x" * 10)


@pytest.mark.parametrize("change", ["put", "delete", "move", "copy over", "drop"])
async def test_a_reader_keeps_what_it_began_with(store: Store, table: ObjectTable, change: str) -> None:
    """Nothing that happens to the name disturbs it, and it disturbs nothing."""
    await put(store, table, b"o", _LARGE)
    await put(store, table, b"p", b"another")
    opened = table.open(b"o")
    assert opened is not None
    content = opened[1]
    begun = bytes(await content.read(0, 1000))
    if change == "put":
        await put(store, table, b"o", b"new")
    elif change == "delete":
        await table.delete(b"o")
    elif change == "move":
        await store.move(Key("t1", 1, b"o"), Key("t2", 2, b"q"))
    elif change == "copy over":
        await store.copy(Key("t1", 1, b"p"), Key("t1", 1, b"o"))
    else:
        store.drop_bucket(1, version=3)
    rest = bytes(await content.read(1000, content.size))
    content.close()

    assert _LARGE == begun + rest


async def test_custom_metadata_is_changed_alone(store: Store, table: ObjectTable) -> None:
    """Content, checksum, version and age stay; what the change raises comes out."""

    def refuse(_: Mapping[str, str]) -> Mapping[str, str]:
        raise KeyError("no")

    made = await put(store, table, b"o", b"x", a="1")
    assert await table.patch(b"o", lambda custom: {**custom, "b": "2"})
    with pytest.raises(KeyError):
        await table.patch(b"o", refuse)
    found = table.get(b"o")

    assert found is not None
    assert {"a": "1", "b": "2"} == dict(found.custom)
    assert (made.checksum, made.version, made.created) == (found.checksum, found.version, found.created)
    assert b"x" == await read(table, b"o")


async def test_what_was_removed_is_gone(store: Store, table: ObjectTable) -> None:
    """A second time there is nothing to remove."""
    await put(store, table, b"o", b"x")

    assert await table.delete(b"o")
    assert not await table.delete(b"o")
    assert (None, [], 0) == (table.get(b"o"), names(table), store.size("t1"))


async def test_a_moved_object_is_another_name_elsewhere(store: Store, table: ObjectTable) -> None:
    """With its content and metadata; what was there before is gone, and it is newer than that."""
    await put(store, table, b"o", b"moved", a="1")
    before = await put(store, store.table("t2", 2), b"p", b"what was there")
    assert await store.move(Key("t1", 1, b"o"), Key("t2", 2, b"p"))
    found = store.table("t2", 2).get(b"p")

    assert found is not None
    assert ({"a": "1"}, 1) == (dict(found.custom), found.version)
    assert before.created < found.created
    assert (None, b"moved") == (table.get(b"o"), await read(store.table("t2", 2), b"p"))
    assert (0, 5) == (store.size("t1"), store.size("t2"))


@pytest.mark.parametrize("is_newer", [True, False], ids=["newer", "older"])
async def test_of_two_the_newer_one_stays(store: Store, table: ObjectTable, is_newer: bool) -> None:
    """By a move of one where that is asked for, and by putting all where they belong; the room of the other is free."""
    there = store.table("t2", 1)
    first, second = (table, there) if is_newer else (there, table)
    for name in (b"moved", b"placed"):
        await put(store, first, name, b"old")
        await put(store, second, name, b"newest")
    assert await store.move(Key("t1", 1, b"moved"), Key("t2", 1, b"moved"), keeps_newer=True)
    store.place(lambda bucket, name: "t2", ["t2"])

    assert [] == names(table)
    assert [b"newest", b"newest"] == [await read(there, name) for name in (b"moved", b"placed")]
    assert (0, 12) == (store.size("t1"), store.size("t2"))


async def test_objects_that_are_on_their_way_are_all_looked_at(store: Store, table: ObjectTable) -> None:
    """Not where it was noted that all are where they belong."""
    await put(store, table, b"o", b"x")
    store.note_placed(["t1", "t2"])
    store.place(lambda bucket, name: "t2", ["t1", "t2"])
    before = names(table)
    store.note_placed(None)
    store.place(lambda bucket, name: "t2", ["t1", "t2"])

    assert ([b"o"], [], [b"o"]) == (before, names(table), names(store.table("t2", 1)))


@pytest.mark.parametrize("content", [b"", b"x", _LARGE], ids=len)
async def test_a_draft_is_read_before_it_is_put(store: Store, table: ObjectTable, content: bytes) -> None:
    """All that came in, and then it is put as ever."""
    draft = store.draft(b"o")
    await draft.add(content)
    opened = await draft.content()
    seen = bytes(await opened.read(0, opened.size))
    opened.close()
    await table.put(b"o", draft, lambda old: counted(old, {}))

    assert content == seen == await read(table, b"o")


async def test_a_copy_lives_on_its_own(store: Store, table: ObjectTable) -> None:
    """Neither a change of metadata, nor a new version, nor the end of one touches the other."""
    await put(store, table, b"o", b"content", a="1")
    assert await store.copy(Key("t1", 1, b"o"), Key("t2", 1, b"p"))
    there = store.table("t2", 1)
    await there.patch(b"p", lambda custom: {**custom, "b": "2"})
    mine, copy = table.get(b"o"), there.get(b"p")
    assert mine
    assert copy
    await table.delete(b"o")

    assert ({"a": "1"}, {"a": "1", "b": "2"}) == (dict(mine.custom), dict(copy.custom))
    assert (b"content", 7) == (await read(there, b"p"), store.size("t2"))


@pytest.mark.parametrize("act", ["move", "copy"])
async def test_an_object_can_be_put_over_itself(store: Store, table: ObjectTable, act: str) -> None:
    """It is there as before."""
    await put(store, table, b"o", b"content", a="1")
    key = Key("t1", 1, b"o")
    assert await (store.move(key, key) if act == "move" else store.copy(key, key))
    found = table.get(b"o")

    assert found is not None
    assert (b"content", {"a": "1"}, 7) == (await read(table, b"o"), dict(found.custom), store.size("t1"))


async def test_reading_is_noted(store: Store, table: ObjectTable) -> None:
    """A touched object was accessed later than it was made; an absent one is no error."""
    made = await put(store, table, b"o", b"x")
    table.touch(b"o")
    table.touch(b"absent")
    found, listed = table.get(b"o"), table.first(b"", None, 1)[1][0]

    assert found is not None
    assert made.created < found.accessed == listed.accessed
    assert made.created == found.created


async def test_objects_move_to_their_homes(store: Store, table: ObjectTable) -> None:
    """All at once, of all buckets, with all that they have."""
    for number in range(20):
        await put(store, table, b"%02d" % number, b"x" * number, n=str(number))
    await put(store, store.table("t2", 2), b"o", b"other bucket")
    store.place(lambda bucket, name: "t1" if bucket == 2 or int(name) % 2 else "t2", ["t1", "t2"])
    there = store.table("t2", 1)
    moved = there.get(b"18")

    assert moved is not None
    assert (18, {"n": "18"}, b"x" * 18) == (moved.size, dict(moved.custom), await read(there, b"18"))
    assert [b"%02d" % number for number in range(1, 20, 2)] == names(table)
    assert [b"%02d" % number for number in range(0, 20, 2)] == names(there)
    assert ([], [b"o"]) == (names(store.table("t2", 2)), names(store.table("t1", 2)))
    assert (100 + 12, 90) == (store.size("t1"), store.size("t2"))


async def test_a_dropped_bucket_is_gone(store: Store, table: ObjectTable) -> None:
    """With all its objects, but not those of others; nothing gets into it any more."""
    await put(store, table, b"o", b"xyz")
    await put(store, store.table("t1", 2), b"o", b"xy")
    store.drop_bucket(1, version=3)

    assert (3, {2: b"bucket 2"}) == (store.catalog()[0], dict(store.catalog()[1]))
    assert (2, None, [], b"xy") == (
        store.size("t1"),
        store.table("t1", 1).get(b"o"),
        names(store.table("t1", 1)),
        await read(store.table("t1", 2), b"o"),
    )
    with pytest.raises(NoSuchBucket):
        await put(store, table, b"o", b"too late")
    for act in (store.move, store.copy):
        with pytest.raises(NoSuchBucket):
            await act(Key("t1", 2, b"o"), Key("t1", 1, b"o"))
    assert [b"o"] == names(store.table("t1", 2))


async def test_a_bucket_with_objects_at_some_target_can_stay(store: Store, table: ObjectTable) -> None:
    """It goes where only others have any of it, or none has."""
    await put(store, table, b"o", b"xyz")
    kept = store.drop_bucket(1, version=3, unless_at=["t2", "t1"])
    found = await read(table, b"o")
    others = store.drop_bucket(1, version=3, unless_at=["t2"])
    none = store.drop_bucket(2, version=4, unless_at=["t1", "t2"])

    assert (False, b"xyz") == (kept, found)
    assert (True, True, {}) == (others, none, dict(store.catalog()[1]))


async def test_what_commits_after_the_last_look_keeps_its_bucket(store: Store, table: ObjectTable) -> None:
    """A thread may put an object between a look at what is left and the end of the bucket."""
    draft = store.draft(b"o")
    await draft.add(b"late")
    begun, looked = Event(), Event()
    is_threaded = isinstance(store, DiskStore) and store.fsync

    def make(old: StoredObject | None) -> Facts:
        begun.set()
        assert looked.wait(10)
        return counted(old, {})

    if not is_threaded:
        looked.set()
    putting = asyncio.create_task(table.put(b"o", draft, make))
    await asyncio.to_thread(begun.wait, 10)
    seen = names(table)
    looked.set()
    dropped = store.drop_bucket(1, version=3, unless_at=["t1"])
    await putting

    assert ([] if is_threaded else [b"o"], False) == (seen, dropped)
    assert b"late" == await read(table, b"o")


def test_buckets_are_kept(store: Store) -> None:
    """As they were saved last."""
    store.save_bucket(2, b"changed", version=7)

    assert (7, {1: b"bucket 1", 2: b"changed"}) == (store.catalog()[0], dict(store.catalog()[1]))


_NAMES = st.lists(st.binary(min_size=1, max_size=4), max_size=30)


@pytest.mark.parametrize("kind", KINDS)
@given(_NAMES, st.binary(max_size=2), st.binary(max_size=3), st.integers(0, 5))
@settings(max_examples=50, deadline=None)
def test_a_run_of_names_is_what_a_filter_finds(
    kind: str, given_names: list[bytes], prefix: bytes, last: bytes, count: int
) -> None:
    """Names with the prefix that come after another, in byte order; all of them, or the first few."""
    with a_store(kind) as store:
        table = store.table("t1", 1)

        async def fill() -> None:
            for name in given_names:
                await put(store, table, name, name)

        asyncio.run(fill())
        expected = sorted({name for name in given_names if name.startswith(prefix) and name > last})
        start, stop = max(prefix, after(last)) if last else prefix, successor(prefix)
        found, objects = table.first(start, stop, count)

        assert expected == [name for name, _ in table.scan(start, stop)]
        assert expected[:count] == list(found)
        assert list(map(len, found)) == [each.size for each in objects]


@pytest.mark.parametrize(("prefix", "expected"), [(b"a", b"b"), (b"a\xff", b"b"), (b"\xff", None), (b"", None)])
def test_what_comes_after_a_prefix(prefix: bytes, expected: bytes | None) -> None:
    """The last byte that can grow does."""
    assert expected == successor(prefix)


async def test_names_follow_changes(store: Store, table: ObjectTable) -> None:
    """After a put and after a delete, and after a new version of what was there."""
    for name in (b"b", b"a", b"a"):
        await put(store, table, name, b"x")
    before = names(table)
    await put(store, table, b"0", b"x")
    await table.delete(b"b")

    assert ([b"a", b"b"], [b"0", b"a"]) == (before, names(table))


async def test_a_full_store_refuses_more(kind: str) -> None:
    """What is there stays, is read and can be removed; then there is room again."""
    with a_store(kind, capacity=1000) as store:
        table = store.table("t1", 1)
        await put(store, table, b"o", b"x" * 600)
        for size in (401, 100_000):
            with pytest.raises(OutOfSpace):
                await put(store, table, b"o", b"y" * size)
        with pytest.raises(OutOfSpace):
            await store.copy(Key("t1", 1, b"o"), Key("t1", 1, b"p"))
        found = await read(table, b"o")
        await put(store, table, b"o", b"y" * 400)
        await put(store, table, b"p", b"z" * 600)
        await table.delete(b"o")
        await put(store, table, b"q", b"z" * 400)

        assert (b"x" * 600, [b"p", b"q"], 1000) == (found, names(table), store.size("t1"))


async def test_what_is_given_up_needs_no_room(kind: str) -> None:
    """Drafts that end, objects that go with their bucket, and moves."""
    with a_store(kind, capacity=1000) as store:
        for number in (3, 4, 5):
            store.save_bucket(number, b"new", version=number)
            draft = store.draft(b"o")
            await draft.add(b"x" * 1000)
            draft.discard()
            draft.discard()
            await put(store, store.table("t1", number), b"o", b"x" * 1000)
            await store.move(Key("t1", number, b"o"), Key("t2", number, b"p"))
            store.drop_bucket(number, version=number)

        assert 0 == store.size("t1") + store.size("t2")


@pytest.mark.parametrize("sizes", [(0, 5), (5, 0), (3, 1 << 20, 7), (2 << 20, 2 << 20, 1)], ids=str)
async def test_drafts_are_joined(store: Store, table: ObjectTable, sizes: tuple[int, ...]) -> None:
    """In their order, each once: what was taken over is over, and its room is counted once."""
    whole = store.draft(b"o")
    for number, size in enumerate(sizes):
        part = store.draft(b"o")
        await part.add(bytes((number,)) * size)
        await whole.join(part)
        part.discard()
    await whole.add(b"end")
    await table.put(b"o", whole, lambda old: Facts(None, 1, {"k": "v"}, Chunks(len(sizes), max(sizes))))
    await table.patch(b"o", lambda custom: {**custom, "l": "w"})
    found = table.get(b"o")
    content = b"".join(bytes((number,)) * size for number, size in enumerate(sizes)) + b"end"

    assert content == await read(table, b"o")
    assert found is not None
    assert (len(content), Chunks(len(sizes), max(sizes)), {"k": "v", "l": "w"}) == (
        found.size, found.chunks, dict(found.custom),
    )  # fmt: skip
    assert [found.chunks] == [each.chunks for _, each in table.scan(b"", None)]
    assert len(content) == store.size("t1")


async def test_a_joined_draft_is_read_before_it_is_put(store: Store) -> None:
    """Also across what it was joined from."""
    whole, part = store.draft(b"o"), store.draft(b"o")
    await whole.add(b"begin")
    await part.add(b"end")
    await whole.join(part)
    content = await whole.content()
    found = [bytes(await content.read(start, stop)) for start, stop in ((0, 8), (4, 6), (5, 8), (8, 8))]
    content.close()
    whole.discard()

    assert [b"beginend", b"ne", b"end", b""] == found
