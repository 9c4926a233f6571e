"""`aisx etl new`, `check` and `serve`: a transformer before there is a cluster, and all the way to a bucket."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from aistore_hl import Client, LocalCluster
from aistore_hl._core.podspec import PodSpec

from .conftest import Aisx, Start

PAGE = Path(__file__).parents[2] / "docs/etl-at-hand.md"
FIVE = re.compile(r"^aisx etl new .*?(?=^```)", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(targets=2) as running:
        yield running


def test_five_commands_from_an_empty_folder(cluster: LocalCluster, client: Client, tmp_path: Path) -> None:
    """Those of the page, as they stand there: new, test, check, start, transform."""
    (commands,) = FIVE.findall(PAGE.read_text())
    words = client.bucket("words").create()
    words.object("greeting").put(b"hello")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "AIS_ENDPOINT": cluster.endpoint}
    done = subprocess.run(["sh", "-ec", commands], cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert 0 == done.returncode, done.stdout + done.stderr
    assert 5 == len(commands.splitlines())
    assert "3 passed" in done.stdout
    assert b"HELLO" == client.bucket("loud").object("greeting").get().read_all()


@pytest.mark.stress
def test_two_new_ones_pass_their_tests_together(aisx: Aisx, tmp_path: Path) -> None:
    """In one run of pytest, each with its own server."""
    for name in ("first-one", "second-one"):
        aisx("etl", "new", tmp_path / name)
    server = tmp_path / "second-one/server.py"
    server.write_text(server.read_text().replace("must be 'twice' or nothing", "is not for the second"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "first-one", "second-one"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert "1 failed, 5 passed" in done.stdout, done.stdout + done.stderr
    assert "FAILED second-one/test_second_one.py::test_failure" in done.stdout


def test_new_writes_what_docker_and_kubernetes_take(aisx: Aisx, tmp_path: Path) -> None:
    """The Dockerfile has a command and copies what is there; the specification is one that AIS takes."""
    done = aisx("etl", "new", tmp_path / "upper-case", "--server", "fastapi", "--image", "me/upper:1")
    folder = tmp_path / "upper-case"
    lines = (folder / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1] for line in lines if line.startswith("COPY ")]
    spec = PodSpec.parse((folder / "pod.yaml").read_text())

    assert sorted(map(str, folder.iterdir())) == sorted(done.lines)
    assert 'CMD ["python", "server.py"]' == lines[-1]
    assert ["requirements.txt", "server.py"] == copied
    assert all((folder / name).is_file() for name in copied)
    # Unquoted, a shell takes `>=` for a redirection.
    assert [] == [line for line in lines if line.startswith("RUN ") and ">" in line]
    assert (folder / "requirements.txt").read_text().startswith("aistore-hl[etl]>=")
    assert ("me/upper:1", "hpush://", True, False) == (
        spec.image,
        spec.communication,
        spec.direct_put,
        spec.is_repaired,
    )
    assert "class Server(FastAPIServer):" in (folder / "server.py").read_text()


def test_new_overwrites_nothing(aisx: Aisx, tmp_path: Path) -> None:
    """A folder that is there stays as it is; a name that no ETL can have is refused before."""
    (tmp_path / "upper-case").mkdir()
    taken, bad = aisx("etl", "new", tmp_path / "upper-case"), aisx("etl", "new", tmp_path / "Upper")

    assert (1, 2) == (taken.code, bad.code)
    assert "is there already; nothing was written" in taken.told
    assert "not a name of an ETL: 'Upper'" in bad.told
    assert [] == list((tmp_path / "upper-case").iterdir())
    assert not (tmp_path / "Upper").exists()


def test_check_tells_what_is_wrong(aisx: Aisx, tmp_path: Path) -> None:
    """As rows and as documents; it fails if anything is wrong, and for one that does not start."""
    naive = tmp_path / "naive.py"
    naive.write_text(
        "import os\nfrom http.server import BaseHTTPRequestHandler, HTTPServer\n\n"
        "class Handler(BaseHTTPRequestHandler):\n"
        "    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n\n"
        "    do_PUT = do_GET\n    log_message = print\n\n"
        'HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()\n'
    )
    done = aisx(
        "etl", "check", "--json", "--timeout", "0.3", "--large", "1000", "--command", f"{sys.executable} {naive}"
    )
    dead = aisx("etl", "check", "--command", f"{sys.executable} -c 1/0")

    verdicts = {each["tried"]: each["verdict"] for each in done.documents}
    assert (1, "ok", "wrong") == (done.code, verdicts["GET /health"], verdicts["etl_fqn of a file that is gone"])
    assert re.search(r"\d+ as AIS wants, \d+ with limits, \d+ wrong\n$", done.told), done.told
    assert (1, True) == (dead.code, "ZeroDivisionError" in dead.told)


def test_serve_serves_a_file_which_check_is_pointed_at(start: Start, aisx: Aisx, tmp_path: Path) -> None:
    """Without a cluster, by curl as by anything; what was not started by it fetches nothing from it."""
    aisx("etl", "new", tmp_path / "upper-case")
    with start("etl", "serve", str(tmp_path / "upper-case" / "server.py"), "--port", "0") as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "listening on" in line)
        url = f"http://{line.split()[-1]}"
        request = urllib.request.Request(f"{url}/bucket/object", b"hello", method="PUT")
        with urllib.request.urlopen(request, timeout=10) as answer:
            content = answer.read()
        checked = aisx("etl", "check", url, "--json")
        process.terminate()
        rest, told = process.communicate(timeout=20)

    assert (b"HELLO", 0) == (content, process.returncode)
    assert {"pull", "put"} == {each["way"] for each in checked.documents if each["verdict"] == "untried"}
    assert "AIS_TARGET_URL=" in checked.told
    assert "" == rest
    assert "Traceback" not in told


@pytest.mark.stress
def test_image_of_a_cluster_that_serves(start: Start, aisx: Aisx, tmp_path: Path) -> None:
    """What runs for it is said where the cluster is started."""
    aisx("etl", "new", tmp_path / "upper-case")
    command = f"me/upper:*={{python}} {tmp_path / 'upper-case' / 'server.py'}"
    with start("serve", "--targets", "1", "--etl-image", command) as process:
        assert process.stdout is not None
        endpoint = process.stdout.readline().strip().partition("=")[2]
        started = aisx("etl", "init", "upper-case", "me/upper:1", "--json", "--endpoint", endpoint)
        refused = aisx("etl", "init", "other-one", "me/lower:1", "--endpoint", endpoint)
        process.terminate()
        process.communicate(timeout=20)
    wrong = aisx("serve", "--etl-image", "me/upper:1")

    assert (0, "Running") == (started.code, started.documents[0]["stage"])
    assert (1, True) == (refused.code, "cannot run without Kubernetes" in refused.told)
    assert (2, True) == (wrong.code, "IMAGE=COMMAND" in wrong.told)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check"], 2, "which one?"),
        (["check", "x.py", "--command", "y"], 2, "which one?"),
        (["check", "https://127.0.0.1"], 2, "only http"),
        (["check", "http://127.0.0.1:9"], 1, "nobody answers at 127.0.0.1:9"),
        (["check", "/does/not/exist.py"], 1, "no such file: /does/not/exist.py"),
        (["serve", "/does/not/exist.py"], 1, "no such file: /does/not/exist.py"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_tried_is_told(aisx: Aisx, arguments: list[str], code: int, said: str) -> None:
    """In a line."""
    done = aisx("etl", *arguments)

    assert (code, b"", 1) == (done.code, done.out, done.told.count("\n"))
    assert said in done.told


def test_findings_are_documents(aisx: Aisx, tmp_path: Path) -> None:
    """A document to a finding, with way, what was tried, verdict, answer and meaning."""
    aisx("etl", "new", tmp_path / "upper-case")
    sample = tmp_path / "sample"
    sample.write_bytes(b"hello")
    done = aisx("etl", "check", tmp_path / "upper-case" / "server.py", "--json", "--sample", sample, "--args", "twice")

    assert 0 == done.code
    assert {"way", "tried", "verdict", "answer", "means"} == set(json.loads(done.lines[0]))
    assert "200, 10 bytes" == next(each["answer"] for each in done.documents if each["tried"] == "content in the body")
