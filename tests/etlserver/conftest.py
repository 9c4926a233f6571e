"""Servers of each kind with transforms of each shape, and a cluster around them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from attrs import frozen

from tests.etlserver.cluster import SECRET, Node, node

KINDS = ("threaded", "flask", "fastapi")
ROOT = Path(__file__).parents[2]
PID = re.compile(r"^pid (\d+)$", re.MULTILINE)
LISTENING = re.compile(r"listening on 127\.0\.0\.1:(\d+)")
PATIENCE = 30
RECORDED = ROOT / "tests/data/etl/pod_requests.jsonl"
"""What targets of AIS 5.0 said to transformers, and what those answered."""


@frozen
class Served:
    """A server that runs."""

    port: int
    pid: int
    log: Path


@frozen
class Scene:
    """A cluster of three nodes, of which transformers know two, and servers by kind, shape and environment."""

    own: Node
    peer: Node
    stranger: Node
    root: Path
    outside: Path
    served: dict[tuple[str, str, str], Served]

    @property
    def ports(self) -> dict[tuple[str, str, str], int]:
        """Where each server listens."""
        return {name: each.port for name, each in self.served.items()}

    def fill(self, text: str, tag: str) -> str:
        """A text of the table with its names."""
        names = {"own": self.own.place, "peer": self.peer.place, "stranger": self.stranger.place}
        names |= {"root": str(self.root), "outside": str(self.outside), "tag": tag}
        return re.sub(r"\{(own|peer|stranger|root|outside|tag)\}", lambda match: names[match[1]], text)


def wanted() -> list[tuple[str, str, str]]:
    """Kind, shape and environment of each server; those that are to end are for one test each."""
    shapes = [("whole", "on"), ("pieces", "on"), ("whole", "off"), ("whole", "fqn"), ("recorded", "on")]
    shapes += [("recorded", "kept"), ("hasty", "on"), ("whole", "ending"), ("mislabelled", "on")]
    found = [(kind, shape, env) for kind in KINDS for shape, env in shapes]
    found += [(kind, "pieces", "second") for kind in KINDS]
    found += [("fastapi", "coroutine pieces", env) for env in ("on", "second")]
    return [*found, ("fastapi", "coroutine", "on")]


def environment(env: str, root: Path, own: Node, peer: Node, second: int) -> dict[str, str]:
    """What a server is told."""
    told = {
        "AIS_TARGET_URL": f"http://{own.place}{SECRET}",
        "AIS_AUTHN_TOKEN": "the-token",
        "AIS_DIRECT_PUT_RETRIES": "2",
        "AIS_DIRECT_PUT_PAUSE_MS": "1",
        "ETL_ALLOWED_HOSTS": f"{peer.place}, 127.0.0.1:9, 127.0.0.1:{second}",
        "ETL_MAX_BODY": "8000",
        "direct_put": "false" if env in ("off", "kept") else "true",
        "HOST": "127.0.0.1",
        "PORT": str(second) if env == "second" else "0",
    }
    if env != "off":
        told["ETL_FQN_ROOTS"] = str(root)
    if env == "fqn":
        told["ETL_DIRECT_FQN"] = "true"
    return told


def make_files(folder: Path) -> tuple[Path, Path]:
    """A folder that files may be read from, and one that they may not."""
    root, outside = folder / "root", folder / "outside"
    (root / "b").mkdir(parents=True)
    make_recorded(root)
    outside.mkdir()
    (root / "b/o").write_bytes(b"file of o")
    (root / "b/%ob x").write_bytes(b"file of %ob")
    (root / "b/empty").write_bytes(b"")
    (outside / "secret").write_bytes(b"a secret")
    (root / "b/link").symlink_to(outside / "secret")
    (root / "b/inner-link").symlink_to("o")
    (root / "folder-link").symlink_to(outside, target_is_directory=True)
    (root / "loop").symlink_to("loop")
    os.mkfifo(root / "b/fifo")
    return root, outside


def make_recorded(root: Path) -> None:
    """The objects that were there when requests to transformers were recorded, at the paths that those had."""
    for line in RECORDED.read_text().splitlines():
        asked = json.loads(line)
        fqn = asked["query"].get("etl_fqn") if "query" in asked else asked["control_message"].get("fqn")
        if fqn:
            path = root / unquote(fqn).lstrip("/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(recorded_object(path.name))


def recorded_object(name: str) -> bytes:
    """The content that an object had then."""
    return b"nested" if name == "p.txt" else f"hello {name.removeprefix('o')}".encode()


@contextmanager
def serve(
    wanted: list[dict[str, Any]], folder: Path, *, beside: Sequence[dict[str, Any]] = (), codes: bool = True
) -> Iterator[list[Served]]:
    """Servers, each in a process of its own; with `codes`, each must end well when it is told to.

    Those `beside` are not expected to listen.
    """
    told = [{**each, "log": str(folder / f"{index}.log")} for index, each in enumerate((*wanted, *beside))]
    logs = [Path(each["log"]) for each in told[: len(wanted)]]
    command = [sys.executable, "-W", "error", "-m", "tests.etlserver.host", json.dumps(told)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield listening(process, logs)
        finally:
            # It may be over already, if all of its servers are.
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
        found = [Path(f"{log}.code") for log in logs]
        told_codes = [code.read_text() if code.exists() else "" for code in found]
        assert not codes or told_codes == ["0"] * len(logs), "\n".join(log.read_text()[-2000:] for log in logs)


def listening(process: subprocess.Popen[bytes], logs: list[Path]) -> list[Served]:
    """Each server, once it says where it listens."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        texts = [log.read_text() if log.exists() else "" for log in logs]
        found = [(PID.search(text), LISTENING.search(text)) for text in texts]
        if all(pid and port for pid, port in found):
            return [
                Served(int(port[1]), int(pid[1]), log)
                for (pid, port), log in zip(found, logs, strict=True)
                if pid and port
            ]
        time.sleep(0.02)
    raise AssertionError("\n".join(log.read_text() for log in logs if log.exists()))


def free_ports(count: int) -> list[int]:
    """Ports that nobody listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """All servers, started once."""
    folder = tmp_path_factory.mktemp("etl")
    root, outside = make_files(folder)
    with node() as own, node() as peer, node() as stranger:
        servers = wanted()
        # Those that others put to: their addresses have to be known before they listen.
        seconds = {
            (kind, shape): port for (kind, shape, _), port in zip(servers, free_ports(len(servers)), strict=True)
        }
        told = [
            {"kind": kind, "shape": shape, "env": environment(env, root, own, peer, seconds[kind, shape])}
            for kind, shape, env in servers
        ]
        with serve(told, folder) as found:
            yield Scene(own, peer, stranger, root, outside, dict(zip(servers, found, strict=True)))
