"""A server class as text, for the environment of what shall run it. Reading one runs what is in it.

Base64 of a line of JSON, which says what made it, and of what cloudpickle makes of the class.
"""

from __future__ import annotations

import base64
import binascii
import json
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from types import ModuleType
from typing import Any

import cloudpickle

from .server import ETLServer


def pack(cls: type[ETLServer]) -> str:
    """A class and what belongs to it, by value: the module that it is in need not be where it is unpacked.

    Raises:
        TypeError: it is no server class, it could not be served, or holds what cannot be pickled.
    """
    given: object = cls
    if not (isinstance(given, type) and issubclass(given, ETLServer)):
        raise TypeError(f"not a class that extends one of the servers: {cls!r}")
    if cls._etl_serve is ETLServer._etl_serve:
        raise TypeError(f"{cls.__name__} serves nothing: extend one of the three servers")
    cls._etl_check()
    with _by_value(cls):
        try:
            content = cloudpickle.dumps(cls)
        except Exception as exc:  # whatever a user's class holds, and said with its name
            raise TypeError(f"{cls.__name__} holds what cannot be sent: {exc}") from exc
    head = json.dumps({**versions(), "name": cls.__name__})
    return base64.b64encode(head.encode() + b"\n" + content).decode()


def unpack(text: str) -> type[ETLServer]:
    """The class of a payload. What made it must be what is here: pickles are not for other versions.

    Raises:
        ValueError: it is none, or other versions made it; the text says which.
    """
    try:
        head, mark, content = base64.b64decode(text, validate=True).partition(b"\n")
        made: Any = json.loads(head)  # Any: JSON from outside, checked below
    except (binascii.Error, ValueError) as exc:
        raise ValueError("the payload is not what `pack` makes") from exc
    if not mark or not isinstance(made, dict) or not isinstance(made.get("name"), str):
        raise ValueError("the payload is not what `pack` makes")
    here = versions()
    for what in ("python", "cloudpickle"):
        if made.get(what) != here[what]:
            raise ValueError(f"{made['name']} was packed with {what} {made.get(what)}, and here is {what} {here[what]}")
    cls = cloudpickle.loads(content)
    if not (isinstance(cls, type) and issubclass(cls, ETLServer)):
        raise ValueError(f"the payload holds no server class: {cls!r}")
    return cls


def versions() -> dict[str, str]:
    """What a payload depends on: Python without its last number, cloudpickle, this package."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"python": python, "cloudpickle": cloudpickle.__version__, "aistore_hl": version("aistore-hl")}


@contextmanager
def _by_value(cls: type) -> Iterator[None]:
    """Have cloudpickle take along the modules of a class and its bases, but for those that are installed."""
    names = {each.__module__ for each in cls.__mro__}
    modules = [module for name in names if (module := sys.modules.get(name)) is not None and _is_own(module)]
    for module in modules:
        cloudpickle.register_pickle_by_value(module)
    try:
        yield
    finally:
        for module in modules:
            cloudpickle.unregister_pickle_by_value(module)


def _is_own(module: ModuleType) -> bool:
    """Whether a module is the user's: no part of Python, of this package, or of anything installed."""
    top = module.__name__.partition(".")[0]
    if top in sys.stdlib_module_names or top in ("aistore_hl", "aistore_api", "__main__"):
        return False
    file = getattr(module, "__file__", None) or ""
    return "site-packages" not in file and "dist-packages" not in file
