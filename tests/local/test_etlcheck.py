"""Transformers that are tried in every way in which AIS uses one: what is found, and what is said of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl.local.etlcheck.program import NotServing
from aistore_hl.local.etlcheck.run import Checked, findings
from aistore_hl.local.etlcheck.trial import Finding

OURS = """
    from aistore_hl.etlserver import {base}

    class Upper({base}):
        def transform(self, data, path, etl_args):
            return data.upper()
"""

NAIVE = """
    import os
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            self.say(200, b"Running")

        def do_PUT(self):
            self.say(200, self.rfile.read(int(self.headers.get("Content-Length", 0))).upper())

        def say(self, status, content):
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *words):
            pass

    ThreadingHTTPServer.request_queue_size = 64
    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


# What it does for an object of 20 bytes; anything else is answered as by NAIVE.
ROGUE = (
    NAIVE.replace("class Handler", "how = sys.argv[1]\n\n    class Handler")
    .replace("import os\n", "import os, socket, sys\n")
    .replace(
        "        def say(self, status, content):\n",
        """        def say(self, status, content):
            if how == "dies" and len(content) == 20:
                print("out of luck", flush=True)
                os._exit(9)
            if how == "hangs" and len(content) == 20:
                self.connection.recv(1)
            if how == "garbage" and len(content) == 20:
                self.wfile.write(b"nothing\\r\\n\\r\\n")
            if how == "no status" and len(content) == 20:
                self.wfile.write(b"HTTP/1.1\\r\\n\\r\\n")
            if how == "longer" and len(content) == 20:
                self.wfile.write(b"HTTP/1.1 200 OK\\r\\nContent-Length: 19\\r\\n\\r\\n" + content)
                return
""",
    )
)


def found(checked: Checked) -> dict[str, Finding]:
    """What is found, by the way and by what was tried."""

    async def collect() -> list[Finding]:
        return [each async for each in findings(checked)]

    return {f"{each.way}: {each.tried}": each for each in asyncio.run(collect())}


def written(folder: Path, text: str) -> Path:
    path = folder / "server.py"
    path.write_text(dedent(text))
    return path


@pytest.mark.parametrize(
    "base",
    [
        "HTTPMultiThreadedServer",
        pytest.param("FlaskServer", marks=pytest.mark.stress),
        pytest.param("FastAPIServer", marks=pytest.mark.stress),
    ],
)
def test_our_servers_do_all_that_ais_asks_for(tmp_path: Path, base: str) -> None:
    """In all ways as AIS wants it; two of the three have no WebSocket, and say so."""
    path = written(tmp_path, OURS.format(base=base))
    command = (sys.executable, "-m", "aistore_hl.etlserver", str(path))
    done = found(Checked(command=command, large=1 << 20))

    others = {name: each for name, each in done.items() if each.verdict != "ok"}
    assert (set() if base == "FastAPIServer" else {"ws: GET /ws"}) == set(others), others
    assert 30 <= len(done)
    assert "200, 1,048,576 bytes" == done["push: an object of 1 MiB"].answer


def test_what_ais_would_lose_is_told(tmp_path: Path) -> None:
    """A server that knows bodies only: every object that is handed over as a file would become an empty one."""
    done = found(Checked(command=(sys.executable, str(written(tmp_path, NAIVE))), large=1 << 20))

    assert "ok" == done["push: content in the body"].verdict
    for tried, means in {
        "push: content in chunks, as from a stage that streams": "an empty object is stored",
        "file: etl_fqn, as by default": "what is made of an empty body is stored, for every object",
        "file: etl_fqn of a file that is gone": "what is made of nothing is stored",
        "stage: the next stage of a pipeline": "the next stages are left out, and nobody is told",
        "pull: an object that it fetches": "other content than that of the same object by its body is stored",
        "push: content that breaks off": "part of an object is taken for a whole one",
    }.items():
        assert ("wrong", means) == (done[tried].verdict, done[tried].means), tried
    assert "note" == done["put: a result for another target"].verdict


def test_one_that_does_not_start_says_why() -> None:
    """With its status, and what it has printed."""
    with pytest.raises(NotServing, match="ended with status 3 before it was ready; it said:\noh no"):
        found(Checked(command=(sys.executable, "-c", "print('oh no'); raise SystemExit(3)")))


def test_nobody_who_listens_is_told() -> None:
    """For an address, at once."""
    with pytest.raises(NotServing, match=r"nobody answers at 127\.0\.0\.1:9: "):
        found(Checked(url="http://127.0.0.1:9"))


@pytest.mark.stress
def test_one_that_dies_is_started_again_and_told(tmp_path: Path) -> None:
    """With its status and what it said last; after the sixth time the rest is not tried."""
    command = (sys.executable, str(written(tmp_path, ROGUE)), "dies")
    done = found(Checked(command=command, large=1 << 10, seconds=5))
    died = {tried: each for tried, each in done.items() if "it ended with status 9: out of luck" in each.answer}

    assert 6 == len(died)
    assert {"wrong"} == {each.verdict for each in died.values()}
    assert "push: content in the body" in died
    assert "ok" == done["push: an object of 0.000976562 MiB"].verdict
    assert ("untried", "it ends again and again") == (done["server: the rest"].verdict, done["server: the rest"].means)


def test_one_that_hangs_is_left_alone(tmp_path: Path) -> None:
    """After three objects without an answer, each of which takes the time of one."""
    command = (sys.executable, str(written(tmp_path, ROGUE)), "hangs")
    done = found(Checked(command=command, seconds=0.2))

    assert 3 == sum("no answer within 0.2 s" == each.answer for each in done.values())
    assert ("untried", "3 objects had no answer within 0.2 s each") == (
        done["server: the rest"].verdict,
        done["server: the rest"].means,
    )


@pytest.mark.parametrize(
    ("how", "tried", "answer"),
    [
        ("garbage", "content in the body", "no answer of HTTP: b'nothing'"),
        ("no status", "content in the body", "no answer of HTTP: b'HTTP/1.1'"),
        ("longer", "two objects over one connection", "no answer of HTTP: b'\\nHTTP/1.1 200 OK'"),
    ],
)
def test_what_is_no_answer_is_told(tmp_path: Path, how: str, tried: str, answer: str) -> None:
    """Nor what comes after the length that was told."""
    command = (sys.executable, str(written(tmp_path, ROGUE)), how)
    done = found(Checked(command=command, large=1 << 10, seconds=0.5))

    assert ("wrong", answer) == (done[f"push: {tried}"].verdict, done[f"push: {tried}"].answer)
