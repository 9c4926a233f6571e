"""Datasets of PyTorch over the objects of a cluster; needs the extra `torch`.

Names are loaded on first use: those that are not of torch work without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .batches import ByteBatchSampler
    from .cache import DiskCache
    from .datasets import BatchDataset, IterDataset, MapDataset, ShardDataset
    from .gopen import register_webdataset
    from .inventory import Source
    from .pipes import AISFileLister, AISFileLoader
    from .policy import SKIP
    from .samples import Sample
    from .writer import ShardWriter

__all__ = [
    "SKIP",
    "AISFileLister",
    "AISFileLoader",
    "BatchDataset",
    "ByteBatchSampler",
    "DiskCache",
    "IterDataset",
    "MapDataset",
    "Sample",
    "ShardDataset",
    "ShardWriter",
    "Source",
    "register_webdataset",
]

_OF_TORCH = (".datasets", ".pipes")
_HOMES = {
    "SKIP": ".policy",
    "AISFileLister": ".pipes",
    "AISFileLoader": ".pipes",
    "BatchDataset": ".datasets",
    "ByteBatchSampler": ".batches",
    "DiskCache": ".cache",
    "IterDataset": ".datasets",
    "MapDataset": ".datasets",
    "Sample": ".samples",
    "ShardDataset": ".datasets",
    "ShardWriter": ".writer",
    "Source": ".inventory",
    "register_webdataset": ".gopen",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        module = import_module(home, __name__)
    except ModuleNotFoundError as exc:
        if home in _OF_TORCH and exc.name == "torch":
            text = f'{name} needs torch: pip install "aistore-hl[torch]"'
            raise ModuleNotFoundError(text, name=exc.name) from exc
        raise
    value = globals()[name] = getattr(module, name)
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
