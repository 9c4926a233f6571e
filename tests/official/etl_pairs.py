"""NVIDIA's client and servers of transformers, and ours: what pairs there are, and what both clients can do.

`python -m tests.official.etl_pairs` writes docs/etl-pairs.md: what is shown of which pair, by which test.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import aistore.sdk as official
import pytest
from aistore.sdk.errors import AISError
from aistore.sdk.etl import ETLConfig
from aistore.sdk.retry_config import RetryConfig
from attrs import define, field, frozen
from tenacity import Retrying, stop_after_attempt
from urllib3 import Retry

import aistore_hl
from aistore_hl import LocalCluster, errors

T = TypeVar("T", bound=Callable[..., Any])

SCRIPT = Path(__file__).with_name("transformers.py")
PAGE: Final = Path(__file__).parents[2] / "docs/etl-pairs.md"
PATIENCE = 30
NAMES = [f"texts/{number:02}.txt" for number in range(12)]
"""Enough that each of two targets has some whose results belong to the other."""

KINDS = ("threaded", "flask", "fastapi")
CLIENTS = ("theirs", "ours")
SERVERS = [f"{whose}-{kind}" for whose, kind in product(CLIENTS, KINDS)]
WAYS = ("hpush", "hpull", "ws")
LOADED = [(server, way) for server in SERVERS for way in WAYS if way != "ws" or server.endswith("fastapi")]
"""WebSockets are FastAPI's alone, of both makes."""
SHORT = {("theirs-threaded", "hpush")}
"""What the short run holds of it."""


class Driver(Protocol):
    """What both clients do, each in its own words."""

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes: ...
    def copy(self, bucket: str, name: str, etl: str, to: str) -> None: ...
    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None: ...
    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None: ...
    def failures(self, bucket: str, to: str, etl: str) -> dict[str, str]: ...
    def init(self, name: str, image: str, way: str, *, direct_put: bool, **env: str) -> None: ...
    def stages(self) -> dict[str, str]: ...
    def told(self, name: str) -> tuple[str, str, list[str]]: ...


@frozen
class Theirs:
    """NVIDIA's client."""

    client: official.Client
    error = AISError

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes:
        found = self.client.bucket(bucket).object(name)
        return bytes(found.get_reader(etl=ETLConfig(self._piped(etls), arguments)).read_all())

    def copy(self, bucket: str, name: str, etl: str, to: str) -> None:
        buckets = self.client.bucket(bucket), self.client.bucket(to)
        buckets[0].object(name).copy(buckets[1].object(name), etl=ETLConfig(etl))

    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None:
        first, *rest = etls
        job = self.client.bucket(bucket).transform(
            etl_name=first, to_bck=self.client.bucket(to), etl_pipeline=rest or None, **options
        )
        assert self.client.job(job).wait(timeout=PATIENCE, verbose=False).success

    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None:
        first, *rest = etls
        group = self.client.bucket(bucket).objects(obj_names=list(names))
        job = group.transform(self.client.bucket(to), etl_name=first, etl_pipeline=rest or None)
        assert self.client.job(job).wait(timeout=PATIENCE, verbose=False).success

    def failures(self, bucket: str, to: str, etl: str) -> dict[str, str]:
        """Why each object failed, of a job that goes on."""
        job = self.client.bucket(bucket).transform(etl_name=etl, to_bck=self.client.bucket(to), cont_on_err=True)
        self.client.job(job).wait(timeout=PATIENCE, verbose=False)
        failed = self.client.etl(etl).view(job_id=job).obj_errors
        return {each.obj_name.removeprefix(f"ais://{bucket}/"): each.msg for each in failed}

    def init(self, name: str, image: str, way: str, *, direct_put: bool, **env: str) -> None:
        self.client.etl(name).init(image=image, comm_type=way, direct_put=direct_put, **env)

    def stages(self) -> dict[str, str]:
        """All ETLs, by name."""
        return {each.id: each.stage for each in self.client.cluster().list_etls(stages=["Running", "Aborted"])}

    def told(self, name: str) -> tuple[str, str, list[str]]:
        """An ETL's image and way, and its logs."""
        etl = self.client.etl(name)
        message = etl.view().init_msg
        return message.runtime.image, message.communication.removesuffix("://"), [each.logs for each in etl.logs()]

    def _piped(self, etls: Sequence[str]) -> Any:
        first, *rest = (self.client.etl(name) for name in etls)
        for each in rest:
            first = first >> each
        return first


@frozen
class Ours:
    """Our client."""

    client: aistore_hl.Client
    error = errors.AisError

    def get(self, bucket: str, name: str, etls: Sequence[str], arguments: Any = None) -> bytes:
        found = self.client.bucket(bucket).object(name)
        return found.get(etl=self._piped(etls), etl_args=arguments).read_all()

    def copy(self, bucket: str, name: str, etl: str, to: str) -> None:
        self.client.bucket(bucket).object(name).copy_to(self.client.bucket(to).object(name), etl=etl)

    def transform(self, bucket: str, to: str, etls: Sequence[str], **options: Any) -> None:
        self.client.bucket(bucket).transform(self._piped(etls), self.client.bucket(to), **options).wait(
            timeout=PATIENCE
        )

    def transform_group(self, bucket: str, names: Sequence[str], to: str, etls: Sequence[str]) -> None:
        job = self.client.bucket(bucket).objects(names).transform(self._piped(etls), self.client.bucket(to))
        job.wait(timeout=PATIENCE)

    def failures(self, bucket: str, to: str, etl: str) -> dict[str, str]:
        """Why each object failed, of a job that goes on."""
        job = self.client.bucket(bucket).transform(etl, self.client.bucket(to), continue_on_error=True)
        with pytest.raises(errors.GroupFailed) as raised:
            job.wait(timeout=PATIENCE)
        return dict(raised.value.failed)

    def init(self, name: str, image: str, way: Any, *, direct_put: bool, **env: str) -> None:
        self.client.etl(name).init(image, communication=way, direct_put=direct_put, env=env)

    def stages(self) -> dict[str, str]:
        """All ETLs, by name."""
        return {each.name: each.stage for each in self.client.cluster().list_etls()}

    def told(self, name: str) -> tuple[str, str, list[str]]:
        """An ETL's image and way, and its logs."""
        etl = self.client.etl(name)
        details = etl.view()
        return details.image, details.communication, list(etl.logs().values())

    def _piped(self, etls: Sequence[str]) -> Any:
        first, *rest = (self.client.etl(name) for name in etls)
        piped: Any = first
        for each in rest:
            piped = piped >> each
        return piped


@define
class Scene:
    """A cluster that knows all six servers as images."""

    cluster: LocalCluster
    theirs: Theirs
    ours: Ours
    _started: dict[tuple[str, ...], str] = field(factory=dict)
    _buckets: int = 0

    def driver(self, whose: str) -> Theirs | Ours:
        return self.theirs if whose == "theirs" else self.ours

    def hasty(self) -> Theirs:
        """NVIDIA's client, which asks once."""
        once = RetryConfig(Retry(0, raise_on_status=False), Retrying(stop=stop_after_attempt(1), reraise=True))
        return Theirs(official.Client(self.cluster.endpoint, retry_config=once))

    def etl(self, server: str, way: str, *, direct_put: bool = True, **env: str) -> str:
        """The name of an ETL on such a server, started the first time by NVIDIA's client."""
        key = (server, way, str(direct_put), *env)
        if key not in self._started:
            name = f"{server}-{way}-{len(self._started)}"
            self.theirs.init(name, f"servers/{server}", way, direct_put=direct_put, **env)
            self._started[key] = name
        return self._started[key]

    def bucket(self, *, filled: bool = False) -> str:
        """A new bucket; with texts by `NAMES`, where that is asked for."""
        self._buckets += 1
        name = f"bucket-{self._buckets}"
        bucket = self.ours.client.bucket(name).create()
        if filled:
            bucket.put_many({each: f"text of {each}".encode() for each in NAMES})
        return name

    def contents(self, bucket: str) -> dict[str, bytes]:
        """All that is in one."""
        found = self.ours.client.bucket(bucket)
        return {entry.name: found.object(entry.name).get().read_all() for entry in found.list_objects()}

    def put_by_transformers(self) -> int:
        """How many results transformers have put at other targets, since the log was cleared."""
        return sum("owt=3" in each.target for each in self.cluster.seen.arrivals("PUT") if each.side == "target")


def expected(prefix: str = "", ext: tuple[str, str] = ("", "")) -> dict[str, bytes]:
    """What becomes of the texts."""
    return {prefix + name.replace(*ext): f"text of {name}".upper().encode() for name in NAMES}


def other_make(server: str) -> str:
    """A server of the other make."""
    return "ours-threaded" if server.startswith("theirs") else "theirs-threaded"


@frozen
class Row:
    """What one test shows."""

    test: Callable[..., Any]
    cells: tuple[tuple[str, str, str], ...]
    """Client, server, and how targets talk to it."""


ROWS: Final[list[Row]] = []
"""Of all test modules that were imported."""


def matrix(
    *ways: str, servers: Sequence[str] = SERVERS, is_own: bool = False, is_long: bool = False
) -> Callable[[T], T]:
    """A test for each client, server and way of talking to it; `is_own`: each client with servers of its make.

    All but `SHORT` are for the stress run, and that too where the test takes long.
    """
    cells = tuple(
        (client, server, way)
        for client, (server, way) in product(CLIENTS, LOADED)
        if way in ways and server in servers and (not is_own or server.startswith(client))
    )
    rows = [
        pytest.param(
            *cell,
            id=f"client {cell[0]}, server {cell[1]}, {cell[2]}",
            marks=() if cell[1:] in SHORT and not is_long else pytest.mark.stress,
        )
        for cell in cells
    ]

    def register(test: T) -> T:
        ROWS.append(Row(test, cells))
        return pytest.mark.parametrize(("client", "server", "way"), rows)(test)  # type: ignore[no-any-return]

    return register


MODULES: Final = ("test_etl", "test_etl_files", "test_etl_jobs", "test_etl_starts")

_HEAD = """<!-- Written by `python -m tests.official.etl_pairs`; do not edit. -->
# ETL: NVIDIA's package and ours, in pairs

Clients and servers of transformers of both makes, on a local cluster: NVIDIA's are those of `aistore` 2.0.0.
{count} cells, each a test of its own: a row is what is shown, by the test of that name in `tests/official`.
A column is the server, and a cell names the ways that targets talk to it.
Each is shown with both clients, where the row does not say otherwise.
`tox -e stress -- tests/official` runs them; the short run holds a few.
"""


def page() -> str:
    """The table of all rows."""
    for module in MODULES:
        import_module(f"tests.official.{module}")
    lines = [_HEAD.format(count=sum(len(row.cells) for row in ROWS))]
    for module in MODULES:
        rows = [row for row in ROWS if row.test.__module__.endswith(f".{module}")]
        lines += [
            f"## `{module}.py`\n",
            f"| | {' | '.join(server.replace('-', ', ') for server in SERVERS)} |",
            f"|---|{'---|' * len(SERVERS)}",
            *(f"| {_title(row)} | {' | '.join(_cell(row, server) for server in SERVERS)} |" for row in rows),
            "",
        ]
    return "\n".join(lines)


def _title(row: Row) -> str:
    clients = {(client, server.partition("-")[0]) for client, server, _ in row.cells}
    own = "; client and server of one make" if len(clients) == 2 else ""
    return f"`{row.test.__name__}`{own}"


def _cell(row: Row, server: str) -> str:
    found = {way for _, each, way in row.cells if each == server}
    return " ".join(way for way in WAYS if way in found)


if __name__ == "__main__":
    # By its name, since that is the module which the tests know.
    PAGE.write_text(import_module("tests.official.etl_pairs").page())
    sys.exit()
