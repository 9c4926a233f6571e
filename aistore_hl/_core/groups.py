"""Groups of objects: which names are meant, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Self

from attrs import field, frozen

from .errors import GroupFailed, GroupTooLarge, InvalidTemplate
from .jobs import JobProgress
from .names import check_object_name, need_text
from .object_range import ObjectRange
from .templates import Template

MAX_NAMES: Final = 1_000_000
"""Names of a group at most: a request with so many has about 30 MB, and AIS reads it whole."""

_SHOWN: Final = 3


def _check(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in their order.

    Raises:
        InvalidName: one that no object has.
        GroupTooLarge: they are more than `MAX_NAMES`.
    """
    if isinstance(names, str):
        raise TypeError("a group is made of several names, not of one str")
    found = tuple(dict.fromkeys(names))
    if len(found) > MAX_NAMES:
        raise _too_large(len(found))
    for name in found:
        check_object_name(name)
    return found


def _too_large(count: int) -> GroupTooLarge:
    return GroupTooLarge(f"a group of {count:,} names, more than {MAX_NAMES:,}: make several", count=count)


@frozen
class Selection:
    """The objects that are meant: by name, by a template, or by a prefix. Never none: AIS would take all."""

    names: tuple[str, ...] = ()
    template: Template | None = None
    prefix: str = ""

    @classmethod
    def of(cls, names: Iterable[str] | ObjectRange | None, template: str | None, prefix: str | None) -> Self:
        """The one of the three that is given.

        Raises:
            ValueError: none or several are given, or the group is empty.
            InvalidTemplate: the template is none, or the prefix would be taken for one.
            InvalidName: a name that no object has.
            GroupTooLarge: they are too many.
        """
        if sum(each is not None for each in (names, template, prefix)) != 1:
            raise ValueError("a group is made of names, of a template or of a prefix: exactly one of them")
        if prefix is not None:
            return cls(prefix=_prefix(prefix))
        if names is not None and not isinstance(names, ObjectRange):
            found = _check(names)
            if not found:
                raise ValueError("a group of no names: AIS would take it for the whole bucket")
            return cls(names=found)
        return cls(template=_template(names.template if names is not None else Template.parse(template or "")))

    @property
    def is_counted(self) -> bool:
        """Whether the names are known without asking the cluster."""
        return not self.prefix

    def __len__(self) -> int:
        if not self.is_counted:
            raise TypeError(f"how many names begin with {self.prefix!r} is known to the cluster only: iterate")
        return self.template.count if self.template is not None else len(self.names)

    def __iter__(self) -> Iterator[str]:
        if not self.is_counted:
            raise TypeError(f"which names begin with {self.prefix!r} is known to the cluster only")
        return iter(self.template if self.template is not None else self.names)

    def document(self) -> dict[str, Any]:
        """As AIS takes it."""
        if self.names:
            return {"objnames": list(self.names)}
        return {"template": self.template.text if self.template is not None else self.prefix}

    def __str__(self) -> str:
        if self.template is not None:
            return self.template.text
        if self.prefix:
            return f"{self.prefix}*"
        return f"{len(self.names):,} names"


def _prefix(text: str) -> str:
    if not text or text.endswith("*"):
        raise ValueError(f"not a prefix: {text!r} (an empty one, or a wildcard, would be the whole bucket)")
    if not Template.parse(text).is_prefix:
        raise InvalidTemplate(f"not a prefix: {text!r} (AIS would take it for a template: list it and give the names)")
    return text


def _template(found: Template) -> Template:
    if found.is_prefix:
        raise InvalidTemplate("a template without a range: AIS would take it for a prefix; say prefix= if it is one")
    if found.count > MAX_NAMES:
        raise _too_large(found.count)
    check_object_name(next(iter(found)))  # the others differ in digits
    return found


def sorted_names(names: Iterable[str]) -> list[str]:
    """In the order of listings: by bytes."""
    return sorted(names, key=lambda name: name.encode("utf-8", "surrogateescape"))


def common_prefix(names: Iterable[str]) -> str:
    """What all of them begin with, up to a slash: AIS takes a prefix that is a directory's name for the directory."""
    found = list(names)
    least, most = min(found), max(found)
    same = next((at for at, letter in enumerate(least) if at >= len(most) or most[at] != letter), len(least))
    return least[: least.rfind("/", 0, same) + 1]


def check_renaming(prepend: str, extensions: Mapping[str, str] | None, *, sync: bool) -> None:
    """Return if copies can be called so, as `copied_name` has it.

    Raises:
        TypeError: `extensions` are no mapping of texts.
        ValueError: `sync` with `prepend`, which AIS refuses. An old extension has a dot: AIS compares what is behind
            the last one, and would change nothing.
    """
    if sync and prepend:
        raise ValueError("sync compares names, so that nothing can be prepended to them")
    if extensions is None:
        return
    if not isinstance(extensions, Mapping):
        raise TypeError(f"extensions are a mapping of old ones to new ones, not {extensions!r}")
    for old, new in extensions.items():
        need_text("an extension", old)
        need_text("an extension", new)
        if "." in old:
            raise ValueError(f"an extension is what is behind the last dot, without it: {old!r} is that of no name")


def copied_name(name: str, prepend: str, extensions: Mapping[str, str] | None) -> str:
    """What an object is called after a copy. Source: api/apc/tcbtco.go (AIS 5.0)."""
    stem, dot, extension = name.rpartition(".")
    if dot and extensions and extension in extensions:
        name = f"{stem}.{extensions[extension].lstrip('.')}"
    return prepend + name


@frozen
class GroupResult:
    """What became of a group."""

    done: int
    """How many names it was done for."""
    missing: tuple[str, ...] = ()
    """Names that were not there before."""
    failed: Mapping[str, str] = field(factory=dict)
    """What is wrong, by name."""
    progress: JobProgress | None = None
    """What the job counted."""

    def check(self, what: str, *, missing_ok: bool) -> Self:
        """Itself, if all went well.

        Raises:
            GroupFailed: it did not.
        """
        missing = () if missing_ok else self.missing
        if not missing and not self.failed:
            return self
        bad = [*(f"{name!r} was not there" for name in missing), *(f"{n!r}: {why}" for n, why in self.failed.items())]
        more = f" and {len(bad) - _SHOWN:,} more" if len(bad) > _SHOWN else ""
        total = self.done + len(self.missing) + len(self.failed)
        raise GroupFailed(
            f"{what}: {len(bad):,} of {total:,} names: {'; '.join(bad[:_SHOWN])}{more}",
            missing=missing,
            failed=dict(self.failed),
            errors=dict(self.progress.errors) if self.progress is not None else {},
            progress=self.progress,
            id=self.progress.id if self.progress is not None else "",
            kind=self.progress.kind if self.progress is not None else "",
            result=self,
        )
