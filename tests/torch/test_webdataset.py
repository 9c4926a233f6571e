"""The package webdataset over `ais://`, and our rules against its own."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator

import pytest
import webdataset
from hypothesis import given
from hypothesis import strategies as st
from webdataset.gopen import gopen, gopen_schemes
from webdataset.tariterators import base_plus_ext

from aistore_hl import Bucket, Client
from aistore_hl.errors import ObjectNotFound
from aistore_hl.torch import ShardDataset, register_webdataset
from aistore_hl.torch.grouping import grouped, split_name


@pytest.fixture
def registered(client: Client) -> Iterator[None]:
    before = dict(gopen_schemes)
    register_webdataset(client)
    yield
    gopen_schemes.clear()
    gopen_schemes.update(before)


@pytest.mark.usefixtures("registered")
def test_webdataset_reads_our_shards(sharded: Bucket) -> None:
    """Each sample, with its fields as they were written; as many as we read ourselves."""
    urls = [f"ais://{sharded.name}/s/{number:02}.tar" for number in range(6)]
    theirs = list(webdataset.WebDataset(urls, shardshuffle=False))
    ours = list(ShardDataset(sharded))
    for sample in theirs:
        sample.pop("__local_path__", None)

    assert ours == theirs
    assert 23 == len(theirs)


@pytest.mark.usefixtures("registered")
def test_a_missing_shard_is_our_error(bucket: Bucket) -> None:
    """Not that of a program that could not be started."""
    with pytest.raises(ObjectNotFound):
        list(webdataset.WebDataset([f"ais://{bucket.name}/gone.tar"], shardshuffle=False))


@pytest.mark.usefixtures("registered")
def test_writing_says_what_to_write_with(bucket: Bucket) -> None:
    """An upload that broke off would look whole."""
    with pytest.raises(ValueError, match="ShardWriter"):
        gopen(f"ais://{bucket.name}/a.tar", "wb")


def test_we_read_webdataset_s_shards(bucket: Bucket) -> None:
    """What its writer writes, with its own encoders."""
    stream = io.BytesIO()
    writer = webdataset.TarWriter(stream)
    writer.write({"__key__": "a/b", "cls": 3, "txt": "ä", "json": {"k": 1}})
    writer.close()
    bucket.object("theirs.tar").put(stream.getvalue())

    assert [
        {
            "__key__": "a/b",
            "__url__": f"ais://{bucket.name}/theirs.tar",
            "cls": b"3",
            "txt": "ä".encode(),
            "json": b'{"k": 1}',
        }
    ] == list(ShardDataset(bucket))


@given(st.text("aB_./", max_size=12))
def test_a_name_is_split_as_webdataset_splits_it(name: str) -> None:
    """Whatever its dots and slashes."""
    key, field = base_plus_ext(name)
    expected = None if key is None else (key, field.lower())
    if split_name(name) is None and name.startswith("__"):  # its reader passes over these before it splits
        return

    assert expected == split_name(name)


@given(st.lists(st.tuples(st.text("ab._/", min_size=1, max_size=6), st.binary(max_size=3)), max_size=6))
def test_files_are_grouped_as_webdataset_groups_them(files: list[tuple[str, bytes]]) -> None:
    """The same samples of the same archive, or an error for both."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    buffer.seek(0)
    with tarfile.open(fileobj=buffer) as tar:
        kept = [(member.name, content) for member, (_, content) in zip(tar, files, strict=True)]
    buffer.seek(0)
    source = webdataset.tariterators.tar_file_expander([{"url": "u", "stream": buffer}])
    try:
        theirs = list(webdataset.tariterators.group_by_keys(source))
    except ValueError:
        with pytest.raises(ValueError, match="two files"):
            list(grouped(kept))
        return

    assert theirs == [{**sample, "__url__": "u"} for sample in grouped(kept)]
