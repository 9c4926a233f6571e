"""`aisx ls`: what is there, for eyes and for programs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import msgspec
import pytest
from aistore_api.api.objects import put_object

from aistore_hl import Bucket, Client
from tests.faults.endpoints import Answer, Endpoint, Request, serving

from .conftest import Aisx

NAMES = ("a.txt", "b c.txt", "d/e.txt", "d/f/g.txt")
MORE = 16 << 20
"""Bytes that a listing of any length may need more than one of a page or two."""


@pytest.fixture
def full(bucket: Bucket) -> Bucket:
    for name in NAMES:
        bucket.object(name).put(name.encode())
    return bucket


def test_lists_what_is_directly_there(aisx: Aisx, full: Bucket) -> None:
    """Directories end with a slash; names only, nothing around them."""
    done = aisx("ls", full.ref)

    assert (0, ["a.txt", "b c.txt", "d/"], "") == (done.code, done.lines, done.told)


@pytest.mark.parametrize(
    ("below", "options", "names"),
    [
        ("", ["-r"], list(NAMES)),
        ("/d/", [], ["d/e.txt", "d/f/"]),
        ("/d/", ["-r"], ["d/e.txt", "d/f/g.txt"]),
        ("/b", ["-r"], ["b c.txt"]),
        ("/x", ["-r"], []),
        ("", ["-r", "--limit", "3"], ["a.txt", "b c.txt", "d/e.txt"]),
        ("", ["-r", "--start-after", "b c.txt"], ["d/e.txt", "d/f/g.txt"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else value,
)
def test_lists_a_part(aisx: Aisx, full: Bucket, below: str, options: list[str], names: list[str]) -> None:
    """By prefix, by count, from a name on."""
    assert names == aisx("ls", f"{full.ref}{below}", *options).lines


def test_long_rows_are_separated_by_tabs(aisx: Aisx, full: Bucket) -> None:
    """Size in bytes, time, version, checksum, name; a directory has no facts."""
    rows = aisx("ls", "-l", full.ref).rows

    assert [["5", "a.txt"], ["7", "b c.txt"], ["-", "d/"]] == [[row[0], row[-1]] for row in rows]
    assert {5} == {len(row) for row in rows}
    assert rows[0][1].endswith("Z")
    assert 16 == len(rows[0][3])


def test_sizes_can_be_for_people(aisx: Aisx, bucket: Bucket) -> None:
    """By `-H`; `-h` is help, as everywhere here."""
    bucket.object("x").put(bytes(3 << 20))

    assert "3.0 MiB" == aisx("ls", "-lH", bucket.ref).rows[0][0]


def test_addresses_can_be_used_again(aisx: Aisx, full: Bucket) -> None:
    """`--url`: what other commands take."""
    (first, *_) = aisx("ls", "-r", "--url", full.ref).lines

    assert f"{full.ref}/a.txt" == first
    assert b"a.txt" == aisx("cat", first).out


def test_documents_are_one_to_a_line(aisx: Aisx, full: Bucket) -> None:
    """With everything that `-l` shows."""
    first, *_, last = aisx("ls", "--json", full.ref).documents

    assert {"name": "d/", "url": f"{full.ref}/d/", "is_dir": True} == last
    assert ("a.txt", 5, False) == (first["name"], first["size"], first["is_dir"])


def test_odd_names_are_shown_safely_and_can_be_had_exactly(aisx: Aisx, client: Client, bucket: Bucket) -> None:
    """A tab would look like a column. Bytes that are not UTF-8 come as they are in a pipe, and by escapes in JSON."""
    for name in ("a\tb", "\udcff"):
        client.raw.answer(put_object.call(bucket.name, name, body=b"x"))

    assert b"a\\x09b\n\xff\n" == aisx("ls", bucket.ref).out
    assert b"a\tb\0\xff\0" == aisx("ls", "-0", bucket.ref).out
    assert ["a\tb", "\udcff"] == [each["name"] for each in aisx("ls", "--json", bucket.ref).documents]
    assert b"x" == aisx("cat", f"{bucket.ref}/\udcff").out


def test_lists_buckets(aisx: Aisx, bucket: Bucket) -> None:
    """By address; long with how they are set up."""
    assert str(bucket.ref) in aisx("ls").lines
    assert str(bucket.ref) in aisx("ls", "ais://").lines
    (row,) = (row for row in aisx("ls", "-l").rows if row[-1] == str(bucket.ref))
    assert "xxhash2" == row[1]
    assert bucket.name in [each["name"] for each in aisx("ls", "--json").documents]
    assert f"{bucket.ref}\0".encode() in aisx("ls", "-0").out


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("ais://ais-hl-test-is-not-there", 5, "does not exist"),
        ("photos/cat", 2, "ais://photos/cat"),
        ("ais://x/../y", 2, "not a prefix"),
        ("nonsense://", 2, "no such provider"),
    ],
)
def test_what_cannot_be_listed_is_told(aisx: Aisx, where: str, code: int, said: str) -> None:
    """In a line, with the code of its kind."""
    done = aisx("ls", where)

    assert (code, b"", 1) == (done.code, done.out, done.told.count("\n"))
    assert said in done.told


def endless(pages: int) -> Callable[[Endpoint, Request], Answer]:
    """A bucket with so many pages of 10,000 names."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        asked = msgspec.json.decode(request.body)["value"]
        number = int(asked.get("continuation_token") or 0)
        entries = [{"n": f"{number:06}/{each:06}/{'x' * 60}", "s": 1} for each in range(10_000)]
        token = str(number + 1) if number + 1 < pages else ""
        page = {"UUID": "u", "ContinuationToken": token, "Entries": entries, "Flags": 0}
        return 200, {"Content-Type": "application/msgpack"}, msgspec.msgpack.encode(page)

    return answer


def peak(pages: int) -> tuple[int, int]:
    """Names that `ls` printed, and the most bytes that it held."""
    program = (
        "import resource, sys; from aistore_hl.cli.command import run\n"
        "code = run(sys.argv[1:]); sys.stdout.flush()\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr); sys.exit(code)"
    )
    with serving(endless(pages)) as endpoint:
        done = subprocess.run(
            [sys.executable, "-c", program, "ls", "-r", "ais://b", "--endpoint", endpoint.origin],
            env={**os.environ, "PYTHONWARNINGS": "error"},
            capture_output=True,
            check=True,
            timeout=500,
        )
    return done.stdout.count(b"\n"), int(done.stderr) * 1024


def test_listing_is_shown_as_it_comes() -> None:
    """300,000 names need no more memory than 20,000."""
    (few, small), (many, large) = peak(2), peak(30)

    assert (20_000, 300_000) == (few, many)
    assert large - small < MORE


@pytest.mark.stress
@pytest.mark.timeout(600)
def test_ten_million_names_are_listed_in_bounded_memory() -> None:
    """As many as a large bucket has."""
    (_, small), (many, large) = peak(2), peak(1_000)

    assert 10_000_000 == many
    assert large - small < MORE
