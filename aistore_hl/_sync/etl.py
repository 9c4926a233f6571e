# Written by codegen.py from aistore_hl/_async/etl.py; do not edit.
"""One ETL of the cluster: its start and its end, and what the cluster tells of it."""

from __future__ import annotations

import base64
import binascii
import warnings
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, Unpack, overload

from aistore_api.api.etls import (
    delete_etl,
    get_etl,
    get_etl_health,
    get_etl_logs,
    get_etl_logs_of_target,
    get_etl_metrics,
    init_etl,
    start_etl,
    stop_etl,
)
from aistore_api.types import UNSET

from .._core.errors import (
    AisError,
    BadRequest,
    EtlNotFound,
    EtlNotStarted,
    ProtocolError,
    ServerError,
    Unavailable,
    Unsupported,
)
from .._core.etl import (
    INIT_TIMEOUT,
    OBJECT_TIMEOUT,
    Communication,
    EtlDetails,
    EtlUsage,
    Stages,
    Start,
    check_etl_name,
)
from .._core.etl_runtime import EtlClassOptions, with_files
from .._core.jobs import job_id
from .._core.request import Timeouts

if TYPE_CHECKING:
    from aistore_api.models import ETLInitMessage

    from ..etlserver.server import ETLServer
    from .etl_class import ClassStart
    from .session import Session

C = TypeVar("C", bound="type[ETLServer]")

_SLACK = 15.0
"""Seconds that the answer to a start may take beyond the time that the transformer is given."""


class Etl(Stages):
    """An ETL by its name: a transformer beside every target. Holds names only.

    `a >> b` gives what `a` makes to `b`. As a block it is stopped and deleted at its end.
    """

    def __init__(self, session: Session, name: str) -> None:
        self._session = session
        self._name = check_etl_name(name)

    @property
    def name(self) -> str:
        """Its name."""
        return self._name

    @property
    def etl_names(self) -> tuple[str, ...]:
        """The name, as one stage of a pipeline."""
        return (self._name,)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._name}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and other._name == self._name

    def __hash__(self) -> int:
        return hash(self._name)

    def init(
        self,
        image: str,
        *,
        command: str | Sequence[str] = (),
        communication: Communication = "hpush",
        init_timeout: float = INIT_TIMEOUT,
        object_timeout: float = OBJECT_TIMEOUT,
        direct_put: bool = False,
        direct_file_access: bool = False,
        env: Mapping[str, str] | None = None,
        resources: Mapping[str, Mapping[str, str]] | None = None,
    ) -> Self:
        """Start it from an image, and return when it is ready beside every target. Itself.

        A `command` in one text is split at blanks. The transformer has `init_timeout` seconds to become ready, and
        `object_timeout` for one object. `direct_put` says that it can store results itself, `direct_file_access` that
        its `transform` takes the path of a file. `resources` are those of Kubernetes: `{"limits": {"memory": "1Gi"}}`.

        Raises:
            InvalidETL: AIS would refuse it.
            EtlNotStarted: it did not become ready; why, and whether the name is taken now, is in its fields.
            Conflict: there is one of this name.
            AmbiguousWrite, Unavailable: the answer was lost, or the cluster is not up: `list_etls` says what became of
                it.
            Unsupported: this AIS was built without ETL.
        """
        started = Start(
            communication=communication,
            init_timeout=init_timeout,
            object_timeout=object_timeout,
            direct_put=direct_put,
            env=with_files(env or {}, direct_file_access),
            resources=resources or {},
        )
        words = command.split() if isinstance(command, str) else command
        self.send_init(started.of_image(self._name, image, words), init_timeout)
        return self

    @overload
    def init_class(self, cls: C, /, **options: Unpack[EtlClassOptions]) -> C: ...
    @overload
    def init_class(self, /, **options: Unpack[EtlClassOptions]) -> ClassStart: ...
    def init_class(self, cls: Any = None, /, **options: Unpack[EtlClassOptions]) -> Any:  # Any: one of the two above
        """Start it from a server class of `aistore_hl.etlserver`, and return when it is ready. The class.

        Without one, what starts it of the class that it is called with: in threads that is a decorator. The class and
        what belongs to it is sent by value, so that its file is not needed there. On a real cluster it runs in an image
        of Python, in which pip installs this package and the `dependencies` each time a pod starts; all options are in
        `aistore_hl.types.EtlClassOptions`.

        Raises:
            InvalidETL: an option that AIS would refuse, or the class is too large: 128 KiB.
            TypeError: it is no server class, has no `transform` that it could use, or holds what cannot be pickled.
            EtlNotStarted: it did not become ready; why, and whether the name is taken now, is in its fields.
            Conflict: there is one of this name.
        """
        from .etl_class import ClassStart  # loads the servers

        start = ClassStart(self, options)
        return start if cls is None else start(cls)

    def init_function(
        self,
        function: Callable[..., Any],
        *,
        server: type[ETLServer] | None = None,
        **options: Unpack[EtlClassOptions],
    ) -> Self:
        """Start it from a function, and return when it is ready. Itself.

        The function takes content and returns content, or takes content, path and arguments; it may be a coroutine.
        `server` is the class that it becomes the `transform` of, `FastAPIServer` for a coroutine and for `ws` unless
        told; the options are those of `init_class`.

        Raises: as `init_class`.
        """
        from .etl_class import ClassStart, class_of

        ClassStart(self, options)(class_of(function, server, options))
        return self

    def init_spec(
        self,
        specification: str,
        *,
        communication: Communication | None = None,
        init_timeout: float | None = None,
        object_timeout: float | None = None,
        direct_put: bool | None = None,
    ) -> Self:
        """Start it from a specification in YAML, and return when it is ready. Itself.

        Either AIS's own, with `runtime: {image: ...}` and what `init` has as arguments, or that of a pod. What is not
        given is as it says: a pod in its annotations `communication_type`, `wait_timeout`, `support_direct_put`. One of
        a pod that has lost its indentation is repaired, with a warning. AIS 5.0 is the last that takes pods.

        Raises:
            InvalidETL: it is none, or AIS would refuse it: what is wrong, and where.
            MissingExtra: to read it takes `aistore-hl[etl]`.
            EtlNotStarted: it did not become ready; why, and whether the name is taken now, is in its fields.
            Conflict: there is one of this name.
        """
        from .._core.etl_spec import specification_of

        spec = specification_of(specification)
        if spec.is_repaired:
            warnings.warn("the pod specification has lost its indentation, which is made up", stacklevel=2)
        begun = Start(
            communication=communication or spec.communication or "hpush",
            init_timeout=_first(init_timeout, spec.init_timeout, INIT_TIMEOUT),
            object_timeout=_first(object_timeout, spec.object_timeout, OBJECT_TIMEOUT),
            direct_put=spec.direct_put if direct_put is None else direct_put,
            resources=spec.resources,
        )
        self.send_init(spec.message(self._name, begun), begun.init_timeout)
        return self

    def start(self, *, timeout: float | Timeouts | None = INIT_TIMEOUT + _SLACK) -> None:
        """Start it again after it was stopped, and return when it is ready.

        Raises:
            EtlNotFound: there is none.
            BadRequest: it runs, or did not become ready.
        """
        call = start_etl.call(self._name)
        self._session.read(call, lambda answer: job_id(call.parse(answer)), timeout=timeout)

    def stop(self, *, timeout: float | Timeouts | None = None) -> None:
        """Stop it: jobs that use it are aborted. One that is stopped stays so.

        Raises:
            EtlNotFound: there is none.
        """
        self._session.send(stop_etl.call(self._name), timeout=timeout)

    def delete(self, *, missing_ok: bool = False, timeout: float | Timeouts | None = None) -> None:
        """End it, if it runs, and forget it: jobs that use it are aborted.

        Raises:
            EtlNotFound: there is none, unless `missing_ok`.
        """
        try:
            self._session.send(delete_etl.call(self._name), timeout=timeout)
        except EtlNotFound as exc:
            # An earlier try of this very call may have deleted it: its answer was lost.
            if not missing_ok and not exc.unsure:
                raise

    def view(self, *, job: str = "", timeout: float | Timeouts | None = None) -> EtlDetails:
        """How it was started, and what failed lately: when objects were read, or in the job of that id.

        AIS keeps 128 errors on each target, and tells nothing of one that was stopped.

        Raises:
            EtlNotFound: there is none, or it does not run.
        """
        call = get_etl.call(self._name, uuid=job or UNSET)
        return self._session.read(
            call, lambda answer: EtlDetails.from_document(call.parse(answer).to_dict()), timeout=timeout
        )

    def logs(self, target: str = "", *, timeout: float | Timeouts | None = None) -> dict[str, str]:
        """What it has printed, by the target's id; of one target, if it is named.

        Raises:
            EtlNotFound: there is none, or it does not run.
            BadRequest: there is no such target.
        """
        call = get_etl_logs_of_target.call(self._name, target) if target else get_etl_logs.call(self._name)
        return self._session.read(
            call,
            lambda answer: {each.target_id: _text(each.logs) for each in call.parse(answer) or ()},
            timeout=timeout,
        )

    def health(self, *, timeout: float | Timeouts | None = None) -> dict[str, str]:
        """`Running`, or what else it is, by the target's id.

        Raises:
            EtlNotFound: there is none, or it does not run.
        """
        call = get_etl_health.call(self._name)
        return self._session.read(
            call,
            lambda answer: {each.target_id: each.health_status for each in call.parse(answer) or ()},
            timeout=timeout,
        )

    def metrics(self, *, timeout: float | Timeouts | None = None) -> dict[str, EtlUsage]:
        """CPU and memory that it uses, by the target's id.

        Raises:
            EtlNotFound: there is none, or it does not run.
            BadRequest: the Kubernetes of the cluster has no metrics server.
        """
        call = get_etl_metrics.call(self._name)
        return self._session.read(
            call,
            lambda answer: {each.target_id: EtlUsage(each.cpu, each.mem) for each in call.parse(answer) or ()},
            timeout=timeout,
        )

    def send_init(self, message: ETLInitMessage, seconds: float) -> None:
        """Start it as a message says, which gives it so many seconds to become ready.

        Raises: as `init`.
        """
        call = init_etl.call(body=message)
        try:
            self._session.read(call, lambda answer: job_id(call.parse(answer)), timeout=seconds + _SLACK)
        except (Unavailable, Unsupported):
            # Nothing was begun, or nobody knows: then what has the name may be somebody else's, and is left alone.
            raise
        except (BadRequest, ServerError) as exc:
            if exc.server_message.startswith(_MALFORMED):
                raise
            raise self._not_started(exc) from exc

    def _not_started(self, exc: BadRequest | ServerError) -> EtlNotStarted:
        """The error of a start that failed, after what is left of it was removed as far as that can be done."""
        text, is_reserved = f"ETL {self._name!r} could not be started: {exc.server_message or exc}", False
        try:
            self.delete(missing_ok=True)
        except AisError as left:
            is_reserved = True
            text += f"; and the name stays taken, as it could not be deleted: {left}"
        return EtlNotStarted(text, name=self._name, reason=exc.server_message, is_reserved=is_reserved)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.delete(missing_ok=True)


def _first(*seconds: float | None) -> float:
    """The first that is given."""
    return next(each for each in seconds if each is not None)


_MALFORMED = "invalid etl.InitMsg"
"""What AIS's words about a message that it does not take begin with: it has begun nothing then."""


def _text(logs: str | None) -> str:
    """What was printed, of its base64.

    Raises:
        ProtocolError: it is none.
    """
    try:
        return base64.b64decode(logs or "", validate=True).decode("utf-8", "replace")
    except binascii.Error as exc:
        raise ProtocolError("the logs of an ETL are not base64") from exc
