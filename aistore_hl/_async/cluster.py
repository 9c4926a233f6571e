"""The cluster as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aistore_api import models
from aistore_api.api.buckets import list_buckets
from aistore_api.api.cluster import get_smap
from aistore_api.api.health import get_health
from aistore_api.types import UNSET

from .._concurrency import monotonic
from .._core.errors import StatusError, TransportError
from .._core.names import BucketRef, check_bucket_name, check_namespace, check_provider, namespace_query
from .._core.request import Timeouts
from .._core.smap import ClusterMap
from .bucket import AsyncBucket
from .session import AsyncSession

if TYPE_CHECKING:
    from .._core.etl import EtlInfo
    from .._core.jobs import JobStatus
    from .._core.performance import Performance
    from .._core.props import Presence
    from .job import AsyncJob


class AsyncCluster:
    """The cluster that a client is connected to."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._session.origin}>"

    async def is_aistore_running(self, *, timeout: float | Timeouts | None = None) -> bool:
        """Whether an AIS proxy answers at the endpoint; whatever else answers there is not one."""
        return await self._is_healthy(ready=False, timeout=timeout)

    async def is_ready(self, *, timeout: float | Timeouts | None = None) -> bool:
        """Whether the cluster has started and serves data: before, buckets answer 503 and objects may seem missing."""
        return await self._is_healthy(ready=True, timeout=timeout)

    async def get_info(self, *, timeout: float | Timeouts | None = None) -> ClusterMap:
        """The cluster map: which nodes there are, and where."""
        call = get_smap.call()
        return await self._session.read(
            call, lambda answer: ClusterMap.from_document(call.parse(answer).to_dict()), timeout=timeout
        )

    async def get_performance(self, *, timeout: float | Timeouts | None = None) -> dict[str, Performance]:
        """What every target has counted since it started, by its id: how often, how much, how long; in one request.

        Rates of a while are those between two looks: `later.since(earlier)`.
        """
        from aistore_api.api.cluster import get_cluster_stats

        from .._core.performance import Performance

        call, at = get_cluster_stats.call(), monotonic()
        return await self._session.read(
            call,
            lambda answer: {
                node: Performance.from_document(node, counted, at)
                for node, counted in sorted(call.parse(answer).to_dict()["target"].items())
            },
            timeout=timeout,
        )

    async def list_buckets(
        self,
        provider: str = "ais",
        *,
        namespace: str | None = None,
        name: str = "",
        presence: Presence | None = None,
        timeout: float | Timeouts | None = None,
    ) -> list[AsyncBucket]:
        """The buckets of a provider, sorted by name; of every provider where it is empty.

        `namespace` is `""` for the global one, `#name` for a named one, `@alias` for a remote cluster; without it those
        of all namespaces of this cluster come. `presence` says whether buckets count that this cluster does not know.

        Raises:
            InvalidName: AIS has no such provider, or such a name or namespace cannot be.
            BadRequest: the provider is not built into this cluster.
        """
        if name:
            check_bucket_name(name)
        call = list_buckets.call(
            # With a name but no namespace AIS looks in the global one only.
            body=models.ListBucketsAction(name=name if name and namespace is not None else UNSET),
            provider=check_provider(provider) if provider else UNSET,
            namespace=UNSET if namespace is None else namespace_query(check_namespace(namespace)),
            presence=UNSET if presence is None else int(presence),
        )
        refs = await self._session.read(
            call,
            lambda answer: [BucketRef.from_document(bucket.to_dict()) for bucket in call.parse(answer) or ()],
            timeout=timeout,
        )
        # An alias of a remote cluster is answered by the cluster's id: only this cluster's own namespaces are compared.
        own = None if namespace is None or namespace.startswith("@") else check_namespace(namespace)
        wanted = [ref for ref in refs if name in ("", ref.name) and own in (None, ref.namespace)]
        return [AsyncBucket(self._session, ref) for ref in sorted(wanted, key=str)]

    async def list_jobs(
        self,
        *,
        kind: str = "",
        running: bool = False,
        bucket: BucketRef | None = None,
        timeout: float | Timeouts | None = None,
    ) -> list[JobStatus]:
        """The jobs that the proxies remember, of one kind or of all; with `running` those under way only.

        Kinds that the proxies are not told of, such as those that go idle, are in `list_running_jobs` alone.
        """
        from aistore_api.api.jobs import list_job_statuses  # most programs never speak of jobs

        from .._core.jobs import JobStatus, check_kind

        query = models.JobQuery(
            kind=check_kind(kind) if kind else UNSET,
            show_active=True if running else None,
            bck=UNSET if bucket is None else models.BckFilter.from_dict(bucket.document()),
        )
        call = list_job_statuses.call(body=query)
        return await self._session.read(
            call,
            lambda answer: [JobStatus.from_document(status.to_dict()) for status in call.parse(answer) or ()],
            timeout=timeout,
        )

    async def list_running_jobs(self, *, kind: str = "", timeout: float | Timeouts | None = None) -> list[AsyncJob]:
        """The jobs that some target has under way, or keeps for the next request, sorted by kind and id."""
        from aistore_api.api.jobs import list_running_jobs

        from .._core.jobs import check_kind, running_job
        from .job import AsyncJob

        query = models.JobQuery(kind=check_kind(kind) if kind else UNSET)
        call = list_running_jobs.call(body=query)
        found = await self._session.read(
            call, lambda answer: sorted(map(running_job, call.parse(answer) or ())), timeout=timeout
        )
        return [AsyncJob(self._session, id=id, kind=kind) for kind, id in found]

    async def list_etls(self, *, timeout: float | Timeouts | None = None) -> list[EtlInfo]:
        """The ETLs of the cluster, running or stopped, sorted by name.

        Raises:
            Unsupported: this AIS was built without ETL.
        """
        from aistore_api.api.etls import list_etls

        from .._core.etl import EtlInfo

        call = list_etls.call()
        found = await self._session.read(
            call,
            lambda answer: [EtlInfo.from_document(each.to_dict()) for each in call.parse(answer) or ()],
            timeout=timeout,
        )
        return sorted(found, key=lambda each: each.name)

    async def _is_healthy(self, *, ready: bool, timeout: float | Timeouts | None) -> bool:
        try:
            return await self._session.read(
                get_health.call(readiness=ready), lambda answer: "ais-cluster-uptime" in answer.headers, timeout=timeout
            )
        except (TransportError, StatusError):
            return False
