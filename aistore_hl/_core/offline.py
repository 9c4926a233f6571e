"""Transforms of many objects into another bucket: what is asked for, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import frozen

from .errors import InvalidETL
from .etl import ERRORS_KEPT, FailedObject, Transform, duration
from .groups import check_renaming, copied_name
from .listing import ObjectEntry
from .names import BucketRef

BUCKET_KIND: Final = "etl-bck"
GROUP_KIND: Final = "etl-listrange"


@frozen
class Offline:
    """What is done to objects, wherever they are."""

    how: Transform
    to: BucketRef
    prepend: str = ""
    extensions: Mapping[str, str] | None = None
    dry_run: bool = False
    latest: bool = False
    sync: bool = False
    force: bool = False
    workers: int | None = None
    request_timeout: float | None = None
    continue_on_error: bool = True

    def __attrs_post_init__(self) -> None:
        if self.how.arguments is not None:
            raise InvalidETL("AIS gives no arguments to an ETL in a job: put them into its env")
        check_renaming(self.prepend, self.extensions, sync=self.sync)

    def name_of(self, name: str) -> str:
        """What becomes of an object is called so."""
        return copied_name(name, self.prepend, self.extensions)

    def document(self) -> dict[str, Any]:
        """As AIS takes it, without what is not said."""
        said = {
            "pipeline": list(self.how.pipeline),
            "request_timeout": "" if self.request_timeout is None else duration(self.request_timeout),
            "prepend": self.prepend,
            "ext": dict(self.extensions or {}),
            "dry_run": self.dry_run,
            "latest-ver": self.latest,
            "synchronize": self.sync,
            "force": self.force,
            "coer": self.continue_on_error,
        }
        document = {"id": self.how.etl, **{name: value for name, value in said.items() if value}}
        if self.workers is not None:
            document["num-workers"] = self.workers
        return document

    @property
    def kept(self) -> str:
        """What a job for groups keeps for the requests after it. Source: xact/xs/tcobjs.go (AIS 5.0)"""
        return repr(sorted((name, str(value)) for name, value in self.document().items() if name != "num-workers"))


@frozen
class Errors:
    """What the ETLs of a job have told of objects, by name."""

    by_name: Mapping[str, str]
    is_full: bool
    """Whether there may have been more, which AIS does not keep."""

    @classmethod
    def of(cls, found: Iterable[FailedObject], source: BucketRef) -> Errors:
        """Those of the objects of a bucket."""
        errors = list(found)
        by_name = {}
        for each in errors:
            # Of `ais://@cluster#namespace/bucket/object` what is behind the bucket.
            _, slash, name = each.object.partition(f"/{source.name}/")
            said = " ".join(each.message.split())
            by_name[name if slash else each.object] = f"{each.status}: {said}" if each.status else said
        return cls(by_name, len(errors) >= ERRORS_KEPT)


def failures(
    names: Mapping[str, str], before: Mapping[str, ObjectEntry], after: Mapping[str, ObjectEntry], errors: Errors
) -> dict[str, str]:
    """What is wrong, by name, of `names` with the names of their results; what was there before and is there now.

    The destination is the judge, not the errors: they may be those of an earlier request that the job served.
    """
    found = {}
    for name, result in names.items():
        now, then = after.get(result), before.get(result)
        told = errors.by_name.get(name)
        if now is None:
            found[name] = told or f"it did not arrive as {result!r}"
        elif then is not None and then.version == now.version and (told or errors.is_full):
            kept = f"{result!r} is as it was before, and AIS keeps {ERRORS_KEPT} errors of a target at most"
            found[name] = told or kept
    return found
