"""Memory for what arrives."""

from __future__ import annotations

import random

import pytest

from aistore_hl._wire.pages import LEAST, STEP, Gathering, enlarge_pages


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
