"""What stands behind buckets that are not this cluster's own: another cluster, or a folder served as a cloud."""

from __future__ import annotations

from .contract import Backend, Entry, Listed, Outside
from .registry import Backends, check_cluster, check_folders

__all__ = ["Backend", "Backends", "Entry", "Listed", "Outside", "check_cluster", "check_folders"]
