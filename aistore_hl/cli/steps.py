"""The demo's steps, one after the other on one bucket."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from aistore_api.api.cluster import get_smap
from attrs import define, field

from aistore_hl import AsyncClient, Bucket, Client, Timeouts, errors
from aistore_hl.local.relay import Relay
from aistore_hl.types import ClusterMap

from .files import File
from .story import Cut, Row, Sample, Silence
from .words import counted
from .workers import work

TASKS: Final = 64

_SILENT: Final = 2.0
_PATIENCE: Final = 0.5

Progress = Callable[[str, int, int], None]
"""Called with the step, what is done and what there is to do."""


class _Retries(logging.Handler):
    """Counts the requests that the clients sent again: they say so in one DEBUG line each, and nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        if "; again in " in record.getMessage():
            self.count += 1


@define
class Meter:
    """What one step has done so far."""

    step: str
    total: int
    began: float
    _progress: Progress
    _samples: list[Sample]
    _zero: float
    objects: int = 0
    size: int = 0
    retries: int = 0
    seconds: float = 0.0

    def add(self, size: int, *, objects: int = 1) -> None:
        """Bytes that were stored or came back, and the objects that they complete."""
        self.objects += objects
        self.size += size
        self._samples.append(Sample(self.step, time.monotonic() - self._zero, size))
        self._progress(self.step, self.objects, self.total)

    def row(self, said: str, code: str) -> Row:
        """The step as it is over now."""
        return Row(self.step, said, code, self.seconds, self.objects, self.size, self.retries)


@define
class Steps:
    """Each method is one step; what they find is kept here."""

    client: Client
    bucket: Bucket
    files: tuple[File, ...]
    _progress: Progress
    samples: list[Sample] = field(factory=list)
    _zero: float = field(factory=time.monotonic)

    @contextmanager
    def metered(self, step: str, total: int = 0) -> Iterator[Meter]:
        """Count what one step does, and how long it takes."""
        logger, retries = logging.getLogger("aistore_hl"), _Retries()
        level = logger.level
        logger.addHandler(retries)
        logger.setLevel(logging.DEBUG)
        meter = Meter(step, total, time.monotonic(), self._progress, self.samples, self._zero)
        try:
            yield meter
        finally:
            logger.setLevel(level)
            logger.removeHandler(retries)
            meter.seconds = time.monotonic() - meter.began
            meter.retries += retries.count

    def store(self) -> Row:
        """Make the bucket and put every file into it; one whose name AIS would mistake is left out."""
        stored = []
        with self.metered("store", len(self.files)) as meter:
            self.bucket.create()
            for file in self.files:
                try:
                    self.bucket.object(file.name).put(file.path)
                except errors.InvalidName:
                    continue
                stored.append(file)
                meter.add(file.size)
        if not any(file.size > 1 for file in stored):
            raise errors.InvalidName("AIS would mistake the name of every file that has content: rename one")
        said = f"into {self.bucket.ref}, each with a checksum that the target checks"
        if refused := len(self.files) - len(stored):
            said += f"; left out: {counted(refused, 'name')} that AIS would mistake"
        self.files = tuple(stored)
        code = f'bucket = client.bucket("{self.bucket.name}").create()\nbucket.object(name).put(path)'
        return meter.row(said, code)

    def list(self, cluster_map: ClusterMap) -> tuple[Row, dict[str, tuple[File, ...]]]:
        """List the bucket; and which target holds what, by the placement that is computed here."""
        with self.metered("list", len(self.files)) as meter:
            entries = {entry.name: entry for entry in self.bucket.list_objects(props=("name", "size", "location"))}
            meter.objects = len(entries)
        if {(file.name, file.size) for file in self.files} != {(name, each.size) for name, each in entries.items()}:
            raise errors.IntegrityError(f"the listing of {self.bucket.ref} is not what was stored")
        landed: dict[str, list[File]] = {name: [] for name in sorted(cluster_map.targets)}
        agreed = 0
        for file in self.files:
            owner = cluster_map.owner(self.bucket.object(file.name).ref.uname).id
            landed[owner].append(file)
            agreed += entries[file.name].location.startswith(f"t[{owner}]")
        said = f"names and sizes are right; {agreed:,} of {len(entries):,} are on the target computed from the map"
        code = 'for entry in bucket.list_objects(props=("name", "size", "location")): ...'
        return meter.row(said, code), {name: tuple(files) for name, files in landed.items()}

    def read(self) -> Row:
        """Read everything back, one after the other, and compare it with the files."""
        with self.metered("read", len(self.files)) as meter:
            for file in self.files:
                with self.bucket.object(file.name).get() as reader:
                    self.compare(file, reader.read_all())
                meter.add(file.size)
        code = "with bucket.object(name).get() as reader:\n    content = reader.read_all()  # its checksum is checked"
        return meter.row(f"{meter.objects:,} of {meter.objects:,} equal their files by SHA-256", code)

    def read_cut(self, relay: Relay, file: File) -> tuple[Row, Cut]:
        """Read one object through a connection that is cut half way."""
        after = file.size // 2
        relay.seen.clear()
        relay.faults.once("GET object", side="target", cut=after)
        with self.metered("cut read", file.size) as meter, Client(relay.endpoint) as client:
            digest = hashlib.sha256()
            with client.object(str(self.bucket.object(file.name).ref)).get() as reader:
                for chunk in reader:
                    digest.update(chunk)
                    meter.add(len(chunk), objects=0)
            self._compare_digest(file, digest.hexdigest())
            meter.objects = 1
        asked = [each.header("range") or "" for each in relay.seen.arrivals("GET") if each.side == "target"]
        meter.retries = len(asked) - 1
        cut = Cut(file, after, tuple(asked[1:]))
        said = f"{file.name}: the connection ended after {after:,} of {file.size:,} bytes; asked on with {asked[-1]!r}"
        code = (
            f'relay.faults.once("GET object", side="target", cut={after})\n'
            "for chunk in bucket.object(name).get():  # resumes where it broke, if it is still the same object\n    ..."
        )
        return meter.row(said, code), cut

    def read_silent(self, relay: Relay, file: File, node: str) -> tuple[Row, Silence]:
        """Read one object from a target that says nothing for a while."""
        relay.seen.clear()
        relay.faults.once("GET object", node=node, delay=_SILENT)
        with (
            self.metered("silent target", 1) as meter,
            Client(relay.endpoint, timeout=Timeouts(first_byte=_PATIENCE)) as client,
            client.object(str(self.bucket.object(file.name).ref)).get() as reader,
        ):
            self.compare(file, reader.read_all())
            meter.add(file.size)
        silence = Silence(file, node, _SILENT, _PATIENCE, meter.seconds)
        said = (
            f"t[{node}] said nothing for {_SILENT:g} s; asked again after {_PATIENCE:g} s, "
            f"and there after {meter.seconds:.2f} s"
        )
        code = (
            f'relay.faults.once("GET object", node="{node}", delay={_SILENT:g})\n'
            f"Client(endpoint, timeout=Timeouts(first_byte={_PATIENCE:g}))"
        )
        return meter.row(said, code), silence

    def call_raw(self) -> Row:
        """One call of the generated client, through the same session."""
        with self.metered("raw call") as meter:
            smap = self.client.raw.send(get_smap.call())
        code = "from aistore_api.api.cluster import get_smap\nsmap = client.raw.send(get_smap.call())"
        return meter.row(f"{type(smap).__name__}, version {smap.version}, of cluster {smap.uuid}", code)

    def read_async(self) -> Row:
        """Read everything back once more, many at a time."""
        with self.metered("async read", len(self.files)) as meter:
            asyncio.run(self._read_async(meter))
        code = (
            f'async with AsyncClient("{self.client.endpoint}") as client:\n'
            "    reader = await client.bucket(bucket).object(name).get()\n    content = await reader.read_all()"
        )
        return meter.row(f"{TASKS} tasks, one client: {meter.objects:,} of {meter.objects:,} are right", code)

    def remove(self) -> Row:
        """Destroy the bucket."""
        with self.metered("remove") as meter:
            self.bucket.delete()
        return meter.row(f"{self.bucket.ref} and all that was in it", "bucket.delete()")

    def compare(self, file: File, content: bytes) -> None:
        """Return if that is what the file holds.

        Raises:
            ChecksumMismatch: it is not.
        """
        self._compare_digest(file, hashlib.sha256(content).hexdigest())

    async def _read_async(self, meter: Meter) -> None:
        async with AsyncClient(self.client.endpoint) as client:
            bucket = client.bucket(self.bucket.name)

            async def take(file: File) -> None:
                async with await bucket.object(file.name).get() as reader:
                    self.compare(file, await reader.read_all())
                meter.add(file.size)

            await work(self._each_file(), take, TASKS)

    async def _each_file(self) -> AsyncGenerator[File, None]:
        for file in self.files:
            yield file

    def _compare_digest(self, file: File, digest: str) -> None:
        if not file.holds(digest):
            raise errors.ChecksumMismatch(f"{self.bucket.object(file.name).ref} is not what {file.path} holds")
