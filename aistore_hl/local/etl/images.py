"""What is run here where a pod would have an image."""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from attrs import field, frozen

from ..answers import Refusal, bad_request
from .environments import Environment

if TYPE_CHECKING:
    from .message import InitMessage

OURS: Final = "aistore_hl.etlserver"
"""The module that runs our transformers, in whatever image."""

_OURS: Final = ("{python}", "-m", OURS)
_SAMPLES: Final = Path(__file__).parents[2] / "etlserver/transformers"
_SAMPLE: Final = re.compile(r"(?:docker\.io/)?aistorage/transformer_(echo|md5|hello_world)(?:[:@].*)?")
"""Images of AIS's own examples, for which we have transformers that do the same."""

_ORIGINAL: Final = re.compile(r"(?:docker\.io/)?aistorage/runtime_python(?::(?P<version>\d+\.\d+).*|[:@].*)?")
"""Its tag is the version of its Python."""
_ORIGINALS: Final = ("aistore[etl]>=1.16", "cloudpickle", "gunicorn", "uvicorn[standard]")
"""What that image has."""

_NEXT: Final = re.compile(r"(\[[^\[\]\n]*\])|,(?=\s*[A-Za-z])")
"""What is between two packages of a line: a comma that is not between two versions. Or extras, whose commas are theirs.

To look ahead from each comma for the end of its extras took time with the square of the line.
"""


@frozen
class Run:
    """A command, and the environment of Python that it is for."""

    words: Sequence[str]
    environment: Environment | None = None
    """That of the cluster without it."""
    remark: str = ""
    """What its log has to say of it first."""

    def command(self, python: str, port: int) -> list[str]:
        """The command for that interpreter; `{python}` and `{port}` in it are replaced."""
        return [word.replace("{python}", python).replace("{port}", str(port)) for word in self.words]


@frozen
class Images:
    """A command of this machine by the name of an image, which may have `*` in it; the first that fits is taken.

    In a command `{python}` is the interpreter that runs the cluster, and `{port}` where the transformer has to listen.
    """

    commands: Mapping[str, tuple[str, ...]] = field(factory=dict)

    @classmethod
    def of(cls, table: Mapping[str, Sequence[str]] | None) -> Self:
        """A table of the user's.

        Raises:
            ValueError: an image without a command.
        """
        for image, command in (table or {}).items():
            if isinstance(command, str) or not command:
                raise ValueError(f"the command of image {image!r} must be a list of words, not {command!r}")
        return cls({image: tuple(command) for image, command in (table or {}).items()})

    def run(self, message: InitMessage) -> Run:
        """What is run for an ETL.

        Raises:
            Refusal: 400, its image has no command here; what would be needed.
        """
        image = message.image
        for pattern, command in self.commands.items():
            if fnmatchcase(image, pattern):
                return Run(command)
        original = _ORIGINAL.fullmatch(image)
        if original:
            return _run_original(message, original["version"])
        sample = _SAMPLE.fullmatch(image)
        is_ours = any(OURS in word for word in message.command)
        if sample or is_ours:
            needed = "fastapi" if sample and message.communication == "ws" else "h11"
            if find_spec(needed) is None:
                raise _cannot_run(message, f"a package: pip install 'aistore-hl[etl]' brings {needed}")
        if sample:
            kind = ":OverWebSockets" if message.communication == "ws" else ""
            return Run((*_OURS, f"{_SAMPLES / sample[1]}.py{kind}"))
        if is_ours:  # whatever image it is: our servers need nothing of it but an interpreter
            packages, index = message.env.get("PACKAGES", ""), message.env.get("PIP_INDEX_URL", "")
            environment = Environment(packages, index) if packages.strip() else None
            return Run(_OURS, environment, _remark(message))
        raise _cannot_run(
            message,
            f'a local command for it: LocalCluster(etl_images={{"{image}": ["{{python}}", "server.py"]}}), or '
            f"--etl-image '{image}={{python}} server.py'",
        )


def read_table(texts: Iterable[str]) -> dict[str, list[str]]:
    """The table that words of a command line make: each is `IMAGE=COMMAND`, with the command as a shell takes it.

    Raises:
        ValueError: one is not.
    """
    table = {}
    for text in texts:
        image, _, command = text.partition("=")
        words = shlex.split(command)
        if not image or not words:
            raise ValueError(f"{text!r} is not IMAGE=COMMAND")
        table[image] = words
    return table


def write_table(table: Mapping[str, Sequence[str]] | None) -> list[str]:
    """The words from which `read_table` makes it again."""
    return [f"{image}={shlex.join(command)}" for image, command in (table or {}).items()]


def own_python() -> str:
    """The interpreter that runs the cluster."""
    return sys.executable


def _run_original(message: InitMessage, version: str | None) -> Run:
    """What is run for NVIDIA's runtime.

    Raises:
        Refusal: 400, the machine has not the Python that it is for: a class of another one cannot be loaded.
    """
    interpreter = own_python()
    if version and version != f"{sys.version_info.major}.{sys.version_info.minor}":
        interpreter = shutil.which(f"python{version}") or ""
        if not interpreter:
            raise _cannot_run(message, f"Python {version} on this machine: no python{version} is in PATH")
    lines = (*_ORIGINALS, _NEXT.sub(lambda found: found[1] or "\n", message.env.get("PACKAGES", "")))
    environment = Environment("\n".join(lines), message.env.get("PIP_INDEX_URL", ""), interpreter, has_ours=False)
    return Run(("{python}", str(Path(__file__).with_name("original.py"))), environment, _remark(message))


def _remark(message: InitMessage) -> str:
    """That packages of the system are not installed: this one is the user's, and no image that goes again."""
    wanted = re.split(r"[\s,]+", message.env.get("OS_PACKAGES", "").strip())
    if wanted == [""]:
        return ""
    return f"[OS_PACKAGES are not installed without an image; this machine has to have them: {' '.join(wanted)}]\n"


def _cannot_run(message: InitMessage, needed: str) -> Refusal:
    return bad_request(f'ETL[{message.name}]: image "{message.image}" cannot run without Kubernetes; it needs {needed}')
