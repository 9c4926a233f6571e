"""Templates: one text for many names, read as AIS's server reads it. Source: cmn/cos/template.go (AIS 5.0).

Three ways to write a range, of which one template uses one: `a{01..10..2}b` in the manner of a shell, `a@10b` from 0,
and `a%04db` from 0 without an end. A template without any is a prefix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from typing import Final, Self

from attrs import field, frozen

from .errors import InvalidTemplate

MOST: Final = 10_000_000
"""Names that AIS's server expands at most where it wants them all at once."""

_MAX: Final = (1 << 63) - 1
_INTEGER: Final = re.compile(r"[+-]?[0-9]+", re.ASCII)
_WHOLE: Final = ("", "*")


@frozen
class Range:
    """Numbers in their order, and the text that follows each of them."""

    start: int
    end: int
    """The last number, if a step hits it."""
    step: int = 1
    digits: int = 0
    """How many at least: shorter numbers begin with zeros."""
    gap: str = ""

    @property
    def count(self) -> int:
        """How many numbers there are."""
        return (self.end - self.start) // self.step + 1

    def text(self, index: int) -> str:
        """The number of that index, and what follows it."""
        return f"{self.start + index * self.step:0{self.digits}d}{self.gap}"


@frozen
class Template:
    """A template as the server has read it: a text, then ranges."""

    prefix: str = ""
    ranges: tuple[Range, ...] = ()
    text: str = field(default="", eq=False)
    """As it was written."""

    @property
    def count(self) -> int:
        """How many names it stands for; of a prefix it is not known, and 0."""
        return prod(each.count for each in self.ranges) if self.ranges else 0

    @classmethod
    def parse(cls, text: str) -> Self:
        """What a text stands for.

        Raises:
            InvalidTemplate: as AIS refuses it.
        """
        if not isinstance(text, str):
            raise TypeError(f"a template must be str, not {type(text).__name__}")
        if text in _WHOLE:
            return cls(text=text)
        for parse in (_shell_ranges, _at_ranges, _printf_range):
            found = parse(text)
            if found is not None:
                prefix, ranges = found
                made = cls(prefix, ranges, text)
                if made.count > _MAX:
                    raise InvalidTemplate("combined ranges are too large to expand", tcode="")
                return made
        return cls(text.removesuffix("*"), text=text)

    @property
    def is_prefix(self) -> bool:
        """Whether it stands for all names that begin so, and not for names that are known."""
        return not self.ranges

    def __iter__(self) -> Iterator[str]:
        """The names; the last range changes fastest. None of a prefix."""
        if not self.ranges:
            return
        yield from _expanded(self.prefix, self.ranges)


def _expanded(prefix: str, ranges: tuple[Range, ...]) -> Iterator[str]:
    first, *rest = ranges
    for index in range(first.count):
        text = prefix + first.text(index)
        if rest:
            yield from _expanded(text, tuple(rest))
        else:
            yield text


_Found = tuple[str, tuple[Range, ...]]


def _shell_ranges(text: str) -> _Found | None:
    """`prefix{first..last..step}gap{first..last}rest`; a brace that is never closed is a letter like others."""
    left, right = text.find("{"), text.rfind("}")
    if left < 0 or right < 0:
        return None
    wrong = f"invalid 'bash' template {text!r} (expecting e.g. 'prefix-{{0001..0010..1}}-suffix')"
    if right < left:
        raise InvalidTemplate(wrong)
    prefix, rest, ranges = text[:left], text, []
    while (left := rest.find("{")) >= 0:
        right = rest.find("}")
        if right < left:
            raise InvalidTemplate(wrong)
        numbers = rest[left + 1 : right].split("..")
        if not 2 <= len(numbers) <= 3:
            raise InvalidTemplate(wrong)
        start, stop, step = (_integer(each) for each in (*numbers, "1")[:3])
        shown, rest = rest, rest[right + 1 :]
        _check_bounds("bash", shown, start, stop, step)
        gap = rest.partition("{")[0]
        ranges.append(Range(start, stop, step, min(map(len, numbers[:2])), gap))
    return prefix, tuple(ranges)


def _at_ranges(text: str) -> _Found | None:
    """`prefix@lastgap@lastrest`, from 0 on, with as many digits as the last one has."""
    left = text.find("@")
    if left < 0:
        return None
    prefix, rest, ranges = text[:left], text, []
    while (left := rest.find("@")) >= 0:
        rest = rest[left + 1 :]
        digits = _leading_digits(rest)
        stop, rest = _integer(digits), rest[len(digits) :]
        ranges.append(Range(0, stop, 1, len(digits), rest.partition("@")[0]))
    return prefix, tuple(ranges)


def _printf_range(text: str) -> _Found | None:
    """`prefix%06drest`: numbers without an end. Two of them are a prefix."""
    prefix, percent, rest = text.partition("%")
    if not percent or "%" in rest:
        return None
    wrong = f"invalid 'fmt' template {text!r} (expecting e.g. 'prefix-%06d-suffix)"
    width, letter, gap = rest.partition("d")
    if not letter:
        raise InvalidTemplate(wrong)
    digits = 0
    if width:
        number = width[1:]
        # AIS takes any width. Names of more digits than this cannot be.
        if width[0] != "0" or not _INTEGER.fullmatch(number) or len(number) > 4:
            raise InvalidTemplate(wrong)
        digits = int(number)
        if digits < 0:
            raise InvalidTemplate(wrong)
    return prefix, (Range(0, _MAX - 1, 1, digits, gap),)


def _leading_digits(text: str) -> str:
    return text[: len(text) - len(text.lstrip("0123456789"))]


def _integer(text: str) -> int:
    """As Go reads it: signs, but no blanks and no underscores, and no more than 64 bits."""
    if not _INTEGER.fullmatch(text):
        raise InvalidTemplate(f"strconv.ParseInt: parsing {text!r}: invalid syntax", tcode="NumError")
    digits = text.lstrip("+-").lstrip("0")
    # Twenty digits are too many in any case, and Python refuses thousands of them, zeros included.
    number = int(digits[:20] or "0") * (-1 if text[0] == "-" else 1)
    if not -_MAX - 1 <= number <= _MAX:
        raise InvalidTemplate(f"strconv.ParseInt: parsing {text!r}: value out of range", tcode="NumError")
    return number


def _check_bounds(kind: str, text: str, start: int, stop: int, step: int) -> None:
    for is_wrong, why in (
        (start > stop, "'start' cannot be greater than 'end'"),
        (start < 0, "'start' is negative"),
        (step <= 0, "'step' is non-positive"),
    ):
        if is_wrong:
            raise InvalidTemplate(f"invalid {kind!r} template {text!r}: {why}")
    if stop - start == _MAX and step == 1:
        raise InvalidTemplate(f"range [{start}..{stop}..{step}] is too large to expand", tcode="")
