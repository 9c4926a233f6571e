"""Which class `python -m aistore_hl.etlserver` serves."""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from .function import server_of
from .server import ETLServer

PAYLOAD = "ETL_CLASS_PAYLOAD"


def served(where: str | None, environ: Mapping[str, str]) -> type[ETLServer]:
    """The class in `FILE.py[:Name]`, or without a file that of the payload in the environment.

    Raises:
        ValueError: there is none, or not one; the text says what is there.
    """
    if where:
        return class_in(where)
    if environ.get(PAYLOAD):
        from .payload import unpack

        return unpack(environ[PAYLOAD])
    raise ValueError(f"nothing to serve: give FILE.py or FILE.py:Class, or set {PAYLOAD}")


def class_in(where: str) -> type[ETLServer]:
    """The server class of a file, or one of its function `transform`; `FILE.py:Name` names another.

    Raises:
        ValueError: there is none, or not one.
    """
    path, _, name = where.rpartition(":")
    if not path or not path.endswith(".py"):
        path, name = where, ""
    module = _load(Path(path))
    if name:
        return _chosen(getattr(module, name, None), f"{path} has no server class or function {name!r}")
    found = [cls for value in vars(module).values() if (cls := _server(value)) and cls.__module__ == module.__name__]
    if len(found) > 1:
        names = ", ".join(sorted(cls.__name__ for cls in found))
        raise ValueError(f"{path} has several server classes: name one, as in {path}:{found[0].__name__} ({names})")
    if found:
        return found[0]
    return _chosen(getattr(module, "transform", None), f"{path} has neither a server class nor a function transform")


def _chosen(found: object, otherwise: str) -> type[ETLServer]:
    if (cls := _server(found)) is not None:
        return cls
    if inspect.isfunction(found):
        return server_of(found)
    raise ValueError(otherwise)


def _server(value: object) -> type[ETLServer] | None:
    return value if isinstance(value, type) and issubclass(value, ETLServer) else None


def _load(path: Path) -> ModuleType:
    if not path.is_file():
        raise ValueError(f"no such file: {path}")
    name = path.stem.replace("-", "_")
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"not a file of Python: {path}")
    module = importlib.util.module_from_spec(spec)
    # As if it were run: what lies beside it can be imported, and what it defines be pickled.
    sys.path.insert(0, str(path.resolve().parent))
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
