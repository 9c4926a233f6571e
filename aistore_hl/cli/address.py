"""What a word on the command line names: a file, stdin or stdout, or something in the cluster.

An address has its provider in front, `ais://bucket/name`; whatever has none is a file. So no word can mean both.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from aistore_hl import errors
from aistore_hl.types import BucketRef, ObjectRef

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # not generic in older releases

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@frozen
class Remote:
    """A bucket, and what follows its slash: a name, a prefix, or nothing."""

    bucket: BucketRef
    name: str = ""

    @classmethod
    def parse(cls, text: str) -> Remote:
        """An address.

        Raises:
            InvalidName: it is none.
        """
        if not _SCHEME.match(text):
            hint = f": with its provider in front, ais://{text.lstrip('/')}" if text.strip("/") else ""
            raise errors.InvalidName(f"not an address: {text!r}{hint}")
        provider, _, rest = text.partition("://")
        space, slash = "", ""
        if rest[:1] in ("@", "#"):
            space, slash, rest = rest.partition("/")
        bucket, _, name = rest.partition("/")
        return cls(BucketRef.parse(f"{provider}://{space}{slash}{bucket}"), name)

    @property
    def object(self) -> ObjectRef:
        """The object that it names.

        Raises:
            InvalidName: it names a bucket, or no object can have such a name.
        """
        if not self.name:
            raise errors.InvalidName(f"{self} is a bucket, not an object: {self}/NAME")
        return ObjectRef(self.bucket, self.name)

    @property
    def is_folder(self) -> bool:
        """Whether it can only be meant as what other names begin with."""
        return not self.name or self.name.endswith("/")

    @property
    def below(self) -> str:
        """The prefix of everything below it, if it is taken for a folder."""
        return self.name if self.is_folder else f"{self.name}/"

    def __str__(self) -> str:
        return f"{self.bucket}/{self.name}" if self.name else str(self.bucket)


@frozen
class Local:
    """A file or a folder of this machine."""

    path: str

    def __str__(self) -> str:
        return self.path


@frozen
class Standard:
    """stdin or stdout."""

    def __str__(self) -> str:
        return "-"


Place = Remote | Local | Standard


def place(text: str) -> Place:
    """What a word names where all three are possible.

    Raises:
        InvalidName: it looks like an address, and is none.
    """
    if text == "-":
        return Standard()
    if not _SCHEME.match(text):
        if not text:
            raise errors.InvalidName("a file has a name: ''")
        return Local(text)
    try:
        return Remote.parse(text)
    except errors.InvalidName as exc:
        raise errors.InvalidName(f"{exc}; a file of that name is ./{text}") from exc


class AddressType(ParamType):
    """An address in the cluster; completed by asking the cluster."""

    name = "address"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Remote:
        return value if isinstance(value, Remote) else Remote.parse(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from .completion import addresses

        return addresses(ctx.params.get("endpoint"), incomplete)


class BucketType(AddressType):
    """The address of a bucket."""

    name = "bucket"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Remote:
        found = super().convert(value, param, ctx)
        if found.name.strip("/"):
            raise errors.InvalidName(f"{found} is an object or a prefix, not a bucket: {found.bucket}")
        return Remote(found.bucket)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from .completion import buckets

        return buckets(ctx.params.get("endpoint"), incomplete)


class PlaceType(ParamType):
    """A file, `-`, or an address."""

    name = "place"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Place:
        return place(value) if isinstance(value, str) else value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        from .completion import addresses

        # Files, until something is typed that only an address begins with.
        remote = addresses(ctx.params.get("endpoint"), incomplete) if incomplete else []
        return [*remote, CompletionItem(incomplete, type="file")]


ADDRESS: Final = AddressType()
BUCKET: Final = BucketType()
PLACE: Final = PlaceType()
