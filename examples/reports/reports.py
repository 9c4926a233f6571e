"""Daily reports, kept in AIStore, with the last good one at hand while the cluster is away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from aistore_hl import Bucket, errors

Row = tuple[str, int]


class Reports:
    """The reports in a bucket. What was read once is kept in a folder, for when the cluster does not answer."""

    def __init__(self, bucket: Bucket, kept: Path) -> None:
        self._bucket = bucket
        self._kept = kept

    def save(self, day: date, rows: Iterable[Row]) -> None:
        """Store the report of a day, in place of an older one."""
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        self._bucket.object(_name(day)).put(text.getvalue().encode())

    def load(self, day: date) -> list[Row]:
        """The report of a day: the one in the cluster, or while that is away the last that was read.

        Raises:
            LookupError: there is none.
        """
        copy = self._kept / f"{day}.csv"
        try:
            content = self._bucket.object(_name(day)).get().read_all()
        except errors.ObjectNotFound:
            copy.unlink(missing_ok=True)
            raise LookupError(f"no report of {day}") from None
        except (errors.Unavailable, errors.TransportError):
            if not copy.exists():
                raise
            content = copy.read_bytes()
        else:
            copy.write_bytes(content)
        return [(name, int(count)) for name, count in csv.reader(io.StringIO(content.decode()))]

    def days(self) -> list[date]:
        """The days that have a report, in order."""
        names = (entry.name for entry in self._bucket.list_objects(prefix="reports/"))
        return [date.fromisoformat(Path(name).stem) for name in names]


def _name(day: date) -> str:
    return f"reports/{day}.csv"
