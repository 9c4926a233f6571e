"""Contents on disk."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from aistore_hl.torch import DiskCache

HEAD = 24
"""Bytes of a file before the content."""


def files(folder: Path) -> list[Path]:
    return [path for path in folder.glob("??/*") if path.is_file()]


def test_what_was_put_is_there(tmp_path: Path) -> None:
    """Under its own key only, also for another cache of the same folder, and one that was pickled."""
    cache = DiskCache(tmp_path, max_bytes=1000)

    assert cache.put("a", b"content")
    assert b"content" == cache.get("a") == DiskCache(tmp_path, max_bytes=0).get("a")
    assert b"content" == pickle.loads(pickle.dumps(cache)).get("a")
    assert cache.get("b") is None


def test_it_never_holds_more_than_it_may(tmp_path: Path) -> None:
    """What does not fit is not kept, and nothing is thrown out for it."""
    cache = DiskCache(tmp_path, max_bytes=3 * (HEAD + 10))
    kept = [cache.put(str(number), bytes(10)) for number in range(5)]

    assert [True, True, True, False, False] == kept
    assert bytes(10) == cache.get("0")
    assert 3 * (HEAD + 10) == cache.used_bytes == sum(path.stat().st_size for path in files(tmp_path))


def test_the_same_content_twice_counts_once(tmp_path: Path) -> None:
    """Two workers may fetch the same object."""
    cache = DiskCache(tmp_path, max_bytes=1000)

    assert cache.put("a", b"content")
    assert cache.put("a", b"content")
    assert HEAD + 7 == cache.used_bytes


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c[:-1] + b"X", lambda c: b"", lambda c: b"x" + c[1:]])
def test_a_damaged_file_is_as_good_as_none(tmp_path: Path, change: object) -> None:
    """It is removed, does not count any more, and makes room for a whole one."""
    cache = DiskCache(tmp_path, max_bytes=1000)
    cache.put("a", b"content")
    (path,) = files(tmp_path)
    path.write_bytes(change(path.read_bytes()))

    assert cache.get("a") is None
    assert [] == files(tmp_path)
    assert cache.put("a", b"content")
    assert b"content" == cache.get("a")


def test_what_a_killed_process_left_is_cleared_up(tmp_path: Path) -> None:
    """By the next one that has the folder for itself: half-written files go, and the count is right again."""
    cache = DiskCache(tmp_path, max_bytes=1000)
    cache.put("a", b"content")
    (path,) = files(tmp_path)
    (path.parent / "half.tmp").write_bytes(b"half")
    (tmp_path / "total").write_bytes((999).to_bytes(8, "little"))
    code = f"from aistore_hl.torch import DiskCache; print(DiskCache({str(tmp_path)!r}, max_bytes=1000).used_bytes)"
    del cache

    assert str(HEAD + 7) == _run(code).strip()
    assert [path] == files(tmp_path)


def test_processes_share_one_limit(tmp_path: Path) -> None:
    """Four that write as fast as they can: not one byte over the limit, and all that is counted is there."""
    limit = 50 * (HEAD + 100)
    code = (
        f"from aistore_hl.torch import DiskCache; cache = DiskCache({str(tmp_path)!r}, max_bytes={limit})\n"
        "for number in range(100):\n"
        "    cache.put(str(number), bytes(100)); assert cache.get(str(number)) in (None, bytes(100))"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(4)]

    assert [0] * 4 == [process.wait(50) for process in running]
    assert limit == sum(path.stat().st_size for path in files(tmp_path))
    assert limit == DiskCache(tmp_path, max_bytes=limit).used_bytes


def test_a_forked_child_uses_it_too(tmp_path: Path) -> None:
    """As the workers of a DataLoader do: what it puts is there for its parent."""
    cache = DiskCache(tmp_path, max_bytes=1000)
    cache.put("a", b"1")
    child = os.fork()
    if child == 0:
        os._exit(0 if cache.get("a") == b"1" and cache.put("b", b"2") else 1)
    _, status = os.waitpid(child, 0)

    assert 0 == status
    assert b"2" == cache.get("b")


def test_a_limit_below_zero_is_refused(tmp_path: Path) -> None:
    """Where the cache is made."""
    with pytest.raises(ValueError, match="max_bytes"):
        DiskCache(tmp_path, max_bytes=-1)


def _run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=50).stdout
