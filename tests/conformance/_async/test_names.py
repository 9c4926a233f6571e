"""Names: one that is taken means one object, byte for byte; one that is not is never sent."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl import AsyncBucket, AsyncClient
from aistore_hl.errors import AisError, InvalidName

CORPUS = json.loads((Path(__file__).parents[2] / "data" / "names.json").read_text())
"""`use` says what a name may be used for: `written`; `read`, as a listing may have returned it; or `refused`."""

WRITTEN = {row["id"]: row["name"] for row in CORPUS if row["use"] == "written"}
READ = {row["id"]: row["name"] for row in CORPUS if row["use"] == "read"}
REFUSED = {row["id"]: row["name"] for row in CORPUS if row["use"] == "refused"}

LISTED_AS_IS = 1024
"""Bytes up to which AIS 5.0 is sure to list a name: from 2,048 on it shows the name of its file instead."""

SORTED_AS_IS = 255
"""Bytes up to which AIS 5.0 sorts by the name itself, and not by that of its file."""

SIDEWAYS = {
    "percent dots": "%2e%2e/{}/pwn",
    "percent dots and slashes": "%2e%2e%2f{}%2fpwn",
    "percent slashes": "..%2f{}%2fpwn",
    "percent twice": "%252e%252e%252f{}%252fpwn",
    "backslashes": "..\\{}\\pwn",
    "wide dots": "．．/{}/pwn",
    "wide slashes": "..／{}／pwn",
    "query": "pwn?bck_to=ais/@%23/{}",
    "fragment": "pwn#/{}/pwn",
    "parameters": "..;/{}/pwn",
    "uname": "ais/@#/{}/pwn",
    "url": "ais:{}/pwn",
}
CLIMBING = ["../{}/pwn", "a/../../{}/pwn", "./../{}/pwn", "a/b/../../../{}/pwn", "../../objects/{}/pwn", "..", "a/.."]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """An address where somebody would notice a connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def url_of(listener: socket.socket) -> str:
    """Where it listens."""
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


def in_byte_order(names: list[str]) -> list[str]:
    """The names as a listing has them."""
    return sorted(names, key=lambda name: name.encode("utf-8", "surrogateescape"))


def test_corpus_is_large() -> None:
    """130 names that are written, and what else names can be."""
    assert len(WRITTEN) >= 130
    assert len(CORPUS) == len({row["name"] for row in CORPUS}) == len(WRITTEN) + len(READ) + len(REFUSED)


@pytest.mark.parametrize("name", WRITTEN.values(), ids=WRITTEN)
async def test_name_means_one_object(bucket: AsyncBucket, name: str) -> None:
    """It can be put, headed, read, and deleted, by this name alone."""
    handle = bucket.object(name)
    await handle.put(name.encode())
    size = (await handle.head()).size
    content = await (await handle.get()).read_all()
    await handle.delete()

    assert (len(content), name) == (size, content.decode())
    assert [] == await bucket.list_objects().to_list()


@pytest.mark.parametrize("name", WRITTEN.values(), ids=WRITTEN)
async def test_head_tells_the_name(bucket: AsyncBucket, name: str) -> None:
    """As it was given, whatever a header field would make of it."""
    await bucket.object(name).put(b"")

    assert name == (await bucket.object(name).head()).name


@pytest.mark.parametrize(
    "name", [pytest.param(name, id=id) for id, name in WRITTEN.items() if len(name.encode()) <= LISTED_AS_IS]
)
async def test_name_is_listed_as_it_was_given(bucket: AsyncBucket, name: str) -> None:
    """Byte for byte: no normal form, no other case, no code in the place of a character."""
    await bucket.object(name).put(b"")

    assert [name.encode()] == [entry.name.encode() for entry in await bucket.list_objects().to_list()]


async def test_names_do_not_disturb_each_other(bucket: AsyncBucket) -> None:
    """All of the corpus in one bucket: each holds what was put under it, also after half of them were deleted."""
    # A name and the directory of another one collide where they come to the same disk of AIS.
    crowd = [name for name in WRITTEN.values() if not any(each.startswith(f"{name}/") for each in WRITTEN.values())]
    for number, name in enumerate(crowd):
        await bucket.object(name).put(f"{number} {name}".encode())
    for name in crowd[::2]:
        await bucket.object(name).delete()
    found = {name: await (await bucket.object(name).get()).read_all() for name in crowd[1::2]}

    assert {name: f"{number} {name}".encode() for number, name in enumerate(crowd) if number % 2} == found
    assert len(crowd[1::2]) == len(await bucket.list_objects().to_list())


async def test_names_are_listed_in_the_order_of_their_bytes(bucket: AsyncBucket) -> None:
    """Across scripts."""
    names = [name for name in WRITTEN.values() if "/" not in name and len(name.encode()) <= SORTED_AS_IS]
    for name in names:
        await bucket.object(name).put(b"")

    assert in_byte_order(names) == [entry.name for entry in await bucket.list_objects(page_size=10).to_list()]


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
async def test_refused_name_is_never_sent(listener: socket.socket, name: str) -> None:
    """There is not even a handle."""
    async with AsyncClient(url_of(listener)) as client:
        with pytest.raises(InvalidName):
            client.bucket("b").object(name)

    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("name", {**READ, **REFUSED}.values(), ids={**READ, **REFUSED})
async def test_unsafe_name_is_never_written(listener: socket.socket, name: str) -> None:
    """Neither by a put nor as the new name of another object; no connection is made."""
    async with AsyncClient(url_of(listener)) as client:
        with pytest.raises(InvalidName):
            await client.bucket("b").object(name).put(b"x")
        with pytest.raises(InvalidName):
            await client.bucket("b").object("o").rename(name)
        with pytest.raises(InvalidName):
            await client.bucket("b").object("o").copy_to(client.bucket("b").object(name))

    with pytest.raises(BlockingIOError):
        listener.accept()


@pytest.mark.parametrize("name", READ.values(), ids=READ)
async def test_name_that_cannot_be_written_is_not_found(bucket: AsyncBucket, name: str) -> None:
    """It is an error to read, head or delete it, and no other object is touched."""
    await bucket.object("witness").put(b"untouched")
    for verb in (bucket.object(name).get, bucket.object(name).head, bucket.object(name).delete):
        with pytest.raises(AisError):
            await verb()

    assert b"untouched" == await (await bucket.object("witness").get()).read_all()


@pytest.mark.parametrize("form", SIDEWAYS.values(), ids=SIDEWAYS)
async def test_name_does_not_lead_into_another_bucket(bucket: AsyncBucket, other: AsyncBucket, form: str) -> None:
    """However it is spelled: the object is in its own bucket, and only there."""
    name = form.format(other.name)
    await bucket.object(name).put(b"x")

    assert [name] == [entry.name for entry in await bucket.list_objects().to_list()]
    assert [] == await other.list_objects().to_list()


@pytest.mark.parametrize("form", CLIMBING)
async def test_name_does_not_climb_out_of_its_bucket(bucket: AsyncBucket, other: AsyncBucket, form: str) -> None:
    """It is refused, and neither bucket has an object."""
    with pytest.raises(InvalidName, match=r"'\.' or '\.\.'"):
        await bucket.object(form.format(other.name)).put(b"x")

    assert [] == await bucket.list_objects().to_list()
    assert [] == await other.list_objects().to_list()


@pytest.mark.parametrize("form", CLIMBING)
async def test_url_does_not_climb_out_of_its_bucket(client: AsyncClient, other: AsyncBucket, form: str) -> None:
    """An object by its URL follows the same rules."""
    with pytest.raises(InvalidName):
        client.object(f"ais://b/{form.format(other.name)}")


@pytest.mark.parametrize("url", ["", "b/o", "ais:/b/o", "ais://", "ais://b", "ais://b/", "nosuch://b/o", "ais:///o"])
async def test_url_that_names_no_object_is_refused(nobody: AsyncClient, url: str) -> None:
    """Provider, bucket and name are needed."""
    with pytest.raises(InvalidName):
        nobody.object(url)


@pytest.mark.parametrize("name", [5, None, b"bytes", Path("path")], ids=repr)
async def test_name_is_text(nobody: AsyncClient, name: object) -> None:
    """Whatever else is a mistake."""
    with pytest.raises(TypeError, match="object name must be str"):
        nobody.bucket("b").object(name)  # type: ignore[arg-type]
