"""What an image of Python is told, so that it serves a class that was packed here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Self, TypedDict

from attrs import frozen

from .errors import InvalidETL
from .etl import INIT_TIMEOUT, OBJECT_TIMEOUT, Communication, Start

PAYLOAD: Final = "ETL_CLASS_PAYLOAD"
_PACKAGES, _OS_PACKAGES, _INDEX, _WORKERS = "PACKAGES", "OS_PACKAGES", "PIP_INDEX_URL", "NUM_WORKERS"

LONGEST: Final = (128 << 10) - 1
"""Bytes of a variable, with its name: a process with a longer one is not started. Source: MAX_ARG_STRLEN (Linux)"""

_OS_PACKAGE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+:=~_-]*", re.ASCII)

_PYTHON: Final = re.compile(r"(?:.*/)?python:(\d+\.\d+)(?:[.-].*)?", re.ASCII)
"""An image of Python that says which one it has."""

# Of Debian and of Alpine. What the packages are is in the environment: nothing of it is read as words of the shell but
# the names of packages of the system, which hold none.
_SCRIPT: Final = """\
set -e
if [ -n "$OS_PACKAGES" ]; then
  if command -v apk >/dev/null; then apk add --no-cache $OS_PACKAGES
  else apt-get update && apt-get install -y --no-install-recommends $OS_PACKAGES; fi
fi
printf '%s\\n' "$PACKAGES" > /tmp/packages.txt
python -m pip install --no-cache-dir --disable-pip-version-check -r /tmp/packages.txt {ours}
exec python -m aistore_hl.etlserver
"""


class EtlClassOptions(TypedDict, total=False):
    """How an ETL is started from a class, or from a function; none of it has to be said."""

    dependencies: Sequence[str]
    """Packages that it needs, as pip takes them: `pillow`, `numpy>=2`."""
    os_packages: Sequence[str]
    """Packages of the image's system: `ffmpeg`."""
    image: str
    """One with pip and the Python of this process: `python:3.12-slim` and the like unless told."""
    index: str
    """Where packages come from, instead of PyPI."""
    workers: int
    """Processes beside each target; 1 unless told."""
    communication: Communication
    init_timeout: float
    object_timeout: float
    direct_put: bool
    """Whether it stores results itself; `True` unless told, as our servers can."""
    direct_file_access: bool
    """Whether its `transform` takes the path of a file."""
    env: Mapping[str, str]
    resources: Mapping[str, Mapping[str, str]]


@frozen
class Runtime:
    """The image in which a class runs, and what is done in it before."""

    image: str
    ours: Sequence[str]
    """What the class was packed with, which has to be there in the same version."""
    dependencies: Sequence[str] = ()
    os_packages: Sequence[str] = ()
    index: str = ""
    workers: int | None = None

    def __attrs_post_init__(self) -> None:
        for each in self.dependencies:
            if not each.strip() or each.lstrip().startswith("-") or not each.isprintable():
                raise InvalidETL(f"not a package that pip takes: {each!r}")
        for each in self.os_packages:
            if not _OS_PACKAGE.fullmatch(each):
                raise InvalidETL(f"not the name of a package of the system: {each!r}")
        if self.workers is not None and (type(self.workers) is not int or self.workers < 1):
            raise InvalidETL(f"workers must be 1 or more, not {self.workers!r}")

    @classmethod
    def of(cls, options: EtlClassOptions, versions: Mapping[str, str]) -> Self:
        """The one of these options, for what was packed with these versions.

        Raises:
            InvalidETL: a package that cannot be one, or an image of another Python than that which packs the class.
        """
        python = versions["python"]
        image = options.get("image") or f"python:{python}-slim"
        found = _PYTHON.fullmatch(image)
        if found is not None and found[1] != python:
            raise InvalidETL(f"image {image!r}: what is packed by Python {python} is read by no other")
        return cls(
            image=image,
            ours=(f"aistore-hl[etl]=={versions['aistore_hl']}", f"cloudpickle=={versions['cloudpickle']}"),
            dependencies=_listed("dependencies", options.get("dependencies", ())),
            os_packages=_listed("os_packages", options.get("os_packages", ())),
            index=options.get("index", ""),
            workers=options.get("workers"),
        )

    @property
    def command(self) -> list[str]:
        """What the image runs."""
        return ["sh", "-c", _SCRIPT.format(ours=" ".join(f"'{each}'" for each in self.ours))]

    def env(self, payload: str) -> dict[str, str]:
        """What it is told, besides what the user says.

        Raises:
            InvalidETL: the class is too large for a variable.
        """
        size = len(PAYLOAD) + 1 + len(payload)
        if size > LONGEST:
            raise InvalidETL(
                f"the class takes {size:,} bytes, of {LONGEST:,} at most: what it needs of data belongs into an "
                "object, which `setup` reads"
            )
        told = {
            _PACKAGES: "\n".join(self.dependencies),
            _OS_PACKAGES: " ".join(self.os_packages),
            _INDEX: self.index,
            _WORKERS: "" if self.workers is None else str(self.workers),
        }
        return {PAYLOAD: payload, **{name: value for name, value in told.items() if value}}


def start_of(options: EtlClassOptions, runtime: Mapping[str, str]) -> Start:
    """How an ETL of these options is started, with what its runtime is told.

    Raises:
        InvalidETL: AIS would refuse it.
    """
    env = {**options.get("env", {}), **runtime}
    return Start(
        communication=options.get("communication", "hpush"),
        init_timeout=options.get("init_timeout", INIT_TIMEOUT),
        object_timeout=options.get("object_timeout", OBJECT_TIMEOUT),
        direct_put=options.get("direct_put", True),
        env=with_files(env, options.get("direct_file_access", False)),
        resources=options.get("resources", {}),
    )


def with_files(env: Mapping[str, str], direct_file_access: bool) -> Mapping[str, str]:
    """The environment of a transformer, which may be given paths of files."""
    return {**env, "ETL_DIRECT_FQN": "true"} if direct_file_access else env


def check_options(options: Mapping[str, Any]) -> None:
    """That there is no other option.

    Raises:
        TypeError: there is.
    """
    unknown = sorted(set(options) - set(EtlClassOptions.__annotations__))
    if unknown:
        raise TypeError(f"no such option of an ETL: {', '.join(unknown)}")


def _listed(what: str, given: Iterable[str]) -> tuple[str, ...]:
    if isinstance(given, str):
        raise TypeError(f"{what} are a list of names, not one text")
    return tuple(given)
