# Written by codegen.py from aistore_hl/_async/head.py; do not edit.
"""What the cluster says of one object."""

from __future__ import annotations

from aistore_api.api.objects import head_object
from aistore_api.types import Answer

from .._core.errors import ProtocolError
from .._core.limits import Limits
from .._core.names import ObjectRef
from .._core.props import ObjectProps, is_of_ais
from .session import Session


def head(session: Session, ref: ObjectRef, limits: Limits) -> ObjectProps:
    """The properties of an object.

    Raises:
        ObjectNotFound: there is no such object.
        ProtocolError: something else than AIS answers.
    """

    def read(answer: Answer) -> ObjectProps:
        if not is_of_ais(answer.headers):
            raise ProtocolError("no header of AIS: something else answers there")
        return ObjectProps.from_head(answer.headers, ref)

    return session.part(head_object.call(ref.bucket.name, ref.name, **ref.bucket.address()), read, limits)
