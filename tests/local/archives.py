"""What is in an archive, and in an answer of several parts: for comparisons that leave times and compression alone."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final, TypeAlias

import lz4.frame

Entries: TypeAlias = "list[tuple[str, bytes]]"

_JOB: Final = re.compile(r"gbt-[A-Za-z0-9_-]{9,12}")
_LZ4: Final = b"\x04\x22\x4d\x18"

Members: TypeAlias = "list[list[Any]]"
"""Names and sizes, as recordings have them."""


def entries(content: bytes) -> Entries | None:
    """Names and content of the members in their order; `None` of what is no archive, or one that cannot be read here.

    A tar may end early: what is whole of it counts.
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return [(item.filename, archive.read(item)) for item in archive.infolist()]
    if content.startswith(_LZ4):
        content = lz4.frame.decompress(content)
    if content.startswith(b"\x1f\x8b"):
        content = gzip.decompress(content)
    is_tar = content[257:262] == b"ustar" or (bool(content) and not content.strip(b"\0"))
    return _of_tar(content) if is_tar and len(content) % 512 == 0 else None


def is_compressed(content: bytes) -> bool:
    """Whether two programs write it differently."""
    return content.startswith((b"PK", b"\x1f\x8b", _LZ4))


def members(content: bytes) -> Members | None:
    """Names and sizes, of what is an archive."""
    found = entries(content)
    return None if found is None else [[name, len(each)] for name, each in found]


def parts(media_type: str, content: bytes) -> list[tuple[str, Any]]:
    """Name and value of each part: documents parsed, archives as their entries."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + media_type.encode() + b"\r\n\r\n" + content)
    found = []
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        value = part.get_payload(decode=True)
        assert isinstance(value, bytes)
        found.append((name, results(part.get_content()) if name == "metadata" else entries(value)))
    return found


def results(document: Any) -> Any:
    """What a get-batch says of its items, without what it says by chance."""
    read = json.loads(document) if isinstance(document, str | bytes) else document
    return [_result(item) for item in read["out"]]


def _result(item: dict[str, Any]) -> dict[str, Any]:
    """The provider is told or not, and the member apart or with the object, by who collects."""
    name = "/".join(filter(None, (item["objname"], item.get("archpath"))))
    kept = {key: item[key] for key in ("bucket", "size", "opaque") if key in item}
    return {**kept, "name": name, "failed": bool(item.get("err_msg"))}


def without_job(text: str) -> str:
    """Text of a get-batch, with neither job nor work in it."""
    text = re.sub(r"(/v1/ml/moss(?:/[^/]+)??)/gbt-[^/]+/[^/]+/(\d+)", r"\1/JOB/WORK/\2", text)
    return _JOB.sub("gbt-JOB", text)


def _of_tar(content: bytes) -> Entries:
    found = []
    with tarfile.open(fileobj=io.BytesIO(content), mode="r|", ignore_zeros=False) as archive:
        for item in archive:
            file = archive.extractfile(item)
            found.append((item.name, file.read() if file else b""))
    return found
