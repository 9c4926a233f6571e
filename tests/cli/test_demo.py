"""`aisx demo`: what it does, what it leaves behind, and how it is interrupted."""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from aistore_hl import Client, LocalCluster
from aistore_hl.cli.command import run

from .conftest import Start

STEPS = ("store", "list", "read", "cut read", "silent target", "raw call", "async read")
DATASET = ("put many", "archive job", "get many", "get batch")


@pytest.fixture
def client(local: LocalCluster) -> Iterator[Client]:
    with Client(local.endpoint) as client:
        yield client


def test_demo_of_the_standard_library(start: Start, tmp_path: Path) -> None:
    """Without arguments it does everything on a cluster of its own, and writes a page that needs nothing else."""
    process = start("demo", AIS_ENDPOINT="http://127.0.0.1:1")
    out, complaints = process.communicate(timeout=50)

    assert (0, "") == (process.returncode, complaints)
    rows = [re.search(rf"^{step} .* (\d+)$", out, re.MULTILINE) for step in ("start", *STEPS, *DATASET, "remove")]
    assert [*"00001100", *"0000", "0"] == [row[1] if row else "" for row in rows]
    assert "\x1b" not in out
    page = (tmp_path / "aisx-demo.html").read_text()
    assert 600 < page.count("<circle")
    assert not re.search(r"<script|<link|<img|src=|url\(|https?://(?!127\.0\.0\.1)", page)


def test_demo_on_another_cluster(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, client: Client, folder: Path, tmp_path: Path
) -> None:
    """`--endpoint`: in a bucket of its own, which is gone afterwards; the nodes themselves know of no fault."""
    mine = client.bucket("mine").create()

    assert 0 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(tmp_path / "r.html")])

    assert [mine] == client.cluster().list_buckets()
    shown = capsys.readouterr().out
    assert "4 of 4 equal their files by SHA-256" in shown
    assert "4 of 4 are on the target computed from the map" in shown
    assert "asked on with 'bytes=256000-511999'" in shown
    assert "2 small files into ais://aisx-demo-" in shown
    assert "made them one object, dataset.tar" in shown
    assert "&lt;b&gt; &amp; &#x27;é&#x27; #%20?.txt" in (tmp_path / "r.html").read_text()


def test_folder_without_small_files_is_no_dataset(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, folder: Path, tmp_path: Path
) -> None:
    """Its steps are left out, in the table and on the page; the others are done."""
    (folder / "sub" / "a.txt").unlink()
    (folder / "<b> & 'é' #%20?.txt").unlink()

    assert 0 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(tmp_path / "r.html")])

    assert "put many" not in capsys.readouterr().out
    assert "as a dataset has them" not in (tmp_path / "r.html").read_text()


def test_kept_bucket_holds_the_files(local: LocalCluster, client: Client, folder: Path, tmp_path: Path) -> None:
    """`--keep` leaves it, under the name that the page tells."""
    report = tmp_path / "r.html"

    assert 0 == run(["demo", str(folder), "--keep", "--endpoint", local.endpoint, "--report", str(report)])

    (bucket,) = client.cluster().list_buckets()
    assert str(bucket.ref) in report.read_text()
    with bucket.object("sub/a.txt").get() as reader:
        assert b"a" == reader.read_all()


def test_kept_cluster_runs_until_it_is_told_to_end(start: Start, folder: Path) -> None:
    """`--keep` without an endpoint prints how to reach it; Ctrl-C is then its regular end."""
    process = start("demo", str(folder), "--keep")
    assert process.stdout is not None
    endpoint = next(line for line in process.stdout if line.startswith("export ")).strip().partition("=")[2]
    with Client(endpoint) as client:
        assert 1 == len(client.cluster().list_buckets())

    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)

    assert 0 == process.returncode


def test_names_that_ais_would_mistake_are_left_out(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, folder: Path, tmp_path: Path
) -> None:
    """One odd file does not end the demo."""
    (folder / "line\nbreak").write_text("x")

    assert 0 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(tmp_path / "r.html")])
    assert "left out: 1 name that AIS would mistake" in capsys.readouterr().out


def test_folder_of_nothing_but_such_names_is_told(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, client: Client, folder: Path, tmp_path: Path
) -> None:
    """There is nothing to go on with; the bucket goes."""
    (folder / "large.bin").rename(folder / "line\nbreak")
    (folder / "<b> & 'é' #%20?.txt").unlink()

    assert 2 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(tmp_path / "r.html")])

    assert "rename one" in capsys.readouterr().err
    assert [] == client.cluster().list_buckets()


def test_retries_of_the_cluster_are_counted(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, folder: Path, tmp_path: Path
) -> None:
    """What the clients sent again by themselves is in the table."""
    local.faults.once("PUT object", side="target", status=503, times=2)

    assert 0 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(tmp_path / "r.html")])
    assert re.search(r"^store .* 2$", capsys.readouterr().out, re.MULTILINE)


def test_failure_removes_the_bucket(
    capsys: pytest.CaptureFixture[str], local: LocalCluster, client: Client, folder: Path, tmp_path: Path
) -> None:
    """An object that cannot be read ends it with a line and a code, and writes no page."""
    report = tmp_path / "r.html"
    local.faults.once("GET object", side="target", status=403, tcode="ErrBucketAccessDenied")

    assert 4 == run(["demo", str(folder), "--endpoint", local.endpoint, "--report", str(report)])

    assert "ErrBucketAccessDenied" in capsys.readouterr().err
    assert [] == client.cluster().list_buckets()
    assert not report.exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
@pytest.mark.parametrize(
    ("match", "passing"),
    # Reads before those of the tasks: one of each file, two of the one that is cut, one that was asked for again.
    # Writes before those at once: one of each file.
    [("PUT object", 2), ("GET object", 4 + 2 + 1), ("PUT object", 4)],
    ids=["store", "async read", "put many"],
)
def test_interrupted_demo_cleans_up(
    start: Start, local: LocalCluster, client: Client, folder: Path, number: signal.Signals, match: str, passing: int
) -> None:
    """Ctrl-C and SIGTERM, in blocking calls, tasks and many at once: the buckets are gone, with no traceback."""
    local.faults.once(match, side="target", delay=0.001, times=passing)
    fault = local.faults.once(match, side="target", delay=30.0, times=1_000)
    process = start("demo", str(folder), "--endpoint", local.endpoint)
    wait_for(lambda: fault.hits > 0)

    process.send_signal(number)
    _, told = process.communicate(timeout=20)

    assert (130, "aisx: interrupted") == (process.returncode, told.strip())
    assert [] == client.cluster().list_buckets()


def wait_for(condition: Callable[[], bool]) -> None:
    """Until it holds; the test fails if that takes 20 seconds."""
    deadline = time.monotonic() + 20
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < deadline
        pause.wait(0.01)
