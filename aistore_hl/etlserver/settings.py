"""What the environment of a transformer says."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Final, Self
from urllib.parse import unquote

from attrs import frozen

from aistore_hl._core.config import TlsSettings

from .nodes import Endpoint, place

_TRUE: Final = frozenset(("1", "true", "yes", "on"))
_FALSE: Final = frozenset(("", "0", "false", "no", "off"))

MAX_BODY: Final = 1 << 30
"""Bytes of a body that `transform` gets as a whole; `transform_stream` has no limit."""


@frozen(kw_only=True)
class ServerSettings:
    """What a server is told by AIS, and by whoever deploys it."""

    target: Endpoint | None = None
    """AIS_TARGET_URL: where objects are fetched from, and whose path final targets are put to."""
    direct_put: bool = False
    """Whether results are put to the target that shall have them."""
    direct_fqn: bool = False
    """ETL_DIRECT_FQN: `transform` gets the path of a file instead of its content."""
    fqn_roots: tuple[str, ...] | None = None
    """ETL_FQN_ROOTS: folders below which files may be read; None: the pod's own mounts."""
    allowed: frozenset[str] = frozenset()
    """ETL_ALLOWED_HOSTS: `host:port` of the targets and of the next stages."""
    allowed_files: tuple[str, ...] = ()
    """The items of it that begin with `@`: files with one of these in each line, which may change."""
    workers: int = 1
    """NUM_WORKERS: processes."""
    threads: int = 32
    """ETL_THREADS: transforms at a time in one process."""
    host: str = "0.0.0.0"
    port: int = 8000
    retries: int = 3
    """AIS_DIRECT_PUT_RETRIES: how often a direct put that broke is tried again."""
    pause: float = 1.0
    """AIS_DIRECT_PUT_PAUSE_MS, in seconds: before the first of these; the next is twice as long, up to 30."""
    max_body: int = MAX_BODY
    """ETL_MAX_BODY."""
    token: str = ""
    """AIS_AUTHN_TOKEN: for AIS_TARGET_URL, and for nobody else."""
    tls: TlsSettings = TlsSettings()
    in_pod: bool = False

    def allows(self, item: str) -> bool:
        """Whether results may be put to that `host:port`. Files are read when nothing else allows it."""
        own = self.target is not None and item == self.target.place
        return own or item in self.allowed or any(listed(path, item) for path in self.allowed_files)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """The settings of an environment.

        Raises:
            EnvironmentError: AIS_TARGET_URL is not there. Set to nothing it says that there is no target.
            ValueError: a value cannot be used; the text names the variable.
        """
        url = environ.get("AIS_TARGET_URL")
        if url is None:
            raise OSError(
                "AIS_TARGET_URL is not set: AIS sets it for what it starts; without a target set it to nothing"
            )
        roots = environ.get("ETL_FQN_ROOTS")
        allowed = [item.strip() for item in environ.get("ETL_ALLOWED_HOSTS", "").split(",") if item.strip()]
        arg_type = environ.get("ARG_TYPE", "").strip().lower()
        direct_put = environ.get("direct_put", environ.get("DIRECT_PUT", ""))
        return cls(
            target=_target(url.strip()) if url.strip() else None,
            direct_put=_flag(direct_put, "direct_put"),
            direct_fqn=arg_type == "fqn" or _flag(environ.get("ETL_DIRECT_FQN", ""), "ETL_DIRECT_FQN"),
            fqn_roots=None if roots is None else tuple(_folder(root) for root in roots.split(os.pathsep) if root),
            allowed=frozenset(place(item, "ETL_ALLOWED_HOSTS") for item in allowed if not item.startswith("@")),
            allowed_files=tuple(_allowed_file(item) for item in allowed if item.startswith("@")),
            workers=_number(environ, "NUM_WORKERS", 1, 1),
            threads=_number(environ, "ETL_THREADS", 32, 1),
            host=environ.get("HOST", "") or "0.0.0.0",
            port=_number(environ, "PORT", 8000, 0),
            retries=_number(environ, "AIS_DIRECT_PUT_RETRIES", 3, 0),
            pause=_number(environ, "AIS_DIRECT_PUT_PAUSE_MS", 1000, 0) / 1000,
            max_body=_number(environ, "ETL_MAX_BODY", MAX_BODY, 0),
            token=environ.get("AIS_AUTHN_TOKEN", ""),
            tls=TlsSettings(
                ca=environ.get("AIS_CLIENT_CA", ""),
                cert=environ.get("AIS_CRT", ""),
                key=environ.get("AIS_CRT_KEY", ""),
                verify=not _flag(environ.get("AIS_SKIP_VERIFY_CRT", ""), "AIS_SKIP_VERIFY_CRT"),
            ),
            in_pod="KUBERNETES_SERVICE_HOST" in environ,
        )


def listed(path: str, item: str) -> bool:
    """Whether a file of ETL_ALLOWED_HOSTS has `host:port` now. One that is not there, or has something else, allows
    nothing: it is read only to see whether somebody may get a result."""
    try:
        with open(path, encoding="utf-8") as file:
            return item in {place(line.strip(), "ETL_ALLOWED_HOSTS") for line in file if line.strip()}
    except (OSError, ValueError):
        return False


def _allowed_file(item: str) -> str:
    if not item.startswith("@/"):
        raise ValueError(f"ETL_ALLOWED_HOSTS has a file that does not begin with a slash: {item!r}")
    return item[1:]


def _target(url: str) -> Endpoint:
    endpoint = Endpoint.parse(url)
    # The text is not shown: the path of AIS_TARGET_URL is a secret.
    if endpoint is None or endpoint.query or unquote(endpoint.path) == "/":
        raise ValueError("AIS_TARGET_URL is no URL of the form http://host:port/path")
    return endpoint


def _flag(text: str, name: str) -> bool:
    word = text.strip().lower()
    if word not in _TRUE | _FALSE:
        raise ValueError(f"{name} must be true or false, not {text!r}")
    return word in _TRUE


def _number(environ: Mapping[str, str], name: str, default: int, least: int) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit()) or int(text) < least:
        raise ValueError(f"{name} must be a number from {least} on, not {text!r}")
    return int(text)


def _folder(root: str) -> str:
    if not root.startswith("/"):
        raise ValueError(f"ETL_FQN_ROOTS has a folder that does not begin with a slash: {root!r}")
    return root
