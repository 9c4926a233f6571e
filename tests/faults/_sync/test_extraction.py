# Written by codegen.py from tests/faults/_async/test_extraction.py; do not edit.
"""Hostile archives, extracted: nothing is written outside of the folder, and a bad member loses no other one."""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path
from typing import Any

import pytest
from tests.faults.endpoints import Answer, Endpoint, Request, serving

from aistore_hl import Client, RetryPolicy
from aistore_hl.errors import AisError, BatchError, BodyInterrupted, BrokenArchive, InvalidName
from aistore_hl.types import FileOutcome, FilesResult

pytestmark = pytest.mark.anyio

GOOD = {"first": b"1", "sub/good": b"good" * 300, "last": b"the last"}


def entry(name: str, data: bytes = b"evil", **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    """A member, with fields of its header as they are to be."""
    info = tarfile.TarInfo(name)
    info.size = len(data)
    for field, value in fields.items():
        setattr(info, field, value)
    return info, data


def link(name: str, to: str, kind: bytes = tarfile.SYMTYPE) -> tuple[tarfile.TarInfo, bytes]:
    """A member that is a link."""
    return entry(name, b"", type=kind, linkname=to)


def tar(*entries: tuple[tarfile.TarInfo, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    """An archive of good members, with the others in between."""
    file = io.BytesIO()
    first, *rest = [entry(name, data) for name, data in GOOD.items()]
    with tarfile.open(fileobj=file, mode="w", format=format) as archive:
        for info, data in (first, *entries, *rest):
            archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


def _extract(
    content: bytes, folder: Path, *, told: list[FileOutcome] | None = None, length: int | None = None, **how: Any
) -> FilesResult:
    """Have it extracted, from an answer that promises `length` bytes."""

    def answer(endpoint: Endpoint, request: Request) -> Answer:
        return 200, {"Content-Length": str(len(content) if length is None else length), "Connection": "close"}, content

    with serving(answer) as endpoint:
        with Client(endpoint.origin, retry=RetryPolicy(attempts=1)) as client:
            members = client.bucket("b").object("s.tar").get_members("", mode="prefix")
            return members.extract_to(folder, on_file=None if told is None else told.append, **how)


def files(folder: Path) -> dict[str, bytes]:
    """All that is below a folder and is no folder; of links that they are."""
    return {
        path.relative_to(folder).as_posix(): b"LINK" if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


@pytest.mark.parametrize(
    "name",
    [
        "../evil",
        "../../evil",
        "sub/../../evil",
        "sub/../good",
        "..",
        "./evil",
        "sub/./good",
        "/evil",
        "//evil",
        "sub//good",
        "new\nline",
        "tab\there",
        "esc\x1b[2J",
        "del\x7f",
        "x" * 256,
        "ü" * 128,
        "/".join(["x" * 200] * 25),
        "first/below",
        "FIRST",
        "Sub/good",
    ],
    ids=lambda name: ascii(name)[:24],
)
def test_bad_name_fails_by_itself(tmp_path: Path, name: str) -> None:
    """The others are there; beside the folder nothing is. Of names that some file systems mix up, the later fails."""
    folder = tmp_path / "a" / "b" / "out"
    folder.parent.mkdir(parents=True)

    with pytest.raises(BatchError) as caught:
        _extract(tar(entry(name)), folder)

    failed = "sub/good" if name == "Sub/good" else name
    assert [failed] == list(caught.value.failures)
    assert isinstance(caught.value.failures[failed], (InvalidName, OSError))
    expected = {other: data for other, data in GOOD.items() if other != failed}
    assert (expected | {name: b"evil"} if name != failed else expected) == files(folder)
    assert expected.keys() <= caught.value.results.keys()
    assert ["a"] == os.listdir(tmp_path)
    assert ["out"] == os.listdir(folder.parent)


@pytest.mark.parametrize(
    "name",
    ["C:\\evil", "..\\evil", "~/evil", "~", "-rf", "%2e%2e/evil", "a:b", "CON", "\u202egpj.x", "😀" * 63],
    ids=lambda name: ascii(name)[:24],
)
def test_odd_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    """It is a file in the folder."""
    result = _extract(tar(entry(name)), tmp_path / "out")

    assert GOOD | {name: b"evil"} == files(tmp_path / "out")
    assert 4 == result.done
    assert ["out"] == os.listdir(tmp_path)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (link("l", "/etc/passwd"), "a link"),
        (link("l", ".."), "a link"),
        (link("l", "/etc/passwd", tarfile.LNKTYPE), "a link"),
        (link("l", "first", tarfile.LNKTYPE), "a link"),
        (entry("l", b"", type=tarfile.CHRTYPE, devmajor=1, devminor=5), "neither a file nor a folder"),
        (entry("l", b"", type=tarfile.BLKTYPE, devmajor=8), "neither a file nor a folder"),
        (entry("l", b"", type=tarfile.FIFOTYPE), "neither a file nor a folder"),
    ],
    ids=["symlink", "symlink up", "hardlink", "hardlink inside", "device", "disk", "pipe"],
)
def test_what_is_no_file_is_left_out(tmp_path: Path, bad: tuple[tarfile.TarInfo, bytes], reason: str) -> None:
    """It is told by its name."""
    result = _extract(tar(bad), tmp_path / "out")

    assert ("left out", reason) == (result.outcomes["l"].state, result.outcomes["l"].reason)
    assert GOOD == files(tmp_path / "out")


def test_links_of_the_archive_are_no_way_out(tmp_path: Path) -> None:
    """A member below one is below a folder of that name."""
    result = _extract(tar(link("l", ".."), entry("l/evil")), tmp_path / "out")

    assert GOOD | {"l/evil": b"evil"} == files(tmp_path / "out")
    assert 4 == result.done
    assert ["out"] == os.listdir(tmp_path)


def test_links_of_the_folder_are_no_way_out(tmp_path: Path) -> None:
    """One to a folder fails its members; one in the place of a file is replaced, and not what it leads to."""
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "kept").write_bytes(b"kept")
    (tmp_path / "out" / "sub").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "out" / "last").symlink_to(tmp_path / "kept")

    with pytest.raises(BatchError) as caught:
        _extract(tar(), tmp_path / "out")

    assert ["sub/good"] == list(caught.value.failures)
    assert {"first": b"1", "last": b"the last", "sub": b"LINK"} == files(tmp_path / "out")
    assert (b"kept", []) == ((tmp_path / "kept").read_bytes(), os.listdir(tmp_path / "elsewhere"))


def test_modes_and_owners_are_not_taken(tmp_path: Path) -> None:
    """A member that would be root's program is an ordinary file of whoever extracts it."""
    _extract(tar(entry("su", mode=0o6777, uid=0, gid=0), entry("d", b"", type=tarfile.DIRTYPE)), tmp_path / "out")

    facts = (tmp_path / "out" / "su").stat()
    assert (os.getuid(), 0) == (facts.st_uid, facts.st_mode & 0o7111)
    assert GOOD.keys() | {"su"} == files(tmp_path / "out").keys()


def test_of_two_with_a_name_the_first_is_taken(tmp_path: Path) -> None:
    """As a member is read by its name; the outcome says that there were more."""
    result = _extract(tar(entry("last", b"hidden"), link("last", "first")), tmp_path / "out")

    assert b"hidden" == files(tmp_path / "out")["last"]
    assert ("done", 6) == (result.outcomes["last"].state, result.outcomes["last"].size)
    assert "more than once" in result.outcomes["last"].reason


def test_limit_fails_what_is_beyond(tmp_path: Path) -> None:
    """By itself; what still fits is there, and an empty file counts too."""
    bomb = entry("bomb", bytes(1 << 20))

    with pytest.raises(BatchError) as caught:
        _extract(tar(bomb, *(entry(f"e{number}", b"") for number in range(4))), tmp_path / "out", limit=5 * 4096)

    assert ["bomb", "sub/good", "last"] == list(caught.value.failures)
    assert {"first": b"1", "e0": b"", "e1": b"", "e2": b"", "e3": b""} == files(tmp_path / "out")


def test_failures_are_outcomes_where_none_are_raised(tmp_path: Path) -> None:
    """And told as they happen, in the order of the archive."""
    told: list[FileOutcome] = []

    result = _extract(tar(entry("../evil")), tmp_path / "out", told=told, raise_errors=False)

    assert ["done", "failed", "done", "done"] == [outcome.state for outcome in told]
    assert told == list(result.outcomes.values())
    assert isinstance(result.outcomes["../evil"].error, InvalidName)
    assert sum(map(len, GOOD.values())) == result.size


@pytest.mark.parametrize("claims_all", [False, True], ids=["shorter", "cut"])
def test_archive_that_ends_early_leaves_whole_files(tmp_path: Path, claims_all: bool) -> None:
    """Cut at every block: an error each time, and each file is whole or absent."""
    content = tar()
    end = len(content.rstrip(b"\0")) // 512 * 512 + 512
    for cut in range(0, end + 1024, 512):
        folder = tmp_path / str(cut)
        with pytest.raises((BrokenArchive, BodyInterrupted)):
            _extract(content[:cut], folder, length=len(content) if claims_all else None)

        assert files(folder).items() <= GOOD.items()
        assert cut < end or files(folder) == GOOD


@pytest.mark.parametrize(
    "content",
    [
        b"no tar" * 512,
        tar()[:1024] + b"\xff" * 512,
        tar(entry("many", b"x", pax_headers={"comment": "x" * (2 << 20)})),
        tar(entry("big", b"x" * 4)).replace(b"00000000004\0", b"77777777777\0"),
    ],
    ids=["text", "garbage", "endless name", "a size that the checksum does not know"],
)
def test_what_is_no_tar_is_told(tmp_path: Path, content: bytes) -> None:
    """Not as an archive with less in it."""
    with pytest.raises(AisError):
        _extract(content, tmp_path / "out")

    assert files(tmp_path / "out").items() <= GOOD.items()


def test_a_size_that_lies_is_an_early_end(tmp_path: Path) -> None:
    """A header of 8 GiB before a few bytes takes no room, and leaves nothing."""
    info, _ = entry("lies")
    info.size = 8 << 30
    content = info.tobuf(tarfile.GNU_FORMAT) + b"few"

    with pytest.raises((BrokenArchive, BodyInterrupted)):
        _extract(content, tmp_path / "out")

    assert {} == files(tmp_path / "out")


@pytest.mark.parametrize("limit", [-1])
def test_limit_below_zero_is_refused(tmp_path: Path, limit: int) -> None:
    """Before anything is written."""
    with pytest.raises(ValueError, match="limit"):
        _extract(tar(), tmp_path / "out", limit=limit)

    assert not (tmp_path / "out").exists()
