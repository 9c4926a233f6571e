"""Which members a request means: one by name, or those that match."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

from attrs import frozen

from ..answers import bad_request
from .expression import expression

_DOTS: Final = re.compile(r"(?:^|/)\.{1,2}(?:/|\Z)")
_MODES: Final = ("regexp", "prefix", "suffix", "substr", "wdskey")


@frozen
class Wanted:
    """What a request wants of an archive."""

    path: str
    """One member, or with an empty name `pattern`."""
    pattern: str
    mode: str
    media_type: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Wanted | None:
        """What the query says; `None` where the whole object is wanted. Without its mode AIS looks at no pattern.

        Raises:
            Refusal: 400. Source: recorded on AIS 5.0
        """
        path, mode = query.get("archpath", ""), query.get("archmode", "")
        if path:
            check_member(path)
        if mode and mode not in _MODES:
            shown = " ".join(_MODES)
            raise bad_request(
                f"dpq: 'archmode={mode}', err: invalid matching mode \"{mode}\", expecting one of: [{shown}]"
            )
        if path and mode:
            raise bad_request("dpq: archpath (match one) and archregx (match many) are mutually exclusive")
        if not path and not mode:
            return None
        return cls(path, query.get("archregx", ""), mode, query.get("archmime", ""))

    def is_one(self, name: str, archive: str) -> bool:
        """Whether the member of that name is the one: a slash before it, or the archive's name, may be left out."""
        return name.lstrip("/") in (self.path.lstrip("/"), self.path.removeprefix(f"{archive}/"))

    def matcher(self) -> Callable[[str], bool]:
        """What says of a name whether it matches. Of a single star AIS makes a prefix, in every mode.

        Raises:
            BadExpression: the pattern is no regular expression.
            Refusal: 501, none can be looked for here.
        """
        pattern = self.pattern
        if not pattern:
            return lambda name: True
        if self.mode == "regexp" and pattern != "*":
            return expression(pattern)
        if self.mode == "prefix" or pattern == "*":
            return lambda name: name.startswith(pattern)
        if self.mode == "suffix":
            return lambda name: name.endswith(pattern)
        if self.mode == "substr":
            return lambda name: pattern in name
        return lambda name: _key(name) == pattern

    def __str__(self) -> str:
        return self.path or f"(archregx={self.pattern}, archmode={self.mode})"


def check_member(path: str) -> None:
    """Whether a member may be called so. With a NUL it would be read by another name: there names of tars end.

    Raises:
        Refusal: 400.
    """
    if _DOTS.search(path) or "\0" in path or path.endswith("/") or path.startswith("~/"):
        raise bad_request(f"dpq: 'archpath={path}', err: invalid archpath \"{path}\"")


def _key(name: str) -> str:
    """The key that WebDataset gives a file: its name without what follows the first dot."""
    folder, slash, base = name.rpartition("/")
    return folder + slash + base.partition(".")[0]
