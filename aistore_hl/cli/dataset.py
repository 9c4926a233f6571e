"""The demo's dataset: many small files stored at once, made into an archive by the cluster, and read back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from attrs import define

from aistore_hl import Bucket
from aistore_hl.types import BatchItem

from .files import File
from .steps import Steps
from .story import Dataset, Row
from .words import in_bytes

MOST: Final = 256
"""Files: what a slow machine stores, packs and reads twice within two seconds."""

SMALL: Final = 64 * 1024
"""Bytes of a file that is small."""

BATCH: Final = 64
"""Members that are read in one answer, as a step of a training does. Each is searched for from the beginning."""

ARCHIVE: Final = "dataset.tar"


def small(files: Sequence[File]) -> tuple[File, ...]:
    """What a dataset is made of: the first small files that have content."""
    return tuple(file for file in files if 0 < file.size <= SMALL)[:MOST]


@define
class DatasetSteps:
    """Each method is one step, with the samples and the checks of the others."""

    steps: Steps
    bucket: Bucket
    files: tuple[File, ...]
    job: str = ""

    def told(self, over: Callable[[Row], None]) -> Dataset:
        """All steps, one after the other; `over` is called with each."""
        rows = []
        for step in (self.put, self.pack, self.get, self.read_batch):
            rows.append(step())
            over(rows[-1])
        return Dataset(sum(file.size for file in self.files), self.job, *rows)

    def put(self) -> Row:
        """Store the files, many at a time."""
        with self.steps.metered("put many", len(self.files)) as meter:
            self.bucket.create()

            def stored(done: int, total: int | None) -> None:
                for file in self.files[meter.objects : done]:
                    meter.add(file.size)

            self.bucket.put_many(((file.name, file.path) for file in self.files), progress=stored)
        said = f"{meter.objects:,} small files into {self.bucket.ref}, many at a time"
        code = "bucket.put_many((name, path) for name, path in files)"
        return meter.row(said, code)

    def pack(self) -> Row:
        """Have the cluster make one archive of all of them, and wait for its job."""
        with self.steps.metered("archive job", len(self.files)) as meter:
            job = self.bucket.objects([file.name for file in self.files]).archive(ARCHIVE)
            result = job.wait(timeout=120)
            meter.objects = result.done
        self.job = job.id
        size = self.bucket.object(ARCHIVE).head().size or 0
        said = f"job {job.id} made them one object, {ARCHIVE} of {in_bytes(size)}; all of them are in it"
        code = f'job = bucket.objects(names).archive("{ARCHIVE}")\njob.wait()'
        return meter.row(said, code)

    def get(self) -> Row:
        """Read the objects, many at a time, and compare them with the files."""
        with self.steps.metered("get many", len(self.files)) as meter:
            found = self.bucket.get_many([file.name for file in self.files])
            for file, item in zip(self.files, found, strict=True):
                self.steps.compare(file, item.content)
                meter.add(file.size)
        said = f"{meter.objects:,} of {meter.objects:,} equal their files by SHA-256"
        code = "for item in bucket.get_many(names):  # in their order, each verified\n    item.name, item.content"
        return meter.row(said, code)

    def read_batch(self) -> Row:
        """Read some members of the archive in one answer, in an order of ours, and compare them with the files."""
        shuffled = sorted(self.files, key=lambda file: file.sha256)[:BATCH]
        with self.steps.metered("get batch", len(shuffled)) as meter:
            items = [BatchItem(ARCHIVE, member=file.name) for file in shuffled]
            with self.bucket.get_batch(items) as batch:
                for file, member in zip(shuffled, batch, strict=True):
                    self.steps.compare(file, member.read_all())
                    meter.add(file.size)
        said = f"{meter.objects:,} members of the archive, from all over it, in one answer; all are right"
        code = (
            f'items = [BatchItem("{ARCHIVE}", member=name) for name in shuffled]\n'
            "with bucket.get_batch(items) as batch:\n    for member in batch: member.read_all()"
        )
        return meter.row(said, code)
