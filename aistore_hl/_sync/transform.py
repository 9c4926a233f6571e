# Written by codegen.py from aistore_hl/_async/transform.py; do not edit.
"""Reads of what an ETL makes of an object."""

from __future__ import annotations

from math import inf

from aistore_api.api.etls import get_etl, transform_object, transform_object_to
from aistore_api.redirects import Hop, leave
from aistore_api.redirects import RedirectRefused as Refused
from aistore_api.types import UNSET, Call, Unset

from .._concurrency import monotonic
from .._core.errors import RedirectRefused
from .._core.etl import EtlDetails, Transform
from .._core.limits import Limits
from .._core.names import Address, ObjectRef
from .._core.reading import ReadOptions
from .._wire.blocking import Response
from .session import Session

_AGE = 10.0
"""Seconds for which it is believed that an ETL is pulled from."""


class _Asked(Address, total=False):
    """What both requests below say of the ETLs, and of the object."""

    etl_name: str
    etl_pipeline: str | Unset
    etl_args: str | Unset
    latest_ver: bool | Unset


def _asked(ref: ObjectRef, how: Transform, latest: bool) -> _Asked:
    return {
        "etl_name": how.etl,
        "etl_pipeline": how.pipeline_text or UNSET,
        "etl_args": UNSET if how.arguments is None else how.arguments,
        "latest_ver": True if latest else UNSET,
        **ref.bucket.address(),
    }


def transform_call(ref: ObjectRef, how: Transform, *, latest: bool = False) -> Call[bytes]:
    """The request for what ETLs make of an object."""
    return transform_object.call(ref.bucket.name, ref.name, **_asked(ref, how, latest))


def transform_to_call(ref: ObjectRef, how: Transform, to: ObjectRef, *, latest: bool, sync: bool) -> Call[None]:
    """The request to store what ETLs make of an object."""
    return transform_object_to.call(
        ref.bucket.name,
        ref.name,
        object_to=to.uname,
        synchronize=True if sync else UNSET,
        **_asked(ref, how, latest),
    )


def open_transformed(
    session: Session, ref: ObjectRef, options: ReadOptions, limits: Limits
) -> Response:
    """The 2xx answer to such a read.

    A target redirects to a transformer that is pulled from. That is the only redirect which leaves the cluster, and it
    is followed only where the cluster says that the ETL is one.

    Raises:
        RedirectRefused: a target redirects elsewhere, and the ETL is not pulled from.
    """
    how = options.transform
    assert how is not None  # it is why this is asked

    def out(origin: str, location: str | None) -> Hop:
        try:
            hop = leave(origin=origin, location=location)
        except Refused as exc:
            raise RedirectRefused(str(exc), node=origin) from exc
        if not _is_pulled(session, how.etl, limits):
            raise RedirectRefused(f"redirected to {hop.origin}, and ETL {how.etl!r} is not pulled from", node=origin)
        return hop

    return session.open(transform_call(ref, how, latest=options.latest), limits, leave=out)


def _is_pulled(session: Session, name: str, limits: Limits) -> bool:
    """Whether clients are redirected to the transformer."""
    if session.pulled.get(name, -inf) > monotonic() - _AGE:
        return True
    call = get_etl.call(name)
    found = session.part(call, lambda answer: EtlDetails.from_document(call.parse(answer).to_dict()), limits)
    if found.communication != "hpull":
        return False
    session.pulled[name] = monotonic()
    return True
