"""What is different where somebody looks on: tables, progress, questions."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from attrs import define

from aistore_hl import Bucket, LocalCluster
from aistore_hl.cli.command import run
from aistore_hl.cli.outcome import Outcome, Outcomes
from aistore_hl.cli.output import Output, shown
from tests.conftest import RealCluster


class Terminal(io.TextIOWrapper):
    """A stream that somebody looks at, or types into."""

    def __init__(self, given: bytes = b"") -> None:
        self.raw_bytes = io.BytesIO(given)
        super().__init__(self.raw_bytes, encoding="utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def text(self) -> str:
        self.flush()
        return self.raw_bytes.getvalue().decode()


@define
class Seat:
    """The three streams of somebody at a terminal."""

    keys: Terminal
    out: Terminal
    err: Terminal


@contextmanager
def seated(keys: bytes = b"") -> Iterator[Seat]:
    before = sys.stdin, sys.stdout, sys.stderr
    seat = Seat(Terminal(keys), Terminal(), Terminal())
    sys.stdin, sys.stdout, sys.stderr = seat.keys, seat.out, seat.err
    try:
        yield seat
    finally:
        sys.stdin, sys.stdout, sys.stderr = before


Look = Callable[..., tuple[int, str, str]]


@pytest.fixture
def look(cluster: LocalCluster | RealCluster, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Run `aisx` at a terminal, where `keys` are typed: the code, and what is seen of stdout and of stderr."""
    monkeypatch.setenv("AIS_ENDPOINT", cluster.endpoint)

    def look(*arguments: object, keys: str = "") -> tuple[int, str, str]:
        with seated(keys.encode()) as seat:
            code = run([str(argument) for argument in arguments])
            return code, seat.out.text, seat.err.text

    return look


def test_columns_are_aligned_under_their_names(look: Look, bucket: Bucket) -> None:
    """Numbers to the right; nothing is cut."""
    bucket.object("a").put(bytes(5))
    bucket.object("bb").put(bytes(12345))

    _, seen, _ = look("ls", "-l", bucket.ref)

    head, first, second = seen.splitlines()
    assert head.startswith("\x1b[1m size  accessed ")
    assert first.startswith("    5  ")
    assert second.startswith("12345  ")
    assert second.endswith("  bb")


def test_names_are_safe_to_look_at(look: Look, bucket: Bucket) -> None:
    """What moves the cursor or changes colours is shown, not done."""
    with seated() as seat:
        Output().lines(["a\x1b[2Jb\udcff\u2028"])

    assert "a\\x1b[2Jb\\xff\\u2028\n" == seat.out.text
    assert "é 日本 \\x9b" == shown("é 日本 \x9b")


def test_cells_of_a_table_are_one_row_in_a_pipe(capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever a server says of an object: a line break or a tab in its version is no other row or column."""
    Output().table(("version", "name"), [("1\n2\t\x1b[31m", "a")])

    assert "1\\x0a2\\x09\\x1b[31m\ta\n" == capsys.readouterr().out


def test_what_a_server_says_is_safe_to_look_at(look: Look, bucket: Bucket) -> None:
    """An error with a name in it moves no cursor, and sets no title; neither does a question."""
    name = f"{bucket.ref}/a\x1b]0;b\x07"

    code, _, told = look("cat", name)
    _, _, asked = look("rm", name, keys="n\n")

    assert 5 == code
    assert "a\\x1b]0;b\\x07" in told
    assert "a\\x1b]0;b\\x07? [y/N]" in asked
    assert set() == set("\x1b\x07") & set(told + asked)


def test_colours_can_be_switched_off(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """By NO_COLOR, as everywhere."""
    monkeypatch.setenv("NO_COLOR", "1")

    assert "\x1b" not in look("jobs", "list")[1]


def test_documents_are_the_same_at_a_terminal(look: Look, bucket: Bucket) -> None:
    """Whoever asks for JSON copies it."""
    bucket.object("a").put(b"a")

    _, seen, _ = look("ls", "--json", bucket.ref)

    assert seen.startswith('{"url": ')


def test_progress_is_shown_and_taken_away(look: Look, bucket: Bucket, tmp_path: Path) -> None:
    """On stderr; what stays is the count."""
    (tmp_path / "f").write_bytes(bytes(100))

    code, seen, told = look("cp", tmp_path / "f", bucket.ref)

    assert (0, "") == (code, seen)
    assert told.endswith("\r\x1b[K1 copied (100 B)\n")


def test_progress_tells_how_far_it_is() -> None:
    """Now and then."""
    with seated() as seat:
        outcomes = Outcomes("copied")
        with outcomes:
            outcomes.done(Outcome("copy", "a", "b"))
            while "object" not in seat.err.text:
                outcomes.moved(1 << 20)

    assert "\r\x1b[K1 object, " in seat.err.text
    assert "iB/s" in seat.err.text


@pytest.mark.parametrize(
    ("keys", "code", "left"), [("y\n", 0, []), ("n\n", 1, ["a"]), ("\n", 1, ["a"]), ("", 130, ["a"])]
)
def test_question_is_asked(look: Look, bucket: Bucket, keys: str, code: int, left: list[str]) -> None:
    """On stderr; only a yes is a yes, and the end of the input is none."""
    bucket.object("a").put(b"a")

    found, seen, told = look("rm", f"{bucket.ref}/a", keys=keys)

    assert (code, "") == (found, seen)
    assert f"Delete {bucket.ref}/a? [y/N]" in told
    assert left == [entry.name for entry in bucket.list_objects()]
