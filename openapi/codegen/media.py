"""Media types: what the generator and our templates make of each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from typing import Final

from attrs import frozen
from ruamel.yaml import YAML

_OCTETS: Final = "application/octet-stream"
_READ_WHOLE: Final = frozenset(("application/msgpack", "application/xml"))
"""Octets that are one document, of use only when all of it is there: not offered as a stream."""


class Form(Enum):
    """How a body is handled."""

    JSON = "json"
    TEXT = "text"
    OCTETS = "octets"


@frozen
class MediaTypes:
    """What `codegen.yaml` tells the generator to take for something it knows."""

    overrides: Mapping[str, str]

    @classmethod
    def load(cls, config: Path) -> MediaTypes:
        """As the generator's own settings have them."""
        loaded = YAML(typ="safe").load(config.read_text("utf-8")) or {}
        return cls(dict(loaded.get("content_type_overrides") or {}))

    def of_answer(self, media_type: str) -> Form | None:
        """How an answer of that type is read; `None` where the generator drops it with a warning at best."""
        known = self._plain(media_type)
        return Form.TEXT if known.startswith("text/") else self._data(known)

    def of_request(self, media_type: str) -> Form | None:
        """How a request of that type is written; `None` where the generator leaves out the whole operation."""
        return self._data(self._plain(media_type))

    def streams(self, media_type: str) -> bool:
        """Whether an answer of that type may be taken piece by piece."""
        return self.of_answer(media_type) is Form.OCTETS and media_type not in _READ_WHOLE

    def _plain(self, media_type: str) -> str:
        return self.overrides.get(media_type, media_type).partition(";")[0].strip().lower()

    @staticmethod
    def _data(known: str) -> Form | None:
        if known == "application/json" or known.endswith("+json"):
            return Form.JSON
        return Form.OCTETS if known == _OCTETS else None
