"""A folder becomes a bucket."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from aistore_hl import Client
from aistore_hl.local import Load, Loaded, LocalCluster
from aistore_hl.local.loading import meter
from tests.local.http import ask

FILES = {"a.txt": b"a", "empty": b"", "sub/b #%?.bin": bytes(range(256)) * 3000, "sub/deep/ü.txt": "ü".encode()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "things"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _content(cluster: LocalCluster, bucket: str) -> dict[str, bytes]:
    with Client(cluster.endpoint, token=cluster.token) as client:
        found = client.bucket(bucket)
        return {entry.name: found.object(entry.name).get().read_all() for entry in found.list_objects()}


@pytest.mark.parametrize("allow_remote", [False, True], ids=["open", "guarded"])
def test_files_become_objects(folder: Path, allow_remote: bool) -> None:
    """Named by their paths within the folder, all levels down; the bucket has the folder's name."""
    with LocalCluster(targets=2, allow_remote=allow_remote) as cluster:
        loaded = cluster.load(folder)

        assert Loaded("things", 4, 4, sum(map(len, FILES.values()))) == loaded
        assert FILES == _content(cluster, "things")


def test_another_bucket_can_be_given(folder: Path, shared: LocalCluster, bucket: str) -> None:
    """One that exists keeps what it has; an object of a file's name is replaced."""
    ask(shared.endpoint, "PUT", f"/v1/objects/{bucket}/a.txt", b"old")
    with Client(shared.endpoint) as client:
        client.bucket(bucket).object("kept").put(b"kept")
    shared.load(folder, bucket=bucket)

    assert {**FILES, "kept": b"kept"} == _content(shared, bucket)


def test_a_process_loads_before_it_tells_where_it_is(folder: Path) -> None:
    """Several folders, each with a bucket of its own."""
    with (
        LocalCluster.process(targets=1, load=[folder, f"sub={folder / 'sub'}"]) as cluster,
        Client(cluster.endpoint) as client,
    ):
        assert sorted(FILES) == sorted(entry.name for entry in client.bucket("things").list_objects())
        assert ["b #%?.bin", "deep/ü.txt"] == [entry.name for entry in client.bucket("sub").list_objects()]


def test_links_to_files_are_read_and_those_to_folders_are_not_entered(folder: Path) -> None:
    """So that a circle of them ends."""
    (folder / "link.txt").symlink_to(folder / "a.txt")
    (folder / "circle").symlink_to(folder)

    assert {*FILES, "link.txt"} == set(Load.of(folder).names)


@pytest.mark.parametrize(
    ("text", "error", "said"),
    [
        ("{folder}/nothing", FileNotFoundError, "no such folder"),
        ("{folder}/a.txt", NotADirectoryError, "not a folder"),
        ("b={folder}/nothing", FileNotFoundError, "no such folder"),
        ("no!={folder}", ValueError, "not a bucket name"),
        ("{folder}/not a bucket", ValueError, "bucket=DIR"),
    ],
    ids=["nothing", "a file", "nothing, named", "bucket", "folder"],
)
def test_what_is_no_folder_is_refused(folder: Path, text: str, error: type[Exception], said: str) -> None:
    """With what to do, and before anything is made."""
    (folder / "not a bucket").mkdir()
    with pytest.raises(error, match=said):
        Load.parse(text.format(folder=folder))


def test_a_path_with_an_equals_sign_is_a_path(folder: Path) -> None:
    """Where a slash comes before it; the bucket's name must be given then."""
    odd = folder.rename(folder.with_name("a=b"))

    assert "c" == Load.parse(f"c={odd}").bucket
    with pytest.raises(ValueError, match="not a bucket name: 'a=b'"):
        Load.parse(str(odd))


@pytest.mark.parametrize("kind", ["pipe", "broken link"])
def test_what_is_no_file_is_refused(folder: Path, kind: str) -> None:
    """By its path."""
    if kind == "pipe":
        os.mkfifo(folder / "odd")
    else:
        (folder / "odd").symlink_to(folder / "nowhere")

    with pytest.raises(ValueError, match=r"odd'"):
        Load.of(folder)


def test_a_name_that_no_object_can_have_is_refused(folder: Path) -> None:
    """Bytes that are no UTF-8."""
    try:
        (folder / os.fsdecode(b"\xff")).touch()
    except OSError:  # a file system that takes no such name keeps us from it
        return
    with pytest.raises(ValueError, match="not UTF-8"):
        Load.of(folder)


def test_a_file_that_goes_away_is_told(folder: Path, shared: LocalCluster, bucket: str) -> None:
    """OSError; what was put until then stays."""
    load = Load.of(folder, bucket)
    (folder / "sub" / "deep" / "ü.txt").unlink()
    with pytest.raises(OSError, match=r"ü\.txt"):
        shared.load(load)

    assert {"a.txt", "empty", "sub/b #%?.bin"} == _content(shared, bucket).keys()


def test_a_cluster_that_refuses_is_quoted(folder: Path) -> None:
    """OSError with its words."""
    with LocalCluster(targets=1) as cluster:
        cluster.faults.once("PUT object", side="target", status=507)
        with pytest.raises(OSError, match=r"cannot put .*a\.txt.*a fault on order"):
            cluster.load(folder)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_at_a_terminal_only(folder: Path, shared: LocalCluster, bucket: str) -> None:
    """In one line, which is ended when all is done."""
    screen = _Terminal()
    shared.load(folder, bucket=bucket, progress=meter(screen))

    assert meter(io.StringIO()) is None
    assert screen.getvalue().endswith(f"\r{bucket}: 4 of 4 objects, 0.8 MB\n")
    assert 1 == screen.getvalue().count("\n")
