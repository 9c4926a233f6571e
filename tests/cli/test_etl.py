"""`aisx etl`: transformers of a cluster, from their start to their end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl import Bucket, Client, LocalCluster
from aistore_hl.cli.command import run

from .conftest import Aisx
from .test_terminal import seated

SERVER = """
    from aistore_hl.etlserver import HTTPMultiThreadedServer

    class Upper(HTTPMultiThreadedServer):
        def transform(self, data, path, etl_args):
            if b"bad" in data:
                raise ValueError("no such luck")
            return data.upper() + etl_args.encode()
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """One with an image that fails, and one that is a program of ours."""
    images = {
        "fails:1": ["{python}", "-c", "print('oh no'); raise SystemExit(3)"],
        "ours:*": ["{python}", "-m", "aistore_hl.etlserver"],
    }
    with LocalCluster(targets=2, etl_images=images) as running:
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("transformer") / "upper.py"
    path.write_text(dedent(SERVER))
    return path


@pytest.fixture(scope="module")
def upper(cluster: LocalCluster, server: Path) -> str:
    """An ETL that runs, started as users do."""
    assert 0 == run(["etl", "init", "upper-case", "--file", str(server), "--endpoint", cluster.endpoint])
    return "upper-case"


@pytest.fixture
def filled(bucket: Bucket) -> Bucket:
    for number in range(4):
        bucket.object(f"a/{number}.txt").put(b"hello" if number else b"bad")
    bucket.object("b").put(b"other")
    return bucket


def test_etl_that_was_started_is_listed_and_shown(aisx: Aisx, upper: str) -> None:
    """As rows and as documents: stage, health beside each target, how it was started."""
    (row,) = aisx("etl", "ls").rows
    (listed,) = aisx("etl", "ls", "--json").documents
    facts = {row[0]: row[1] for row in aisx("etl", "show", upper).rows}
    (shown,) = aisx("etl", "show", upper, "--json").documents

    assert ([upper, "Running"], 6) == (row[:2], len(row))
    assert ("Running", upper) == (listed["stage"], listed["etl"])
    assert ["Running"] * 2 == [value for name, value in facts.items() if name.startswith("target ")]
    assert ("hpush", True, []) == (shown["communication"], shown["direct_put"], shown["errors"])
    assert facts["image"].startswith("python:")


def test_log_is_printed_by_target(aisx: Aisx, upper: str, client: Client) -> None:
    """The target in front; of one target, without."""
    first, second = sorted(client.cluster().get_info().targets)
    rows = aisx("etl", "logs", upper).rows

    assert {first, second} == {row[0] for row in rows}
    assert "listening on" in aisx("etl", "logs", upper, second).lines[0]
    assert [first, second] == [each["target"] for each in aisx("etl", "logs", upper, "--json").documents]


def test_bucket_is_transformed(aisx: Aisx, upper: str, filled: Bucket, client: Client) -> None:
    """Into another, with other names; what failed is named, and the command fails."""
    to = f"ais://{filled.name}-to"
    done = aisx("etl", "transform", upper, f"{filled.ref}/a/", f"{to}/new/", "--ext", "txt=out")
    names = [entry.name for entry in client.bucket(to).list_objects()]
    contents = [client.bucket(to).object(name).get().read_all() for name in names]
    rest = aisx("etl", "transform", upper, filled.ref, to, "--prefix", "b", "--json")
    client.bucket(to).delete()

    assert [f"new/a/{number}.out" for number in (1, 2, 3)] == names
    assert (1, b"") == (done.code, done.out)
    assert done.told.startswith(f"aisx: {filled.ref}/a/0.txt: 500: ETL error: ")
    assert "no such luck" in done.told
    # Wherever they are kept, by a direct put or by the target.
    size = sum(len(content) for content in contents)
    assert done.told.endswith(f"\n3 objects transformed ({size} B), 1 failed\n")
    assert (0, 1, 0) == (rest.code, rest.documents[-1]["done"], rest.documents[-1]["failed"])


def test_what_is_done_is_left_out_when_asked(aisx: Aisx, upper: str, filled: Bucket, client: Client) -> None:
    """After the cause of a failure is gone, the rest is done."""
    to = f"ais://{filled.name}-to"
    first = aisx("etl", "transform", upper, filled.ref, to)
    filled.object("a/0.txt").put(b"good")
    second = aisx("etl", "transform", upper, filled.ref, to, "--skip-existing")
    content = client.bucket(to).object("a/0.txt").get().read_all()
    client.bucket(to).delete()

    assert (1, 0, b"GOOD") == (first.code, second.code, content)
    assert second.told.startswith("1 object transformed")


def test_one_object_is_transformed(aisx: Aisx, upper: str, filled: Bucket) -> None:
    """To stdout, or to another object, with arguments."""
    shown = aisx("etl", "transform", upper, f"{filled.ref}/b", "-", "--args", "!")
    stored = aisx("etl", "transform", upper, f"{filled.ref}/b", f"{filled.ref}/c/")

    assert (0, b"OTHER!") == (shown.code, shown.out)
    assert (0, b"OTHER") == (stored.code, filled.object("c/b").get().read_all())


def test_dry_run_stores_nothing(aisx: Aisx, upper: str, filled: Bucket, client: Client) -> None:
    """It says what would fail."""
    done = aisx("etl", "transform", upper, filled.ref, "--dry-run")

    assert (1, 5) == (done.code, len(list(filled.list_objects())))
    assert "a/0.txt: 500" in done.told


def test_top_is_printed_once_where_nobody_looks_on(aisx: Aisx, upper: str) -> None:
    """A row for the ETL, one for each target."""
    rows = aisx("etl", "top").rows
    (document,) = aisx("etl", "top", "--json").documents

    assert [upper, upper, upper] == [row[0] for row in rows]
    assert ("Running", "2/2") == (rows[0][1], rows[0][3])
    assert ["Running", "Running"] == [row[3] for row in rows[1:]]
    assert 2 == len(document["targets"])


def test_bar_is_shown_at_a_terminal(cluster: LocalCluster, upper: str, filled: Bucket, client: Client) -> None:
    """How many of how many."""
    filled.object("a/0.txt").put(b"good")
    to = f"ais://{filled.name}-to"
    with seated() as seat:
        code = run(["etl", "transform", upper, str(filled.ref), to, "--endpoint", cluster.endpoint])
        told = seat.err.text
    client.bucket(to).delete()

    assert 0 == code
    assert "/5" in told
    assert re.search(r"5 objects transformed \(\d+ B\)\n$", told)


def test_etl_is_stopped_started_and_ended(aisx: Aisx, upper: str, server: Path) -> None:
    """Each says so; a stopped one is shown as that, and a second end fails unless that is allowed."""
    aisx("etl", "init", "other-one", "--file", server, "--env", "KEY=a=b", "--workers", "1", "--object-timeout", "5")
    (shown,) = aisx("etl", "show", "other-one", "--json").documents
    stopped = aisx("etl", "stop", "other-one", "-y")
    facts = aisx("etl", "show", "other-one").rows
    started = aisx("etl", "start", "other-one", "--json")
    asked = aisx("etl", "rm", "other-one")
    ended = [aisx("etl", "rm", "-y", *more, "other-one").code for more in ([], [], ["--missing-ok"])]

    assert "5s" == shown["object_timeout"]
    assert (0, [["stage", "Aborted"]]) == (stopped.code, [row for row in facts if row[0] == "stage"])
    assert ["done"] == [each["outcome"] for each in started.documents]
    assert (2, "End other-one, and abort the jobs that use them? Nobody is there to answer") == (
        asked.code,
        asked.told.removeprefix("aisx: ").partition(": say")[0],
    )
    assert [0, 5, 0] == ended


def test_image_and_specification_start_what_they_name(aisx: Aisx, server: Path, tmp_path: Path) -> None:
    """Both by the table of images of the cluster."""
    assert 0 == aisx("etl", "new", tmp_path / "its-name", "--image", f"ours:{server}").code
    spec = tmp_path / "its-name" / "pod.yaml"
    text = spec.read_text()
    spec.write_text(text.replace('command: ["python", "server.py"]', f'command: ["python", "{server}"]'))

    failed = aisx("etl", "init", "failing-one", "fails:1", "--direct-put", "--command", "run 'it all'")
    unknown = aisx("etl", "init", "unknown-one", "--spec", tmp_path / "its-name" / "pod.yaml")

    assert (1, 1) == (failed.code, failed.told.count("\n"))
    assert "ended with status 3 before it was ready; it said: oh no" in failed.told
    assert 1 == unknown.code
    assert "could not be started" in unknown.told
    assert {"upper-case"} >= {row[0] for row in aisx("etl", "ls").rows}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["init", "upper-case2"], 2, "what is it made of?"),
        (["init", "short", "image"], 2, "not a name of an ETL"),
        (["init", "long-enough", "image", "--package", "x"], 2, "not with an image: --package"),
        (["init", "long-enough", "--file", "x.py", "--command", "x"], 2, "not with --file: --command"),
        (["init", "long-enough", "image", "--env", "KEY"], 2, "--env takes NAME=VALUE, not 'KEY'"),
        (["init", "long-enough", "image", "--limit", "disk"], 2, "--limit takes NAME=VALUE"),
        (["init", "long-enough", "--file", "/does/not/exist.py"], 1, "no such file: /does/not/exist.py"),
        (["init", "long-enough", "nobody/knows:1"], 1, "cannot run without Kubernetes"),
        (["show", "not-there"], 5, "not-there"),
        (["logs", "not-there"], 5, "not-there"),
        (["start", "not-there"], 5, "start not-there: "),
        (["transform", "not-there", "ais://nothing", "ais://other"], 5, "ais://nothing"),
        (["transform", "not-there", "ais://nothing"], 2, "where to?"),
        (["transform", "not-there", "ais://nothing", "folder"], 2, "not an address: 'folder'"),
        (["transform", "not-there", "ais://nothing", "-"], 2, "only one object goes to stdout"),
        (["transform", "not-there", "ais://nothing", "ais://b", "--args", "x"], 2, "AIS gives no arguments"),
        (["transform", "not-there", "ais://nothing", "ais://b", "--ext", "x"], 2, "--ext takes OLD=NEW"),
        (["transform", "not-there", "ais://nothing/o", "ais://b", "--ext", "x=y"], 2, "is one object"),
        (["transform", "no", "ais://nothing/o", "ais://b"], 2, "not a name of an ETL: 'no'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_wrong_is_told(aisx: Aisx, arguments: list[str], code: int, said: str) -> None:
    """In a line, before anything is sent where that is possible."""
    done = aisx("etl", *arguments)

    assert (code, b"") == (done.code, done.out), done.told
    assert said in done.told


def test_file_that_fails_is_told(aisx: Aisx, tmp_path: Path) -> None:
    """With its name and what it raises."""
    (tmp_path / "broken.py").write_text("1 / 0\n")
    (tmp_path / "lacking.py").write_text("import no_such_package\n")
    broken = aisx("etl", "init", "broken-one", "--file", tmp_path / "broken.py")
    lacking = aisx("etl", "init", "broken-one", "--file", tmp_path / "lacking.py")

    assert (1, f"aisx: {tmp_path}/broken.py: ZeroDivisionError: division by zero\n") == (broken.code, broken.told)
    assert "No module named 'no_such_package'; is it installed here? What `setup` imports need not be" in lacking.told
    assert "no_such_package" not in sys.modules
