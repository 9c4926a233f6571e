"""What goes wrong with one exchange: a value that says nothing that contradicts itself."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, TypeAlias

from attrs import fields, frozen

WrongRedirect: TypeAlias = Literal["foreign host", "other path", "no location", "loop"]
"""Where a redirect leads that must not be followed: to a machine that is no node, to another object, nowhere, or to the
request itself."""

_INSTEAD: Final = ("status", "redirect", "raw")
"""What stands in the place of an answer: one of them, and nothing is done."""

_OF_THE_BODY: Final = frozenset(("at", "rate", "cut", "trunc", "flip", "stale_map"))
_NEEDS: Final = {"at": "delay", "tcode": "status", "retry_after": "status", "empty": "status"}
_EXCLUDES: Final[dict[str, frozenset[str]]] = {
    **{name: _OF_THE_BODY | {"lose_answer", "reset", *_INSTEAD} - {name} for name in _INSTEAD},
    "empty": frozenset(("tcode",)),
    "lose_answer": frozenset(("cut", "trunc", "stale_map")),
    "trunc": frozenset(("cut",)),
    "stale_map": _OF_THE_BODY - {"stale_map"},
}


@frozen(kw_only=True)
class Effect:
    """What goes wrong. The body that `at`, `rate`, `cut` and `flip` speak of is the request's for PUT, else the
    answer's.

    Raises:
        ValueError: nothing would go wrong, or the parts contradict one another.
    """

    delay: float = 0.0
    """Seconds of silence: before anything is done, or where `at` says."""
    at: int | None = None
    """Bytes of the body that pass before the silence."""
    rate: int | None = None
    """Bytes of the body that pass in a second."""
    status: int = 0
    """Refused with this status, 400 to 599; nothing is done."""
    tcode: str = ""
    """AIS's name of the error, beside `status`."""
    retry_after: int | None = None
    """Seconds in `Retry-After`, beside `status`."""
    empty: bool = False
    """The refusal has no body, as those of a proxy that is still starting."""
    redirect: WrongRedirect | None = None
    """Redirected where nobody should follow; nothing is done."""
    raw: bytes | None = None
    """These bytes come instead of an answer, and the connection ends; nothing is done. A HEAD gets their head only."""
    cut: int | None = None
    """The connection ends after so many bytes of the body."""
    trunc: int | None = None
    """The answer is that short, and its `Content-Length` says so too."""
    flip: int | None = None
    """The lowest bit of the byte at this offset is turned."""
    stale_map: bool = False
    """A cluster map is answered as it was one version ago, without its last target."""
    lose_answer: bool = False
    """Everything is done, and then the connection ends without an answer."""
    reset: bool = False
    """The connection ends with a reset: where `cut` or `lose_answer` end it, or at once."""

    def __attrs_post_init__(self) -> None:
        given = self.given.keys()
        if not given - {"at"}:
            raise ValueError(
                "a fault needs an effect: delay, rate, status, redirect, raw, cut, trunc, flip, stale_map, lose_answer "
                "or reset"
            )
        self._check_numbers()
        for name, other in _NEEDS.items():
            if name in given and other not in given:
                raise ValueError(f"a fault with {name} needs {other}")
        for name in [name for name in _EXCLUDES if name in given]:
            if others := sorted(given & _EXCLUDES[name]):
                raise ValueError(f"a fault has either {name} or {others[0]}")

    @property
    def given(self) -> dict[str, Any]:
        """The parts that are not what they are by default, by name."""
        values = {part.name: getattr(self, part.name) for part in fields(Effect)}
        return {part.name: values[part.name] for part in fields(Effect) if values[part.name] != part.default}

    def _check_numbers(self) -> None:
        if not 0 <= self.delay < math.inf:
            raise ValueError(f"delay must be 0 seconds or more, not {self.delay!r}")
        if self.status and not 400 <= self.status <= 599:
            raise ValueError(f"status must be 400 to 599, not {self.status!r}")
        if self.rate is not None and self.rate < 1:
            raise ValueError(f"rate must be 1 byte a second or more, not {self.rate!r}")
        for name in ("at", "retry_after", "cut", "trunc", "flip"):
            value = getattr(self, name)
            if value is not None and value < 0:
                raise ValueError(f"{name} must be 0 or more, not {value!r}")
