# Written by codegen.py from aistore_hl/_async/client.py; do not edit.
"""The client: where everything begins."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

import attrs

from .. import _embedded
from .._core.config import Settings, token_in
from .._core.errors import ConfigError
from .._core.names import BucketRef, ObjectRef
from .._core.request import Timeouts
from .._core.retry import RetryPolicy

# What a client hands out is loaded when it first does, and what it sends with when one is made: most programs that name
# both clients use one of them, and all of it takes longer to load than httpx (bench/imports.py).
if TYPE_CHECKING:
    from collections.abc import Iterable

    from .._core.archive import ArchiveFormat
    from .._core.batch import BatchItem
    from .batch import Batch
    from .bucket import Bucket
    from .cluster import Cluster
    from .etl import Etl
    from .job import Job
    from .object import Object
    from .raw import Raw


class Client:
    """One cluster, spoken to through one of its proxies.

    Making a client connects to nothing; handles that come from it hold names only and stay valid as long as it does.
    It can be shared by threads and tasks, goes through `pickle`, and survives `fork`.
    """

    def __init__(
        self,
        endpoint: str | None = None,
        *,
        token: str | None = None,
        timeout: float | Timeouts | None = None,
        retry: RetryPolicy | None = None,
        integrity: Literal["auto", "off"] | None = None,
        ca: str | Path | None = None,
        cert: str | Path | tuple[str | Path, str | Path] | None = None,
        verify: bool | None = None,
        pool_size: int | None = None,
        direct: bool | None = None,
        allow_insecure_token: bool | None = None,
    ) -> None:
        """Each argument that is not given comes from its environment variable, else from its default.

        Raises:
            EndpointMissing: neither `endpoint` nor AIS_ENDPOINT says where the cluster is.
            InsecureToken: the token would go over plain http to another machine.
            ConfigError: a value cannot be used.
        """
        given = {name: value for name, value in locals().items() if name != "self"}
        self._open(_with_token(Settings.resolve(os.environ, **given)))

    @classmethod
    def local(cls, targets: int = 3, **settings: Any) -> Self:
        """A client of a cluster of its own, in this process and in memory, which ends with the client.

        `settings` are those of the constructor. What was put there is gone afterwards.
        """
        if "endpoint" in settings:
            raise ConfigError("a local cluster has an endpoint of its own: use the constructor for another one")
        embedded = _embedded.start(targets)
        try:
            client = cls(embedded.endpoint, **settings)
        except BaseException:
            embedded.close()
            raise
        client._embedded = embedded
        return client

    def _open(self, settings: Settings) -> None:
        from .session import Session

        self._settings = settings
        self._session = Session(settings)
        self._embedded: _embedded.Embedded | None = None

    @property
    def endpoint(self) -> str:
        """Where the cluster is: `http://host:port`."""
        return self._settings.endpoint

    @property
    def raw(self) -> Raw:
        """Every endpoint of the cluster, by the generated calls of `aistore_api`."""
        from .raw import Raw

        return Raw(self._session)

    def cluster(self) -> Cluster:
        """The cluster as a whole."""
        from .cluster import Cluster

        return Cluster(self._session)

    def bucket(self, name: str, provider: str = "ais", *, namespace: str = "") -> Bucket:
        """A bucket, by name or as `ais://name`; whether it exists is not looked at.

        Raises:
            InvalidName: AIS would refuse such a name.
        """
        from .bucket import Bucket

        ref = BucketRef.parse(name) if "://" in name else BucketRef(name, provider, namespace)
        return Bucket(self._session, ref)

    def object(self, url: str) -> Object:
        """An object by its URL: `ais://bucket/name`.

        Raises:
            InvalidName: it is not such a URL.
        """
        from .object import Object

        return Object(self._session, ObjectRef.parse(url))

    def get_batch(
        self,
        items: Iterable[str | Object | BatchItem],
        *,
        format: ArchiveFormat = ".tar",
        streaming: bool = True,
        colocation: int = 0,
        timeout: float | Timeouts | None = None,
    ) -> Batch:
        """Many objects in one answer, opened, to be iterated in the order of the request.

        `items` are URLs, objects, or `BatchItem`s: members of archives, parts, things that come back with them. AIS
        collects them as an archive of that format. Without `streaming` it does so before it sends, and tells why
        something is missing. `colocation` 1 says that many are at one target, 2 that many are in one archive.

        Every get-batch ends some 100 ms late on AIS 5.0, and what comes has no checksums: single GETs are better for
        few or small objects. This is for members of archives, and where the disks of the cluster are the limit.

        Raises:
            NotFound: there is no such bucket.
            BadRequest: AIS refuses it, as it does when more than 8 are missing.
            ValueError: it is empty, or a format that AIS has not.
        """
        from .batch import Batch, items_of

        limits = self._session.limits(timeout, control=False)
        return Batch.open(
            self._session,
            items_of(items, None),
            format=format,
            streaming=streaming,
            colocation=colocation,
            limits=limits,
        )

    def etl(self, name: str) -> Etl:
        """An ETL by its name; whether it exists is not looked at.

        Raises:
            InvalidName: AIS would refuse such a name.
        """
        from .etl import Etl

        return Etl(self._session, name)

    def job(self, id: str = "", *, kind: str = "") -> Job:
        """A job by its id, or the latest of a kind."""
        from .job import Job

        return Job(self._session, id=id, kind=kind)

    def close(self) -> None:
        """Drop the connections, and the local cluster if this client started one. Again: nothing."""
        self._session.close()
        embedded, self._embedded = self._embedded, None
        if embedded is not None:
            embedded.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: BaseException | TracebackType | type[BaseException] | None) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.endpoint}{' local' if self._embedded is not None else ''}>"

    def __getstate__(self) -> Settings:
        return self._settings

    def __setstate__(self, settings: Settings) -> None:
        self._open(settings)


def _with_token(settings: Settings) -> Settings:
    """The settings with the token that their file holds."""
    if not settings.token_file:
        return settings
    try:
        text = Path(settings.token_file).read_text(encoding="utf-8", errors="replace")
    except OSError as exc:
        raise ConfigError(f"the token file cannot be read: {exc}") from exc
    return attrs.evolve(settings, token=token_in(text, settings.token_file), token_file="")
