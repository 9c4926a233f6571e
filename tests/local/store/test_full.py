"""A store that has no room left says so, and goes on with all that needs none."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.local.http import Answer, follow
from tests.local.store.crashes import loose_files, serving

_SIZE = 96 << 10
_ROOM = 4 << 20


def _content(number: int, size: int = _SIZE) -> bytes:
    return (b"%07d\n" % number) * (size // 8)


def _put(endpoint: str, name: str, content: bytes) -> Answer:
    return follow(endpoint, "PUT", f"/v1/objects/b/{name}", content)


def _get(endpoint: str, name: str) -> bytes:
    answer = follow(endpoint, "GET", f"/v1/objects/b/{name}")
    assert answer.status == 200
    return answer.content


@contextmanager
def _small_disk(path: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={_ROOM}", "tmpfs", str(path)], check=True, capture_output=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(path)], check=True)


@contextmanager
def _small_capacity(path: Path) -> Iterator[None]:
    yield


def _can_mount() -> bool:
    """Whether there can be a disk as small as the test wants it: not in most containers."""
    if os.geteuid() != 0:
        return False
    probe = ["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    try:
        return subprocess.run(probe, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


_DISKS = [pytest.param(_small_capacity, ("--capacity", str(_ROOM)), id="capacity")]
if _can_mount():
    _DISKS.append(pytest.param(_small_disk, (), id="disk"))


@pytest.mark.parametrize(("disk", "options"), _DISKS)
def test_a_full_disk_refuses_puts_alone(
    tmp_path: Path, disk: Callable[[Path], object], options: tuple[str, ...]
) -> None:
    """Of 100 writes each is refused with 507; what is there is served and can be removed, and then there is room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk(folder), serving(folder / "cluster", *options) as (_, endpoint):  # type: ignore[attr-defined]
        assert 200 == follow(endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        held: list[int] = []
        while (answer := _put(endpoint, f"o{len(held)}", _content(len(held)))).status == 200:
            held.append(len(held))
        refused = [_put(endpoint, f"o{number % len(held)}", _content(1000)) for number in range(100)]
        contents = [_get(endpoint, f"o{number}") for number in held]
        removed = [follow(endpoint, "DELETE", f"/v1/objects/b/o{number}").status for number in held[::2]]
        again = [_put(endpoint, f"o{number}", _content(2000 + number)).status for number in held[1::4]]

        assert (507, "ErrCapExceeded") == (answer.status, answer.tcode)
        assert {(507, "ErrCapExceeded")} == {(each.status, each.tcode) for each in refused}
        assert list(map(_content, held)) == contents
        assert ({200}, {200}) == (set(removed), set(again))
        assert len(held) > 20


def test_files_over_a_limit_are_refused(tmp_path: Path) -> None:
    """Under a limit of the process for files, the database's own log included: 100 writes are done or refused with
    507, and what was acknowledged is there, then and after a restart without the limit."""
    known: dict[str, bytes] = {}
    statuses = []
    with serving(tmp_path, "--targets", "1") as (process, endpoint):
        assert 200 == follow(endpoint, "POST", "/v1/buckets/b", {"action": "create-bck"}).status
        known["large"] = _content(0, 2 << 20)
        assert 200 == _put(endpoint, "large", known["large"]).status
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (256 << 10, 1 << 30))
        for number in range(100):
            name, size = (f"o{number % 7}", 8) if number % 2 else ("large", 1 << 20)
            content = _content(number, size)
            answer = _put(endpoint, name, content)
            statuses.append(answer.status)
            if answer.status == 200:
                known[name] = content
            else:
                assert (507, "ErrCapExceeded") == (answer.status, answer.tcode)
        during = {name: _get(endpoint, name) for name in known}
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1 << 30, 1 << 30))
        after = _put(endpoint, "large", _content(7, 1 << 20)).status
    with serving(tmp_path) as (_, endpoint):
        loose = loose_files(tmp_path)
        restarted = {name: _get(endpoint, name) for name in known}

    assert {507} == set(statuses[::2])
    assert known == during
    assert 200 == after
    assert {**known, "large": _content(7, 1 << 20)} == restarted
    assert (set(), set()) == loose
