"""Files that a target hands over by their path: only those below the roots, by a way without links."""

from __future__ import annotations

import errno
import os
import re
import stat
from typing import BinaryIO, Final

from .refusal import Refused

_SYSTEM_PLACES: Final = ("/proc", "/sys", "/dev", "/etc", "/run", "/var/run")
_SYSTEM_KINDS: Final = frozenset(
    ("proc", "sysfs", "cgroup", "cgroup2", "tmpfs", "devpts", "mqueue", "overlay", "devtmpfs")
)
_OCTAL: Final = re.compile(r"\\([0-7]{3})")
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Roots:
    """Folders below which files may be read."""

    def __init__(self, folders: tuple[str, ...]) -> None:
        # Given by whoever deploys, who may use links; and what is asked for may name either.
        self._folders = {name.rstrip("/") + "/": os.path.realpath(name) for name in folders}
        self._folders |= {real.rstrip("/") + "/": real for real in list(self._folders.values())}

    def open(self, path: str) -> tuple[BinaryIO, int]:
        """The file at an absolute path, and its size.

        Each folder on the way is opened by itself: what is checked is what is read.

        Raises:
            Refused: 403 it is not below a root, a link is on the way, or it is no regular file; 404 it is not there.
        """
        parts = path.split("/")
        if "\0" in path or ".." in parts or "." in parts:
            raise Refused(403, "etl_fqn is no plain path below a root")
        root = next((root for root in self._folders if path.startswith(root)), None)
        if root is None:
            raise Refused(403, "etl_fqn is not below a root")
        folder = -1
        try:
            *folders, name = [part for part in path[len(root) :].split("/") if part]
            folder = os.open(self._folders[root], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            for part in folders:
                inner = os.open(part, _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = inner
            found = os.open(name, _FILE, dir_fd=folder)
        except (OSError, ValueError) as exc:
            raise _refusal(exc) from None
        finally:
            if folder >= 0:
                os.close(folder)
        facts = os.fstat(found)
        if not stat.S_ISREG(facts.st_mode):
            os.close(found)
            raise Refused(403, "etl_fqn is no regular file")
        return os.fdopen(found, "rb", buffering=0), facts.st_size


def _refusal(exc: OSError | ValueError) -> Refused:
    if isinstance(exc, OSError) and exc.errno in (errno.ENOENT, errno.ENAMETOOLONG):
        return Refused(404, "the file that etl_fqn names is not there")
    return Refused(403, "etl_fqn leads over a link, is no regular file, or may not be read")


def data_mounts(mountinfo: str) -> tuple[str, ...]:
    """The read-only mounts of a pod that are no part of its system, from the text of /proc/self/mountinfo.

    AIS mounts the volumes of the target so. Source: ext/etl/boot.go (AIS 5.0), proc_pid_mountinfo(5)
    """
    found: list[str] = []
    for line in mountinfo.splitlines():
        fields, _, rest = line.partition(" - ")
        words, kind = fields.split(" "), rest.split(" ")[0]
        if len(words) < 6 or kind in _SYSTEM_KINDS or "ro" not in words[5].split(","):
            continue
        place = _OCTAL.sub(lambda match: chr(int(match[1], 8)), words[4])
        if place != "/" and not any(place == system or place.startswith(f"{system}/") for system in _SYSTEM_PLACES):
            found.append(place)
    return tuple(found)


def own_mounts() -> tuple[str, ...]:
    """`data_mounts` of the pod that this runs in."""
    try:
        with open("/proc/self/mountinfo", encoding="utf-8", errors="surrogateescape") as file:
            return data_mounts(file.read())
    except OSError:
        return ()
