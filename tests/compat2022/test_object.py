"""Objects in the spelling of 2022."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from aistore_hl.compat2022 import Bucket, Object
from aistore_hl.errors import ObjectNotFound

# Which methods warn, and of what, is in test_advice.
pytestmark = pytest.mark.filterwarnings("ignore:.*is the spelling of 2022:DeprecationWarning")


@pytest.fixture
def stored(old_bucket: Bucket, path: Path) -> Object:
    stored = old_bucket.object("folder/object")
    stored.put(str(path))
    return stored


def test_put_takes_a_path_and_returns_header_fields(old_bucket: Bucket, path: Path) -> None:
    """Those that say what is stored."""
    fields = old_bucket.object("o").put(path)

    assert ("1", "xxhash2") == (fields["ais-version"], fields["Ais-Checksum-Type"])
    assert 16 == len(fields["ais-checksum-value"])


def test_head_of_an_object_is_its_header_fields(stored: Object) -> None:
    """A mapping that ignores case."""
    fields = stored.head()

    assert ("19", "1") == (fields["Content-Length"], fields["ais-version"])


def test_what_was_put_is_read(stored: Object) -> None:
    """Whole, and nothing is warned of."""
    assert b"what the file holds" == stored.get().read_all()


def test_content_comes_in_chunks_of_the_size_asked_for(stored: Object) -> None:
    """The last may be shorter."""
    assert [b"what th", b"e file ", b"holds"] == list(stored.get(chunk_size=7))


def test_raw_is_an_open_file(stored: Object) -> None:
    """With `read`."""
    file = stored.get().raw()

    assert (b"what", b" the file holds", b"") == (file.read(4), file.read(), file.read())


def test_an_open_object_says_what_it_is(stored: Object) -> None:
    """Its length, and its checksum as `e_tag`."""
    stream = stored.get()
    said = (stream.content_length, stream.e_tag_type, len(stream.e_tag))
    stream.close()

    assert (19, "xxhash2", 16) == said


def test_archpath_is_a_member_of_an_archive(old_bucket: Bucket) -> None:
    """Its content and its length; what is asked for afterwards is the object again."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        member = tarfile.TarInfo("folder/member")
        member.size = 6
        tar.addfile(member, io.BytesIO(b"member"))
    old_bucket.today.object("a.tar").put(archive.getvalue())
    stream = old_bucket.object("a.tar").get(archpath="folder/member")

    assert (6, "", "") == (stream.content_length, stream.e_tag, stream.e_tag_type)
    assert b"member" == stream.read_all()
    assert archive.getvalue() == old_bucket.object("a.tar").get().read_all()
    assert [b"memb", b"er"] == list(old_bucket.object("a.tar").get("folder/member", chunk_size=4))


def test_a_chunk_has_a_byte_at_least(old_bucket: Bucket, stored: Object) -> None:
    """Nobody waits for chunks of nothing."""
    with pytest.raises(ValueError, match="chunk_size"):
        stored.get(chunk_size=0)
    with pytest.raises(ValueError, match="chunk_size"):
        old_bucket.object("none").get(chunk_size=0)  # not asked for: it is not there


def test_delete_deletes(stored: Object) -> None:
    """A second time it fails."""
    assert stored.delete() is None
    with pytest.raises(ObjectNotFound):
        stored.delete()


def test_today_is_the_same_object(stored: Object) -> None:
    """For a program that changes over line by line."""
    assert ("folder/object", "folder/object") == (stored.name, stored.today.name)
