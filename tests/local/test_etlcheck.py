"""Transformers that are tried in every way in which AIS uses one: what is found, and what is said of it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl.local.etlcheck.run import Checked, NotServing, findings
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

    ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


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
