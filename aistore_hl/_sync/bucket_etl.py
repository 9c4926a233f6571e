# Written by codegen.py from aistore_hl/_async/bucket_etl.py; do not edit.
"""The methods of a bucket that have ETLs transform its objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .._core.names import BucketRef
from .._core.request import Timeouts
from .handle import Handle, bucket_of, warn_of_a_part

if TYPE_CHECKING:
    from .._core.etl import Stages
    from .group_job import GroupJob


class BucketEtl(Handle[BucketRef]):
    """They return when the cluster has begun; the job's `wait` says what became of each object."""

    def transform(
        self,
        etl: Stages | str,
        to: Handle[BucketRef] | BucketRef,
        *,
        prefix: str = "",
        prepend: str = "",
        extensions: Mapping[str, str] | None = None,
        recursive: bool = True,
        skip_existing: bool = False,
        dry_run: bool = False,
        latest: bool = False,
        sync: bool = False,
        only_cached: bool = False,
        force: bool = False,
        workers: int | None = None,
        request_timeout: float | None = None,
        continue_on_error: bool = True,
        timeout: float | Timeouts | None = None,
    ) -> GroupJob:
        """Store what an ETL, or several as `a >> b`, makes of its objects in another bucket, made if need be. The job.

        Its `wait` names what failed and why, by what the ETL told and by what is in the destination: AIS keeps 128
        errors of each target, and forgets them when the ETL ends. For that both are listed before it begins and after.
        Where it begins anew, `skip_existing` leaves out names that the destination has. An ETL that is stopped ends it.

        `extensions` maps old ones to new ones, without dots. `dry_run` transforms and stores nothing. `workers` are
        those of each target, -1 none; one for each of its mountpaths unless told. `request_timeout`, for one object, is
        sent, but AIS 5.0 does not use it: the ETL's `object_timeout` holds. Without `continue_on_error` the first
        failure ends it. AIS has no arguments here.

        Of a remote bucket AIS takes only what the cluster holds, unless `latest` or `sync`: that is warned of before it
        begins, unless `only_cached` says that it is known. `sync` also deletes what is gone there.

        Raises:
            EtlNotFound: there is no such ETL, or it does not run.
            BucketNotFound: there is no such bucket.
            BadRequest: the buckets are the same.
            ValueError: `sync` with `prepend`, which AIS refuses; an extension with a dot.
        """
        from .._core.etl import Transform
        from .._core.offline import Offline
        from .offline import OfflineTransform

        is_partial = self._ref.is_remote and not (latest or sync)
        if is_partial and not only_cached:
            warn_of_a_part(self._ref, "transformed")
        what = Offline(
            Transform.of(etl),
            bucket_of(to),
            prepend,
            extensions,
            dry_run,
            latest,
            sync,
            force,
            workers,
            request_timeout,
            continue_on_error,
        )
        return OfflineTransform(self._session, self._ref, what).of_bucket(
            prefix,
            recursive=recursive,
            only_cached=is_partial,
            skip_existing=skip_existing,
            limits=self._session.limits(timeout, control=False),
        )

    def inspect(
        self,
        etl: Stages | str,
        *,
        prefix: str = "",
        recursive: bool = True,
        latest: bool = False,
        workers: int | None = None,
        request_timeout: float | None = None,
        timeout: float | Timeouts | None = None,
    ) -> GroupJob:
        """Try an ETL on its objects, and store nothing. The job; its `wait` names what failed and why.

        That is by what the ETL told, of which AIS keeps 128 errors of each target.

        Raises:
            EtlNotFound: there is no such ETL, or it does not run.
            BucketNotFound: there is no such bucket.
        """
        return self.transform(
            etl,
            self,
            prefix=prefix,
            recursive=recursive,
            dry_run=True,
            latest=latest,
            only_cached=not latest,
            workers=workers,
            request_timeout=request_timeout,
            timeout=timeout,
        )
