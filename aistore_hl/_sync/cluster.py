# Written by codegen.py from aistore_hl/_async/cluster.py; do not edit.
"""The cluster as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aistore_api import models
from aistore_api.api.buckets import list_buckets
from aistore_api.api.cluster import get_smap
from aistore_api.api.health import get_health
from aistore_api.types import UNSET

from .._core.errors import StatusError, TransportError
from .._core.names import BucketRef, check_provider
from .._core.request import Timeouts
from .._core.smap import ClusterMap
from .bucket import Bucket
from .session import Session

if TYPE_CHECKING:
    from .._core.jobs import JobStatus


class Cluster:
    """The cluster that a client is connected to."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._session.origin}>"

    def is_aistore_running(self, *, timeout: float | Timeouts | None = None) -> bool:
        """Whether an AIS proxy answers at the endpoint; whatever else answers there is not one."""
        return self._is_healthy(ready=False, timeout=timeout)

    def is_ready(self, *, timeout: float | Timeouts | None = None) -> bool:
        """Whether the cluster has started and serves data: before, buckets answer 503 and objects may seem missing."""
        return self._is_healthy(ready=True, timeout=timeout)

    def get_info(self, *, timeout: float | Timeouts | None = None) -> ClusterMap:
        """The cluster map: which nodes there are, and where."""
        call = get_smap.call()
        return self._session.read(
            call, lambda answer: ClusterMap.from_document(call.parse(answer).to_dict()), timeout=timeout
        )

    def list_buckets(
        self, provider: str = "ais", *, timeout: float | Timeouts | None = None
    ) -> list[Bucket]:
        """The buckets of a provider, sorted by name; of every provider where it is empty.

        Raises:
            InvalidName: AIS has no such provider.
            BadRequest: the provider is not built into this cluster.
        """
        asked = check_provider(provider) if provider else UNSET
        call = list_buckets.call(body=models.ListBucketsAction(), provider=asked)
        refs = self._session.read(
            call,
            lambda answer: [BucketRef.from_document(bucket.to_dict()) for bucket in call.parse(answer) or ()],
            timeout=timeout,
        )
        return [Bucket(self._session, ref) for ref in sorted(refs, key=str)]

    def list_jobs(
        self, *, kind: str = "", running: bool = False, timeout: float | Timeouts | None = None
    ) -> list[JobStatus]:
        """The jobs that the cluster remembers, of one kind or of all; with `running` those under way only."""
        from aistore_api.api.jobs import list_job_statuses  # most programs never speak of jobs

        from .._core.jobs import JobStatus, check_kind

        query = models.JobQuery(kind=check_kind(kind) if kind else UNSET, show_active=True if running else None)
        call = list_job_statuses.call(body=query)
        return self._session.read(
            call,
            lambda answer: [JobStatus.from_document(status.to_dict()) for status in call.parse(answer) or ()],
            timeout=timeout,
        )

    def _is_healthy(self, *, ready: bool, timeout: float | Timeouts | None) -> bool:
        try:
            return self._session.read(
                get_health.call(readiness=ready), lambda answer: "ais-cluster-uptime" in answer.headers, timeout=timeout
            )
        except (TransportError, StatusError):
            return False
