"""`aisx` itself: what it answers, and how it fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from aistore_hl import __version__, errors
from aistore_hl.cli.command import COMMANDS, GROUPS, run
from aistore_hl.cli.failure import CODES, describe
from tests.faults.endpoints import serving

from .conftest import Start


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """Name and version, on stdout."""
    assert 0 == run(["--version"])
    assert f"aisx {__version__}\n" == capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["-h"], ["--help"]], ids=repr)
def test_help_names_commands_and_codes(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Also without arguments."""
    assert 0 == run(arguments)

    shown = capsys.readouterr().out
    top = {words.split()[0] for words in COMMANDS}
    assert all(word in shown for word in (*top, *CODES.values()))


@pytest.mark.parametrize("words", COMMANDS)
def test_every_command_is_where_the_table_says(capsys: pytest.CaptureFixture[str], words: str) -> None:
    """Its help comes from it; nothing else would notice a slip before somebody calls it."""
    assert 0 == run([*words.split(), "--help"])
    assert f"Usage: aisx {words} " in capsys.readouterr().out


@pytest.mark.parametrize("group", GROUPS)
def test_group_lists_its_commands(capsys: pytest.CaptureFixture[str], group: str) -> None:
    """Also without `--help`."""
    assert 0 == run([group])

    shown = capsys.readouterr().out
    assert all(words.split()[1] in shown for words in COMMANDS if words.startswith(f"{group} "))


def test_help_loads_what_it_shows_and_no_more() -> None:
    """Neither an HTTP library nor a server nor a client: it has to be there at once."""
    program = (
        "import sys\nfrom aistore_hl.cli.command import run\ncode = run(['--help'])\n"
        "print(*sys.modules, file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50)

    loaded = done.stderr.split()
    heavy = ("httpx", "starlette", "uvicorn", "msgspec", "attrs", "asyncio", "ssl", "aistore_api")
    assert 0 == done.returncode
    assert [] == [
        name for name in loaded if name in heavy or name.startswith(("aistore_hl._sync", "aistore_hl._async"))
    ]
    assert [] == [name for name in loaded if name.startswith(("aistore_hl.local", "aistore_hl._wire"))]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nothing"], 2, "No such command 'nothing'"),
        (["demo", "--nothing"], 2, "No such option"),
        (["demo", "/does/not/exist"], 2, "does not exist"),
        (["demo", "--report", "/does/not/exist/r.html"], 2, "--report"),
        (["demo", "--endpoint", "nonsense"], 2, "http://host:port"),
        (["demo", "--endpoint", "http://127.0.0.1:9", "--targets", "2"], 2, "--targets"),
        (["demo", "--targets", "0"], 2, "--targets"),
        (["demo", "--endpoint", "http://127.0.0.1:1"], 3, "aisx serve"),
        (["demo", "--endpoint", "http://no-such-host.invalid"], 3, "no-such-host.invalid"),
        (["jobs", "nothing"], 2, "No such command 'nothing'"),
        (["serve", "--host", "0.0.0.0"], 2, "loopback"),
        (["serve", "--port", "70000"], 2, "--port"),
        (["serve", "--host", "localhost"], 2, "IP address"),
        (["serve", "--load", "/does/not/exist"], 1, "no such folder"),
        (["serve", "--load", "no!=."], 2, "not a bucket name"),
        (["serve", "--log", "/does/not/exist"], 1, "/does/not/exist"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_failure_is_one_line(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    said: str,
) -> None:
    """It says what and what to do, on stderr, and the code says of which kind it is."""
    monkeypatch.chdir(tmp_path)

    assert code == run(arguments)

    shown = capsys.readouterr().err
    assert 1 == shown.count("\n")
    assert shown.startswith("aisx: ")
    assert said in shown


def test_folder_without_content_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """There is nothing to show with it."""
    (tmp_path / "empty").touch()

    assert 2 == run(["demo", str(tmp_path)])
    assert "nothing to store" in capsys.readouterr().err


def test_whoever_listens_there_is_not_ais(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    """Another web server gets an error that asks the right question."""
    with serving(lambda endpoint, request: (200, {"Content-Type": "text/html"}, b"<h1>It works!</h1>")) as web:
        assert 3 == run(["demo", str(folder), "--endpoint", web.origin, "--report", str(folder / "r.html")])

    assert "is it an AIS proxy that listens there?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        (errors.EndpointMissing("x"), 2),
        (errors.InvalidName("x"), 2),
        (errors.ConnectTimeout("x"), 3),
        (errors.ReadTimeout("x"), 3),
        (errors.Unavailable("x"), 3),
        (errors.DeadlineExceeded("x"), 3),
        (errors.Unauthorized("x"), 4),
        (errors.AccessDenied("x"), 4),
        (errors.BucketNotFound("x"), 5),
        (errors.BucketAlreadyExists("x"), 6),
        (errors.ChecksumMismatch("x"), 7),
        (errors.BadChecksum("x"), 7),
        (errors.OutOfSpace("x"), 1),
        (click.UsageError("x"), 2),
        (click.ClickException("x"), 1),
        (OSError(28, "no space"), 1),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_code_tells_the_kind_of_failure(failure: Exception, code: int) -> None:
    """Every code that is returned is in the help."""
    assert code == describe(failure)[1]
    assert code in CODES


def test_line_has_no_line_breaks() -> None:
    """Whatever a server says, a script reads one line."""
    assert "a b c" == describe(errors.OutOfSpace("a\nb\r\n c"))[0]


@pytest.mark.parametrize("kind", [errors.OutOfSpace, errors.ObjectNotFound, click.UsageError, click.ClickException])
def test_line_has_nothing_that_a_terminal_obeys(kind: type[Exception]) -> None:
    """Whatever a server says, and whatever is in a name: no title, colour or direction of text is set."""
    line, _ = describe(kind("a\x1b]0;b\x07c\x9bd\u202ee\udcfff"))

    assert line.startswith(r"a\x1b]0;b\x07c\x9bd\u202ee\xfff")


def test_reader_that_goes_away_is_no_error(start: Start, folder: Path) -> None:
    """`aisx demo | head -1` shows one line and no complaint."""
    process = start("demo", str(folder))
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr is not None
    assert "" == process.stderr.read()
    process.stderr.close()
    process.wait(20)
