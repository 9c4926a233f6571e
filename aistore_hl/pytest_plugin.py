"""Fixtures for tests of programs that use AIStore: a cluster, a client, a fresh bucket, faults on order.

pytest loads it wherever this package is installed, so nothing but pytest is imported until a test asks for a fixture.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from typing import Unpack

    from aistore_hl import AsyncClient, Bucket, Client, Etl, LocalCluster
    from aistore_hl.etlserver import ETLServer
    from aistore_hl.local.faults import Faults
    from aistore_hl.local.relay import Relay
    from aistore_hl.types import EtlClassOptions

PREFIX: Final = "ais-test-"
"""How the names begin of buckets that `ais_bucket` makes, and of ETLs that `ais_etl` starts."""


class Transformers:
    """What tests have started of transformers: each class, function or file once."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._started: dict[tuple[object, str], Etl] = {}

    def __call__(
        self, what: type[ETLServer] | Callable[..., Any] | str | Path, /, **options: Unpack[EtlClassOptions]
    ) -> Etl:
        """The ETL that a class, a function, or `FILE.py[:NAME]` is; started unless it is already, with these options.

        Raises:
            EtlNotStarted: it did not become ready; why, and the end of its log.
        """
        key = (what, repr(sorted(options.items())))
        if key not in self._started:
            self._started[key] = self._start(what, options)
        return self._started[key]

    def close(self) -> None:
        """End all of them."""
        while self._started:
            self._started.popitem()[1].delete(missing_ok=True)

    def _start(self, what: Any, options: EtlClassOptions) -> Etl:
        import secrets

        from aistore_hl.etlserver.runtime import class_in

        etl = self._client.etl(PREFIX + secrets.token_hex(6))
        if isinstance(what, str | Path):
            what = class_in(str(what))
        if isinstance(what, type):
            etl.init_class(what, **options)
        else:
            etl.init_function(what, **options)
        return etl


class RunningCluster:
    """A cluster that was running before the tests: the one that `--ais-endpoint` names."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        """Where it is reached."""
        self._relay: Relay | None = None

    @property
    def relay(self) -> Relay:
        """What stands before it, for tests with faults; started by the first of them."""
        if self._relay is None:
            from aistore_hl import Client
            from aistore_hl.local.relay import Relay

            with Client(self.endpoint) as client:
                self._relay = Relay(self.endpoint, client.cluster().get_info())
        return self._relay

    @property
    def faults(self) -> Faults:
        """Those of the relay."""
        return self.relay.faults

    def clear_faults(self) -> None:
        """Forget what was ordered, if anything was."""
        if self._relay is not None:
            self._relay.faults.clear()

    def close(self) -> None:
        """Stop what stands before it."""
        if self._relay is not None:
            self._relay.close()

    def __repr__(self) -> str:
        return f"RunningCluster({self.endpoint})"


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Keep pytest from rewriting the assertions of this package, as it does of whatever brings a plugin.

    Its modules are loaded on first use, in whichever thread that is, and Python 3.11 raises `SystemError` now and then
    where two threads have syntax trees made at a time (seen on 3.11.7). Without that they also load in half the time.
    """
    # pytest has no other word for it; where assertions are plain, there is nothing to be kept from.
    rewritten: set[str] = getattr(early_config.pluginmanager.rewrite_hook, "_must_rewrite", set())
    rewritten.discard("aistore_hl")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("aistore", "tests with AIStore")
    help_endpoint = "run them on the AIStore at URL, not on a local one: they make and destroy buckets there"
    group.addoption("--ais-endpoint", metavar="URL", help=help_endpoint)
    parser.addini("ais_endpoint", "as --ais-endpoint")
    parser.addini("ais_targets", "how many targets the local cluster has (3)", default="3")


def pytest_report_header(config: pytest.Config) -> str | None:
    endpoint = _endpoint(config)
    return f"AIStore: {endpoint}" if endpoint else None


def _endpoint(config: pytest.Config) -> str:
    """Option, else ini file, else AIS_TEST_ENDPOINT; empty for a local cluster.

    Never AIS_ENDPOINT, which names the cluster that somebody works with.
    """
    given: str | None = config.getoption("--ais-endpoint")
    return given or str(config.getini("ais_endpoint")) or os.environ.get("AIS_TEST_ENDPOINT", "")


@pytest.fixture(scope="session")
def ais_cluster(pytestconfig: pytest.Config) -> Iterator[LocalCluster | RunningCluster]:
    """The cluster: a local one in memory that ends with the tests, or the one that was named. All tests share it."""
    endpoint = _endpoint(pytestconfig)
    if endpoint:
        running = RunningCluster(endpoint)
        yield running
        running.close()
        return
    from aistore_hl import LocalCluster

    with LocalCluster(_targets(pytestconfig)) as cluster:
        yield cluster


def _targets(config: pytest.Config) -> int:
    given = config.getini("ais_targets")
    try:
        return int(given)
    except ValueError:
        raise pytest.UsageError(f"ais_targets must be a number, not {given!r}") from None


@pytest.fixture
def ais_endpoint(request: pytest.FixtureRequest, ais_cluster: LocalCluster | RunningCluster) -> str:
    """The address to give to what is tested; where the test asks for `ais_faults` it is one that they strike."""
    if isinstance(ais_cluster, RunningCluster) and "ais_faults" in request.fixturenames:
        return ais_cluster.relay.endpoint
    return ais_cluster.endpoint


@pytest.fixture
def ais_client(ais_endpoint: str) -> Iterator[Client]:
    """A client of the cluster."""
    from aistore_hl import Client

    with Client(ais_endpoint) as client:
        yield client


@pytest.fixture
def ais_async_client(ais_endpoint: str) -> AsyncClient:
    """An `AsyncClient` of the cluster for the test to open: `async with ais_async_client as client`.

    It belongs to the loop that it is opened in, so that any plugin for async tests does.
    """
    from aistore_hl import AsyncClient

    return AsyncClient(ais_endpoint)


@pytest.fixture
def ais_bucket(ais_client: Client, ais_cluster: LocalCluster | RunningCluster) -> Iterator[Bucket]:
    """An empty bucket, removed after the test; async tests use its name."""
    import secrets

    bucket = ais_client.bucket(PREFIX + secrets.token_hex(6)).create()
    yield bucket
    _clear_faults(ais_cluster)  # none of them is meant for what follows
    bucket.delete(missing_ok=True)


@pytest.fixture(scope="session")
def ais_etl(ais_cluster: LocalCluster | RunningCluster) -> Iterator[Transformers]:
    """Start a transformer: `ais_etl(Server)` is the ETL that a class, a function or `FILE.py[:NAME]` is.

    Asked for again it is the same one. All of them end with the tests.
    """
    from aistore_hl import Client

    with Client(ais_cluster.endpoint) as client:
        transformers = Transformers(client)
        try:
            yield transformers
        finally:
            transformers.close()


@pytest.fixture
def ais_faults(ais_cluster: LocalCluster | RunningCluster, ais_endpoint: str) -> Iterator[Faults]:
    """Where things that go wrong are ordered; forgotten after the test.

    Before a cluster that was named a relay stands, which strikes in its place.
    """
    if isinstance(ais_cluster, RunningCluster) and ais_endpoint != ais_cluster.relay.endpoint:
        raise pytest.UsageError("ask for ais_faults as an argument of the test: the address is chosen by it")
    yield ais_cluster.faults
    _clear_faults(ais_cluster)


def _clear_faults(cluster: LocalCluster | RunningCluster) -> None:
    if isinstance(cluster, RunningCluster):
        cluster.clear_faults()
    else:
        cluster.faults.clear()
