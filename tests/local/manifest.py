"""What each recorded exchange is to the local cluster that imitates AIS (`quirks="ais"`).

`replayed`: it is answered as recorded. `spec only`: it is not, for a reason; the specification is compared with it
(tests/spec). `outside`: it shows what neither has. tests/local/test_recordings.py holds the cluster to it, and
`python -m tests.local.recorded GROUP` brings the list up to what is built.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, TypeAlias

from attrs import frozen

Kind: TypeAlias = Literal["replayed", "spec only", "outside"]

FILE: Final = Path(__file__).with_name("manifest.json")


@frozen
class Entry:
    """The class of one record, and why it is not replayed."""

    kind: Kind
    reason: str = ""


def load() -> Mapping[str, Mapping[str, Entry]]:
    """File -> id of a record -> its entry."""
    raw = json.loads(FILE.read_text("utf-8"))
    return {
        file: {name: Entry(fields["class"], fields.get("reason", "")) for name, fields in entries.items()}
        for file, entries in raw.items()
    }


def counts() -> Counter[str]:
    """How many records are of each class."""
    return Counter(entry.kind for entries in load().values() for entry in entries.values())
