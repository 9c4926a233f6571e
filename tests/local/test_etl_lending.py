"""Files that transformers are lent, and objects that no file can have the name of: those are sent."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

import pytest

from aistore_hl import Client
from aistore_hl.etlserver import HTTPMultiThreadedServer
from aistore_hl.local import LocalCluster
from tests.local.http import Answer, ask, follow

TOY = str(Path(__file__).parent / "etl/toy.py")
LENT = 60.0
"""Seconds for which a file is lent to who was redirected."""

FILES = ["plain", "a\nb", "blank and +&?#%", "%2e%2e", "..dots", "ümlaut", "a/b/c", "\x7f"]
CONTENTS = ["n" * 300, f"folder/{'n' * 300}/name", "/".join(["n" * 250] * 17)]
"""Names that a file cannot have."""


@pytest.fixture(params=["memory", "disk"])
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LocalCluster]:
    """One target, which has files or not."""
    (tmp_path / "toys").mkdir()
    images = {"toy": ("{python}", TOY, str(tmp_path / "toys"))}
    with LocalCluster(1, dir=tmp_path / "kept" if request.param == "disk" else None, etl_images=images) as cluster:
        yield cluster


@pytest.mark.stress
@pytest.mark.parametrize("communication", ["hpush", "hpull", "ws"])
@pytest.mark.parametrize("cluster", ["memory", "disk"], indirect=True)
def test_objects_of_any_name_are_transformed(
    cluster: LocalCluster, tmp_path: Path, communication: str, request: pytest.FixtureRequest
) -> None:
    """As files where a file can have the name, else by their content, or fetched."""
    is_disk = "disk" in request.node.callspec.id
    with Client(cluster.endpoint) as client:
        client.bucket("b").create()
        name = "up-sock" if communication == "ws" else "up-etl"
        client.etl(name).init("toy", communication=communication, direct_put=True)  # type: ignore[arg-type]
        lent = {}
        for each in FILES + CONTENTS:
            content, path = f"content of {each}".encode(), f"/v1/objects/b/{quote(each)}"
            # Our client refuses names that a redirect would change.
            assert 200 == follow(cluster.endpoint, "PUT", path, content).status
            assert content.upper() == fetched(cluster, f"{path}?etl_name={name}")
            asked = json.loads((tmp_path / "toys/requests.jsonl").read_text("utf-8").splitlines()[-1])
            lent[each] = "fqn" in asked.get("control_message", ()) or "etl_fqn" in asked.get("query", ())

    assert {**dict.fromkeys(FILES, is_disk), **dict.fromkeys(CONTENTS, False)} == lent
    assert [] == [path for path in (tmp_path / "kept/lent").rglob("*") if path.is_file() and communication != "hpull"]


def fetched(cluster: LocalCluster, path: str) -> bytes:
    """What is read, also from the transformer that a target sends readers to."""
    answer = ask(cluster.targets[0].origin, "GET", path)
    if answer.status == 307:
        parts = urlsplit(answer.location)
        answer = ask(answer.leads_to, "GET", f"{parts.path}?{parts.query}")
    assert 200 == answer.status, answer.content
    return answer.content


def redirected(cluster: LocalCluster) -> tuple[Answer, Path]:
    """Where a reader is sent to, and the file that is named there."""
    answer = ask(cluster.targets[0].origin, "GET", "/v1/objects/b/o?etl_name=up-pull")
    path = Path(unquote(parse_qs(urlsplit(answer.location).query)["etl_fqn"][0]))
    return answer, path


@pytest.mark.stress
@pytest.mark.parametrize("cluster", ["disk"], indirect=True)
def test_a_file_that_was_lent_to_a_reader_is_taken_back(cluster: LocalCluster) -> None:
    """After a minute, or with the ETL; nobody can write to it, and the object is as it was."""
    with Client(cluster.endpoint) as client:
        client.bucket("b").create().object("o").put(b"content")
        etl = client.etl("up-pull").init("toy", communication="hpull")
        began = time.monotonic()
        answer, path = redirected(cluster)
        assert 307 == answer.status
        assert (b"content", 0o444) == (path.read_bytes(), path.stat().st_mode & 0o777)

        while path.exists():
            assert time.monotonic() < began + LENT + 10, "it is still there"
            time.sleep(0.05)
        assert time.monotonic() > began + LENT - 1

        _, path = redirected(cluster)
        assert path.exists()
        etl.stop()
        assert not path.exists()
        assert b"content" == client.bucket("b").object("o").get().read_all()


class Writes(HTTPMultiThreadedServer):
    """It is given the path of a file, and writes to it."""

    def transform(self, data: Any, path: str, etl_args: str) -> bytes:
        try:
            with open(data, "r+b") as file:
                file.write(b"CONTENT")
        except PermissionError as exc:
            return type(exc).__name__.encode()
        return b"written"


@pytest.mark.parametrize("cluster", ["disk"], indirect=True)
def test_a_transformer_can_only_read_what_it_is_lent(cluster: LocalCluster) -> None:
    """As in a pod, also where root runs the cluster, for whom permissions are none."""
    with Client(cluster.endpoint) as client, client.etl("up-writes") as etl:
        stored = client.bucket("b").create().object("o")
        stored.put(b"content")
        etl.init_class(Writes, direct_file_access=True)

        assert b"PermissionError" == stored.get(etl=etl).read_all()
        assert b"content" == stored.get().read_all()
