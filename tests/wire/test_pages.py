"""Memory for what arrives."""

from __future__ import annotations

import mmap
import os
import random
import subprocess
import sys
from ctypes import CDLL

import pytest

from aistore_hl._wire.pages import LEAST, STEP, Gathering, enlarge_pages, untouched


def pattern(count: int) -> bytes:
    """So many bytes, of which no two pieces are alike."""
    return random.Random(1).randbytes(count)


@pytest.mark.parametrize(
    ("expected", "came"),
    [
        (0, 0),
        (0, 3000),
        (LEAST - 1, LEAST - 1),
        (LEAST, LEAST),
        (LEAST, 5),
        (LEAST, 0),
        (LEAST, LEAST + 9),
        (LEAST + 1, LEAST + 1),
    ],
)
def test_pieces_are_put_together(expected: int, came: int) -> None:
    """As many as were expected, more, or fewer."""
    content, found = pattern(came), Gathering(expected)
    for start in range(0, came, 300_001):
        found.add(memoryview(content)[start : start + 300_001])

    assert content == found.value()


def test_memory_is_taken_in_steps() -> None:
    """Of more than a step, what comes last is where it belongs."""
    content, found = pattern(3 << 20), Gathering(STEP + (2 << 20))
    for _ in range((STEP >> 20) // 3 + 1):
        found.add(content)
    value = found.value()

    assert 3 * ((STEP >> 20) // 3 + 1) << 20 == len(value)
    assert content == value[: 3 << 20] == value[-3 << 20 :]


@pytest.mark.parametrize("start", [0, 1, 4095, 4096])
def test_memory_stays_as_it_is(start: int) -> None:
    """Large pages change nothing of what is there, wherever it begins."""
    memory = bytearray(pattern(LEAST + 8192))
    with memoryview(memory)[start:] as view:
        enlarge_pages(view)

    assert pattern(LEAST + 8192) == memory
    memory.append(0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems tell of memory in other words")
def test_room_takes_no_memory_before_it_is_used() -> None:
    """Of 256 MiB, a piece was touched; and its content is handed over without a copy."""
    before = resident()
    sink = untouched(256 << 20)
    sink.write(b"x")
    grown = resident() - before
    value = sink.getvalue()

    assert grown < 16 << 20
    assert resident() - before < 16 << 20
    assert (256 << 20, b"x\0") == (len(value), value[:2])


def resident() -> int:
    """Bytes of memory that this process has."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * mmap.PAGESIZE


PROGRAM = """
import resource, sys
from aistore_hl._wire.pages import keep_memory
keep_memory()
for number in range(200):
    pieces = [b"x" * (256 << 10) for _ in range(4)]
    content = b"".join(pieces)
    del pieces, content
    if number == 20:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


@pytest.mark.skipif(not hasattr(CDLL(None), "mallopt"), reason="another allocator than glibc's has no such setting")
@pytest.mark.parametrize(("setting", "is_kept"), [({}, True), ({"MALLOC_TRIM_THRESHOLD_": "131072"}, False)])
def test_a_program_keeps_its_memory_unless_it_was_told_otherwise(setting: dict[str, str], is_kept: bool) -> None:
    """Content of 1 MiB in pieces, 180 times: the system gives memory for it once, or each time."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MALLOC_", "GLIBC_"))}
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM], env={**environ, **setting}, stdout=subprocess.PIPE, check=True
    )

    assert is_kept == (int(found.stdout) < 180 * 50)
