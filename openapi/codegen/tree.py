"""Files as they should be, against files as they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from attrs import frozen


class State(Enum):
    """What is wrong with a written file."""

    MISSING = "missing"
    STALE = "stale"
    ORPHAN = "orphan"


@frozen(order=True)
class Difference:
    """One written file that is not as its sources say."""

    path: str
    state: State = State.MISSING

    def __str__(self) -> str:
        return f"{self.state.value}: {self.path}"


@frozen
class Tree:
    """The files that a run would write, and the places where nothing else may be."""

    files: Mapping[str, bytes]
    """Path from the root of the project, with `/`."""
    owned: tuple[str, ...]
    """Folders whose every file is written: another one there is an orphan."""
    unknown: frozenset[str] = frozenset()
    """Files that would be written if their sources were in order: they are left alone."""

    def differences(self, root: Path) -> list[Difference]:
        """How the folder at `root` differs, sorted by path."""
        found = []
        for path, content in self.files.items():
            file = root / path
            if not file.is_file():
                found.append(Difference(path, State.MISSING))
            # Line endings are git's business: a checkout on Windows is not stale.
            elif file.read_bytes().replace(b"\r\n", b"\n") != content:
                found.append(Difference(path, State.STALE))
        orphans = set(_files(root, self.owned)) - set(self.files) - self.unknown
        found.extend(Difference(path, State.ORPHAN) for path in orphans)
        return sorted(found, key=lambda difference: difference.path)

    def write(self, root: Path) -> list[Difference]:
        """Makes the folder at `root` so, touching only what differs; what was different."""
        differences = self.differences(root)
        for difference in differences:
            file = root / difference.path
            if difference.state is State.ORPHAN:
                file.unlink()
                _remove_empty(file.parent, root)
            else:
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(self.files[difference.path])
        return differences


def union(trees: Iterable[Tree]) -> Tree:
    """All files of all trees."""
    files: dict[str, bytes] = {}
    owned: list[str] = []
    unknown: set[str] = set()
    for tree in trees:
        files.update(tree.files)
        owned.extend(tree.owned)
        unknown |= tree.unknown
    return Tree(files, tuple(owned), frozenset(unknown))


def _files(root: Path, folders: Iterable[str]) -> Iterable[str]:
    for folder in folders:
        for file in (root / folder).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts:
                yield file.relative_to(root).as_posix()


def _remove_empty(folder: Path, root: Path) -> None:
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
