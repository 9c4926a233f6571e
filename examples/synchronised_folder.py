"""A folder and a bucket are kept the same, both ways, and only what differs is sent; progress is told meanwhile.

AIS_ENDPOINT=http://localhost:8080 python examples/synchronised_folder.py

What is the same is known by size and checksum, never by time: both are in the listing, so that nothing is read for it.
"""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from aistore_hl import Bucket, Client
from aistore_hl.types import Checksum


class Progress:
    """How far it is, on one line that is written anew."""

    def __init__(self, verb: str, files: dict[str, int]) -> None:
        self._verb = verb
        self._files = files
        self._bytes = sum(files.values())
        self._done = self._done_bytes = 0

    def finished(self, name: str) -> None:
        self._done += 1
        self._done_bytes += self._files[name]
        print(
            f"\r{self._verb}: {self._done} of {len(self._files)} files, {self._done_bytes:,} of {self._bytes:,} bytes",
            end="" if self._done < len(self._files) else "\n",
        )


def files_of(folder: Path) -> dict[str, Path]:
    """Every file below a folder, by the name that its object has."""
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def is_same(path: Path, size: int, checksum: str) -> bool:
    """Whether a file has the content that a listing tells of. Buckets have XXH64 unless they were told otherwise."""
    if path.stat().st_size != size:
        return False
    return Checksum.of("xxhash2", [path.read_bytes()]) == Checksum("xxhash2", checksum)


def upload(folder: Path, bucket: Bucket) -> list[str]:
    """Make the bucket what the folder is. What was sent."""
    files = files_of(folder)
    there = {entry.name: entry for entry in bucket.list_objects(props=("name", "size", "checksum"))}
    changed = {
        name: path.stat().st_size
        for name, path in files.items()
        if name not in there or not is_same(path, there[name].size, there[name].checksum)
    }
    progress = Progress("up", changed)
    with ThreadPoolExecutor(8) as workers:
        for name, _ in zip(
            changed, workers.map(lambda name: bucket.object(name).put(files[name]), changed), strict=True
        ):
            progress.finished(name)
    for name in there.keys() - files.keys():
        bucket.object(name).delete(missing_ok=True)
    return sorted(changed)


def download(bucket: Bucket, folder: Path) -> list[str]:
    """Make the folder what the bucket is. What was fetched; a file appears only whole and verified."""
    files = files_of(folder)
    there = {entry.name: entry for entry in bucket.list_objects(props=("name", "size", "checksum"))}
    changed = {
        name: entry.size
        for name, entry in there.items()
        if name not in files or not is_same(files[name], entry.size, entry.checksum)
    }
    progress = Progress("down", changed)
    for name in changed:
        path = folder / name
        # Names come from the cluster: one that would leave the folder is none of ours.
        if not path.resolve().is_relative_to(folder.resolve()):
            raise ValueError(f"{name!r} would be written outside of {folder}")
        path.parent.mkdir(parents=True, exist_ok=True)
        bucket.object(name).download(path)
        progress.finished(name)
    for name in files.keys() - there.keys():
        files[name].unlink()
    return sorted(changed)


with Client() as client, TemporaryDirectory() as here, TemporaryDirectory() as elsewhere:
    bucket = client.bucket("example-synchronised-folder").create(exist_ok=True)
    folder, copy = Path(here), Path(elsewhere)
    for number in range(20):
        path = folder / f"part-{number % 4}" / f"{number:02}.bin"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(bytes([number]) * 10_000)

    assert len(upload(folder, bucket)) == 20
    assert upload(folder, bucket) == []  # nothing has changed

    (folder / "part-0" / "00.bin").write_bytes(b"changed, " * 1000)
    (folder / "part-1" / "01.bin").unlink()
    assert upload(folder, bucket) == ["part-0/00.bin"]

    assert len(download(bucket, copy)) == 19
    assert download(bucket, copy) == []
    same = {name: path.read_bytes() for name, path in files_of(folder).items()}
    assert same == {name: path.read_bytes() for name, path in files_of(copy).items()}
    bucket.delete()
