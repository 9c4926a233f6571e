"""Regular expressions of Go, which never take longer than what they look at is long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from ..answers import Refusal

# RE2 in C++ and its sibling in Go refuse the same, in other words.
_WORDS: Final = {
    "missing )": "missing closing )",
    "missing ]": "missing closing ]",
    "no argument for repetition operator": "missing argument to repetition operator",
    "bad repetition operator": "invalid nested repetition operator",
    "invalid repetition size": "invalid repeat count",
    "invalid named capture group": "invalid named capture",
    "invalid perl operator": "invalid or unsupported Perl syntax",
    "trailing \\": "trailing backslash at end of expression",
    "pattern too large - compile failed": "expression too large",
}
_LOOK_BEHIND: Final = ("(?<=", "(?<!")  # to Go the name of a group, and a bad one
_ESCAPE: Final = re.compile(r"\\Q.*?(?:\\E|\Z)|\\.", re.DOTALL)
_FOREIGN: Final = re.compile("[\ud800-\udfff]")  # bytes of a name that are no UTF-8


class BadExpression(ValueError):
    """It is none; in the words of Go."""


def expression(pattern: str) -> Callable[[str], bool]:
    """What says of a name whether the pattern is found in it. Other threads run while it looks.

    Raises:
        BadExpression: the pattern is none. One that would take more than 8 MiB, all letters a thousand times, is too
            large here already.
        Refusal: 501, the package for them is not installed.
    """
    try:
        import re2
    except ImportError:
        what = "archmode=regexp needs google-re2 where the local cluster runs: pip install 'aistore-hl[re2]'"
        raise Refusal(501, what, "ErrUnsupp") from None
    if r"\C" in _ESCAPE.findall(pattern):  # one byte, in C++ alone
        raise _bad("invalid escape sequence", r"\C")
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    try:
        search = re2.compile(pattern.encode("utf-8", "surrogateescape"), options).search
    except re2.error as exc:
        raise _refused(exc, pattern) from None
    re2.purge()  # it would keep the last 128

    def is_found(name: str) -> bool:
        # To Go a byte that is no UTF-8 is one unknown character; to C++ it is none.
        return search(_FOREIGN.sub("\ufffd", name).encode()) is not None

    return is_found


def _refused(exc: Any, pattern: str) -> BadExpression:  # the package says nothing of its types
    said: bytes = exc.args[0]
    code, _, part = said.decode("utf-8", "replace").partition(": ")
    if part in _LOOK_BEHIND:
        name, end, _ = pattern[pattern.find(part) :].partition(">")
        return _bad("invalid named capture", name + end)
    return _bad(_WORDS.get(code, code), pattern if code == "invalid UTF-8" else part)


def _bad(code: str, part: str) -> BadExpression:
    return BadExpression(f"error parsing regexp: {code}: `{part}`")
