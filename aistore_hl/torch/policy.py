"""What becomes of a sample that cannot be read or decoded."""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, Literal, TypeAlias, TypeVar

from attrs import field, frozen
from attrs.validators import ge

T = TypeVar("T")

_log = logging.getLogger("aistore_hl")


class Skip(Enum):
    """Stands for a sample that does not come."""

    SKIP = "skip"


SKIP: Final = Skip.SKIP
"""What an `on_error` function returns to leave the sample out."""

# Any: what stands in for a sample is the user's.
OnError: TypeAlias = Literal["raise", "skip"] | Callable[[str, Exception], Any]
"""`raise`, `skip`, or a function of name and error that returns what stands in for the sample, or `SKIP`, or raises."""


def _known(value: OnError) -> OnError:
    if not callable(value) and value not in ("raise", "skip"):
        raise ValueError(f"on_error must be 'raise', 'skip' or a function, not {value!r}")
    return value


@frozen
class Policy:
    """How often a failed sample is asked for again, and what comes in its place then."""

    on_error: OnError = field(default="raise", converter=_known)
    retries: int = field(default=0, validator=ge(0))

    def settle(self, name: str, error: Exception) -> Any:
        """What stands in for the sample; `SKIP` for nothing.

        Raises: the error, unless the policy is another.
        """
        if self.on_error == "raise":
            error.add_note(f"sample {name!r}")
            raise error
        if self.on_error == "skip":
            _log.warning("sample %r is left out: %s", name, error)
            return SKIP
        return self.on_error(name, error)

    def apply(self, transform: Callable[[T], Any] | None, name: str, sample: T) -> Any:
        """The sample as the transform makes it, or what stands in for it."""
        if transform is None:
            return sample
        try:
            return transform(sample)
        except Exception as exc:  # noqa: BLE001  # whatever a user's decoder raises is the user's to judge: `settle` raises it again
            return self.settle(name, exc)
