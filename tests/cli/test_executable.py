"""Every command as users run it: the real executable, on the cluster of the tests, a real AIS among them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.cli.command import COMMANDS
from tests.conftest import RealCluster

from .conftest import Start

Shell = Callable[..., str]

TRIED = {
    "cat", "completion", "config show", "cp", "health", "jobs follow", "jobs list", "jobs show", "jobs start",
    "jobs stop", "ls", "mb", "meta", "mv", "props", "rb", "rm", "run", "stat",
}  # fmt: skip
"""Commands that are run below; `serve` and `demo` have test files of their own."""


@pytest.fixture
def shell(cluster: LocalCluster | RealCluster, tmp_path: Path) -> Shell:
    """Lines for a shell in an empty folder, with `aisx` installed and the cluster named; what they print."""

    def shell(script: str, **words: object) -> str:
        path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
        settings = {"PATH": path, "AIS_ENDPOINT": cluster.endpoint, "PYTHONWARNINGS": "error"}
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env={**os.environ, **settings, **{name: str(word) for name, word in words.items()}},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=50,
        )
        assert 0 == done.returncode, done.stdout
        return done.stdout

    return shell


@pytest.fixture
def fresh(client: Client, bucket_name: Callable[[], str]) -> Iterator[str]:
    """The address of a bucket that is not there yet; it is removed after the test."""
    bucket = client.bucket(bucket_name())
    yield str(bucket.ref)
    bucket.delete(missing_ok=True)


def test_every_command_is_tried() -> None:
    """A new one needs a line below; those about nodes and ETLs are tried in files of their own."""
    assert COMMANDS.keys() == TRIED | {"demo", "serve", "ui"} | {
        name for name in COMMANDS if name.startswith(("nodes ", "etl"))
    }


def test_objects_from_a_shell(shell: Shell, fresh: str) -> None:
    """A bucket and an object, from their making to their end."""
    printed = shell(
        """
        aisx mb $B
        mkdir -p pictures/2026 && echo meow > pictures/cat.txt && echo woof > pictures/2026/dog.txt
        aisx cp -r pictures $B/all
        aisx ls -r $B
        aisx cat $B/all/cat.txt
        tar c pictures | aisx cp - $B/all.tar && aisx cp $B/all.tar - | tar t | grep dog
        aisx mv $B/all/cat.txt $B/kitten.txt
        aisx meta $B/kitten.txt kind=cat
        aisx stat $B/kitten.txt | grep kind
        aisx props $B versioning.enabled=false
        aisx rm -y $B/kitten.txt
        aisx ls $B
        aisx rb -y $B
        """,
        B=fresh,
    )

    assert [
        "2 copied (10 B)",
        "all/2026/dog.txt",
        "all/cat.txt",
        "meow",
        "pictures/2026/dog.txt",
        "kind\tcat",
        "metadata.kind\tcat",
        "- versioning.enabled=true",
        "+ versioning.enabled=false",
        "all.tar",
        "all/",
    ] == printed.splitlines()


def test_the_cluster_from_a_shell(shell: Shell) -> None:
    """Nodes, jobs, settings, completion, and a program with a cluster of its own."""
    printed = shell(
        """
        aisx health | grep -c up
        job=$(aisx jobs start cleanup)
        aisx jobs follow $job
        aisx jobs list | grep -c $job
        aisx jobs show $job | head -1 | cut -f 2
        aisx jobs stop -y $job
        aisx config show --origin | grep ^endpoint | cut -f 3
        aisx completion bash | bash -n && echo good
        aisx run --targets 1 -- aisx health | grep -c up
        """
    )

    lines = printed.splitlines()
    assert "done on " in lines[1]
    assert ["1", "cleanup-store", "environment AIS_ENDPOINT", "good", "2"] == lines[2:]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize("direction", ["down", "up", "stdin"])
def test_interrupted_copy_leaves_nothing(
    start: Start, local: LocalCluster, tmp_path: Path, number: signal.Signals, direction: str
) -> None:
    """No traceback, no part of a file, no part of an object."""
    with Client(local.endpoint) as client:
        bucket = client.bucket("b").create()
        (tmp_path / "tree").mkdir()
        (tmp_path / "tree/up").write_bytes(bytes(100_000))
        verb = "GET" if direction == "down" else "PUT"
        if direction == "down":
            for each in range(20):
                bucket.object(f"{each}").put(bytes(100_000))
        fault = local.faults.once(f"{verb} object", side="target", delay=30.0, times=100)
        words = {"down": ("-r", "ais://b", "back"), "up": ("-r", "tree", "ais://b"), "stdin": ("-", "ais://b/x")}
        process = start("cp", *words[direction], AIS_ENDPOINT=local.endpoint)
        wait_for(lambda: fault.hits > 0)

        process.send_signal(number)
        _, told = process.communicate(timeout=20)

        assert (130, "aisx: interrupted") == (process.returncode, told.strip().splitlines()[-1])
        assert "Traceback" not in told
        assert [] == list((tmp_path / "back").glob("*"))
        assert (20 if direction == "down" else 0) == len(bucket.list_objects().to_list())


@pytest.mark.parametrize("direction", ["up", "down", "across"])
def test_what_changes_while_it_moves_is_kept(start: Start, local: LocalCluster, tmp_path: Path, direction: str) -> None:
    """Between the copy and the deletion somebody wrote to it: what they wrote would be lost."""
    with Client(local.endpoint) as client:
        one = client.bucket("one").create()
        client.bucket("two").create()
        one.object("o").put(b"old")
        (tmp_path / "f").write_text("old")
        fault = local.faults.once("HEAD object", side="target", delay=1.0)
        words = {"up": ("f", "ais://two"), "down": ("ais://one/o", "g"), "across": ("ais://one/o", "ais://two")}
        process = start("mv", *words[direction], AIS_ENDPOINT=local.endpoint)
        wait_for(lambda: fault.hits > 0)

        (tmp_path / "f").write_text("new")
        one.object("o").put(b"new")
        _, told = process.communicate(timeout=20)

        assert 7 == process.returncode
        assert "not deleted" in told or "nothing was deleted" in told
        assert "new" == (tmp_path / "f").read_text()
        with one.object("o").get() as reader:
            assert b"new" == reader.read_all()


@pytest.mark.parametrize("command", ["ls", "cat"])
def test_reader_that_goes_away_is_no_error(start: Start, bucket: Bucket, cluster: LocalCluster, command: str) -> None:
    """`aisx ls | head -1`: no complaint, however much is left."""
    bucket.object("x").put(bytes(8 << 20))
    words = {"ls": ("ls", "--json", "-r", str(bucket.ref)), "cat": ("cat", f"{bucket.ref}/x")}
    process = start(*words[command], AIS_ENDPOINT=cluster.endpoint)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    assert "" == process.stderr.read()
    process.stderr.close()
    assert 1 == process.wait(20)


@pytest.mark.parametrize("command", ["cp", "rm"])
def test_plan_that_nobody_reads_is_no_failure(
    start: Start, bucket: Bucket, cluster: LocalCluster, command: str
) -> None:
    """`aisx cp -rn ... | head -1`: it ends there, and nothing is told to have failed."""
    bucket.put_many({f"{number:03}": b"x" for number in range(50)})
    words = {"cp": ("cp", "-rn", str(bucket.ref), "there"), "rm": ("rm", "-rn", str(bucket.ref))}
    process = start(*words[command], AIS_ENDPOINT=cluster.endpoint, PYTHONUNBUFFERED="1")
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    told = process.stderr.read()
    process.stderr.close()
    assert 1 == process.wait(20)
    assert "fail" not in told
    assert "pipe" not in told


@pytest.mark.parametrize(
    ("command", "closed", "code"),
    [("ls {0}", 1, 0), ("cp {1} {0}/y", 1, 0), ("cat {0}/none", 2, 5), ("cp - {0}/x", 0, 2), ("rm {0}/x", 0, 2)],
    ids=lambda value: str(value),
)
def test_streams_may_be_closed(
    tmp_path: Path, bucket: Bucket, cluster: LocalCluster, command: str, closed: int, code: int
) -> None:
    """As a shell's `>&-` closes them: no traceback, and what comes from a closed stdin is not stored as nothing."""
    bucket.object("x").put(b"kept")
    (tmp_path / "f").write_text("f")
    words = command.format(bucket.ref, tmp_path / "f")
    script = f'exec "$0" -W error -m aistore_hl {words} {closed}{"<" if closed == 0 else ">"}&-'
    done = subprocess.run(
        ["sh", "-c", script, sys.executable],
        env={**os.environ, "AIS_ENDPOINT": cluster.endpoint},
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )

    assert (code, False) == (done.returncode, "Traceback" in done.stderr)
    assert b"kept" == bucket.object("x").get().read_all()


def test_output_that_takes_no_more_is_named(start: Start, bucket: Bucket, cluster: LocalCluster) -> None:
    """A disk that is full, say: what was not written is told, with where, and the command fails."""
    bucket.object("x").put(b"x")
    # What is written at once leaves nothing for the end.
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    process = subprocess.run(
        ["sh", "-c", f'exec "$0" -m aistore_hl cat {bucket.ref}/x >/dev/full', sys.executable],
        env={**environ, "AIS_ENDPOINT": cluster.endpoint},
        capture_output=True,
        check=False,
        text=True,
        timeout=30,
    )

    assert (1, "aisx: [Errno 28] No space left on device: 'stdout'\n") == (process.returncode, process.stderr)


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds; the test fails if that takes 20 seconds."""
    deadline = time.monotonic() + 20
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)
