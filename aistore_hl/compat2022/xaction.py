"""Jobs as they were called in 2022."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

import aistore_hl

from .advice import advise
from .bucket import Bucket


@frozen
class XactStatus:
    """How a job stands."""

    uuid: str
    err: str
    end_time: int
    """In nanoseconds since 1970; 0 while it runs."""
    aborted: bool


class Xaction:
    """The jobs of a cluster."""

    def __init__(self, client: aistore_hl.Client) -> None:
        self._client = client

    def xact_status(
        self, xact_id: str = "", xact_kind: str = "", daemon_id: str = "", only_running: bool = False
    ) -> XactStatus:
        """How a job stands, by its id or the latest of a kind; finished ones as well, whatever `only_running` says.

        Raises:
            NotFound: the cluster does not know it.
            ValueError: a `daemon_id`, which says nothing here: a status is of the whole cluster.
        """
        _of_all(daemon_id)
        advise("xaction().xact_status(...)", "job(id, kind=...).status()")
        status = self._client.job(xact_id, kind=xact_kind).status()
        ended = int(status.ended.timestamp() * 1e9) if status.ended is not None else 0
        return XactStatus(status.id, status.error, ended, status.is_aborted)

    def wait_for_xaction_finished(
        self,
        xact_id: str = "",
        xact_kind: str = "",
        daemon_id: str = "",
        only_running: bool = False,
        timeout: float = 300,
    ) -> None:
        """Return when it is over.

        Raises:
            JobTimeout: it still runs.
            JobFailed: it reported errors; in 2022 that went unnoticed.
            ValueError: a `daemon_id`, which says nothing here.
        """
        _of_all(daemon_id)
        advise("xaction().wait_for_xaction_finished(...)", "job(id, kind=...).wait(timeout=...)")
        self._client.job(xact_id, kind=xact_kind).wait(timeout=timeout)

    def xact_start(
        self,
        xact_kind: str = "",
        daemon_id: str = "",
        force: bool = False,
        buckets: Iterable[Bucket | aistore_hl.Bucket] | None = None,
    ) -> str:
        """Start a job of a kind. Its id.

        Raises:
            JobAlreadyRunning: the same job runs already.
            Unsupported: this kind is not started by itself.
        """
        advise("xaction().xact_start(...)", "job(kind=...).start(...)")
        given = [each.today if isinstance(each, Bucket) else each for each in buckets or ()]
        first = given[0].ref if len(given) == 1 else None
        several = [each.ref for each in given] if len(given) > 1 else []
        job = self._client.job(kind=xact_kind)
        return job.start(first, buckets=several, node=daemon_id, force=force).id


def _of_all(daemon_id: str) -> None:
    if daemon_id:
        raise ValueError(f"a status is of the whole cluster, not of node {daemon_id!r}: look into job(id).snapshots()")
