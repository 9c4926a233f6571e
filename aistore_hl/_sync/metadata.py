# Written by codegen.py from aistore_hl/_async/metadata.py; do not edit.
"""Custom metadata of one object, changed."""

from __future__ import annotations

from collections.abc import Mapping

from aistore_api import models
from aistore_api.api.objects import replace_object_metadata, update_object_metadata

from .._core.limits import Limits
from .._core.names import ObjectRef
from .session import Session


def patch(
    session: Session, ref: ObjectRef, metadata: Mapping[str, str], limits: Limits, *, replace: bool
) -> None:
    """Add `metadata` to what there is, or make it all there is."""
    body = models.CustomMetadataMessage.from_dict({"value": dict(metadata)})
    operation = replace_object_metadata if replace else update_object_metadata
    call = operation.call(ref.bucket.name, ref.name, body=body, **ref.bucket.address())
    session.part(call, call.parse, limits)
