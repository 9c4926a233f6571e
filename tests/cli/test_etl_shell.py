"""`aisx etl` at a shell: what is interrupted, looked at while it changes, piped away, or wrong from the start."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from aistore_hl import Bucket, Client, LocalCluster

from .conftest import Aisx, Start
from .test_executable import wait_for

UPPER = "def transform(data):\n    return data.upper()\n"
GATED = """\
import pathlib
import time

def transform(data):
    while not pathlib.Path({gate!r}).exists():
        time.sleep(0.01)
    return data[::-1]
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer that transforms, one that waits until there is a file `gate`, and what is wrong."""
    folder = tmp_path_factory.mktemp("transformers")
    (folder / "upper.py").write_text(UPPER)
    (folder / "gated.py").write_text(GATED.format(gate=str(folder / "gate")))
    (folder / "syntax.py").write_text("def transform(data):\n    return data.upper(\n")
    (folder / "nothing.py").write_text("x = 1\n")
    (folder / "program.py").write_text("import sys\nsys.exit('bye')\n")
    (folder / "bytes.yaml").write_bytes(b"\xff\xfe")
    (folder / "pod.yaml").write_text("kind: Deployment\n")
    (folder / "spec.yaml").write_text("runtime: {image: 'never:1', commands: [x]}\n")
    return folder


@pytest.fixture(scope="module")
def cluster(folder: Path) -> Iterator[LocalCluster]:
    """With two ETLs that run, and an image that never gets ready."""
    never = ["{python}", "-c", "import threading; threading.Event().wait()"]
    with LocalCluster(targets=1, etl_images={"never:*": never}) as running, Client(running.endpoint) as client:
        client.etl("upper-case").init_function(lambda data: data.upper())
        client.etl("back-wards").init_function(lambda data: data[::-1])
        yield running


@contextmanager
def interrupted_when(holds: Callable[[], bool]) -> Iterator[None]:
    """Ctrl-C once something holds, while what is within runs."""

    def press() -> None:
        wait_for(holds)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=press)
    thread.start()
    try:
        yield
    finally:
        thread.join()


def test_pipeline_is_a_list_of_names(aisx: Aisx, bucket: Bucket, client: Client) -> None:
    """With commas or arrows between them: of an object, or of a bucket."""
    bucket.object("o").put(b"content")
    shown = [
        aisx("etl", "transform", pipeline, f"{bucket.ref}/o", "-").out
        for pipeline in ("upper-case,back-wards", "back-wards >> upper-case")
    ]
    done = aisx("etl", "transform", "upper-case,back-wards", bucket.ref, f"ais://{bucket.name}-to")
    stored = client.bucket(f"{bucket.name}-to").object("o").get().read_all()
    client.bucket(f"{bucket.name}-to").delete()

    assert [b"TNETNOC"] * 2 == shown
    assert (0, b"TNETNOC") == (done.code, stored)


def test_interrupted_transform_says_what_goes_on(aisx: Aisx, bucket: Bucket, client: Client, folder: Path) -> None:
    """Its job, and how that is followed or stopped."""
    bucket.object("o").put(b"content")
    assert 0 == aisx("etl", "init", "gated-one", "--file", folder / "gated.py").code
    with interrupted_when(lambda: bool(client.cluster().list_jobs(kind="etl-bck", running=True))):
        done = aisx("etl", "transform", "gated-one", bucket.ref, f"ais://{bucket.name}-to")
    (job,) = client.cluster().list_jobs(kind="etl-bck", running=True)
    aisx("jobs", "stop", job.id)
    (folder / "gate").touch()  # else its transformer would be given time to finish
    aisx("etl", "rm", "-y", "gated-one")
    client.bucket(f"{bucket.name}-to").delete(missing_ok=True)

    assert (130, b"") == (done.code, done.out)
    follow, stop = f"`aisx jobs follow {job.id}`", f"`aisx jobs stop {job.id}`"
    assert f"aisx: interrupted, and job {job.id} goes on: {follow}, or {stop}\n" == done.told


def test_interrupted_start_says_what_may_go_on(aisx: Aisx, client: Client) -> None:
    """The name is taken then, until it is ended."""

    def stages() -> dict[str, str]:
        return {each.name: each.stage for each in client.cluster().list_etls()}

    with interrupted_when(lambda: stages().get("never-one") == "Initializing"):
        done = aisx("etl", "init", "never-one", "never:1")
    ended = aisx("etl", "rm", "-y", "never-one", "--missing-ok")

    assert (130, 0) == (done.code, ended.code)
    assert "interrupted, and never-one may go on starting: `aisx etl ls` says, `aisx etl rm never-one` ends it\n" in (
        done.told
    )
    assert "never-one" not in stages()


@pytest.mark.stress
def test_top_is_drawn_again_and_again_at_a_terminal(cluster: LocalCluster, client: Client, bucket: Bucket) -> None:
    """The real command: from the top of the screen each time, with what was read meanwhile, until Ctrl-C."""
    bucket.object("o").put(b"content")
    mine, its = pty.openpty()
    seen = b""

    def seen_until(holds: Callable[[], bool]) -> None:
        nonlocal seen
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, seen.decode()
            if select.select([mine], [], [], 0.1)[0]:
                seen += os.read(mine, 65536)

    command = [sys.executable, "-W", "error", "-m", "aistore_hl", "etl", "top", "--interval", "0.1"]
    settings = {**os.environ, "AIS_ENDPOINT": cluster.endpoint, "NO_COLOR": "1"}
    with subprocess.Popen(command, stdin=its, stdout=its, stderr=subprocess.PIPE, text=True, env=settings) as process:
        os.close(its)
        try:
            seen_until(lambda: seen.count(b"\x1b[H\x1b[2J") >= 2 and b"objects/s" in seen)
            before, seen = seen.decode(), b""
            for _ in range(7):
                bucket.object("o").get(etl="upper-case").read_all()
            total = next(each for each in client.cluster().list_etls() if each.name == "upper-case").objects
            seen_until(lambda: any(_objects(screen) == str(total) for screen in seen.decode().split("\x1b[H\x1b[2J")))
            process.send_signal(signal.SIGINT)
            told = process.communicate(timeout=20)[1]
        finally:
            process.kill()
    os.close(mine)

    assert (0, "") == (process.returncode, told)
    assert "upper-case  Running  -" in before
    assert total >= 7


def _objects(screen: str) -> str | None:
    """How many it shows in the row of the ETL as a whole."""
    rows = [re.split(r"\s{2,}", line) for line in screen.splitlines()]
    return next((row[6] for row in rows if row[:3] == ["upper-case", "Running", "-"] and len(row) > 6), None)


@pytest.mark.stress
def test_reader_that_goes_away_ends_a_transform(start: Start, bucket: Bucket, cluster: LocalCluster) -> None:
    """`aisx etl transform ETL OBJECT - | head -c 1`: no complaint."""
    bucket.object("o").put(bytes(8 << 20))
    process = start("etl", "transform", "upper-case", f"{bucket.ref}/o", "-", AIS_ENDPOINT=cluster.endpoint)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()

    assert "" == process.stderr.read()
    process.stderr.close()
    assert 1 == process.wait(20)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["init", "new-one", "--file", "{folder}"], 1, "{folder} is a folder: name the FILE.py in it"),
        (["init", "new-one", "--file", "{folder}/none.py"], 1, "no such file: {folder}/none.py"),
        (["init", "new-one", "--file", "{folder}/syntax.py"], 1, "syntax.py: SyntaxError: '(' was never closed"),
        (["init", "new-one", "--file", "{folder}/nothing.py"], 1, "nothing.py has neither a server class nor"),
        (
            ["init", "new-one", "--file", "{folder}/upper.py:Lower"],
            1,
            "has no server class or function 'Lower'",
        ),
        (["init", "new-one", "--file", "{folder}/program.py"], 1, "program.py: it ends when it is loaded, with 'bye'"),
        (["init", "new-one", "--spec", "{folder}/bytes.yaml"], 2, "bytes.yaml: 'utf-8' codec can't decode byte"),
        (["init", "new-one", "--spec", "{folder}/pod.yaml"], 2, "pod.yaml: a specification has `runtime`, or is that"),
        (["init", "new-one", "--spec", "{folder}/spec.yaml"], 2, "spec.yaml: runtime.commands: there is no such field"),
        (["init", "new-one", "--spec", "{folder}"], 2, "is a directory"),
        (["init", "new/one", "never:1"], 2, "not a name of an ETL: 'new/one'"),
        (["init", "new-one", "never:1", "--communication", "hrev"], 2, "hrev, a reverse proxy of 2022, is no more"),
        (["init", "new-one", "never:1", "--communication", "ws"], 2, "ws needs --direct-put"),
        (["init", "new-one", "never:1", "--command", "run 'x"], 2, '--command "run \'x": no closing quotation'),
        (["init", "new-one", "never:1", "--limit", "cpu=lots"], 2, "limits of 'cpu': 'lots' is no amount"),
        (["init", "new-one", "never:1", "--index", "http://x"], 2, "not with an image: --index"),
        (["init", "new-one", "never:1", "--spec", "{folder}/pod.yaml"], 2, "what is it made of?"),
        (["init", "upper-case", "--file", "{folder}/upper.py"], 6, "end it with `aisx etl rm upper-case`"),
        (
            ["init", "new-one", "never:1", "--endpoint", "http://127.0.0.1:9"],
            3,
            "or start a cluster here",
        ),
        (["new", "{folder}/new/one"], 2, "not a name of an ETL: 'one'"),
        (["new", "{folder}/upper.py/new-one"], 1, "upper.py/new-one: Not a directory; nothing was written"),
        (["serve", "{folder}/program.py"], 1, "program.py: it ends when it is loaded"),
        (["serve", "{folder}/upper.py", "--port", "{port}"], 1, "choose another one with --port"),
        (
            ["serve", "{folder}/upper.py", "--host", "no.such.host.invalid"],
            1,
            "give an address of this machine",
        ),
        (["check", "{folder}/syntax.py"], 1, "syntax.py: SyntaxError: '(' was never closed"),
        (["check", "--command", "run 'x"], 2, "no closing quotation"),
        (["check", "http://127.0.0.1:99999"], 2, "not the address of a transformer: 'http://127.0.0.1:99999'"),
        (["transform", "upper-case,", "ais://b", "ais://c"], 2, "not a name of an ETL: ''"),
        (["transform", "upper-case", "ais://b", "--dry-run", "--skip-existing"], 2, "--skip-existing of what?"),
        (["logs", "upper-case", "no-such-target"], 1, 'unknown target "no-such-target"'),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_one_line_says_what_is_wrong(
    aisx: Aisx, cluster: LocalCluster, folder: Path, arguments: list[str], code: int, said: str
) -> None:
    """What it is, and what can be done; nothing is started, and the code is that of its kind."""
    values = {"folder": folder, "port": cluster.endpoint.rpartition(":")[2]}
    done = aisx("etl", *(each.format(**values) for each in arguments))

    assert (code, b"", 1) == (done.code, done.out, done.told.count("\n")), done.told
    assert done.told.startswith("aisx: ")
    assert said.format(**values) in done.told


def test_image_and_index_are_options_of_a_file(aisx: Aisx, folder: Path) -> None:
    """The image of Python in which it runs, and where packages come from there."""
    done = aisx("etl", "init", "own-image", "mine:1", "--file", folder / "upper.py", "--index", "http://127.0.0.1:9/")
    (shown,) = aisx("etl", "show", "own-image", "--json").documents
    aisx("etl", "rm", "-y", "own-image")

    assert (0, "mine:1") == (done.code, shown["image"]), done.told
