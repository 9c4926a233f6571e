"""Listings as they were in 2022."""

from __future__ import annotations

from typing import Self

from attrs import field, frozen

from aistore_hl.types import ObjectEntry, Page


@frozen
class BucketEntry:
    """One object of a listing. Empty and 0: it was not asked for."""

    name: str
    size: int = 0
    checksum: str = ""
    atime: str = ""
    version: str = ""
    target_url: str = ""
    copies: int = 0
    flags: int = 0

    @classmethod
    def of(cls, entry: ObjectEntry) -> Self:
        """Today's entry."""
        return cls(
            name=entry.name,
            size=entry.size,
            checksum=entry.checksum,
            atime=entry.atime_text,
            version=entry.version,
            target_url=entry.location,
            copies=entry.copies,
            flags=entry.flags,
        )


@frozen
class BucketList:
    """One page; the next one by its `continuation_token`, which is empty on the last."""

    uuid: str = ""
    entries: list[BucketEntry] = field(factory=list)
    continuation_token: str = ""

    @classmethod
    def of(cls, page: Page) -> Self:
        """Today's page."""
        return cls(page.uuid, [BucketEntry.of(entry) for entry in page.entries], page.token)

    def get_entries(self) -> list[BucketEntry]:
        """The objects of this page."""
        return self.entries


def props_of(text: str) -> tuple[str, ...]:
    """Properties written with commas between."""
    return tuple(part.strip() for part in text.split(",") if part.strip()) or ("name", "size")
