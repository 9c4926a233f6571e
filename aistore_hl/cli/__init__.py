"""The command `aisx`: a user of the public names, like any other program."""

from __future__ import annotations

from .command import main

__all__ = ["main"]
