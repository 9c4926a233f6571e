"""Which names of a folder are wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import translate


class Filter:
    """What matches one of `include` (everything, where there is none) and none of `exclude`.

    Patterns are those of a shell, upper and lower case differ, and `*` also matches a slash. They are compared with the
    name below the folder.
    """

    def __init__(self, include: Sequence[str] = (), exclude: Sequence[str] = ()) -> None:
        self._include = [re.compile(translate(pattern)) for pattern in include]
        self._exclude = [re.compile(translate(pattern)) for pattern in exclude]

    def takes(self, name: str) -> bool:
        """Whether it is wanted."""
        if any(pattern.match(name) for pattern in self._exclude):
            return False
        return not self._include or any(pattern.match(name) for pattern in self._include)
