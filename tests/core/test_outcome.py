"""What became of many files, summed up."""

from __future__ import annotations

import pytest

from aistore_hl._core.outcome import EXISTING, FileOutcome, FilesResult, FileState, check_existing

STATES: tuple[FileState, ...] = ("done", "planned", "skipped", "left out", "failed")


def test_files_are_counted_by_what_became_of_them() -> None:
    """Each state once: two are done or would be, two were passed over, and one failed."""
    result = FilesResult({state: FileOutcome(name=state, path=state, state=state, size=3) for state in STATES})

    assert (2, 2, 15) == (result.done, result.skipped, result.size)
    assert (0, 0, 0) == (FilesResult().done, FilesResult().skipped, FilesResult().size)


def test_a_way_with_what_exists_is_one_of_three() -> None:
    """Another one is refused, and the three are named."""
    assert list(EXISTING) == [check_existing(existing) for existing in EXISTING]
    with pytest.raises(ValueError, match="'replace', 'skip', 'skip equal', not 'keep'"):
        check_existing("keep")
