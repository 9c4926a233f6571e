"""Completion: what is offered, and a real bash that completes by it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aistore_hl import Bucket, LocalCluster
from aistore_hl.cli.completion import addresses, buckets, cut, split_line
from tests.conftest import RealCluster

from .conftest import Aisx, Start


@pytest.fixture
def full(bucket: Bucket) -> Bucket:
    for name in ("cat one.txt", "sub/dog.txt", "a'b"):
        bucket.object(name).put(f"<{name}>".encode())
    return bucket


@pytest.mark.parametrize(
    ("line", "words", "meant", "typed"),
    [
        ("aisx ", [], "", ""),
        ("aisx l", [], "l", "l"),
        ("aisx ls ais://b/x", ["ls"], "ais://b/x", "ais://b/x"),
        ("aisx ls  -l ", ["ls", "-l"], "", ""),
        ("aisx cp a\\ b ais://b/c\\ d", ["cp", "a b"], "ais://b/c d", "ais://b/c\\ d"),
        ("aisx cat 'ais://b/a b", ["cat"], "ais://b/a b", "'ais://b/a b"),
        ('aisx cat "a\\"b" x', ["cat", 'a"b'], "x", "x"),
        ("aisx cat 'a\\", ["cat"], "a\\", "'a\\"),
        ("aisx cat a\\", ["cat"], "a", "a\\"),
    ],
)
def test_line_is_split_as_bash_does(line: str, words: list[str], meant: str, typed: str) -> None:
    """What is open at its end included."""
    assert (words, meant, typed) == split_line(line)


@pytest.mark.parametrize(
    ("value", "typed", "put"),
    [
        ("ais://b/", "ais://", "//b/"),
        ("ais://b/a b", "ais://b/a", "//b/a\\ b"),
        ("ais://b/a b", "'ais://b/a", "ais://b/a b"),
        ("ls", "l", "ls"),
        ("ais://b/a'b", "ais://b/", "//b/a\\'b"),
    ],
)
def test_value_is_cut_for_bash(value: str, typed: str, put: str) -> None:
    """It replaces what follows the last colon only; within quotes, all of it."""
    assert put == cut(value, typed, " :=")


def test_names_are_asked_of_the_cluster(cluster: LocalCluster | RealCluster, full: Bucket) -> None:
    """Buckets with a slash at the end, so that one can go on; then what is directly there."""

    def offered(incomplete: str) -> list[str]:
        return [item.value for item in addresses(cluster.endpoint, incomplete)]

    assert [f"{full.ref}/"] == offered(str(full.ref)[:-1])
    assert [f"{full.ref}/a'b", f"{full.ref}/cat one.txt", f"{full.ref}/sub/"] == offered(f"{full.ref}/")
    assert [f"{full.ref}/sub/dog.txt"] == offered(f"{full.ref}/sub/")
    assert [str(full.ref)] == [item.value for item in buckets(cluster.endpoint, str(full.ref)[:-1])]


@pytest.mark.parametrize("incomplete", ["", "ais://", "ais://b/x", "ais://..", "nonsense://x/", "a/b", "ais:///"])
def test_whoever_presses_tab_is_told_nothing(capsys: pytest.CaptureFixture[str], incomplete: str) -> None:
    """Without a cluster, or of what cannot be: nothing is offered, nothing is said."""
    assert [] == addresses("http://127.0.0.1:1", incomplete)
    assert [] == addresses(None, incomplete)
    assert ("", "") == capsys.readouterr()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_script_for_each_shell(aisx: Aisx, shell: str) -> None:
    """It calls `aisx` back by the variable that its name promises."""
    done = aisx("completion", shell)

    assert (0, "") == (done.code, done.told)
    assert f"_AISX_COMPLETE={shell}_complete" in done.out.decode()


def test_another_shell_is_refused(aisx: Aisx) -> None:
    """By the ones that there are."""
    done = aisx("completion", "tcsh")

    assert 2 == done.code
    assert "'bash'" in done.told


@pytest.mark.parametrize(
    ("shell", "words", "current", "offered"),
    [
        ("fish", "aisx he", "he", "plain,health\tShow the nodes, and whether each of them answers."),
        ("fish", "aisx jobs s", "s", "plain,start\tStart a job of a kind."),
        ("fish", "aisx ls --nu", "--nu", "plain,--null\t"),
        ("zsh", "aisx he", "1", "plain\nhealth\nShow the nodes"),
    ],
    ids=lambda value: value,
)
def test_shells_are_answered(start: Start, shell: str, words: str, current: str, offered: str) -> None:
    """In the form that their scripts read."""
    process = start(_AISX_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=current)
    out, told = process.communicate(timeout=20)

    assert "" == told
    assert offered in out


Type = Callable[[str], str]


@contextmanager
def bash(endpoint: str) -> Iterator[Type]:
    """A real bash at a terminal of its own; what it shows after something was typed, up to its next prompt."""
    pid, terminal = pty.fork()
    if pid == 0:
        path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
        environment = {**os.environ, "PATH": path, "AIS_ENDPOINT": endpoint, "PS1": "", "TERM": "dumb", "HISTFILE": ""}
        os.execvpe("bash", ["bash", "--norc", "--noprofile", "-i"], environment)

    def until(mark: bytes) -> str:
        seen = b""
        deadline = time.monotonic() + 30
        while mark not in seen:
            assert time.monotonic() < deadline, seen
            if select.select([terminal], [], [], 0.1)[0]:
                seen += os.read(terminal, 65536)
        return seen.decode().replace("\r", "")

    def typed(text: str) -> str:
        os.write(terminal, f"{text}\n".encode())
        # The mark is not in what is typed, and so not in its echo.
        os.write(terminal, b"echo '<''end>'\n")
        return until(b"<end>\r\n")

    try:
        typed('eval "$(aisx completion bash)"')
        yield typed
    finally:
        os.write(terminal, b"exit\n")
        os.waitpid(pid, 0)
        os.close(terminal)


def test_bash_completes(cluster: LocalCluster | RealCluster, full: Bucket, tmp_path: Path) -> None:
    """Commands, options, buckets, files, names with spaces and quotes: what is typed with Tab runs."""
    assert shutil.which("bash"), "the tests of the repository itself need bash, too"
    begin = str(full.ref)[:-1]
    (tmp_path / "one.txt").touch()
    with bash(cluster.endpoint) as typed:
        assert "<cat one.txt>" in typed(f"aisx ca\t{begin}\tc\t")
        assert "<sub/dog.txt>" in typed(f"aisx cat {begin}\ts\t\t")
        assert "<a'b>" in typed(f"aisx cat {full.ref}/a\t")
        assert "<cat one.txt>" in typed(f"aisx cat '{full.ref}/c\t")
        assert '"is_ready": true' in typed("aisx hea\t--js\t")
        typed(f"cd {tmp_path}")
        assert "copy one.txt" in typed(f"aisx cp -n on\t{full.ref}")
