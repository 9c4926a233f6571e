"""Transfers at random with faults at random: right, or an error; never wrong, short or spliced."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from aistore_hl import AsyncClient, AsyncObject, LocalCluster, errors

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(900)]

SIZES = [0, 1, 4096, 65_537, 1_000_000, 3_000_000]
"""Around the buffers and pieces."""


def a_fault(dice: random.Random, method: str, size: int, *, flips: bool) -> dict[str, Any]:
    """One way in which an exchange goes wrong."""
    kinds: list[dict[str, Any]] = [
        {"cut": dice.randrange(size + 1)},
        {"cut": dice.randrange(size + 1), "reset": True},
        {"trunc": dice.randrange(size + 1)},
        {"reset": True},
        {"lose_answer": True},
        {"lose_answer": True, "reset": True},
        {"status": dice.choice([429, 500, 502, 503, 504])},
        {"kind": dice.choice(["not ready", "busy", "no targets", "too many", "starting", "full"])},
        {"kind": dice.choice(["garbled head", "half a head", "foreign page"])},
        {"kind": dice.choice(["foreign host", "other path", "no location", "loop"])},
        {"delay": 1.5},
        {"delay": 1.5, "at": size // 2},
        {"rate": max(100_000, 4 * size)},
    ]
    if flips and size:
        kinds.append({"flip": dice.randrange(size)})
    if method == "PUT":
        kinds = [kind for kind in kinds if "at" not in kind]
    return {"side": dice.choice(["proxy", "target", "target"]), "after": dice.choice([0, 0, 1]), **dice.choice(kinds)}


async def pieces(content: bytes, dice: random.Random) -> AsyncIterator[bytes]:
    """The content in pieces of any length."""
    begin = 0
    while begin < len(content):
        end = begin + dice.randrange(1, 300_000)
        yield content[begin:end]
        begin = end


async def write(target: AsyncObject, content: bytes, dice: random.Random, path: Path) -> None:
    """Put the content in one of the ways there are."""
    way = dice.choice(["bytes", "file", "open file", "stream", "metadata"])
    if way == "bytes":
        await target.put(content)
    elif way == "file":
        path.write_bytes(content)
        await target.put(path)
    elif way == "open file":
        path.write_bytes(content)
        with path.open("rb") as file:
            await target.put(file)
    elif way == "stream":
        await target.put(pieces(content, dice))
    else:
        await target.put(content, metadata={"k": "v"})


async def read(source: AsyncObject, content: bytes, dice: random.Random, path: Path) -> tuple[bytes, bytes]:
    """What was read in one of the ways there are, and what it should be."""
    way = dice.choice(["whole", "stream", "readinto", "file", "range"])
    if way == "whole":
        return await (await source.get()).read_all(), content
    if way == "stream":
        return b"".join([chunk async for chunk in await source.get()]), content
    if way == "file":
        await source.download(path)
        return path.read_bytes(), content
    if way == "readinto":
        buffer, parts = bytearray(100_000), []
        async with await source.get() as reader:
            while count := await reader.readinto(buffer):
                parts.append(bytes(buffer[:count]))
        return b"".join(parts), content
    if not content:
        return b"", b""
    first = dice.randrange(len(content))
    length = dice.randrange(1, len(content) + 1)
    return await (await source.get(offset=first, length=length)).read_all(), content[first : first + length]


async def transfers(
    cluster: LocalCluster, client: AsyncClient, patient: AsyncClient, folder: Path, *, count: int, seed: int
) -> Counter[str]:
    """How many transfers ended how. What was stored or read is compared with its source each time."""
    dice = random.Random(seed)
    bucket = await client.bucket("random").create(exist_ok=True)
    outcomes: Counter[str] = Counter()
    for number in range(count):
        content = os.urandom(dice.choice(SIZES))
        # A name for each: what timed out may land later.
        target = bucket.object(f"o{number}")
        cluster.faults.clear()
        known = patient.object(str(target.ref))
        await known.put(b"old" if dice.random() < 0.5 else content)
        if (await known.head()).size == 3:
            order_faults(cluster, dice, "PUT", len(content), flips=True)
            outcomes[await a_write(target, known, content, dice, folder / "in", cluster)] += 1
        else:
            # Nothing can verify a flipped bit in a range, so ranges are read without.
            order_faults(cluster, dice, "GET", len(content), flips=False)
            outcomes[await a_read(target, content, dice, folder / "out")] += 1
        assert not list(folder.glob(".*part")), f"transfer {number} of seed {seed} left a temporary file"
    cluster.faults.clear()
    await bucket.delete()
    return outcomes


def order_faults(cluster: LocalCluster, dice: random.Random, method: str, size: int, *, flips: bool) -> None:
    count = dice.randrange(4)
    for _ in range(count):
        # A flipped bit comes alone: where the answer is lost as well, nobody can tell what is stored.
        cluster.faults.once(f"{method} object", **a_fault(dice, method, size, flips=flips and count == 1))


async def a_write(
    target: AsyncObject,
    known: AsyncObject,
    content: bytes,
    dice: random.Random,
    path: Path,
    cluster: LocalCluster,
) -> str:
    try:
        await write(target, content, dice, path)
        outcome = "written"
    except errors.AisError as exc:
        outcome = type(exc).__name__
    cluster.faults.clear()
    stored = await (await known.get()).read_all()
    if outcome == "written":
        assert content == stored
    elif outcome == "AmbiguousWrite":
        # Nobody knows which, and the error says so; but one of them, whole.
        assert stored in (b"old", content)
    elif outcome != "ChecksumMismatch":
        # That one was found out after the fact, and says so; every other error stored nothing.
        assert b"old" == stored
    return outcome


async def a_read(source: AsyncObject, content: bytes, dice: random.Random, path: Path) -> str:
    try:
        found, wanted = await read(source, content, dice, path)
    except errors.AisError as exc:
        return type(exc).__name__
    assert wanted == found
    return "read"


async def flips(cluster: LocalCluster, client: AsyncClient, *, count: int, seed: int) -> int:
    """How many of `count` flipped bytes, in whole GETs and PUTs by turns, were caught."""
    dice = random.Random(seed)
    bucket = await client.bucket("flips").create(exist_ok=True)
    content = os.urandom(200_000)
    caught = 0
    for number in range(count):
        target = bucket.object("o")
        cluster.faults.clear()
        if number % 2:
            await target.delete(missing_ok=True)
            fault = cluster.faults.once("PUT object", side="target", flip=dice.randrange(len(content)))
            await target.put(content)
        else:
            await target.put(content)
            fault = cluster.faults.once("GET object", side="target", flip=dice.randrange(len(content)))
        caught += content == await (await target.get()).read_all() and fault.hits == 1
    await bucket.delete()
    return caught


async def test_random_faults_never_make_a_transfer_wrong(
    cluster: LocalCluster, client: AsyncClient, patient: AsyncClient, tmp_path: Path
) -> None:
    """A sample of the stress run, with a seed of its own each time; it is in the message if this fails."""
    seed = random.randrange(1 << 32)
    outcomes = await transfers(cluster, client, patient, tmp_path, count=30, seed=seed)

    assert 30 == outcomes.total()


async def test_every_flipped_byte_is_caught(cluster: LocalCluster, client: AsyncClient) -> None:
    """A sample of the stress run: caught, and healed by sending or reading once more."""
    assert 20 == await flips(cluster, client, count=20, seed=random.randrange(1 << 32))


@pytest.mark.stress
async def test_1000_random_faulted_transfers_are_right_or_an_error(
    cluster: LocalCluster, client: AsyncClient, patient: AsyncClient, tmp_path: Path
) -> None:
    """0 wrong, short, spliced or falsely reported; and most of them get through."""
    outcomes = await transfers(cluster, client, patient, tmp_path, count=1000, seed=1)

    assert 1000 == outcomes.total()
    assert outcomes["read"] + outcomes["written"] >= 600, outcomes


@pytest.mark.stress
async def test_1000_flipped_bytes_are_caught(cluster: LocalCluster, client: AsyncClient) -> None:
    """1,000 of 1,000, in whole GETs and PUTs."""
    assert 1000 == await flips(cluster, client, count=1000, seed=2)
