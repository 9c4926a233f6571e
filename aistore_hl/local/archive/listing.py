"""Pages of a listing with the members of archives: each is listed as a name below its archive's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Iterator, Mapping, Sequence
from heapq import heappop, heappush, nsmallest
from itertools import count
from operator import itemgetter
from typing import TYPE_CHECKING, Final, TypeAlias

from attrs import evolve

from ..answers import Refusal
from ..listing import Found, ListedMember, ListFlag, Shelf, Wanted, first_page
from ..store import Content, Damaged, ObjectTable
from ..streams import Steps
from .format import EXTENSIONS, by_name
from .reading import members

if TYPE_CHECKING:
    from ..moves import Moves

_ENDS: Final = tuple(extension.encode() for extension in EXTENSIONS)

_Heap: TypeAlias = list[tuple[bytes, int, ListedMember, str]]
"""Of those with one name, the number says which comes first."""


async def page_with_members(
    shelves: Callable[[], Awaitable[Sequence[Shelf]]], wanted: Wanted, moves: Moves
) -> list[Found]:
    """The names of the page. An archive that cannot be read is listed without members. Source: xact/xs/lso.go

    `shelves` are asked for each time, as archives are read in between, and objects may move meanwhile.
    """
    tables: dict[str, ObjectTable] = {}

    async def following() -> list[Found]:
        found = await shelves()
        tables.update((shelf.target, shelf.table) for shelf in found)
        return first_page(found, plain, is_moving=moves.is_active)

    plain = evolve(wanted, flags=wanted.flags & ~ListFlag.ARCHIVE_MEMBERS)
    pending: _Heap = []
    numbers = count()
    for name in _archives_at(wanted):
        for shelf in await shelves():
            # While objects move each of them finds it.
            if await _push(pending, name, shelf.target, shelf.table, wanted, numbers):
                break
    page: list[Found] = []
    objects: list[Found] = []
    while len(page) < wanted.limit:
        objects = objects or await following()
        if not objects and not pending:
            break
        if not objects or (pending and pending[0][0] < objects[0][0]):
            member, _, listed, target = heappop(pending)
            page.append((member, listed, target))
            continue
        name, stored, target = found = objects.pop(0)
        page.append(found)
        plain = evolve(plain, token=name)
        if stored is not None and name.endswith(_ENDS):
            await _push(pending, name, target, tables[target], wanted, numbers)
    return page


def _archives_at(wanted: Wanted) -> Iterator[bytes]:
    """Archives that come before the page and may have members on it: names that the last one begins with."""
    last = wanted.last
    for end in range(1, len(last) + 1):
        name = last[:end]
        if name.endswith(_ENDS) and name.startswith(wanted.prefix):
            yield name


async def _push(
    pending: _Heap, name: bytes, target: str, table: ObjectTable, wanted: Wanted, numbers: Iterator[int]
) -> bool:
    """Whether there is such an archive here."""
    try:
        opened = table.open(name)
        if opened is None:
            return False
        content = opened[1]
        # The thread ends before the content is closed, also where nobody waits for it any more.
        steps = Steps(_listed(name, content, wanted), content.close)
        try:
            for member, size in await steps.next() or ():
                heappush(pending, (member, next(numbers), ListedMember(size, None, 0, _NO_CUSTOM, 0), target))
        finally:
            steps.close()
    except (Refusal, Damaged):
        return True  # it is there, and cannot be read
    return True


_NO_CUSTOM: Final[Mapping[str, str]] = {}


def _listed(name: bytes, content: Content, wanted: Wanted) -> Generator[list[tuple[bytes, int]], None, None]:
    """The members that may be on the page, all at once: no more of them than fit."""
    shown = name.decode("utf-8", "replace")
    found = (
        (name + b"/" + member.name.lstrip("/").encode("utf-8", "surrogateescape"), member.size)
        for member in members(content, by_name(shown), shown)
    )
    yield nsmallest(wanted.limit, (each for each in found if each[0] > wanted.last), key=itemgetter(0))
