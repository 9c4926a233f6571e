"""What to write instead of what was written in 2022."""

from __future__ import annotations

import warnings


def advise(old: str, new: str) -> None:
    """Warn whoever called the method of 2022 that calls this."""
    warnings.warn(f"{old} is the spelling of 2022: write {new}", DeprecationWarning, stacklevel=3)
