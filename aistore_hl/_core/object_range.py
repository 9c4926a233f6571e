"""Names with a number in the middle, as a value."""

from __future__ import annotations

from typing import Self

from attrs import frozen

from .errors import InvalidTemplate
from .templates import Template


@frozen
class ObjectRange:
    """Names with a number in the middle: from `first` to `last`, both included."""

    prefix: str
    first: int
    last: int
    step: int = 1
    digits: int = 0
    """At least so many, with zeros in front."""
    suffix: str = ""

    @property
    def template(self) -> Template:
        """The same as AIS writes it.

        Raises:
            InvalidTemplate: the numbers make no range, or the texts around them would be taken for ranges.
        """
        text = f"{self.prefix}{{{self.first:0{self.digits}d}..{self.last:0{self.digits}d}..{self.step}}}{self.suffix}"
        found = Template.parse(text)
        if len(found.ranges) != 1 or found.prefix != self.prefix:
            raise InvalidTemplate(f"{self.prefix!r} and {self.suffix!r} would be taken for ranges themselves")
        return found

    @classmethod
    def from_template(cls, text: str) -> Self:
        """The range of a template that has one.

        Raises:
            InvalidTemplate: it has none, or several.
        """
        found = Template.parse(text)
        if len(found.ranges) != 1:
            raise InvalidTemplate(f"not one range: {text[:80]!r}")
        (only,) = found.ranges
        return cls(found.prefix, only.start, only.end, only.step, only.digits, only.gap)
