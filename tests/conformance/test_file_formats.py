"""What reads files of a format reads objects of it, and asks for the parts that it needs."""

from __future__ import annotations

import csv
import io
import random
import tarfile
import zipfile

import numpy
import pandas
import pyarrow
import pyarrow.parquet
import pytest

from aistore_hl import Bucket

MEMBERS = {f"folder/{number:03}.bin": random.Random(number).randbytes(20_000) for number in range(60)}


def table() -> pyarrow.Table:
    dice = random.Random(5)
    return pyarrow.table({name: [dice.random() for _ in range(50_000)] for name in ("a", "b", "c")})


def test_zipfile_reads_members_in_any_order(bucket: Bucket) -> None:
    """The directory at the end first, then each member where it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in MEMBERS.items():
            archive.writestr(name, content)
    bucket.object("o.zip").put(packed.getvalue())
    with bucket.object("o.zip").open() as file, zipfile.ZipFile(file) as archive:
        found = {name: archive.read(name) for name in reversed(archive.namelist())}
        broken = archive.testzip()

    assert found == MEMBERS
    assert broken is None


@pytest.mark.parametrize("mode", ["r:", "r|", "r:*"])
def test_tarfile_reads_members(bucket: Bucket, mode: str) -> None:
    """By position, and as a stream."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    bucket.object("o.tar").put(packed.getvalue())
    found = {}
    with bucket.object("o.tar").open() as file, tarfile.open(fileobj=file, mode=mode) as opened:  # type: ignore[call-overload]
        for info in opened:
            found[info.name] = opened.extractfile(info).read()

    assert found == MEMBERS


def test_numpy_loads_arrays(bucket: Bucket) -> None:
    """One array, and one of several in an archive."""
    one, several = io.BytesIO(), io.BytesIO()
    numbers = numpy.arange(500_000, dtype=numpy.int64).reshape(1000, 500)
    numpy.save(one, numbers)
    numpy.savez(several, first=numbers, second=numbers[::2])
    bucket.object("o.npy").put(one.getvalue())
    bucket.object("o.npz").put(several.getvalue())
    with bucket.object("o.npy").open() as file:
        assert numpy.array_equal(numbers, numpy.load(file))
    with bucket.object("o.npz").open() as file, numpy.load(file) as archive:
        assert numpy.array_equal(numbers[::2], archive["second"])


def test_pyarrow_reads_columns_of_parquet(bucket: Bucket) -> None:
    """The footer, and of the rest what belongs to the column."""
    packed = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(table(), packed)
    bucket.object("o.parquet").put(packed.getvalue().to_pybytes())
    with bucket.object("o.parquet").open() as file:
        found = pyarrow.parquet.read_table(file, columns=["b"])

    assert table().select(["b"]).equals(found)


def test_pandas_reads_parquet_and_csv(bucket: Bucket) -> None:
    """Binary files, and text through a binary file."""
    frame = table().to_pandas()
    packed = io.BytesIO()
    frame.to_parquet(packed)
    bucket.object("o.parquet").put(packed.getvalue())
    bucket.object("o.csv").put(frame.to_csv(index=False).encode())
    with bucket.object("o.parquet").open() as file:
        pandas.testing.assert_frame_equal(frame, pandas.read_parquet(file))
    with bucket.object("o.csv").open() as file:
        pandas.testing.assert_frame_equal(frame, pandas.read_csv(file))


def test_csv_reads_rows_of_text(bucket: Bucket) -> None:
    """Line feeds within quotes included."""
    rows = [["a", "b\nb"], ["ü", ""]]
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    bucket.object("o.csv").put(written.getvalue().encode())
    with bucket.object("o.csv").open("r", newline="") as file:
        assert rows == list(csv.reader(file))


def test_files_are_of_pythons_own_classes(bucket: Bucket) -> None:
    """What asks for the class of a file is content."""
    bucket.object("o").put(b"content")
    with bucket.object("o").open() as binary, bucket.object("o").open("r") as text:
        assert isinstance(binary, io.BufferedReader)
        assert isinstance(binary.raw, io.RawIOBase)
        assert isinstance(text, io.TextIOWrapper)
        assert binary.name == str(bucket.object("o").ref)


def test_a_file_that_nobody_closes_is_closed(bucket: Bucket) -> None:
    """When nothing refers to it any more, so that the object can be written again."""
    bucket.object("o").put(bytes(8 << 20))
    file = bucket.object("o").open()
    file.read(1)
    del file

    assert 1 == bucket.object("o").put(b"x", timeout=10).size
