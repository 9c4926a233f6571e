# Written by codegen.py from tests/faults/_async/test_table.py; do not edit.
"""Every operation under every fault, on the proxy's leg and on the target's: what `outcomes.txt` says comes of it."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.faults.table import FAULTS, SIZE, STATES, Cell, read
from tests.local.http import ask

from aistore_hl import Bucket, Client, LocalCluster, RetryPolicy, errors

pytestmark = pytest.mark.anyio

OLD, NEW = os.urandom(SIZE), os.urandom(SIZE)
LONG = os.urandom(2_500_000)
"""What is streamed: it comes in several chunks, so that a part of it is shown before the rest is there."""
CELLS = read()


class Scene:
    """A bucket with an object, of the client that is tried, and the same as one sees it for whom nothing goes wrong."""

    def __init__(self, client: Client, patient: Client, name: str, folder: Path, job: str) -> None:
        self.client = client
        self.bucket = client.bucket(name)
        self.other = client.bucket(f"{name}-other")
        self.known = patient.bucket(name)
        self.known_other = patient.bucket(f"{name}-other")
        self.folder = folder
        self.job_id = job

    def get(self) -> None:
        assert OLD == self.bucket.object("o").get().read_all()

    def stream(self) -> None:
        with self.bucket.object("o").get() as reader:
            assert LONG == b"".join([chunk for chunk in reader])

    def file(self) -> None:
        self.bucket.object("o").download(self.folder / "o")
        assert OLD == (self.folder / "o").read_bytes()

    def range(self) -> None:
        assert OLD[1000:9000] == self.bucket.object("o").get(offset=1000, length=8000).read_all()

    def put(self) -> None:
        self.bucket.object("o").put(NEW)

    def put_file(self) -> None:
        (self.folder / "in").write_bytes(NEW)
        self.bucket.object("o").put(self.folder / "in")

    def put_iter(self) -> None:
        self.bucket.object("o").put(iter([NEW[:1000], NEW[1000:]]))

    def head(self) -> None:
        assert SIZE == self.bucket.object("o").head().size

    def delete(self) -> None:
        self.bucket.object("o").delete()

    def copy(self) -> None:
        self.bucket.object("o").copy_to(self.bucket.object("p"))

    def rename(self) -> None:
        self.bucket.object("o").rename("p")

    def meta(self) -> None:
        self.bucket.object("o").replace_metadata({"k": "v"})

    def list(self) -> None:
        assert ["o"] == [entry.name for entry in self.bucket.list_objects("o")]

    def create(self) -> None:
        self.other.create()

    def destroy(self) -> None:
        self.bucket.delete()

    def props(self) -> None:
        self.bucket.set_props({"checksum": {"type": "md5"}})

    def job(self) -> None:
        assert self.job_id == self.client.job(self.job_id).status().id

    def state(self, operation: str) -> str:
        """Whether the cluster is as before (`old`), as was asked for (`new`), or neither."""
        if operation.startswith("put"):
            content = self.known.object("o").get().read_all()
            return {OLD: "old", NEW: "new"}.get(content, "other")
        found = [self.known.object(name).exists() for name in ("o", "p")]
        match operation:
            case "delete":
                return "old" if found[0] else "new"
            case "copy":
                return {(True, False): "old", (True, True): "new"}.get((found[0], found[1]), "other")
            case "rename":
                return {(True, False): "old", (False, True): "new"}.get((found[0], found[1]), "other")
            case "meta":
                custom = self.known.object("o").head().custom
                return {"{}": "old", "{'k': 'v'}": "new"}.get(str(dict(custom)), "other")
            case "create":
                return "new" if self.known_other.exists() else "old"
            case "destroy":
                return "old" if self.known.exists() else "new"
            case "props":
                return {"xxhash2": "old", "md5": "new"}.get(self.known.head().checksum_type, "other")
        return "new"


class BringsUp(logging.Handler):
    """Brings nodes up once the client says that a try has failed."""

    def __init__(self, cluster: LocalCluster, nodes: list[str]) -> None:
        super().__init__(logging.DEBUG)
        self.cluster = cluster
        self.nodes = nodes

    def emit(self, record: logging.LogRecord) -> None:
        while self.nodes:
            self.cluster.bring_up(self.nodes.pop())


def made(patient: Client, cell: Cell) -> Bucket:
    """A bucket with the object."""
    bucket = patient.bucket(f"t-{secrets.token_hex(6)}").create()
    bucket.object("o").put(LONG if cell.operation == "stream" else OLD)
    return bucket


@pytest.fixture
def known(cell: Cell, patient: Client) -> Iterator[Bucket]:
    """A bucket with the object, made by a client that nothing happens to."""
    bucket = made(patient, cell)
    yield bucket
    bucket.delete(missing_ok=True)
    if cell.operation == "create":
        patient.bucket(f"{bucket.name}-other").delete(missing_ok=True)


@pytest.fixture
def tried(cell: Cell, cluster: LocalCluster) -> Iterator[Client]:
    """The client that is tried: it waits for nothing between two tries."""
    with Client(cluster.endpoint, timeout=cell.timeouts, retry=RetryPolicy(base=0)) as client:
        yield client


@pytest.fixture
def scene(cell: Cell, tried: Client, patient: Client, known: Bucket, tmp_path: Path) -> Scene:
    """What is there before anything goes wrong; the client has put something, so that it knows the cluster."""
    tried.bucket(known.name).object("warm").put(b"warm")
    job = patient.job(kind="lru").start().id if cell.operation == "job" else ""
    return Scene(tried, patient, known.name, tmp_path, job)


def ending(scene: Scene, cell: Cell) -> type[errors.AisError] | None:
    """What the operation raised."""
    try:
        getattr(scene, cell.operation)()
    except errors.AisError as exc:
        return type(exc)
    return None


def test_there_are_as_many_as_promised() -> None:
    """250 cells at least; of every fault, and of every operation on every leg that it has."""
    assert len(CELLS) >= 250
    assert {*FAULTS, *STATES} == {cell.fault for cell in CELLS}


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.fault in FAULTS], ids=str)
def test_an_operation_under_a_fault_ends_as_the_table_says(
    cell: Cell, cluster: LocalCluster, scene: Scene
) -> None:
    """Done and right, or the table's error and the cluster as that error has it; and the fault has struck."""
    fault = cell.order(cluster.faults)
    ended = ending(scene, cell)
    hits = fault.hits
    cluster.faults.clear()

    assert cell.error == ended
    assert hits > 0
    assert not cell.changes or scene.state(cell.operation) in cell.states


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.fault.startswith("down")], ids=str)
def test_an_operation_while_nodes_are_down_ends_as_the_table_says(
    cell: Cell, cluster: LocalCluster, scene: Scene
) -> None:
    """Nothing is done where they stay down; where they are back at the second try, all is as it should be."""
    down = [node.id for node in ((cluster.proxy,) if cell.leg == "proxy" else cluster.targets)]
    for node in down:
        cluster.take_down(node)
    handler = BringsUp(cluster, down if cell.fault == "down-and-up" else [])
    log = logging.getLogger("aistore_hl")
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        ended = ending(scene, cell)
    finally:
        log.removeHandler(handler)
        log.setLevel(logging.NOTSET)
        for node in down:
            cluster.bring_up(node)

    assert cell.error == ended
    assert not cell.changes or scene.state(cell.operation) in cell.states


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell.fault.endswith("-map")], ids=str)
def test_an_operation_with_an_old_map_ends_as_the_table_says(
    cell: Cell, cluster: LocalCluster, patient: Client, tried: Client, tmp_path: Path
) -> None:
    """A node that is not in the map makes it be read once more: then it is known, or not."""
    missing = max(node.id for node in cluster.targets)
    origin = next(node.origin for node in cluster.targets if node.id == missing)
    bucket = made(patient, cell)
    while leads_to(cluster, bucket.name, "o") != origin:
        bucket.delete()
        bucket = made(patient, cell)
    other = next(name for name in map(str, range(100)) if leads_to(cluster, bucket.name, name) != origin)
    bucket.object(other).put(OLD)
    tried.cluster().list_buckets()
    old = cluster.faults.once("GET cluster?what=smap", stale_map=True)
    if cell.fault == "old-map":
        tried.bucket(bucket.name).object(other).head()
    ended = ending(scene := Scene(tried, patient, bucket.name, tmp_path, ""), cell)

    assert cell.error == ended
    assert 1 == old.hits
    assert not cell.changes or scene.state(cell.operation) in cell.states
    bucket.delete(missing_ok=True)


def leads_to(cluster: LocalCluster, bucket: str, name: str) -> str:
    """Where the proxy sends those who ask for an object."""
    return ask(cluster.endpoint, "HEAD", f"/v1/objects/{bucket}/{name}").leads_to
