"""What AIS makes of the web servers that NVIDIA's own package has for transformers."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from aistore_hl.local.etlcheck.run import Checked, findings

SERVER = """
    import os
    from aistore.sdk.etl.webserver.{module} import {base}

    class Upper({base}):
        def transform(self, data, path, etl_args):
            return data.upper()

    Upper(port=int(os.environ["PORT"])).start()
"""

# What each does otherwise than AIS wants it, as of aistore 2.0.0.
WRONG = {
    "http_multi_threaded_server.HTTPMultiThreadedServer": {
        # It answers 501 and closes before it has read: whether the answer is there before the reset is chance.
        "content in chunks, as from a stage that streams": "the object fails",
        "content that breaks off": "what is made of part of an object is put to its target",
    },
    "flask_server.FlaskServer": {},
    "fastapi_server.FastAPIServer": {"a failure": "an ordinary end: AIS waits for the object for ever"},
}
# It listens with a backlog of five: of more connections at once some come about a second later.
BY_CHANCE = {"http_multi_threaded_server.HTTPMultiThreadedServer": {"GET /health while 8 objects are on their way"}}


@pytest.mark.stress
@pytest.mark.parametrize(("server", "wrong"), WRONG.items(), ids=WRONG)
def test_servers_of_aistore_are_told_apart(tmp_path: Path, server: str, wrong: dict[str, str]) -> None:
    """They pass through all of it; what is wrong is named, and all of them put content wherever a request says."""
    module, base = server.split(".")
    path = tmp_path / "server.py"
    path.write_text(dedent(SERVER.format(module=module, base=base)))

    async def collect() -> list[tuple[str, str, str]]:
        checked = Checked(command=(sys.executable, str(path)), large=1 << 20)
        return [(each.tried, each.verdict, each.means) async for each in findings(checked)]

    found = asyncio.run(collect())
    bad = {tried: means for tried, verdict, means in found if verdict == "wrong"}

    assert set(wrong) == set(bad) - BY_CHANCE.get(server, set()), bad
    assert all(bad[tried].startswith(means) for tried, means in wrong.items())
    assert "ok" == {tried: verdict for tried, verdict, _ in found}["etl_fqn, as by default"]
    assert "note" == {tried: verdict for tried, verdict, _ in found}["a target that is not of the cluster"]
