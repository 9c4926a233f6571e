"""A folder and a bucket are kept the same, both ways, and only what differs is sent; progress is told meanwhile.

AIS_ENDPOINT=http://localhost:8080 python examples/synchronised_folder.py

What is the same is known by size and checksum, never by time: a file that was only touched is not sent.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from aistore_hl import Bucket, Client
from aistore_hl.types import FileOutcome, FilesResult


def tell(outcome: FileOutcome) -> None:
    """What became of one file, as it is done; several workers call this."""
    why = outcome.reason or outcome.error or f"{outcome.size:,} bytes"
    print(f"{outcome.state:8} {outcome.name} ({why})\n", end="")


def sent(result: FilesResult) -> list[str]:
    """The names of what was not there already."""
    return sorted(name for name, outcome in result.outcomes.items() if outcome.state == "done")


def upload(folder: Path, bucket: Bucket) -> list[str]:
    """Make the bucket what the folder is. What was sent."""
    result = bucket.put_files(folder, existing="skip equal", on_file=tell)
    gone = [entry.name for entry in bucket.list_objects() if entry.name not in result.outcomes]
    if gone:
        bucket.objects(gone).delete().wait()  # one job of the cluster, however many there are
    return sent(result)


def download(bucket: Bucket, folder: Path) -> list[str]:
    """Make the folder what the bucket is. What was fetched; a file appears only whole and verified."""
    result = bucket.get_files(folder, existing="skip equal", on_file=tell)
    for path in folder.rglob("*"):
        if path.is_file() and path.relative_to(folder).as_posix() not in result.outcomes:
            path.unlink()
    return sent(result)


def content(folder: Path) -> dict[str, bytes]:
    """What is in every file below a folder, by the name that its object has."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


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
    assert content(folder) == content(copy)

    # What would be done, without doing it; and what fails is told by its name, while the others are done.
    (folder / "part-2" / "02.bin").write_bytes(b"other")
    plan = bucket.put_files(folder, existing="skip equal", dry_run=True)
    assert [name for name, outcome in plan.outcomes.items() if outcome.state == "planned"] == ["part-2/02.bin"]
    bucket.delete()
