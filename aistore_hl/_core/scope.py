"""What a listing is of: a prefix of bytes, whatever AIS takes it for."""

from __future__ import annotations

import re
from typing import Final, Self

from attrs import evolve, frozen

from .listing import ListFlag, ListRequest, ObjectEntry, Page

_IN_ARCHIVE: Final = re.compile(r".*?\.(?:tar\.gz|tar\.lz4|tar|tgz|zip)(?=/)", re.DOTALL)


@frozen
class Scope:
    """Whose entries are wanted, and how to ask for them.

    AIS takes a prefix that is a directory's name for the directory, on each disk that has one: `b` then lists `b/1`
    and, by chance, not `bb`, and without recursion what is in it (seen on AIS 5.0). So a prefix that ends within a name
    is asked for as a part of the directory above, from the place right before it. That takes up to a page more of what
    follows. A prefix that leads into an archive lists nothing (recorded), so the archive is asked for.
    """

    request: ListRequest
    prefix: str
    """What every wanted name begins with."""

    @classmethod
    def of(cls, request: ListRequest, *, is_remote: bool = False) -> Self:
        """The scope that a request means. What stands behind a remote bucket knows prefixes, and no start."""
        prefix = request.prefix
        inside = _IN_ARCHIVE.match(prefix) if request.flags & ListFlag.ARCHIVE_MEMBERS else None
        if inside is not None:
            request = evolve(request, prefix=inside.group())
        if request.prefix and not request.prefix.endswith("/") and not is_remote:
            after = max(request.start_after, _before(request.prefix), key=_key)
            request = evolve(request, prefix=request.prefix[: request.prefix.rfind("/") + 1], start_after=after)
        return cls(request, prefix)

    def wanted(self, page: Page) -> Page:
        """The page without what does not belong to the scope; without a token when nothing more can follow."""
        if self.prefix == self.request.prefix or not page.entries:
            return page
        entries = [entry for entry in page.entries if entry.name.startswith(self.prefix)]
        last = page.entries[-1].name
        is_over = not last.startswith(self.prefix) and _key(last) > _key(self.prefix)
        return Page(entries, "" if is_over else page.token, page.uuid)


def is_empty(directory: ObjectEntry) -> ListRequest:
    """What to ask for, to know whether anything is in a directory: AIS shows those that everything was deleted from."""
    return ListRequest(prefix=directory.name, props=("name",), page_size=1)


def _before(prefix: str) -> str:
    """A name right before all that begin with the prefix: the last byte less by one, and bytes that no text has."""
    *rest, last = _key(prefix)
    return (bytes(rest) + (bytes([last - 1]) + b"\xff" * 8 if last else b"")).decode("utf-8", "surrogateescape")


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
