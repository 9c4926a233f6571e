"""`aisx stat`: what the cluster says of objects and buckets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from . import options
from .address import ADDRESS, Remote
from .output import Output

if TYPE_CHECKING:
    from aistore_hl.types import BucketProps, ObjectProps


@click.command()
@click.argument("addresses", metavar="ADDRESS...", nargs=-1, required=True, type=ADDRESS)
@click.option("--human", "-H", is_flag=True, help="Sizes as people say them.")
@options.JSON
@options.ENDPOINT
def stat(addresses: tuple[Remote, ...], human: bool, as_json: bool, endpoint: str | None) -> None:
    """Show size, checksum, version, times, place and custom metadata of objects; how buckets are set up."""
    output = Output(as_json=as_json, human=human)
    with options.connect(endpoint) as client:
        for number, where in enumerate(addresses):
            document: dict[str, Any]
            if where.name:
                document = _of_object(where, client.object(str(where.object)).head())
            else:
                document = _of_bucket(where, client.bucket(str(where.bucket)).head())
            if as_json:
                output.document(document)
                continue
            if number:
                output.lines([""])
            if "size" in document:
                document["size"] = output.size(document["size"])
            output.facts(_flat(document, output))


def _of_object(where: Remote, props: ObjectProps) -> dict[str, Any]:
    return {
        "url": str(where),
        "size": props.size,
        "checksum": None if props.checksum is None else str(props.checksum),
        "version": props.version,
        "accessed": props.atime,
        "location": props.location,
        "copies": props.copies,
        "chunks": props.chunks,
        "is_present": props.is_present,
        "metadata": dict(props.custom),
    }


def _of_bucket(where: Remote, props: BucketProps) -> dict[str, Any]:
    return {
        "url": str(where),
        "created": props.created,
        "access": props.access.name or int(props.access),
        "checksum": props.checksum_type,
        "is_versioned": props.is_versioned,
        "copies": props.copies if props.is_mirrored else 1,
        "slices": f"{props.data_slices}+{props.parity_slices}" if props.is_erasure_coded else None,
        "is_lru_enabled": props.is_lru_enabled,
        "backend": None if props.backend is None else str(props.backend),
    }


def _flat(document: dict[str, Any], output: Output) -> Iterator[tuple[str, str]]:
    """What is known, for people."""
    for name, value in document.items():
        if name == "metadata":
            yield from ((f"metadata.{key}", output.name(each)) for key, each in value.items())
        elif isinstance(value, bool):
            yield name, "yes" if value else "no"
        elif value is not None and value != "":
            yield name, output.time(value) if name in ("created", "accessed") else output.name(str(value))
