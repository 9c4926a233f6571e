"""Files of a shard as samples: WebDataset's rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

_META = re.compile(r"__[^/]*__($|/)")


def split_name(name: str) -> tuple[str, str] | None:
    """Key and field of a file: the name up to the first dot of its last element, and what follows it, in lower case.

    `None` for a file without such a dot, and for one of WebDataset's own (`__name__`): they belong to no sample.
    """
    if _META.match(name):
        return None
    folder, slash, last = name.rpartition("/")
    stem, dot, field = last.partition(".")
    # A name that begins with a dot has its folder as a key, as WebDataset's own pattern has it: up to the slash.
    if not dot or not (stem or (slash and "." not in folder.rpartition("/")[2])):
        return None
    return folder + slash + stem, field.lower()


def grouped(files: Iterable[tuple[str, bytes]]) -> Iterator[dict[str, Any]]:
    """Files that follow one another and have the same key, as one sample: `{"__key__": key, field: content, ...}`.

    Raises:
        ValueError: a sample has a field twice.
    """
    sample: dict[str, Any] = {}
    for name, content in files:
        parts = split_name(name)
        if parts is None:
            continue
        key, field = parts
        if sample and sample["__key__"] != key:
            yield sample
            sample = {}
        sample.setdefault("__key__", key)
        if field in sample:
            raise ValueError(f"sample {key!r} has two files {field!r}")
        sample[field] = content
    if sample:
        yield sample
